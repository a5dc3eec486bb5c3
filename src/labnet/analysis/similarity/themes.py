"""Themes: how alike those of two actors are, rare ones weighing more, and how far offers of one meet another's needs.

A theme counts with the broader ones that it is part of. Many actors have the same set of themes, so that sets are
compared, not actors.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
from scipy import sparse

from labnet.analysis.similarity.contacts import Floats
from labnet.model.vocabularies import Theme
from labnet.network.facets import facets
from labnet.network.image import Image

__all__ = ["ThemeIndex", "theme_index"]


@dataclass(frozen=True, eq=False)
class ThemeIndex:
    """The sets of themes that actors of an image have, by their numbers in `labnet.network.facets`.

    Attributes
    ----------
    themes : tuple of str
        Themes in use, and those broader than these, by number.
    broader : tuple of frozenset of int
        Numbers of the themes that each is part of, at any remove.
    rarity : (t,) array of float
        1 + ln((1 + n) / (1 + n_t)): n actors have themes, n_t of them this one or a narrower one.
    stated, implied : (s, t) csr arrays
        1 for each theme of a set; for each of these and of the broader ones.
    """

    themes: tuple[str, ...]
    broader: tuple[frozenset[int], ...]
    rarity: Floats
    stated: sparse.csr_array
    implied: sparse.csr_array

    @cached_property
    def _directions(self) -> sparse.csr_array:
        """The sets as vectors of length 1, in which a theme counts by its rarity."""
        weighted = sparse.csr_array(self.implied * self.rarity[np.newaxis, :])
        lengths = np.sqrt(weighted.multiply(weighted).sum(axis=1))
        return sparse.csr_array(weighted / np.where(lengths > 0, lengths, 1.0)[:, np.newaxis])

    @cached_property
    def _totals(self) -> Floats:
        """The rarity of all themes of each set, added up; 1 for the empty one."""
        totals: Floats = self.stated @ self.rarity
        return np.where(totals > 0, totals, 1.0)

    def likeness(self, number: int) -> Floats:
        """Give the cosine of a set with every set: (s,) array, 0..1."""
        likeness: Floats = self._directions @ self._dense(self._directions, number)
        return likeness

    def offers_for(self, needs: int) -> Floats:
        """Give which share of some needs every set would meet as offers, rare ones counting more: (s,) array, 0..1.

        A need is met by an offer on the theme itself or on a narrower one.
        """
        share: Floats = self.implied @ (self._dense(self.stated, needs) * self.rarity / self._totals[needs])
        return share

    def needs_for(self, offers: int) -> Floats:
        """Give which share of every set, taken as needs, some offers meet: (s,) array, 0..1."""
        met: Floats = self.stated @ (self._dense(self.implied, offers) * self.rarity)
        return met / self._totals

    def common(self, one: int, other: int) -> tuple[str, ...]:
        """Give the themes that two sets have in common, rarest first; a broader one only where no narrower one is."""
        return self.narrowest(self._numbers(self.implied, one) & self._numbers(self.implied, other))

    def narrowest(self, numbers: set[int]) -> tuple[str, ...]:
        """Give those of some themes of which none is a part of another one of them, rarest first."""
        return self._rarest_first(numbers.difference(*(self.broader[each] for each in numbers)))

    def met(self, needs: int, offers: int) -> tuple[str, ...]:
        """Give the needs of a set that another one meets as offers, rarest first."""
        return self._rarest_first(self._numbers(self.stated, needs) & self._numbers(self.implied, offers))

    def _dense(self, table: sparse.csr_array, number: int) -> Floats:
        row = np.zeros(table.shape[1], np.float64)
        first, last = table.indptr[number], table.indptr[number + 1]
        row[table.indices[first:last]] = table.data[first:last]
        return row

    def _numbers(self, table: sparse.csr_array, number: int) -> set[int]:
        return set(table.indices[table.indptr[number] : table.indptr[number + 1]].tolist())

    def _rarest_first(self, numbers: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.themes[each] for each in sorted(numbers, key=lambda each: (-self.rarity[each], each)))


def theme_index(image: Image) -> ThemeIndex:
    """Give the sets of themes of an image; the first time this takes some tens of nanoseconds for each actor."""
    found: ThemeIndex = image.memo(theme_index, lambda: _theme_index(image))
    return found


def _theme_index(image: Image) -> ThemeIndex:
    told = facets(image)
    # Later images add to the list of sets.
    sets = told.theme_sets[:]
    vocabulary = image.vocabulary.themes
    closed = [tuple(dict.fromkeys(chain(*(_upwards(vocabulary, theme) for theme in each)))) for each in sets]
    themes = tuple(sorted({theme for each in closed for theme in each}))
    number = {theme: place for place, theme in enumerate(themes)}
    implied = _table(closed, number)
    there = np.flatnonzero(image.alive)
    counts = np.bincount(told.themes[there], minlength=len(sets)).astype(np.float64)
    with_theme = counts @ implied if themes else np.empty(0)
    having = counts.sum() - counts[0]
    return ThemeIndex(
        themes=themes,
        broader=tuple(frozenset(number[above] for above in _upwards(vocabulary, theme)[1:]) for theme in themes),
        rarity=1 + np.log((1 + having) / (1 + with_theme)),
        stated=_table(sets, number),
        implied=implied,
    )


def _upwards(vocabulary: Mapping[str, Theme], theme: str) -> list[str]:
    """Give a theme and those it is part of, nearest first."""
    found: list[str] = []
    here: str | None = theme
    while here is not None and here not in found:
        found.append(here)
        here = vocabulary[here].broader if here in vocabulary else None
    return found


def _table(sets: Iterable[tuple[str, ...]], number: Mapping[str, int]) -> sparse.csr_array:
    rows = [sorted({number[theme] for theme in each}) for each in sets]
    indptr = np.cumsum([0, *map(len, rows)])
    indices = np.fromiter(chain(*rows), np.int64, indptr[-1])
    return sparse.csr_array((np.ones(len(indices)), indices, indptr), shape=(len(rows), len(number)))
