"""Fitting the blends: ``python -m benchmarks.analysis.peers.fitting`` tells what stands in the code.

Weights are sought on networks that are not judged: other seeds, cut on another day. From equal weights on, one of them,
or one half, is made larger or smaller, and what suggests better is kept. What counts is recall among the first ten, the
reciprocal rank, and recall of those of other administrations, added up; no share of the list is kept for these here.

Weights stay within bounds. In made-up communities people meet because they are active, or live near each other, more
often than one may wish to tell a person as a reason; and nobody meets because of needs and offers, whose weights are
set. Labs and bodies have weights and halves of their own.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from benchmarks.analysis.peers.judging import FIRST, elsewhere
from benchmarks.analysis.peers.splits import PEOPLE, UNITS, Split, made_up
from labnet.analysis.reasons import ReasonKind
from labnet.analysis.selection import ActorSelection
from labnet.analysis.similarity.candidates import candidates
from labnet.analysis.similarity.contacts import Floats

__all__ = ["Bounds", "Fit", "cases", "main"]

Numbers: TypeAlias = Mapping[ReasonKind, float]
Bounds: TypeAlias = Mapping[ReasonKind, tuple[float, float]]

_SEEDS: Final = (101, 102)
_PEOPLE: Final = 3_000
_DAY: Final = dt.date(2023, 1, 1)
_ASKING: Final = 400

_STEPS: Final = (0.25, 0.5, 0.8, 1.25, 2.0, 4.0)
_SWEEPS: Final = 12
_BETTER: Final = 1e-5
_KINDS: Final = tuple(ReasonKind)
_SET: Final = {ReasonKind.OFFER_MEETS_NEED: 0.05, ReasonKind.NEED_MEETS_OFFER: 0.1}
_OF_PEOPLE: Final[Bounds] = {
    ReasonKind.SHARED_THEME: (0.15, 1.0),
    ReasonKind.SHARED_WORK: (0.1, 1.0),
    ReasonKind.SHARED_CONTACT: (0.1, 1.0),
    ReasonKind.SAME_TERRITORY: (0.02, 0.15),
    ReasonKind.CLOSE_IN_NETWORK: (0.02, 1.0),
    ReasonKind.ACTIVE: (0.02, 0.08),
}
_OF_BODIES: Final[Bounds] = {**_OF_PEOPLE, ReasonKind.ACTIVE: (0.02, 0.15)}
_HALVED: Final = (
    ReasonKind.SHARED_WORK,
    ReasonKind.SHARED_CONTACT,
    ReasonKind.CLOSE_IN_NETWORK,
    ReasonKind.ACTIVE,
)


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """Candidates of somebody who asks by kind of reason, and who of them came into contact later."""

    strengths: Floats
    right: npt.NDArray[np.bool_]
    elsewhere: npt.NDArray[np.bool_]
    wanted: int
    wanted_elsewhere: int

    def worth(self, scores: Floats) -> float:
        """Tell how good a ranking by scores is."""
        first = np.argsort(-scores, kind="stable")[:FIRST]
        right = self.right[first]
        rank = 1 / (int(right.argmax()) + 1) if right.any() else 0.0
        far = self.elsewhere[first].sum() / max(self.wanted_elsewhere, 1)
        return float(right.sum() / self.wanted + rank + far)


def cases(split: Split, kinds: frozenset[str], count: int = _ASKING) -> Iterator[Case]:
    """Give the cases of some of those of some kinds who met others of these."""
    for row in split.asking(kinds, count, seed=0):
        found = candidates(split.image, row, split.day, ActorSelection(kinds=kinds))
        turns = np.argsort(found.turns)
        wanted = split.wanted(row, kinds)
        far = [other for other in wanted if elsewhere(split, row, other)]
        yield Case(
            strengths=np.stack([found.strengths[kind][turns] for kind in _KINDS], axis=1),
            right=np.isin(found.rows[turns], list(wanted)),
            elsewhere=np.isin(found.rows[turns], far),
            wanted=len(wanted),
            wanted_elsewhere=len(far),
        )


class Fit:
    """A search for weights and halves that rank well.

    Parameters
    ----------
    found : list of Case
        What to rank.
    bounds : mapping of ReasonKind to pairs of float
        The least and the most that each weight may be; kinds without bounds are set.
    """

    def __init__(self, found: list[Case], bounds: Bounds) -> None:
        self.cases = found
        self.bounds = bounds
        self._ends = np.cumsum([len(case.right) for case in found])[:-1]
        self._strengths = np.concatenate([case.strengths for case in found])

    def worth(self, weights: Numbers, halves: Numbers) -> float:
        """Tell how good rankings with some weights and halves are, on average."""
        scores = np.zeros(len(self._strengths))
        for place, kind in enumerate(_KINDS):
            strength = self._strengths[:, place]
            scores += weights[kind] * (strength / (strength + halves[kind]) if kind in halves else strength)
        parts = np.split(scores, self._ends)
        return float(np.mean([case.worth(part) for case, part in zip(self.cases, parts, strict=True)]))

    def climb(self) -> tuple[Numbers, Numbers, float]:
        """Look for the best weights and halves, and tell how good they are."""
        halves: Numbers = {kind: self._middle(kind) for kind in _HALVED}
        weights = self.within(dict.fromkeys(self.bounds, 1.0))
        best = self.worth(weights, halves)
        for _ in range(_SWEEPS):
            before = best
            for step in _STEPS:
                for kind in self.bounds:
                    changed = self.within({**weights, kind: weights[kind] * step})
                    if (worth := self.worth(changed, halves)) > best + _BETTER:
                        best, weights = worth, changed
                for kind in _HALVED:
                    other = {**halves, kind: halves[kind] * step}
                    if (worth := self.worth(weights, other)) > best + _BETTER:
                        best, halves = worth, other
            if best == before:
                break
        return weights, halves, best

    def within(self, weights: Numbers) -> Numbers:
        """Make weights add up to 1 within their bounds: what is cut off one goes to those that are not at theirs."""
        held: dict[ReasonKind, float] = {}
        while True:
            free = {kind: weights[kind] for kind in self.bounds if kind not in held}
            left = 1 - sum(_SET.values()) - sum(held.values())
            scaled = {kind: weight * left / sum(free.values()) for kind, weight in free.items()}
            cut = {kind: float(np.clip(weight, *self.bounds[kind])) for kind, weight in scaled.items()}
            over = {kind: weight for kind, weight in cut.items() if weight < scaled[kind]}
            moved = over or {kind: weight for kind, weight in cut.items() if weight > scaled[kind]}
            if not moved:
                return {**scaled, **held, **_SET}
            held |= moved

    def _middle(self, kind: ReasonKind) -> float:
        strengths = self._strengths[:, _KINDS.index(kind)]
        return float(np.median(strengths[strengths > 0]))


def main() -> None:
    """Fit both blends and print them."""
    splits = [made_up(_PEOPLE, seed, _DAY) for seed in _SEEDS]
    for name, kinds, bounds in (("people", PEOPLE, _OF_PEOPLE), ("labs and bodies", UNITS, _OF_BODIES)):
        fit = Fit([case for split in splits for case in cases(split, kinds)], bounds)
        weights, halves, worth = fit.climb()
        told = {kind.name: round(weights[kind], 3) for kind in _KINDS}
        half = {kind.name: float(f"{value:.2g}") for kind, value in halves.items()}
        sys.stdout.write(f"{name}: {len(fit.cases)} cases, {worth:.4f}\n  weights {told}\n  halves {half}\n")


if __name__ == "__main__":
    main()
