"""Evidence: what the reasons for some candidates are about, looked up for all of them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

import numpy as np

from labnet.analysis.reasons import Reason, ReasonKind
from labnet.analysis.similarity.candidates import Candidates
from labnet.analysis.similarity.contacts import DIRECTLY, Floats, distinct, in_touch, paired, sums, unpaired
from labnet.analysis.similarity.themes import theme_index
from labnet.network.columns import Ints, among
from labnet.network.facets import facets

__all__ = ["Evidence"]

_MOST_NAMED: Final = 3
"""How many works or contacts a reason names."""

_Named: TypeAlias = Mapping[int, Sequence[int]]
"""What is named for each candidate."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """What can be told of candidates that are shown.

    Attributes
    ----------
    found : Candidates
        Among whom they were found.
    shown : (n,) array of int
        Their rows, in order.
    """

    found: Candidates
    shown: Ints

    def reason(self, row: int, kind: ReasonKind, weight: float) -> Reason:
        """Give a reason for a candidate with what it is about: so many works or contacts at most, and themes.

        Contacts of the day are named before those that one of the two no longer has, and these only without any others.
        """
        if kind is ReasonKind.SHARED_WORK:
            return Reason(kind, weight, actors=tuple(self._works.get(row, ())))
        if kind is ReasonKind.SHARED_CONTACT:
            contacts, still = self._contacts
            return Reason(kind, weight, actors=tuple(contacts.get(row, ())), past=row not in still)
        return Reason(kind, weight, themes=self._themes(row, kind))

    def _themes(self, row: int, kind: ReasonKind) -> tuple[str, ...]:
        image, ours = self.found.image, self.found.row
        told, index = facets(image), theme_index(image)
        if kind is ReasonKind.SHARED_THEME:
            return index.common(int(told.themes[ours]), int(told.themes[row]))
        if kind is ReasonKind.OFFER_MEETS_NEED:
            return index.met(int(told.needs[row]), int(told.offers[ours]))
        if kind is ReasonKind.NEED_MEETS_OFFER:
            return index.met(int(told.needs[ours]), int(told.offers[row]))
        return ()

    @cached_property
    def _works(self) -> _Named:
        """The works that both took part in."""
        met = self.found.shared.met
        return _heaviest(*self._of_shown(met.rows, met.works, met.weights))

    @cached_property
    def _contacts(self) -> tuple[_Named, frozenset[int]]:
        """The contacts that both have, or had; and who has some that both still have."""
        found, shared = self.found, self.found.shared
        pairs, weights = self._of_shown(shared.rows, shared.through, shared.weights)
        rows, contacts = unpaired(pairs)
        origins, others = in_touch(found.image, np.append(self.shown, found.row), found.day)
        ours = origins == len(self.shown)
        theirs = paired(self.shown[origins[~ours]], others[~ours])
        still = among(contacts, others[ours]) & among(pairs, theirs)
        lasting = distinct(rows[still])
        named = still | ~among(rows, lasting)
        return _heaviest(pairs[named], weights[named]), frozenset(lasting.tolist())

    def _of_shown(self, rows: Ints, about: Ints, weights: Floats) -> tuple[Ints, Floats]:
        """Give the different pairs of somebody shown and what they are found by, and the weights of each, added up."""
        keep = among(rows, self.shown) & (about != DIRECTLY)
        return sums(paired(rows[keep], about[keep]), weights[keep])


def _heaviest(pairs: Ints, weights: Floats) -> _Named:
    named: dict[int, list[int]] = {}
    rows, about = unpaired(pairs[np.lexsort((pairs, -weights))])
    for row, each in zip(rows.tolist(), about.tolist(), strict=True):
        those = named.setdefault(row, [])
        if len(those) < _MOST_NAMED:
            those.append(each)
    return named
