"""How well pairs of groups kept apart are found: ``python -m benchmarks.analysis.silos [--networks N]``.

Networks of people only, of people by project, and of both at once, are drawn with and without pairs kept apart, over
numbers of groups, densities, unevenness and severities. What labnet finds is counted beside plain quasi-independence
(Poisson tail, Benjamini-Hochberg over all pairs) and quasi-independence as labnet has it without swaps.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import numpy as np
from scipy import sparse, stats

from benchmarks.analysis.planting import Planted, Planting, plant
from labnet.analysis.independence import factors
from labnet.analysis.joint_work import joint_work, outside_works
from labnet.analysis.mixing import Pairs, Verdict, pairs_of
from labnet.analysis.swaps import MOST_SWAPPED, swapped

__all__ = ["METHODS", "Judged", "judged", "main", "settings", "table"]

METHODS: Final = ("labnet", "quasi-independence, confirmed", "quasi-independence, plain")

_RATE: Final = 0.05
_SORTS: Final = ("people only", "people by project", "people and projects")
_Pairs: TypeAlias = set[tuple[int, int]]


@dataclass(slots=True)
class Judged:
    """What was found in networks of one sort: pairs kept apart, and by each method those of them and others found."""

    networks: int = 0
    planted: int = 0
    hits: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


def settings() -> Iterator[tuple[str, Planting]]:
    """Give sorts of networks, with a name that those have in common which are told of together."""
    for sort, groups, meetings_, uneven, left in itertools.product(
        _SORTS, (6, 12, 30), (150, 600, 2500), (0.3, 0.8), (None, 0.0, 0.1, 0.3)
    ):
        planting = Planting(
            groups=groups,
            meetings=meetings_,
            uneven=uneven,
            projects=sort != _SORTS[0],
            besides=meetings_ if sort == _SORTS[2] else 0,
            starved=0 if left is None else 2,
            left=left or 0.0,
        )
        told = "nothing kept apart" if left is None else f"{groups} groups"
        yield f"{sort}, {told}", planting


def judged(plantings: Sequence[Planting], networks: int) -> Judged:
    """Look for pairs kept apart in so many networks of each sort."""
    found = Judged()
    for planting, seed in itertools.product(plantings, range(networks)):
        network = plant(planting, seed)
        found.networks += 1
        found.planted += len(network.pairs)
        for method, pairs in _found(network, seed, found).items():
            found.hits[method] += len(pairs & network.pairs)
            found.false[method] += len(pairs - network.pairs)
    return found


def _found(network: Planted, seed: int, spent: Judged) -> dict[str, _Pairs]:
    everybody = np.ones(network.shares.shape[0], np.bool_)
    others = outside_works(network.attendance, network.direct, everybody)
    works = sparse.csr_array(sparse.vstack([network.attendance, others], format="csr"))
    counts = joint_work(works, network.shares)
    there = sparse.csr_array(sparse.csr_array(works @ network.shares) > 0).astype(np.float64)
    presence = sparse.csr_array(there[np.diff(there.indptr) > 1])
    start = time.process_time()
    swaps = swapped(presence, seed) if 0 < presence.nnz <= MOST_SWAPPED else None
    best = pairs_of(counts, _RATE, swaps)
    spent.seconds += time.process_time() - start
    names = (_under(best), _under(pairs_of(counts, _RATE)), _plain(counts))
    return dict(zip(METHODS, names, strict=True))


def _under(found: Pairs) -> _Pairs:
    return {(pair.a, pair.b) for pair in found.told if pair.verdict is Verdict.UNDER_CONNECTED}


def _plain(counts: sparse.csr_array) -> _Pairs:
    outward = np.asarray(counts.sum(axis=1), np.float64).ravel()
    met = np.flatnonzero(outward > 0)
    fitted = factors(outward[met])
    if fitted is None:
        return set()
    a, b = np.triu_indices(len(met), 1)
    chances = stats.poisson.cdf(np.asarray(counts[met[a], met[b]]).ravel(), fitted[a] * fitted[b])
    low = stats.false_discovery_control(chances) <= _RATE
    return set(zip(met[a[low]].tolist(), met[b[low]].tolist(), strict=True))


def table(rows: Sequence[tuple[str, Judged]]) -> str:
    """Write what was found as a Markdown table."""
    lines = [
        f"| Networks | of them | Pairs kept apart | {' | '.join(f'{method}: found, falsely' for method in METHODS)} |",
        "|---|--:|--:|" + "--:|" * len(METHODS),
    ]
    for name, each in rows:
        cells = (f"{each.hits[method]}, {each.false[method]}" for method in METHODS)
        lines.append(f"| {name} | {each.networks} | {each.planted} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.analysis.silos", description=__doc__)
    parser.add_argument("--networks", type=int, default=10, help="how many of each sort")
    options = parser.parse_args(arguments)
    sorts: dict[str, list[Planting]] = {}
    for name, planting in settings():
        sorts.setdefault(name, []).append(planting)
    rows = [(name, judged(plantings, options.networks)) for name, plantings in sorts.items()]
    sys.stdout.write(f"{table(rows)}\n")


if __name__ == "__main__":
    main()
