"""From walks to answers: neighbours, neighbourhoods and paths."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from labnet.analysis.selection import Key
from labnet.api import ids
from labnet.api.context import Context
from labnet.api.enums import Kind, Relation
from labnet.api.filters import relation_codes
from labnet.api.paging import Page, check_bound, paged
from labnet.api.types.references import actor_at
from labnet.api.types.ties import Neighbour, NeighbourConnection, Path, Subgraph, tie_at
from labnet.errors import BadInput, TooMuch
from labnet.network.actors import KIND_CODES
from labnet.network.columns import Ints
from labnet.network.image import OUT
from labnet.network.paths import Route, routes
from labnet.network.search.folding import fold
from labnet.network.walk import Reach, Trail, within

__all__ = [
    "MAX_AVOIDED",
    "MAX_HOPS",
    "MAX_NODES",
    "MAX_PATHS",
    "best_path",
    "neighbourhood",
    "neighbours_page",
    "path_of",
    "paths",
]

MAX_HOPS: Final = 4
MAX_NODES: Final = 2_000
MAX_PATHS: Final = 10
MAX_AVOIDED: Final = 100


def neighbours_page(
    at: Context,
    row: int,
    hops: int,
    relations: list[Relation] | None,
    kinds: list[Kind] | None,
    as_of: dt.date | None,
    page: Page,
) -> NeighbourConnection:
    """Give a page of those near an actor, by distance and name."""
    reach = _met(at, row, hops, relations, as_of)
    places = _of_kinds(at, reach.rows, kinds).nonzero()[0].tolist()
    keys: list[Key] = []
    for place, other, distance in zip(
        places, reach.rows[places].tolist(), reach.distances[places].tolist(), strict=True
    ):
        keys.append((distance, fold(at.image.name(other)), at.image.ids[other], place))
    keys.sort()
    found = paged(keys, page, lambda found: [_neighbour(at, reach, place) for place in found])
    return NeighbourConnection(**vars(found), truncated=reach.truncated)


def neighbourhood(
    at: Context,
    row: int,
    hops: int,
    relations: list[Relation] | None,
    kinds: list[Kind] | None,
    as_of: dt.date | None,
    max_nodes: int,
) -> Subgraph:
    """Give an actor, those near it, and the ties between them that the walk may follow."""
    check_bound("maxNodes", max_nodes, MAX_NODES)
    reach = _met(at, row, hops, relations, as_of)
    found = [row, *reach.rows[_of_kinds(at, reach.rows, kinds)].tolist()]
    rows = found[:max_nodes]
    return Subgraph(
        nodes=[actor_at(at, other) for other in rows],
        ties=[tie_at(at, tie) for tie in _ties_between(at, rows, relations, as_of)],
        truncated=reach.truncated or len(found) > len(rows),
    )


def paths(
    at: Context,
    ends: tuple[str, str],
    relations: list[Relation] | None,
    avoid: list[str] | None,
    as_of: dt.date | None,
    first: int,
) -> list[Path]:
    """Give the best ways from one actor to another."""
    at.check_time()
    check_bound("first", first, MAX_PATHS)
    if avoid is not None and len(avoid) > MAX_AVOIDED:
        raise TooMuch(f"avoid: {len(avoid)} actors are more than {MAX_AVOIDED}")
    source, target = (ids.actor_row(at.image, end, name) for end, name in zip(ends, ("from", "to"), strict=True))
    shunned = frozenset(ids.actor_row(at.image, actor_id, "avoid") for actor_id in avoid or ())
    if shunned & {source, target}:
        raise BadInput("avoid: it names an end of the path; leave the ends out of it")
    trail = Trail(relations=relation_codes(relations), day=as_of or at.today, avoid=shunned)
    found = routes(at.image, source, target, trail, first)
    if found.truncated and not found:
        raise TooMuch(
            f"paths: no way was found among the {trail.budget} ties that a search may look at, and there may be one; "
            "name the relations to follow, or avoid actors with many ties"
        )
    return [path_of(at, route, truncated=found.truncated) for route in found]


def best_path(at: Context, source: int, target: int, day: dt.date) -> Path | None:
    """Give the best way along contacts of a day, None where there is none or the search for it takes too long."""
    found = routes(at.image, source, target, Trail(day=day), 1)
    return path_of(at, found[0], truncated=found.truncated) if found else None


def _met(
    at: Context,
    row: int,
    hops: int,
    relations: list[Relation] | None,
    as_of: dt.date | None,
) -> Reach:
    at.check_time()
    check_bound("hops", hops, MAX_HOPS)
    trail = Trail(relations=relation_codes(relations), day=as_of or at.today)
    return within(at.image, row, hops, trail)


def _of_kinds(at: Context, rows: Ints, kinds: list[Kind] | None) -> npt.NDArray[np.bool_]:
    """Tell which actors are of some kinds, of any without them."""
    wanted = KIND_CODES if kinds is None else {kind.name for kind in kinds}
    table = np.array([code in wanted for code in KIND_CODES])
    of_kinds: npt.NDArray[np.bool_] = table[at.image.kinds[rows]]
    return of_kinds


def _neighbour(at: Context, reach: Reach, place: int) -> Neighbour:
    return Neighbour(
        actor=actor_at(at, int(reach.rows[place])),
        distance=int(reach.distances[place]),
        via=[tie_at(at, tie) for tie in reach.way(place)],
    )


def path_of(at: Context, route: Route, *, truncated: bool) -> Path:
    """Give a way as clients see it."""
    return Path(
        actors=[actor_at(at, row) for row in route.rows],
        ties=[tie_at(at, tie) for tie in route.ties],
        length=route.length,
        strength=route.strength,
        truncated=truncated,
    )


def _ties_between(
    at: Context, rows: Sequence[int], relations: list[Relation] | None, as_of: dt.date | None
) -> list[int]:
    _, entries = at.image.entries_of(np.array(rows, np.int64))
    trail = Trail(relations=relation_codes(relations), day=as_of or at.today)
    keep = trail.follows(at.image, entries) & (entries.codes % 2 == OUT) & np.isin(entries.neighbours, rows)
    return [int(tie) for tie in entries.ties[keep]]
