"""Communities: who works together more than with others, as found by an algorithm; nobody declared them.

People, bodies and the works where they meet are looked at together, so that a lab stands among those who make it. Each
tie of taking part weighs 1, so that a work counts as much for whoever takes part in it as its contacts do, which add up
to 1 (`labnet.analysis.two_mode`); declared ties count as they weigh, and so do ties between two works. Clusters that
people declared, and works of too many, join nobody here: communities are to be compared with the former, and the latter
would join all. Neither do employers: that people work together where they are employed is no news.

One run of such an algorithm is one answer among several that are nearly as good. So there are many runs, and what they
agree on is kept; how far they agree is told beside it.

References
----------
A. Lancichinetti and S. Fortunato, "Consensus clustering in complex networks", Sci. Rep. 2, 336 (2012); A. Tandon et
al., "Fast consensus clustering in complex networks", Phys. Rev. E 99, 042301 (2019).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from labnet.analysis.louvain import between, louvain, shaken
from labnet.analysis.partitions import adjusted_mutual_information, modularity
from labnet.analysis.tables import table_of
from labnet.analysis.two_mode import Scope, two_mode
from labnet.model.dates import ALWAYS, day_code
from labnet.model.kinds import KINDS
from labnet.model.relations import Layer, relations_in
from labnet.network.columns import Ints
from labnet.network.image import OUT, Image
from labnet.network.ties import RELATION_CODES, RELATION_NAMES

__all__ = ["CORE", "MOST_RUNS", "STABLE", "Communities", "Meetings", "communities", "meetings"]

MOST_RUNS: Final = 50
STABLE: Final = 0.8
"""Runs that agree less than this leave communities uncertain."""
CORE: Final = 0.6
"""Whoever is with the others of a community in this share of runs, or more, is of its core."""

_CIRCLES: Final = 3
"""Each run is compared with so many that follow it."""

_WORKS: Final = frozenset(code for code, spec in KINDS.items() if spec.work)
_JOINS_WORKS: Final = np.zeros(2 * len(RELATION_NAMES), np.bool_)
_JOINS_WORKS[[2 * RELATION_CODES[name] + OUT for name in relations_in(Layer.WORK)]] = True


@dataclass(frozen=True, eq=False)
class Meetings:
    """Who meets where: units, works, and the ties by which they take part or that they declared.

    Attributes
    ----------
    rows : (n,) array of int
        Actors that have any such tie, in order of id.
    weights : (n, n) csr array of float
        Symmetric; how strongly two of them are tied.
    ties, undated : int
        How many ties are counted, and how many of them have no known start.
    """

    rows: Ints
    weights: sparse.csr_array
    ties: int
    undated: int


@dataclass(frozen=True, eq=False)
class Communities:
    """What many runs agree on.

    Attributes
    ----------
    rows : (n,) array of int
        Actors that have any tie that counts, in order of id; others are in no community.
    labels : (n,) array of int
        Number of each one's community; the largest has number 0, of equally large ones the one with the first id.
    confidence : (n,) array of float
        In which share of runs one was with the others of one's community, on average over them.
    inner : (n,) array of float
        How strongly one is tied inside one's community.
    resolution : float
        Gamma of `labnet.analysis.partitions.modularity`.
    modularity : float or None
        Of the partition; None where nobody is tied to anybody.
    stability : float or None
        Mean of the adjusted mutual information of pairs of runs; None with fewer than two runs, or without ties.
    runs : int
        How many runs there were.
    ties, undated : int
        How many ties are counted, and how many of them have no known start.
    """

    rows: Ints
    labels: Ints
    confidence: npt.NDArray[np.float64]
    inner: npt.NDArray[np.float64]
    resolution: float
    modularity: float | None
    stability: float | None
    runs: int
    ties: int
    undated: int

    @cached_property
    def sizes(self) -> Ints:
        """How many actors each community has: (k,) array, descending."""
        return np.bincount(self.labels)

    @property
    def core(self) -> npt.NDArray[np.bool_]:
        """Who is of the core of their community: (n,) array."""
        core: npt.NDArray[np.bool_] = self.confidence >= CORE
        return core

    @cached_property
    def _order(self) -> Ints:
        return np.lexsort((np.arange(len(self.rows)), -self.confidence, self.labels))

    def members(self, number: int) -> Ints:
        """Give the places in `rows` of a community's members: those one is surest of first, then by id."""
        ends = np.cumsum(self.sizes)
        return self._order[ends[number] - self.sizes[number] : ends[number]]

    def number_of(self, row: int) -> int | None:
        """Give the number of an actor's community, None where it is in none."""
        place = np.flatnonzero(self.rows == row)
        return int(self.labels[place[0]]) if len(place) else None


