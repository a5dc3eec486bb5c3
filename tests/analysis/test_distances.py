from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from labnet.analysis.distances import mean_distance


def _links(graph: nx.Graph[int]) -> sparse.csr_array:
    return sparse.csr_array(nx.to_scipy_sparse_array(graph, weight=None, format="csr"), dtype=np.float64)


def _theirs(graph: nx.Graph[int]) -> float | None:
    lengths = [steps for _, reached in nx.all_pairs_shortest_path_length(graph) for steps in reached.values() if steps]
    return float(np.mean(lengths)) if lengths else None


@given(st.integers(0, 10_000), st.integers(1, 150), st.floats(0, 0.08))
def test_small_networks_have_the_mean_distance_that_networkx_gives(seed: int, count: int, density: float) -> None:
    graph = nx.gnp_random_graph(count, density, seed=seed)
    found = mean_distance(_links(graph), np.arange(count))
    expected = _theirs(graph)
    assert found == (None if expected is None else pytest.approx(expected, abs=1e-9))


def test_large_networks_have_it_nearly_from_a_sample() -> None:
    graph = nx.gnp_random_graph(1_500, 0.004, seed=1)
    ranks = np.random.default_rng(0).permutation(1_500)
    found = mean_distance(_links(graph), ranks)
    assert found == pytest.approx(_theirs(graph), rel=0.02)
    assert found == mean_distance(_links(graph), ranks * 10)


def test_nobody_is_no_distance_apart() -> None:
    assert mean_distance(sparse.csr_array((0, 0)), np.arange(0)) is None
    assert mean_distance(sparse.csr_array((3, 3)), np.arange(3)) is None
