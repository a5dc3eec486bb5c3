"""Planted silos: pairs of groups that work together far less than they would."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy import sparse

from labnet.errors import BadInput
from labnet.fiction.cast import Cast
from labnet.fiction.draws import NOBODY, Bools, Ints, stream
from labnet.fiction.plan import Plan
from labnet.fiction.ties import CODES, Ties
from labnet.model.relations import Layer, relations_in

__all__ = ["LEFT", "Silo", "plant"]

LEFT: Final = 0.05
"""The share of contacts that a silo leaves."""
_LEAST: Final = 10
"""The contacts, drawn and expected from how open both groups are, without which nobody could find a silo."""
_CHOICE: Final = 6
"""From how many pairs each silo is drawn, those with the most contacts; the next ones are for want of others."""

_CONTACT: Final = np.isin(np.arange(len(CODES)), [CODES[relation] for relation in relations_in(Layer.CONTACT)])


@dataclass(frozen=True, slots=True)
class Silo:
    """Two groups kept apart.

    Attributes
    ----------
    groups : tuple of int
        The groups, by number.
    drawn, left : int
        Contacts between them before and after: direct ties, and works in which both take part.
    """

    groups: tuple[int, int]
    drawn: int
    left: int


def plant(cast: Cast, ties: Ties) -> tuple[Ties, list[Silo]]:
    """Take out most contacts between as many pairs of groups as the plan asks for; no group is in two pairs.

    The pairs are chosen among those with the most contacts, drawn and to be expected; `BadInput` where there are too
    few such pairs.
    """
    plan = cast.plan
    if not plan.silos:
        return ties, []
    rng = stream(plan.seed, "silos")
    view = _View(cast.groups(plan.silos_by), cast.is_work() == 1, ties)
    contacts = view.contacts()
    pairs = _choose(plan, rng, contacts)
    gone = _second_homes(view, np.array(pairs).ravel())
    for pair in pairs:
        gone |= view.direct(pair) & (rng.random(len(ties)) >= LEFT)
        gone |= _kept_out(rng, view, pair)
    rest = _View(view.group, view.work, ties.take(~gone))
    left = rest.contacts()
    return rest.ties, [Silo(pair, int(contacts[pair]), int(left[pair])) for pair in pairs]


class _View:
    """Ties by the groups of their ends: direct ones, and those to a work where others take part too."""

    def __init__(self, group: Ints, work: Bools, ties: Ties) -> None:
        self.group, self.work, self.ties = group, work, ties
        self.source, self.target = group[ties.source], group[ties.target]
        self.at_work = _CONTACT[ties.relation] & work[ties.target] & (self.source != NOBODY)
        self._direct = _CONTACT[ties.relation] & (self.source != self.target)

    def direct(self, pair: tuple[int, int]) -> Bools:
        """Tell which ties join a pair of groups."""
        one, other = pair
        ahead = (self.source == one) & (self.target == other)
        back = (self.source == other) & (self.target == one)
        found: Bools = self._direct & (ahead | back)
        return found

    def taking_part(self) -> Any:
        """Give the works by the groups that take part, 1 for each: a sparse matrix."""
        at = self.at_work
        ends = self.ties.target[at], self.source[at]
        shape = len(self.group), int(self.group.max()) + 1
        return sparse.csr_array((np.ones(len(ends[0]), np.int64), ends), shape).sign()

    def contacts(self) -> Any:
        """Count the contacts of each pair of groups, by the lower and the higher: a sparse matrix."""
        part = self.taking_part()
        direct = self._direct & ~self.at_work & (self.source != NOBODY) & (self.target != NOBODY)
        low, high = (each(self.source, self.target)[direct] for each in (np.minimum, np.maximum))
        ties = sparse.csr_array((np.ones(len(low), np.int64), (low, high)), (part.shape[1],) * 2)
        return ties + sparse.csr_array(sparse.triu(part.T @ part, k=1))


def _choose(plan: Plan, rng: np.random.Generator, contacts: Any) -> list[tuple[int, int]]:
    """Choose pairs of groups with many contacts, as far as their others let one expect them; each group once."""
    found = contacts.tocoo()
    outward = contacts.sum(axis=0) + contacts.sum(axis=1)
    expected = outward[found.row] * outward[found.col] / max(1, outward.sum())
    sure = np.minimum(found.data, expected)
    order = np.lexsort((found.col, found.row, -sure))
    likely = order[sure[order] >= _LEAST]
    most = rng.permutation(likely[: _CHOICE * plan.silos])
    chosen: list[tuple[int, int]] = []
    taken: set[int] = set()
    for at in [*most.tolist(), *likely[len(most) :].tolist()]:
        pair = int(found.row[at]), int(found.col[at])
        if taken.isdisjoint(pair) and len(chosen) < plan.silos:
            chosen.append(pair)
            taken.update(pair)
    if len(chosen) < plan.silos:
        msg = (
            f"silos: {plan.silos} asked for, but only {len(chosen)} found among pairs of {plan.silos_by.value}s with "
            f"{_LEAST} contacts or more to take out: ask for fewer silos, or for more people"
        )
        raise BadInput(msg)
    return sorted(chosen)


def _second_homes(view: _View, planted: Ints) -> Bools:
    """Find the ties that would make somebody answer to a planted group as well as to their own."""
    posts = view.ties.relation == CODES["WORKS_FOR"]
    of = np.where(posts, view.target, view.source)
    own = np.where(posts, view.source, view.target)
    carried = (view.ties.relation == CODES["CARRIES"]) & view.work[view.ties.target]
    found: Bools = (posts | carried) & (of != own) & np.isin(of, planted)
    return found


def _kept_out(rng: np.random.Generator, view: _View, pair: tuple[int, int]) -> Bools:
    """Find the ties of one of the two groups to works in which both would take part: that which does not carry it."""
    one, other = pair
    both = view.taking_part()[:, [one, other]].sum(axis=1) == len(pair)
    apart = both & (rng.random(len(view.group)) >= LEFT)
    either = np.where(rng.random(len(view.group)) < 0.5, one, other)  # noqa: PLR2004 - either
    out = np.where(view.group == one, other, np.where(view.group == other, one, either))
    found: Bools = view.at_work & apart[view.ties.target] & (view.source == out[view.ties.target])
    return found