def communities(
    image: Image,
    day: dt.date,
    scope: Scope | None = None,
    *,
    resolution: float = 1.0,
    runs: int = 20,
    seed: int = 0,
) -> Communities:
    """Give the communities of a network on a day.

    Parameters
    ----------
    resolution : float
        The higher, the smaller the communities; above 0.
    runs : int
        How many times they are looked for, 1 to `MOST_RUNS`.
    seed : int
        What random draws start from: the same seed gives the same answer.

    Examples
    --------
    >>> from labnet.model.ties import Tie
    >>> from labnet.network.changes import build
    >>> Person, Lab = KINDS["INNOVATOR"].record, KINDS["LAB"].record
    >>> people = [Person(id=name, name=name) for name in "abcd"]
    >>> labs = [Lab(id="l", name="L"), Lab(id="m", name="M")]
    >>> pairs = [("a", "l"), ("b", "l"), ("c", "m"), ("d", "m")]
    >>> parts = [Tie(id=f"{one}.{lab}", from_id=one, to_id=lab, relation="PARTICIPATES_IN") for one, lab in pairs]
    >>> image = build([*people, *labs, *parts])
    >>> found = communities(image, dt.date(2026, 1, 1))
    >>> [image.ids[row] for row in found.rows.tolist()], found.labels.tolist()
    (['a', 'b', 'c', 'd', 'l', 'm'], [0, 0, 1, 1, 0, 1])
    >>> found.modularity, found.stability, found.confidence.tolist()
    (0.5, 1.0, [1.0, 1.0, 1.0, 1.0, 1.0, 1.0])
    """
    met = meetings(image, day, scope)
    found = [_run(met.weights, resolution, seed, run) for run in range(runs)] if len(met.rows) else []
    labels = _by_size(_consensus(met.weights, found, resolution, seed))
    return Communities(
        rows=met.rows,
        labels=labels,
        confidence=_confidence(labels, found),
        inner=_inner(met.weights, labels),
        resolution=resolution,
        modularity=modularity(met.weights, labels, resolution),
        stability=_stability(found),
        runs=runs,
        ties=met.ties,
        undated=met.undated,
    )


def meetings(image: Image, day: dt.date, scope: Scope | None = None) -> Meetings:
    """Give who meets where on a day, within a scope."""
    told = two_mode(image, day, _without_clusters(scope or Scope()))
    parts = told.attendance
    between, ties = _between_works(image, told.works, day)
    weights = sparse.csr_array(sparse.block_array([[told.direct, parts.T.tocsr()], [parts, between]]))
    weights.eliminate_zeros()
    rows = np.concatenate([told.units, told.works])
    tied = np.flatnonzero(np.diff(weights.indptr))
    # In order of id, what is found hangs neither on the order in which actors came, nor on who else may be seen.
    order = tied[np.argsort(np.array([image.ids[row] for row in rows[tied].tolist()], np.str_), kind="stable")]
    return Meetings(
        rows=rows[order],
        weights=sparse.csr_array(weights[order][:, order]),
        ties=told.ties + len(ties),
        undated=told.undated + int((image.ties.since.data[ties] == ALWAYS).sum()),
    )


def _without_clusters(scope: Scope) -> Scope:
    """Leave clusters out of the works of a scope, unless it asks for nothing else."""
    kinds = scope.kinds or frozenset()
    return replace(scope, kinds=kinds | (kinds & _WORKS - {"CLUSTER"} or kinds & _WORKS or _WORKS - {"CLUSTER"}))


