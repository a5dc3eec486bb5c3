"""Collaboration: works in which several actors take part, and direct ties between bodies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from labnet.analysis.affiliation import administrations, spheres
from labnet.analysis.selection import Key
from labnet.model.dates import day_code
from labnet.model.kinds import KINDS
from labnet.model.relations import RELATIONS, Layer, relations_in
from labnet.model.vocabularies import Sphere
from labnet.network.columns import Ints
from labnet.network.image import IN, OUT, Image
from labnet.network.memo import Memo, by_length
from labnet.network.search.folding import fold
from labnet.network.ties import RELATION_CODES, RELATION_NAMES

__all__ = [
    "Collaboration",
    "CollaborationSelection",
    "Participation",
    "collaboration_keys",
    "collaborations",
    "collaborations_of",
    "crosses_administrations",
    "is_collaboration",
    "participations",
    "spheres_of",
]

_MOST_HELD: Final = 200_000
"""How many collaborations of selections are held for an image, so that pages need not be selected again."""

_BETWEEN_WORKS: Final = "FEDERATES_WITH"
TAKING_PART: Final = tuple(code for code in relations_in(Layer.WORK) if code != _BETWEEN_WORKS)
_DIRECT: Final = ("PARTNERS_WITH", "COLLABORATES_WITH", _BETWEEN_WORKS)

_IS_DIRECT: Final = np.array([name in _DIRECT for name in RELATION_NAMES])
_IS_BETWEEN_WORKS: Final = np.array([name == _BETWEEN_WORKS for name in RELATION_NAMES])
_KIND_NAMES: Final = tuple(KINDS)
_IS_WORK: Final = np.array([spec.work for spec in KINDS.values()])
_IS_BODY: Final = np.array([spec.body for spec in KINDS.values()])


@dataclass(frozen=True, slots=True)
class Collaboration:
    """A work by its row, or a direct tie by its row: exactly one of the two."""

    work: int | None = None
    tie: int | None = None


@dataclass(frozen=True, slots=True)
class Participation:
    """One actor's part in a collaboration, by one tie."""

    row: int
    tie: int


@dataclass(frozen=True, slots=True)
class CollaborationSelection:
    """Which collaborations to keep; what is None is not asked. All that is asked must hold.

    Attributes
    ----------
    relations : tuple of str or None
        Which relations count as taking part, for every other condition too.
    spans : frozenset of Sphere
        Spheres that must all have participants.
    themes, territories : frozenset of str or None
        Any of these themes; any of these territories.
    kinds : frozenset of str or None
        Kinds of works; direct ties are of none.
    """

    cross_administration: bool | None = None
    spans: frozenset[Sphere] = frozenset()
    relations: tuple[str, ...] | None = None
    participant: int | None = None
    themes: frozenset[str] | None = None
    territories: frozenset[str] | None = None
    kinds: frozenset[str] | None = None
    min_participants: int = 2
    active_on: dt.date | None = None

    def keeps(self, image: Image, collaboration: Collaboration) -> bool:
        """Tell whether a collaboration is selected."""
        if not self._keeps_subject(image, collaboration):
            return False
        parts = participations(image, collaboration, self.relations, self.active_on)
        rows = {part.row for part in parts}
        if len(rows) < self.min_participants or (self.participant is not None and self.participant not in rows):
            return False
        if self.spans and not self.spans <= set(spheres_of(image, parts, self.active_on)):
            return False
        wanted = self.cross_administration
        return wanted is None or wanted == crosses_administrations(image, parts, self.active_on)

    def _keeps_subject(self, image: Image, collaboration: Collaboration) -> bool:
        if collaboration.work is None:
            return self.kinds is None and self.territories is None and self._shares_theme(image, collaboration)
        if self.kinds is not None and _KIND_NAMES[image.kinds[collaboration.work]] not in self.kinds:
            return False
        if self.themes is None and self.territories is None:
            return True
        work = image.actor(collaboration.work)
        return (self.themes is None or not self.themes.isdisjoint(work.themes)) and (
            self.territories is None or work.territory in self.territories
        )

    def _shares_theme(self, image: Image, collaboration: Collaboration) -> bool:
        if self.themes is None:
            return True
        ends = (image.actor(part.row) for part in participations(image, collaboration))
        return all(not self.themes.isdisjoint(end.themes) for end in ends)


def participations(
    image: Image,
    collaboration: Collaboration,
    relations: tuple[str, ...] | None = None,
    day: dt.date | None = None,
) -> list[Participation]:
    """Give who takes part, one entry for each tie, in order of relation and row.

    Parameters
    ----------
    relations : tuple of str, optional
        Which relations count as taking part; without it all of `Layer.WORK`, but for the one that joins two works.
    day : date, optional
        Ties active on that day count; all ties without it.
    """
    if collaboration.tie is not None:
        return _ends(image, collaboration.tie, relations, day)
    if collaboration.work is None:
        return []
    entries = image.entries(collaboration.work)
    keep = (_TAKES_PART_HERE if relations is None else _codes(relations, IN))[entries.codes]
    if day is not None:
        keep &= image.active(entries.ties, day_code(day))
    chosen = entries.where(keep)
    return list(map(Participation, chosen.neighbours.tolist(), chosen.ties.tolist()))


