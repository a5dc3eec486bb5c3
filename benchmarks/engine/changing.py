"""Changing the image, and showing a part of it, beside a plain graph that is changed in place or copied."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import Final

import networkx as nx
import numpy as np

from benchmarks.engine.measuring import best, median, timed
from benchmarks.engine.networks import (
    MEDIUM,
    MultiDiGraph,
    Place,
    add_actors,
    add_ties,
    multi_graph,
    name_of,
    parts,
    persons,
    see_same_attributes,
    whole,
)
from benchmarks.figures import AtMost, Figure, see_equal
from labnet.model.dates import ALWAYS, NEVER_ENDS, PartialDate, day_code
from labnet.model.forms import ACTORS, TIES
from labnet.model.kinds import Innovator
from labnet.model.records import Entity
from labnet.model.relations import Layer, relations_in
from labnet.model.rows import Row
from labnet.model.ties import Tie, tie_id
from labnet.network.audiences import Audience
from labnet.network.changes import Batch, apply
from labnet.network.image import Image
from labnet.network.projections import Sight, at, seen_by

__all__ = ["changing", "new_ties"]

_ROUNDS: Final = {1: 31, 100: 11, 10_000: 3}
_POOL: Final = 20_000
_DAYS: Final = tuple(dt.date(year, 6, 30) for year in (2019, 2020, 2021))
_CONTACTS: Final = frozenset(relations_in(Layer.CONTACT))
_BEGUN: Final = PartialDate(2026, 1, 5)
_UNTIL: Final = TIES.names.index("until")
_ENDS: Final = tuple(TIES.names.index(name) for name in ("from_id", "to_id"))
_NAME: Final = ACTORS.names.index("name")
_ENDED: Final = "2026-02"


def changing(place: Place) -> Iterator[Figure]:
    """Measure projections, then changes of every sort by the one, the hundred and the ten thousand."""
    image = whole(place.database)
    graph = multi_graph(*parts(place.database))
    see_same_attributes(image, graph)
    yield from _projections(place, image, graph)
    yield _floor(place, image)
    yield from _changes(place, image, graph)


def _projections(place: Place, image: Image, graph: MultiDiGraph) -> Iterator[Figure]:
    sight = Sight(image, Audience.PUBLIC)
    shown = [node for node in graph if node in sight]
    (ours,) = best(lambda: seen_by(image, Audience.PUBLIC))
    copied, seconds = timed(lambda: graph.subgraph(shown).copy())
    public = seen_by(image, Audience.PUBLIC)
    see_equal("ties that the public sees", public.number_of_ties, copied.number_of_edges())
    see_equal("actors that the public sees", public.number_of_actors, len(copied))
    del copied
    yield Figure(
        group="Projections",
        what="what the public sees, packed in columns of its own",
        size=place.size.name,
        ours=ours,
        peer=seconds,
        against="nx.MultiDiGraph.subgraph(…).copy()",
        goal=AtMost(0.1) if place.size == MEDIUM else None,
    )
    # An image keeps the days that it was asked for, so each is asked for once.
    days = [timed(partial(at, image, day)) for day in _DAYS]
    filtered, plain = timed(lambda: _on_day(graph, _DAYS[-1]))
    see_equal("ties of a day", days[-1][0].number_of_ties, filtered.number_of_edges())
    yield Figure(
        group="Projections",
        what="the network of a day",
        size=place.size.name,
        ours=min(seconds for _, seconds in days),
        peer=plain,
        against="the same ties put into another nx.MultiDiGraph",
    )


def _on_day(graph: MultiDiGraph, day: dt.date) -> MultiDiGraph:
    """Give the ties of a day as a plain graph; contacts end with either of their ends, see `Image.active`."""
    code = day_code(day)
    begun = {node: _start(told.get("since")) for node, told in graph.nodes(data=True)}
    over = {node: _end(told.get("until")) for node, told in graph.nodes(data=True)}

    def runs(source: str, target: str, relation: str, since: int, until: int) -> bool:
        if not since <= code <= until or relation not in _CONTACTS:
            return since <= code <= until
        born = max(begun[source], begun[target])
        there = min(over[source], over[target]) >= code
        return there and (since != ALWAYS or born <= code or born > until)

    found: MultiDiGraph = nx.MultiDiGraph()
    found.add_nodes_from(graph.nodes(data=True))
    for source, target, key, told in graph.edges(keys=True, data=True):
        if runs(source, target, told["relation"], _start(told.get("since")), _end(told.get("until"))):
            found.add_edge(source, target, key, **told)
    return found


@cache
def _start(text: str | None) -> int:
    return ALWAYS if text is None else PartialDate.parse(text).start_code


@cache
def _end(text: str | None) -> int:
    return NEVER_ENDS if text is None else PartialDate.parse(text).end_code


def _floor(place: Place, image: Image) -> Figure:
    # As bytes: numpy copies records field by field otherwise, which takes twenty times as long.
    columns = [column.view(np.uint8) for column in (image.about, image.start, image.length)]
    (seconds,) = best(lambda: [np.concatenate([column, column[:1]]) for column in columns])
    return Figure(
        group="Changes",
        what="numpy: the columns of actors copied, which is the least that a new image takes",
        size=place.size.name,
        ours=seconds,
    )


class _Head:
    """The newest image, the plain graph beside it, and batches of changes for both."""

    def __init__(self, image: Image, graph: MultiDiGraph) -> None:
        self.image = image
        self._graph = graph
        self._chance = random.Random(1)  # noqa: S311 - nobody has to guess it
        self._people = persons(image, min(_POOL, len(image) // 3))
        self._made = 0

    def change(self, batch: Batch, plainly: Callable[[MultiDiGraph], None]) -> tuple[float, float]:
        """Make a change to both, and give the CPU seconds that each took."""
        self.image, ours = timed(lambda: apply(self.image, batch, self.image.revision + 1))
        _, peer = timed(lambda: plainly(self._graph))
        return ours, peer

    def see_same(self) -> None:
        """Refuse figures of changes that did not come to the same."""
        see_same_attributes(self.image, self._graph)

    def new_ties(self, count: int) -> tuple[float, float]:
        rows = [TIES.row(tie) for tie in new_ties(self.image, self._people, count, self._chance)]
        return self.change(Batch(ties=rows), lambda graph: add_ties(graph, rows, {}))

    def ended_ties(self, count: int) -> tuple[float, float]:
        drawn = self._chance.sample(self.image.tie_rows().tolist(), count)
        rows = [_put(self.image.stored_tie(tie), _UNTIL, _ENDED) for tie in drawn]

        def end(graph: MultiDiGraph) -> None:
            for row in rows:
                graph.edges[row[_ENDS[0]], row[_ENDS[1]], name_of(row)]["until"] = _ENDED

        return self.change(Batch(ties=rows), end)

    def changed_actors(self, count: int) -> tuple[float, float]:
        self._made += 1
        drawn = self._chance.sample(list(self.image.living()), count)
        rows = [_put(self.image.stored(row), _NAME, f"Nom {self._made}") for row in drawn]

        def rename(graph: MultiDiGraph) -> None:
            for row in rows:
                graph.nodes[row[0]]["name"] = row[_NAME]

        return self.change(Batch(actors=rows), rename)

    def new_actors(self, count: int) -> tuple[float, float]:
        self._made += 1
        people = [Innovator(id=f"new-{self._made}-{number}", name=f"Personne {number}") for number in range(count)]
        rows = [ACTORS.row(person) for person in people]
        return self.change(Batch(actors=rows), lambda graph: add_actors(graph, rows, {}))

    def dropped_people(self, count: int) -> tuple[float, float]:
        ids = [self.image.ids[row] for row in persons(self.image, count)]
        gone = [(Entity.ACTOR, id_) for id_ in ids]
        return self.change(Batch(dropped=gone), lambda graph: graph.remove_nodes_from(ids))


def new_ties(image: Image, rows: Sequence[int], count: int, chance: random.Random) -> list[Tie]:
    """Draw ties that are not there yet between some actors."""
    found: dict[str, Tie] = {}
    while len(found) < count:
        source, target = (image.ids[row] for row in chance.sample(rows, 2))
        id_ = tie_id(source, "PARTNERS_WITH", target, _BEGUN)
        if image.tie_row(id_) is None:
            found[id_] = Tie(id=id_, from_id=source, to_id=target, relation="PARTNERS_WITH", since=_BEGUN)
    return list(found.values())


def _put(row: Row, place: int, value: str) -> Row:
    return (*row[:place], value, *row[place + 1 :])


def _changes(place: Place, image: Image, graph: MultiDiGraph) -> Iterator[Figure]:
    head = _Head(image, graph)
    sorts = {
        "new ties": head.new_ties,
        "ended ties": head.ended_ties,
        "changed actors": head.changed_actors,
        "new actors": head.new_actors,
        "dropped people": head.dropped_people,
    }
    for sort, change in sorts.items():
        for count, rounds in _ROUNDS.items():
            if count * (rounds if sort == "dropped people" else 1) > place.size.people:
                continue
            seconds = [change(count) for _ in range(rounds)]
            ours, peer = (median(each) for each in zip(*seconds, strict=True))
            yield Figure(
                group="Changes",
                what=f"{sort}: {count} at once",
                size=place.size.name,
                ours=ours,
                peer=peer,
                against="nx.MultiDiGraph changed in place",
                note=f"median of {rounds}, at most {1e3 * max(ours for ours, _ in seconds):.1f} ms",
            )
    head.see_same()
