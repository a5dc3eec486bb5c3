"""News: which actors and ties an audience sees come, change and go from one revision to the next.

Only ids are told, and what one selects by: whoever wants more asks the view. A change that an audience cannot see, of a
note on somebody hidden for example, is no news to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Final, Generic, TypeVar

import numpy as np

from labnet.errors import LabnetError
from labnet.model.records import Entity
from labnet.network.changes import Batch
from labnet.network.image import Image
from labnet.network.ties import RELATION_NAMES

__all__ = ["Interest", "News", "Shift", "TieTraits", "Told", "Traits", "merged", "news_of"]

T = TypeVar("T")

_MOST_TOLD: Final = 100
"""How many actors and ties are told of one by one; where more changed, one had better ask anew."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What actors are selected by."""

    id: str
    kind: str
    territory: str | None
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TieTraits:
    """What ties are selected by."""

    relation: str
    ends: tuple[Traits, Traits]


@dataclass(frozen=True, slots=True)
class Shift(Generic[T]):
    """What something was and what it is; None where it is not there, or not in sight."""

    before: T | None
    now: T | None


@dataclass(frozen=True, slots=True)
class Told:
    """Ids of actors and ties that have come, changed and gone, of those that somebody is interested in."""

    actors_added: tuple[str, ...] = ()
    actors_changed: tuple[str, ...] = ()
    actors_removed: tuple[str, ...] = ()
    ties_added: tuple[str, ...] = ()
    ties_changed: tuple[str, ...] = ()
    ties_removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class News:
    """What is new at a revision since an earlier one, `after`.

    Attributes
    ----------
    everything : bool
        Whether more changed than is told: all that one holds may be of the past.
    """

    after: int
    revision: int
    actors: Mapping[str, Shift[Traits]] = field(default_factory=dict)
    ties: Mapping[str, Shift[TieTraits]] = field(default_factory=dict)
    everything: bool = False
    told: dict[Interest, Told] = field(default_factory=dict)
    """What was told of it already: many are interested in the same."""


@dataclass(frozen=True, slots=True)
class Interest:
    """What somebody wants to hear of; what is None is not asked. All that is asked must hold.

    `territories` and `themes` are all ids that count as inside. Of ties, one end must be such an actor, and their
    relation one of `relations`.
    """

    actors: frozenset[str] | None = None
    kinds: frozenset[str] | None = None
    territories: frozenset[str] | None = None
    themes: frozenset[str] | None = None
    relations: frozenset[str] | None = None

    def told(self, news: News) -> Told:
        """Give what is told of news: who is no longer of interest is gone, and who has become so has come."""
        found = news.told.get(self)
        if found is None:
            found = Told(*_sorted(news.actors, self._wants), *_sorted(news.ties, self._wants_tie))
            news.told[self] = found
        return found

    def _wants(self, actor: Traits) -> bool:
        return (
            (self.actors is None or actor.id in self.actors)
            and (self.kinds is None or actor.kind in self.kinds)
            and (self.territories is None or actor.territory in self.territories)
            and (self.themes is None or not self.themes.isdisjoint(actor.themes))
        )

    def _wants_tie(self, tie: TieTraits) -> bool:
        return (self.relations is None or tie.relation in self.relations) and any(map(self._wants, tie.ends))


def _sorted(
    shifts: Mapping[str, Shift[T]], wants: Callable[[T], bool]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    added: list[str] = []
    changed: list[str] = []
    removed: list[str] = []
    for id_, shift in shifts.items():
        before = shift.before is not None and wants(shift.before)
        now = shift.now is not None and wants(shift.now)
        if now:
            (changed if before else added).append(id_)
        elif before:
            removed.append(id_)
    return tuple(added), tuple(changed), tuple(removed)


def news_of(before: Image, now: Image, batch: Batch) -> News:
    """Give what a batch made new for whoever sees both images."""
    after, revision = before.revision, now.revision
    # What one selects by may mean something else once themes or territories change.
    words = bool(batch.put) or any(entity in {Entity.THEME, Entity.TERRITORY} for entity, _ in batch.dropped)
    if words or len(batch.actors) + len(batch.ties) > _MOST_TOLD:
        return News(after, revision, everything=True)
    gone = [id_ for entity, id_ in batch.dropped if entity is Entity.ACTOR and before.row(id_) is not None]
    untied = [id_ for entity, id_ in batch.dropped if entity is Entity.TIE and before.tie_row(id_) is not None]
    actors = dict.fromkeys([*(row[0] for row in batch.actors), *gone])
    ties = dict.fromkeys([*(row[0] for row in batch.ties), *untied, *_ties_of(before, gone)])
    if len(actors) + len(ties) > _MOST_TOLD:
        return News(after, revision, everything=True)
    try:
        told = {id_: shift for id_ in actors if (shift := _actor_shift(before, now, id_)) is not None}
        joined = {id_: tied for id_ in ties if (tied := _tie_shift(before, now, id_)) is not None}
    except LabnetError:
        # A record is damaged, or was: nobody knows who would want to be told.
        return News(after, revision, everything=True)
    return News(after, revision, told, joined)


def merged(news: Sequence[News]) -> News:
    """Give several news, one after the other, as one."""
    first, last = news[0], news[-1]
    if len(news) == 1:
        return first
    actors = reduce(_joined, (each.actors for each in news))
    ties = reduce(_joined, (each.ties for each in news))
    if any(each.everything for each in news) or len(actors) + len(ties) > _MOST_TOLD:
        return News(first.after, last.revision, everything=True)
    return News(first.after, last.revision, actors, ties)


def _joined(earlier: Mapping[str, Shift[T]], later: Mapping[str, Shift[T]]) -> Mapping[str, Shift[T]]:
    found = dict(earlier)
    for id_, shift in later.items():
        before = found[id_].before if id_ in found else shift.before
        found[id_] = Shift(before, shift.now)
    return {id_: shift for id_, shift in found.items() if shift != Shift(None, None)}


def _ties_of(image: Image, actors: Iterable[str]) -> list[str]:
    """Give the ids of the ties of some actors, but of no more than can be told."""
    rows = [row for id_ in actors if (row := image.row(id_)) is not None]
    _, entries = image.entries_of(np.array(rows, np.int64))
    return [image.tie(row).id for row in np.unique(entries.ties)[: _MOST_TOLD + 1].tolist()]


def _actor_shift(before: Image, now: Image, id_: str) -> Shift[Traits] | None:
    old, new = before.row(id_), now.row(id_)
    if (None if old is None else before.stored(old)) == (None if new is None else now.stored(new)):
        return None
    return Shift(None if old is None else _traits(before, old), None if new is None else _traits(now, new))


def _tie_shift(before: Image, now: Image, id_: str) -> Shift[TieTraits] | None:
    old, new = before.tie_row(id_), now.tie_row(id_)
    if (None if old is None else before.stored_tie(old)) == (None if new is None else now.stored_tie(new)):
        return None
    return Shift(None if old is None else _tie_traits(before, old), None if new is None else _tie_traits(now, new))


def _traits(image: Image, row: int) -> Traits:
    actor = image.actor(row)
    return Traits(actor.id, actor.kind, actor.territory, tuple(actor.themes))


def _tie_traits(image: Image, row: int) -> TieTraits:
    ties = image.ties
    ends = _traits(image, int(ties.source.data[row])), _traits(image, int(ties.target.data[row]))
    return TieTraits(RELATION_NAMES[ties.relation.data[row]], ends)