def _ends(image: Image, tie: int, relations: tuple[str, ...] | None, day: dt.date | None) -> list[Participation]:
    counted = relations is None or RELATION_NAMES[image.ties.relation.data[tie]] in relations
    if not counted or (day is not None and not image.active(np.array([tie]), day_code(day))[0]):
        return []
    ends = (int(image.ties.source.data[tie]), int(image.ties.target.data[tie]))
    return [Participation(row, tie) for row in ends]


def crosses_administrations(image: Image, parts: list[Participation], day: dt.date | None = None) -> bool:
    """Tell whether two participants answer to different administrations."""
    found: set[int] = set()
    several = False
    for row in dict.fromkeys(part.row for part in parts):
        answers = administrations(image, row, day)
        # Once there are two participants, each body beyond the first is another one for one of them.
        several |= bool(found and answers)
        found.update(answers)
        if several and len(found) > 1:
            return True
    return False


def spheres_of(image: Image, parts: list[Participation], day: dt.date | None = None) -> tuple[Sphere, ...]:
    """Give the spheres that participants belong to, in order of declaration."""
    found = {sphere for part in parts for sphere in spheres(image, part.row, day)}
    return tuple(sphere for sphere in Sphere if sphere in found)


def collaborations(image: Image) -> Iterator[Collaboration]:
    """Give every work and every direct tie, works first, in order of row.

    Works without participants are among them: how many it takes is the question's business.
    """
    for row in (image.alive & _IS_WORK[image.kinds]).nonzero()[0].tolist():
        yield Collaboration(work=row)
    ties = image.tie_rows()
    for tie in ties[_are_direct(image, ties)].tolist():
        yield Collaboration(tie=tie)


def collaboration_keys(
    image: Image, selection: CollaborationSelection, about: Iterable[Collaboration] | None = None
) -> list[tuple[Key, Collaboration]]:
    """Give the collaborations that are selected with their keys, sorted: works by name, then direct ties by id.

    Without `about` all collaborations of the network are meant. The last part of a key is the place in the list.
    """
    if about is not None:
        return _numbered(item for item in _sorted(image, about) if selection.keeps(image, item[1]))
    held: Memo[CollaborationSelection, list[tuple[Key, Collaboration]]] = image.memo(
        "collaboration selections", lambda: Memo(_MOST_HELD, by_length)
    )
    found = held.get(selection)
    if found is None:
        everything = image.memo("collaborations", lambda: _sorted(image, collaborations(image)))
        found = _numbered(item for item in everything if selection.keeps(image, item[1]))
        held.keep(selection, found)
    return found


def _sorted(image: Image, about: Iterable[Collaboration]) -> list[tuple[Key, Collaboration]]:
    return sorted(((_key(image, each), each) for each in about), key=lambda item: item[0])


def _key(image: Image, about: Collaboration) -> Key:
    if about.work is not None:
        work = image.actor(about.work)
        return (0, fold(work.name), work.id)
    return (1, "", image.tie(about.tie or 0).id)


def _numbered(items: Iterable[tuple[Key, Collaboration]]) -> list[tuple[Key, Collaboration]]:
    return [((*key, place), about) for place, (key, about) in enumerate(items)]


def is_collaboration(image: Image, collaboration: Collaboration) -> bool:
    """Tell whether an actor's row is a work's, or a tie's row a direct tie's."""
    if collaboration.work is not None:
        return bool(_IS_WORK[image.kinds[collaboration.work]])
    return collaboration.tie is not None and bool(_are_direct(image, np.array([collaboration.tie]))[0])


def collaborations_of(image: Image, row: int) -> list[Collaboration]:
    """Give the collaborations an actor takes part in or is the subject of, each once."""
    entries = image.entries(row)
    entries = entries.where(_LEADS_TO_SOME[entries.codes])
    direct = _are_direct(image, entries.ties)
    works = _TAKES_PART_THERE[entries.codes] & _IS_WORK[image.kinds[entries.neighbours]]
    # Direct ties are written below zero, so that one array holds both in order of entries.
    found = np.where(direct, -1 - entries.ties, entries.neighbours)[direct | works].tolist()
    own = [row] if _IS_WORK[image.kinds[row]] else []
    return [
        Collaboration(tie=-1 - number) if number < 0 else Collaboration(work=number)
        for number in dict.fromkeys([*own, *found])
    ]


def _are_direct(image: Image, ties: Ints) -> npt.NDArray[np.bool_]:
    """Tell which ties are collaborations themselves: between bodies, or between works."""
    relations = image.ties.relation.data[ties]
    ends = (image.kinds[end.data[ties]] for end in (image.ties.source, image.ties.target))
    between_bodies = np.logical_and(*(_IS_BODY[kinds] for kinds in ends))
    direct: npt.NDArray[np.bool_] = _IS_DIRECT[relations] & (between_bodies | _IS_BETWEEN_WORKS[relations])
    return direct


def _codes(relations: Iterable[str], direction: int) -> npt.NDArray[np.bool_]:
    """Give a table of the codes of entries by which one takes part, read in a direction; some are read in both."""
    codes = np.zeros(2 * len(RELATION_NAMES), np.bool_)
    for name in relations:
        for way in {IN, OUT} if RELATIONS[name].symmetric else {direction}:
            codes[RELATION_CODES[name] * 2 + way] = True
    return codes


_TAKES_PART_HERE: Final = _codes(TAKING_PART, IN)
_TAKES_PART_THERE: Final = _codes(TAKING_PART, OUT)
_LEADS_TO_SOME: Final = _TAKES_PART_THERE | np.repeat(_IS_DIRECT, 2)
