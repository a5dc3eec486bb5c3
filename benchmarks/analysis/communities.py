"""``python -m benchmarks.analysis.communities``: runs of labnet, scikit-network and networkx on one network.

All look for communities of the same weighted network, at resolution 1, in the same process. Told are CPU seconds for a
run and the mean modularity; of labnet also those of the consensus of all runs, with everything that takes.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import networkx as nx
import numpy as np
from scipy import sparse
from sknetwork.clustering import Louvain

from benchmarks.engine.networks import MEDIUM, SMALL, Place, whole
from labnet.analysis.communities import communities, meetings
from labnet.analysis.louvain import louvain
from labnet.analysis.partitions import modularity
from labnet.network.columns import Ints
from labnet.network.image import Image

__all__ = ["Line", "compare", "main"]

_DAY: Final = dt.date(2026, 1, 1)
_SIZES: Final = {"S": SMALL, "M": MEDIUM}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table.

    Attributes
    ----------
    who : str
    runs : int
    seconds : float
        CPU seconds for a run; of the consensus, for everything.
    modularity : float
        Mean over the runs.
    communities : float
        How many there are, on average.
    """

    who: str
    runs: int
    seconds: float
    modularity: float
    communities: float


def compare(image: Image, runs: int = 20, theirs: int = 2) -> list[Line]:
    """Measure `runs` runs of labnet and their consensus, and `theirs` runs of each of the others."""
    weights = meetings(image, _DAY).weights
    table, graph = sparse.csr_matrix(weights), nx.from_scipy_sparse_array(weights)
    begun = time.process_time()
    found = communities(image, _DAY, runs=runs)
    seconds = time.process_time() - begun
    return [
        Line(f"labnet, consensus of {runs} runs", 1, seconds, found.modularity or 0.0, len(found.sizes)),
        _line("labnet, a run", weights, theirs, lambda seed: louvain(weights, 1.0, np.random.default_rng(seed))),
        _line("scikit-network, Louvain", weights, theirs, lambda seed: _scikit_network(table, seed)),
        _line("networkx, louvain_communities", weights, theirs, lambda seed: _networkx(graph, seed)),
    ]


def _line(who: str, weights: sparse.csr_array, runs: int, run: Callable[[int], Ints]) -> Line:
    begun = time.process_time()
    found = [run(seed) for seed in range(runs)]
    seconds = (time.process_time() - begun) / runs
    qualities = [modularity(weights, labels) or 0.0 for labels in found]
    counts = [len(np.unique(labels)) for labels in found]
    return Line(who, runs, seconds, float(np.mean(qualities)), float(np.mean(counts)))


def _scikit_network(table: sparse.csr_matrix, seed: int) -> Ints:
    model = Louvain(modularity="newman", shuffle_nodes=True, random_state=seed, tol_optimization=1e-5)
    labels: Ints = model.fit_predict(table)
    return labels


def _networkx(graph: nx.Graph[int], seed: int) -> Ints:
    labels = np.zeros(len(graph), np.int64)
    for number, part in enumerate(nx.community.louvain_communities(graph, seed=seed)):
        labels[list(part)] = number
    return labels


def main(arguments: Sequence[str] | None = None) -> None:
    """Run what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.analysis.communities", description=__doc__)
    parser.add_argument("--size", choices=_SIZES, default="S", help="S is 10000 people, M is 300000")
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="keep generated networks here for the next time")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        place = Place(_SIZES[options.size], options.data or Path(scratch))
        place.prepare()
        lines = compare(whole(place.database))
    sys.stdout.write("| who | runs | CPU seconds | modularity | communities |\n|---|---|---|---|---|\n")
    for line in lines:
        cells = (line.who, line.runs, f"{line.seconds:.2f}", f"{line.modularity:.4f}", f"{line.communities:.0f}")
        sys.stdout.write(f"| {' | '.join(map(str, cells))} |\n")


if __name__ == "__main__":
    main()
