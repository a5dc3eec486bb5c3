"""How good suggestions were: who of them came into contact later, from elsewhere too, and how many they show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from benchmarks.analysis.peers.splits import Split
from benchmarks.analysis.peers.ways import Way
from labnet.analysis.affiliation import administrations

__all__ = ["FIRST", "Verdict", "elsewhere", "judge"]

FIRST: Final = 10
"""How many are suggested to each."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Figures of one way, all of them better when greater.

    Attributes
    ----------
    hits : float
        How many of the first ten came into contact later, on average.
    recall : float
        Which part of those who came into contact later is among the first ten.
    reciprocal_rank : float
        1 over the place of the first hit among the first ten, 0 without one.
    hits_elsewhere : float
        Hits of other administrations.
    coverage : float
        How many different ones are suggested to anybody, over how many there is room for.
    """

    hits: float
    recall: float
    reciprocal_rank: float
    hits_elsewhere: float
    coverage: float


def judge(split: Split, way: Way, asking: list[int], kinds: frozenset[str]) -> Verdict:
    """Judge what a way suggests to some actors."""
    hits, recall, ranks, far = [], [], [], []
    shown: set[int] = set()
    for row in asking:
        suggested = way(split, row, kinds, FIRST)
        wanted = split.wanted(row, kinds)
        right = [at for at, other in enumerate(suggested) if other in wanted]
        shown.update(suggested)
        hits.append(len(right))
        recall.append(len(right) / len(wanted))
        ranks.append(1 / (right[0] + 1) if right else 0.0)
        far.append(sum(elsewhere(split, row, suggested[at]) for at in right))
    room = min(FIRST * len(asking), split.count(kinds))
    means = [float(np.mean(each)) for each in (hits, recall, ranks, far)]
    return Verdict(means[0], means[1], means[2], means[3], len(shown) / room)


def elsewhere(split: Split, row: int, other: int) -> bool:
    """Tell whether one answers to other administrations than another."""
    mine, theirs = (administrations(split.image, each, split.day) for each in (row, other))
    return bool(theirs) and set(mine).isdisjoint(theirs)
