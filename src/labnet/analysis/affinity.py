"""Affinity: what reasons two units have to work together, for all pairs of some units at once.

The same facts count as for peers, and as much (`labnet.analysis.similarity.blend`); but a unit is on the themes of the
works it takes part in as well, since few bodies say what they work on, and a territory in common only adds to other
reasons.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse

from labnet.analysis.reasons import Reason, ReasonKind, shared_out
from labnet.analysis.similarity.blend import OF_BODIES
from labnet.analysis.similarity.places import nearness
from labnet.analysis.similarity.themes import theme_index
from labnet.analysis.two_mode import TwoMode
from labnet.network.columns import Ints
from labnet.network.facets import facets
from labnet.network.image import Image

__all__ = ["Affinity"]

Floats: TypeAlias = npt.NDArray[np.float64]

_MOST_NAMED: Final = 3
"""How many contacts or themes a reason names."""


@dataclass(frozen=True, eq=False)
class Affinity:
    """Reasons of pairs of some units, named by their places among these.

    Attributes
    ----------
    shared : (m, m) array of float
        Resource allocation: for each contact that both have, 1 / the number of its contacts.
    themes : (m, t) csr array of float
        1 for each theme (`labnet.analysis.similarity.themes.ThemeIndex.themes`) that a unit or one of its works is on.
    parts : dict of ReasonKind to (m, m) array of float
        How much each kind of reason counts.
    """

    image: Image
    rows: Ints
    chosen: Ints
    links: sparse.csr_array
    shared: Floats
    themes: sparse.csr_array
    parts: dict[ReasonKind, Floats]

    @classmethod
    def of(cls, image: Image, found: TwoMode, links: sparse.csr_array, chosen: Ints) -> Affinity:
        """Look at some units.

        Parameters
        ----------
        found : TwoMode
            All units, and what they take part in.
        links : (n, n) csr array of float
            1 where two are in contact.
        chosen : (m,) array of int
            Places of the units to look at.
        """
        theirs = links[chosen]
        weights = 1 / np.maximum(np.diff(links.indptr), 1)
        shared: Floats = (sparse.csr_array(theirs * weights[np.newaxis, :]) @ theirs.T).toarray()
        told, index, ours = facets(image), theme_index(image), found.units[chosen]
        met = _by_number(index.offers_for, told.needs[ours], told.offers[ours])
        themes = _themes(image, found, chosen)
        strengths = {
            ReasonKind.SHARED_CONTACT: shared / (shared + OF_BODIES.halves[ReasonKind.SHARED_CONTACT]),
            ReasonKind.SHARED_THEME: _cosines(sparse.csr_array(themes * index.rarity[np.newaxis, :])),
            ReasonKind.NEED_MEETS_OFFER: met,
            ReasonKind.OFFER_MEETS_NEED: met.T,
            ReasonKind.SAME_TERRITORY: _near(image, ours),
        }
        parts = {kind: OF_BODIES.weights[kind] * strength for kind, strength in strengths.items()}
        # Neighbours with nothing to work on have no reason to: where one is, what it has to do with goes no further.
        others = sum((part for kind, part in parts.items() if kind is not ReasonKind.SAME_TERRITORY), np.zeros(1))
        parts[ReasonKind.SAME_TERRITORY] *= others > 0
        return cls(image, found.units, chosen, links, shared, themes, parts)

    @cached_property
    def strength(self) -> Floats:
        """How good the reasons of each two are, all in all: (m, m) array."""
        strength: Floats = np.sum(list(self.parts.values()), axis=0)
        return strength

    def contacts(self, one: int, other: int) -> tuple[int, ...]:
        """Give the rows of the contacts that two have, those with fewest contacts first."""
        ours, theirs = (self.links[[place]].indices for place in (self.chosen[one], self.chosen[other]))
        common = np.intersect1d(ours, theirs)
        degrees = np.diff(self.links.indptr)[common]
        found = zip(degrees.tolist(), self.rows[common].tolist(), strict=True)
        return tuple(row for _, row in sorted(found, key=lambda each: (each[0], self.image.ids[each[1]])))

    def reasons(self, one: int, other: int) -> tuple[Reason, ...]:
        """Give the reasons of two, strongest first."""
        index, told = theme_index(self.image), facets(self.image)
        a, b = self.rows[self.chosen[[one, other]]].tolist()
        themes = {
            ReasonKind.SHARED_THEME: index.narrowest(self._on(one) & self._on(other)),
            ReasonKind.NEED_MEETS_OFFER: index.met(int(told.needs[a]), int(told.offers[b])),
            ReasonKind.OFFER_MEETS_NEED: index.met(int(told.needs[b]), int(told.offers[a])),
        }
        return shared_out(
            Reason(
                kind,
                float(part[one, other]),
                self.contacts(one, other)[:_MOST_NAMED] if kind is ReasonKind.SHARED_CONTACT else (),
                themes.get(kind, ())[:_MOST_NAMED],
            )
            for kind, part in self.parts.items()
        )

    def _on(self, place: int) -> set[int]:
        first, last = self.themes.indptr[place : place + 2]
        return set(self.themes.indices[first:last].tolist())


def _themes(image: Image, found: TwoMode, chosen: Ints) -> sparse.csr_array:
    told, implied = facets(image), theme_index(image).implied
    own = implied[told.themes[found.units[chosen]]]
    works = sparse.csr_array(found.attendance[:, chosen].T) @ implied[told.themes[found.works]]
    on = sparse.csr_array(own + works)
    on.data[:] = 1
    return on


def _cosines(vectors: sparse.csr_array) -> Floats:
    lengths = np.sqrt(np.asarray(vectors.multiply(vectors).sum(axis=1), np.float64).ravel())
    scaled = sparse.csr_array(vectors * (1 / np.where(lengths > 0, lengths, 1.0))[:, np.newaxis])
    cosines: Floats = (scaled @ scaled.T).toarray()
    return cosines


def _by_number(of: Callable[[int], Floats], ours: Ints, theirs: Ints) -> Floats:
    """Give what a set of themes is to others, worked out once for each set: (m, m) array."""
    used, places = np.unique(ours, return_inverse=True)
    rows = np.array([of(number)[theirs] for number in used.tolist()]).reshape(len(used), len(theirs))
    return rows[places]


def _near(image: Image, rows: Ints) -> Floats:
    """Give how near two are: (m, m) array, 0..1."""
    territories = facets(image).territory[rows]
    used, first, places = np.unique(territories, return_index=True, return_inverse=True)
    near = np.array([nearness(image, row)[territories] for row in rows[first].tolist()]).reshape(len(used), len(rows))
    return near[places]