def _between_works(image: Image, works: Ints, day: dt.date) -> tuple[sparse.csr_array, Ints]:
    """Give the weights of ties between works: (w, w) csr array, symmetric; and the rows of those ties."""
    place = np.full(len(image), -1)
    place[works] = np.arange(len(works))
    origins, entries = image.entries_of(works)
    keep = _JOINS_WORKS[entries.codes] & (place[entries.neighbours] >= 0) & (entries.neighbours != works[origins])
    keep[keep] = image.active(entries.ties[keep], day_code(day))
    ends = origins[keep], place[entries.neighbours[keep]]
    weights = table_of(ends, (len(works), len(works)), image.ties.weights(entries.ties[keep]))
    return sparse.csr_array(weights + weights.T), entries.ties[keep]


def _run(weights: sparse.csr_array, resolution: float, seed: int, run: int) -> Ints:
    return louvain(weights, resolution, np.random.default_rng([seed, run]))


def _consensus(weights: sparse.csr_array, found: Sequence[Ints], resolution: float, seed: int) -> Ints:
    """Give the communities of the network whose ties weigh as much less as fewer runs keep them together.

    They are the start for moving nodes once more in the network as it is. Should one run have come to a higher
    modularity, it is taken instead: nobody is told something worse than what was found.
    """
    if not found:
        return np.empty(0, np.int64)
    ties = weights.tocoo()
    one, other = ties.coords
    together = np.zeros(len(ties.data))
    for labels in found:
        together += labels[one] == labels[other]
    kept = together > 0
    agreed = sparse.csr_array(
        (ties.data[kept] * together[kept] / len(found), (one[kept], other[kept])), shape=weights.shape
    )
    rng = np.random.default_rng([seed, len(found)])
    consensus = louvain(weights, resolution, rng, start=_agreed(agreed, found, resolution, rng))
    best = max((consensus, *found), key=lambda labels: modularity(weights, labels, resolution) or 0.0)
    return shaken(weights, resolution, rng, best)


def _agreed(agreed: sparse.csr_array, found: Sequence[Ints], resolution: float, rng: np.random.Generator) -> Ints:
    """Give communities of the network of what runs agree on: who is together in all of them is taken as one."""
    together = found[0]
    for labels in found[1:]:
        _, together = np.unique(together * (int(labels.max()) + 1) + labels, return_inverse=True)
    count = int(together.max()) + 1
    return louvain(between(agreed, together, count), resolution, rng)[together]


def _by_size(labels: Ints) -> Ints:
    """Give numbers to communities by size, the largest first, and those of one size by their first members."""
    _, first, numbers, sizes = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    rank = np.empty(len(sizes), np.int64)
    rank[np.lexsort((first, -sizes))] = np.arange(len(sizes))
    by_size: Ints = rank[numbers]
    return by_size


def _confidence(labels: Ints, found: Sequence[Ints]) -> npt.NDArray[np.float64]:
    """Give in which share of runs one is with the others of one's community; those who are alone always are."""
    others = np.bincount(labels)[labels] - 1 if len(labels) else labels
    together = np.zeros(len(labels))
    for run in found:
        _, cells, sizes = np.unique(labels * (len(run) + 1) + run, return_inverse=True, return_counts=True)
        together += sizes[cells] - 1
    shares = together / np.maximum(others * max(len(found), 1), 1)
    return np.where(others > 0, shares, 1.0)


def _inner(weights: sparse.csr_array, labels: Ints) -> npt.NDArray[np.float64]:
    ties = weights.tocoo()
    one, other = ties.coords
    inside = np.where(labels[one] == labels[other], ties.data, 0.0)
    return np.bincount(one, inside, minlength=len(labels)).astype(np.float64)


def _stability(found: Sequence[Ints]) -> float | None:
    """Give how far runs agree, each with those that follow it, the last ones with the first."""
    count = len(found)
    pairs = {frozenset((run, (run + step) % count)) for step in range(1, _CIRCLES + 1) for run in range(count)}
    agreements = [
        adjusted_mutual_information(found[one], found[other])
        for one, other in sorted(tuple(sorted(pair)) for pair in pairs if len(pair) > 1)
    ]
    return float(np.mean(agreements)) if agreements else None
