"""Selection: which actors and ties a filter keeps, and in which order lists give them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias

import numpy as np

from labnet.analysis.affiliation import administrations, spheres
from labnet.model.dates import ALWAYS, NEVER_ENDS, day_code
from labnet.model.kinds import KINDS, Actor
from labnet.model.vocabularies import Sphere, Tier
from labnet.network.columns import RELATION_NAMES
from labnet.network.image import Image
from labnet.network.search.folding import fold

__all__ = [
    "ActorOrder",
    "ActorSelection",
    "Key",
    "TieSelection",
    "actor_keys",
    "bodies_by_number",
    "narrower",
    "tie_keys",
]

Key: TypeAlias = tuple[int | str, ...]
"""Where something stands in a list: what it is sorted by, and last the row it is found by."""

_UNKNOWN_START: Final = NEVER_ENDS


class ActorOrder(Enum):
    """In which order actors are listed."""

    NAME = "NAME"
    TIES = "TIES"
    SINCE = "SINCE"
    UPDATED = "UPDATED"


@dataclass(frozen=True, slots=True)
class ActorSelection:
    """Which actors to keep; what is None is not asked. All that is asked must hold.

    `themes` are ids, any of which (or of their narrower themes) is enough; `territories` all ids that count as inside;
    `ids` those that a text search found.
    """

    kinds: frozenset[str] | None = None
    tiers: frozenset[Tier] | None = None
    spheres: frozenset[Sphere] | None = None
    themes: frozenset[str] | None = None
    territories: frozenset[str] | None = None
    administration: int | None = None
    not_administration: int | None = None
    active_on: dt.date | None = None
    ids: frozenset[str] | None = None

    def keeps(self, image: Image, row: int) -> bool:
        """Tell whether an actor is selected."""
        actor = image.actor(row)
        return self._keeps_record(actor) and self._keeps_affiliation(image, row)

    def _keeps_record(self, actor: Actor) -> bool:
        return (
            (self.kinds is None or actor.kind in self.kinds)
            and (self.ids is None or actor.id in self.ids)
            and (self.tiers is None or actor.tier in self.tiers)
            and (self.themes is None or not self.themes.isdisjoint(actor.themes))
            and (self.territories is None or actor.territory in self.territories)
            and (self.active_on is None or _runs_on(actor, self.active_on))
        )

    def _keeps_affiliation(self, image: Image, row: int) -> bool:
        if self.spheres is not None and self.spheres.isdisjoint(spheres(image, row, self.active_on)):
            return False
        if self.administration is None and self.not_administration is None:
            return True
        bodies = administrations(image, row, self.active_on)
        inside = self.administration is None or self.administration in bodies
        return inside and self.not_administration not in bodies


@dataclass(frozen=True, slots=True)
class TieSelection:
    """Which ties to keep; what is None is not asked. All that is asked must hold.

    `between` keeps ties whose ends belong to two different spheres among those named, or to the one that is named.
    `territories` and `themes` keep ties of which an end is there, or works on it.
    """

    relations: frozenset[str] | None = None
    between: tuple[Sphere, ...] | None = None
    territories: frozenset[str] | None = None
    themes: frozenset[str] | None = None
    active_on: dt.date | None = None

    def kept(self, image: Image, rows: Iterable[int]) -> list[int]:
        """Give those of the rows of ties that are selected."""
        return [row for row in rows if self._keeps(image, row)]

    def _keeps(self, image: Image, row: int) -> bool:
        if self.relations is not None and RELATION_NAMES[image.ties.relation.data[row]] not in self.relations:
            return False
        if self.active_on is not None and not image.active(np.array([row]), day_code(self.active_on))[0]:
            return False
        ends = (int(image.ties.source.data[row]), int(image.ties.target.data[row]))
        actors = [image.actor(end) for end in ends]
        there = self.territories is None or any(actor.territory in self.territories for actor in actors)
        on_theme = self.themes is None or any(not self.themes.isdisjoint(actor.themes) for actor in actors)
        return there and on_theme and self._joins(image, ends)

    def _joins(self, image: Image, ends: tuple[int, int]) -> bool:
        if self.between is None:
            return True
        one, other = (set(spheres(image, end, self.active_on)) & set(self.between) for end in ends)
        return bool(one and other) and (len(set(self.between)) == 1 or len(one | other) > 1)


def narrower(image: Image, themes: Iterable[str]) -> frozenset[str]:
    """Give themes with all that are narrower than them."""
    found = set(themes)
    while True:
        more = {theme.id for theme in image.vocabulary.themes.values() if theme.broader in found} - found
        if not more:
            return frozenset(found)
        found |= more


def bodies_by_number(image: Image) -> Mapping[tuple[str, str], int]:
    """Give the row of each body by register (``siret`` or ``siren``) and number; the smallest row of those that share.

    A lab may share its host's number and is not found by it.
    """
    found: dict[tuple[str, str], int] = image.memo("numbers", lambda: _numbers(image))
    return found


def _numbers(image: Image) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for row, actor in enumerate(image.records):
        if actor is not None and KINDS[actor.kind].body:
            for register, number in (("siret", actor.siret), ("siren", actor.siren)):
                if number is not None:
                    found.setdefault((register, number), row)
    return found


def actor_keys(image: Image, selection: ActorSelection, order: ActorOrder = ActorOrder.NAME) -> Sequence[Key]:
    """Give the sorted keys of the actors that are selected; the last part of a key is the actor's row."""
    everybody: list[Key] = image.memo(("actors", order), lambda: _sorted_actors(image, order))
    if selection == ActorSelection():
        return everybody
    return [key for key in everybody if selection.keeps(image, int(key[-1]))]


def tie_keys(image: Image, selection: TieSelection, rows: Iterable[int] | None = None) -> Sequence[Key]:
    """Give the sorted keys of the ties that are selected, by id; the last part of a key is the tie's row."""
    if rows is None:
        everything: list[Key] = image.memo("ties", lambda: _sorted_ties(image, map(int, image.tie_rows())))
        if selection == TieSelection():
            return everything
        return [key for key in everything if selection.kept(image, [int(key[-1])])]
    return _sorted_ties(image, selection.kept(image, rows))


def _sorted_ties(image: Image, rows: Iterable[int]) -> list[Key]:
    return sorted((image.tie(row).id, row) for row in rows)


def _sorted_actors(image: Image, order: ActorOrder) -> list[Key]:
    lead = _LEADS[order]
    rows = (row for row in range(len(image)) if image.alive[row])
    return sorted((*lead(image, row), fold(image.actor(row).name), image.actor(row).id, row) for row in rows)


def _by_since(image: Image, row: int) -> Key:
    since = image.actor(row).since
    return (since.start_code if since else _UNKNOWN_START,)


def _by_update(image: Image, row: int) -> Key:
    updated = image.actor(row).updated_at
    return (-int(updated.timestamp() * 1_000_000) if updated else 0,)


_LEADS: Final[dict[ActorOrder, Callable[[Image, int], Key]]] = {
    ActorOrder.NAME: lambda _image, _row: (),
    ActorOrder.TIES: lambda image, row: (-int(image.length[row]),),
    ActorOrder.SINCE: _by_since,
    ActorOrder.UPDATED: _by_update,
}


def _runs_on(actor: Actor, day: dt.date) -> bool:
    start = actor.since.start_code if actor.since else ALWAYS
    end = actor.until.end_code if actor.until else NEVER_ENDS
    return start <= day_code(day) <= end
