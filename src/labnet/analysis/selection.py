"""Selection: which actors a filter keeps, and in which order lists give them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias

from labnet.analysis.affiliation import administrations, spheres
from labnet.model.dates import ALWAYS, NEVER_ENDS, day_code
from labnet.model.kinds import KINDS, Actor
from labnet.model.vocabularies import Sphere, Tier
from labnet.network.image import Image
from labnet.network.memo import Memo, by_length
from labnet.network.search.folding import fold

__all__ = [
    "ActorOrder",
    "ActorSelection",
    "Key",
    "actor_keys",
    "bodies_by_number",
    "narrower",
]

Key: TypeAlias = tuple[int | str, ...]
"""Where something stands in a list: what it is sorted by, and last the row it is found by."""

_UNKNOWN_START: Final = NEVER_ENDS
_MOST_KEYS: Final = 200_000
"""How many keys of selections are held for an image, so that the pages of a list need not be selected again."""


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
    for row in image.living():
        actor = image.actor(row)
        if KINDS[actor.kind].body:
            for register, number in (("siret", actor.siret), ("siren", actor.siren)):
                if number is not None:
                    found.setdefault((register, number), row)
    return found


def actor_keys(image: Image, selection: ActorSelection, order: ActorOrder = ActorOrder.NAME) -> Sequence[Key]:
    """Give the sorted keys of the actors that are selected; the last part of a key is the actor's row.

    Where themes, territories or ids are asked for, only actors that have one of them are looked at.
    """
    everybody: list[Key] = image.memo(("actors", order), lambda: _sorted_actors(image, order))
    if selection == ActorSelection():
        return everybody
    held: Memo[object, list[Key]] = image.memo("actor selections", lambda: Memo(_MOST_KEYS, by_length))
    found = held.get((selection, order))
    if found is None:
        found = [key for key in _candidates(image, selection, order, everybody) if selection.keeps(image, int(key[-1]))]
        if selection.ids is None:
            # Ids come from words that somebody typed: seldom the same ones again.
            held.keep((selection, order), found)
    return found


def _candidates(image: Image, selection: ActorSelection, order: ActorOrder, everybody: list[Key]) -> Sequence[Key]:
    groups: list[set[int]] = []
    if selection.themes is not None:
        groups.append(_members(_rows_by_theme(image), selection.themes))
    if selection.territories is not None:
        groups.append(_members(_rows_by_territory(image), selection.territories))
    if selection.ids is not None:
        groups.append({row for key in selection.ids if (row := image.row(key)) is not None})
    if not groups:
        return everybody
    places: dict[int, int] = image.memo(
        ("places", order), lambda: {int(key[-1]): place for place, key in enumerate(everybody)}
    )
    return [everybody[place] for place in sorted(places[row] for row in set.intersection(*groups))]


def _members(rows: Mapping[str, list[int]], groups: Iterable[str]) -> set[int]:
    return {row for group in groups for row in rows.get(group, ())}


def _rows_by_theme(image: Image) -> Mapping[str, list[int]]:
    rows: Mapping[str, list[int]] = image.memo("by theme", lambda: _grouped(image, lambda actor: actor.themes))
    return rows


def _rows_by_territory(image: Image) -> Mapping[str, list[int]]:
    rows: Mapping[str, list[int]] = image.memo(
        "by territory", lambda: _grouped(image, lambda actor: (actor.territory,) if actor.territory else ())
    )
    return rows


def _grouped(image: Image, groups_of: Callable[[Actor], Iterable[str]]) -> Mapping[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for row in image.living():
        for group in groups_of(image.actor(row)):
            rows.setdefault(group, []).append(row)
    return rows


def _sorted_actors(image: Image, order: ActorOrder) -> list[Key]:
    lead = _LEADS[order]
    return sorted((*lead(image, row), fold(image.actor(row).name), image.ids[row], row) for row in image.living())


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
