"""Planted silos: pairs of groups that work together far less than they would."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

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
"""The fewest direct ties without which a pair is no silo that anybody could find."""
_CHOICE: Final = 6
"""From how many pairs each silo is chosen: those with the most contacts."""

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

    The pairs are chosen among those with the most direct ties; `BadInput` where there are too few such pairs.
    """
    plan = cast.plan
    if not plan.silos:
        return ties, []
    rng = stream(plan.seed, "silos")
    view = _View(cast.groups(plan.silos_by), cast.is_work() == 1, ties)
    pairs = _choose(plan, rng, view)
    drawn = [view.contacts(pair) for pair in pairs]
    gone = _second_homes(view, np.array(pairs).ravel())
    for pair in pairs:
        gone |= view.direct(pair) & (rng.random(len(ties)) >= LEFT)
        gone |= _kept_out(rng, view, pair)
    rest = _View(view.group, view.work, ties.take(~gone))
    silos = [Silo(pair, before, rest.contacts(pair)) for pair, before in zip(pairs, drawn, strict=True)]
    return rest.ties, silos


class _View:
    """Ties by the groups of their ends: direct ones, and those to a work where others take part too."""

    def __init__(self, group: Ints, work: Bools, ties: Ties) -> None:
        self.group, self.work, self.ties = group, work, ties
        self.source, self.target = group[ties.source], group[ties.target]
        self.contact = _CONTACT[ties.relation]
        self.at_work = self.contact & work[ties.target]

    def direct(self, pair: tuple[int, int]) -> Bools:
        """Tell which ties join a pair of groups."""
        one, other = pair
        found: Bools = self.contact & (
            ((self.source == one) & (self.target == other)) | ((self.source == other) & (self.target == one))
        )
        return found

    def shared(self, pair: tuple[int, int]) -> Bools:
        """Tell in which works both take part, by row."""
        both = np.ones(len(self.group), np.bool_)
        for group in pair:
            mine = np.zeros(len(self.group), np.bool_)
            mine[self.ties.target[self.at_work & (self.source == group)]] = True
            both &= mine
        return both

    def contacts(self, pair: tuple[int, int]) -> int:
        """Count direct ties between a pair outside works, and works in which both take part."""
        return int((self.direct(pair) & ~self.at_work).sum() + self.shared(pair).sum())


def _choose(plan: Plan, rng: np.random.Generator, view: _View) -> list[tuple[int, int]]:
    """Choose pairs of groups with many direct ties, each group once."""
    across = view.contact & ~view.at_work & (view.source != view.target)
    across &= (view.source != NOBODY) & (view.target != NOBODY)
    low, high = (each(view.source, view.target)[across] for each in (np.minimum, np.maximum))
    span = int(view.group.max()) + 1
    keys, counts = np.unique(low * span + high, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    likely = keys[order][counts[order] >= _LEAST][: _CHOICE * plan.silos]
    chosen: list[tuple[int, int]] = []
    for key in rng.permutation(likely).tolist():
        pair = key // span, key % span
        if not any(group in other for group in pair for other in chosen) and len(chosen) < plan.silos:
            chosen.append(pair)
    if len(chosen) < plan.silos:
        msg = (
            f"silos: {plan.silos} asked for, but only {len(chosen)} found among pairs of {plan.silos_by.value}s with "
            f"{_LEAST} ties or more: ask for fewer silos, or for more people"
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
    apart = view.shared(pair) & (rng.random(len(view.group)) >= LEFT)
    either = np.where(rng.random(len(view.group)) < 0.5, one, other)  # noqa: PLR2004 - either
    out = np.where(view.group == one, other, np.where(view.group == other, one, either))
    found: Bools = view.at_work & apart[view.ties.target] & (view.source == out[view.ties.target])
    return found
