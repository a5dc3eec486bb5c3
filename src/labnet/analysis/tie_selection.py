"""Which ties a filter keeps, and in which order lists give them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, overload

import numpy as np
import numpy.typing as npt

from labnet.analysis.affiliation import spheres
from labnet.analysis.selection import Key
from labnet.model.dates import day_code
from labnet.model.kinds import Actor
from labnet.model.vocabularies import Sphere
from labnet.network.columns import Ints
from labnet.network.image import Image
from labnet.network.memo import Memo, by_length
from labnet.network.ties import RELATION_NAMES

__all__ = ["TieSelection", "tie_keys"]

_MOST_KEYS: Final = 2_000_000
"""How many rows of selections are held for an image, so that the pages of a list need not be selected again."""

_ALPHABETICAL: Final = np.argsort(np.argsort(RELATION_NAMES))


@dataclass(frozen=True, slots=True)
class TieSelection:
    """Which ties to keep; what is None is not asked. All that is asked must hold.

    `between` keeps a tie that joins two of the spheres named: each end belongs to one that the other does not. Where
    just one is named, both ends belong to it. `territories` and `themes` keep ties of which an end is there, or works
    on it.
    """

    relations: frozenset[str] | None = None
    between: tuple[Sphere, ...] | None = None
    territories: frozenset[str] | None = None
    themes: frozenset[str] | None = None
    active_on: dt.date | None = None

    def kept(self, image: Image, rows: Ints) -> Ints:
        """Give those of the rows of ties that are selected, in their order."""
        if self.relations is not None:
            wanted = np.array([name in self.relations for name in RELATION_NAMES])
            rows = rows[wanted[image.ties.relation.data[rows]]]
        if self.active_on is not None:
            rows = rows[image.active(rows, day_code(self.active_on))]
        territories, themes = self.territories, self.themes
        if territories is not None:
            rows = _with_an_end(image, rows, lambda actor: actor.territory in territories)
        if themes is not None:
            rows = _with_an_end(image, rows, lambda actor: not themes.isdisjoint(actor.themes))
        return rows if self.between is None else rows[self._joins(image, rows, self.between)]

    def _joins(self, image: Image, rows: Ints, between: Sequence[Sphere]) -> npt.NDArray[np.bool_]:
        """Work on spheres as bits of a number, for each actor that is an end of one of the ties."""
        bit = {sphere: 1 << place for place, sphere in enumerate(dict.fromkeys(between))}
        bits = np.zeros(len(image), np.uint8)
        for row in _ends(image, rows):
            bits[row] = sum(bit.get(sphere, 0) for sphere in spheres(image, int(row), self.active_on))
        one, other = bits[image.ties.source.data[rows]], bits[image.ties.target.data[rows]]
        joins: npt.NDArray[np.bool_] = (one & ~other != 0) & (other & ~one != 0) if len(bit) > 1 else one & other != 0
        return joins


class _TieKeys(Sequence[Key]):
    """Keys of ties, worked out when they are asked for: a page of a long list needs few."""

    def __init__(self, image: Image, rows: Ints) -> None:
        self._image = image
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> Key: ...
    @overload
    def __getitem__(self, place: slice) -> list[Key]: ...

    def __getitem__(self, place: int | slice) -> Key | list[Key]:
        if isinstance(place, slice):
            return [_key(self._image, int(row)) for row in self._rows[place]]
        return _key(self._image, int(self._rows[place]))


def tie_keys(image: Image, selection: TieSelection, rows: Ints | None = None) -> Sequence[Key]:
    """Give the sorted keys of the ties that are selected; the last part of a key is the tie's row.

    Ties are sorted by the ids of whom they go out from, their relations, the ids of whom they go to, and their starts.
    Without `rows` all ties of the network are meant.
    """
    if rows is not None:
        return _TieKeys(image, _sorted(image, selection.kept(image, rows)))
    held: Memo[TieSelection, Ints] = image.memo("tie selections", lambda: Memo(_MOST_KEYS, by_length))
    found = held.get(selection)
    if found is None:
        everything: Ints = image.memo("ties", lambda: _sorted(image, image.tie_rows()))
        found = selection.kept(image, everything)
        held.keep(selection, found)
    return _TieKeys(image, found)


def _key(image: Image, row: int) -> Key:
    tie = image.tie(row)
    return (tie.from_id, tie.relation, tie.to_id, int(image.ties.since.data[row]), tie.id, row)


def _sorted(image: Image, rows: Ints) -> Ints:
    ranks: Ints = image.memo("ranks", lambda: _ranks(image))
    ties = image.ties
    columns = (
        ties.since.data[rows],
        ranks[ties.target.data[rows]],
        _ALPHABETICAL[ties.relation.data[rows]],
        ranks[ties.source.data[rows]],
    )
    order = np.lexsort(columns)
    ordered = rows[order]
    alike = np.flatnonzero(np.logical_and.reduce([column[order][1:] == column[order][:-1] for column in columns]))
    # Only parallel ties that began at the same time are left to be told apart by their ids.
    for begin, end in _runs(alike):
        ordered[begin:end] = sorted(ordered[begin:end], key=lambda row: image.tie(int(row)).id)
    return ordered


def _runs(places: Ints) -> Iterable[tuple[int, int]]:
    """Give the ranges in which each place is alike to the next one."""
    for run in np.split(places, np.flatnonzero(np.diff(places) > 1) + 1):
        if len(run):
            yield int(run[0]), int(run[-1]) + 2


def _ranks(image: Image) -> Ints:
    """Give the place of each actor in the order of ids."""
    living = sorted(image.living(), key=image.ids.__getitem__)
    ranks = np.zeros(len(image), np.int64)
    ranks[living] = np.arange(len(living))
    return ranks


def _ends(image: Image, rows: Ints) -> Ints:
    both: Ints = np.unique(np.concatenate([image.ties.source.data[rows], image.ties.target.data[rows]]))
    return both


def _with_an_end(image: Image, rows: Ints, fits: Callable[[Actor], bool]) -> Ints:
    fit = np.zeros(len(image), np.bool_)
    for row in _ends(image, rows):
        fit[row] = fits(image.actor(int(row)))
    chosen: Ints = rows[fit[image.ties.source.data[rows]] | fit[image.ties.target.data[rows]]]
    return chosen
