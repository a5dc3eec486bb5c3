"""Ties as columns: who, how, to whom, from when until when."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from labnet.fiction.draws import Bools, Ints
from labnet.model.relations import RELATIONS

__all__ = ["CODES", "NOT_KNOWN", "TO_DRAW", "Ties", "joined", "once", "tied"]

CODES: Final = {relation: code for code, relation in enumerate(sorted(RELATIONS, key=str.lower))}
"""Relations by number, in the order in which ids of ties name them."""

NOT_KNOWN: Final = -1
"""A day or an amount that is not known."""
TO_DRAW: Final = -2
"""A first day that is still to be drawn."""

_SYMMETRIC: Final = np.array([RELATIONS[relation].symmetric for relation in CODES])


@dataclass(frozen=True, slots=True)
class Ties:
    """Columns of ties, all int arrays of one length: rows of the cast, codes of relations, days, whole euros."""

    source: Ints
    relation: Ints
    target: Ints
    since: Ints
    until: Ints
    amount: Ints

    def __len__(self) -> int:
        """Count the ties."""
        return len(self.source)

    def take(self, which: Ints | Bools) -> Ties:
        """Give some of them."""
        return Ties(*(getattr(self, field.name)[which] for field in dataclasses.fields(self)))


def tied(
    source: Ints,
    relation: str,
    target: Ints,
    *,
    since: Ints | None = None,
    until: Ints | None = None,
    amount: Ints | None = None,
) -> Ties:
    """Tie sources to targets, where there is somebody at both ends; days are drawn later unless given."""
    there = np.flatnonzero((source >= 0) & (target >= 0) & (source != target))
    unknown = np.full(len(source), NOT_KNOWN)
    columns = (
        source,
        np.full(len(source), CODES[relation]),
        target,
        np.full(len(source), TO_DRAW) if since is None else since,
        unknown if until is None else until,
        unknown if amount is None else amount,
    )
    return Ties(*columns).take(there)


def joined(parts: Iterable[Ties]) -> Ties:
    """Put ties one after the other."""
    parts = list(parts)
    return Ties(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in dataclasses.fields(Ties)))


def once(ties: Ties, span: int) -> Ties:
    """Keep one tie of each relation between two rows (below ``span``), the lower row first where either may be."""
    turned = _SYMMETRIC[ties.relation] & (ties.source > ties.target)
    source = np.where(turned, ties.target, ties.source)
    target = np.where(turned, ties.source, ties.target)
    _, places = np.unique((source * len(CODES) + ties.relation) * span + target, return_index=True)
    return dataclasses.replace(ties, source=source, target=target).take(places)
