from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from labnet.analysis.louvain import louvain, shaken
from labnet.analysis.partitions import modularity


def _adjacency(graph: nx.Graph[int]) -> sparse.csr_array:
    return sparse.csr_array(nx.to_scipy_sparse_array(graph, weight=None, format="csr"), dtype=np.float64)


def _quality(adjacency: sparse.csr_array, labels: np.ndarray, resolution: float) -> float:
    return modularity(adjacency, labels, resolution) or 0.0


def test_a_ring_of_cliques_falls_into_its_cliques() -> None:
    labels = louvain(_adjacency(nx.ring_of_cliques(6, 5)), 1.0, np.random.default_rng(0))
    assert labels.tolist() == [clique for clique in range(6) for _ in range(5)]


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.integers(2, 60), st.sampled_from([1.0, 1.5]))
def test_the_best_of_runs_shaken_is_no_worse_than_that_of_networkx(seed: int, count: int, resolution: float) -> None:
    graph = nx.gnp_random_graph(count, min(4 / count, 0.5), seed=seed)
    adjacency = _adjacency(graph)
    if not graph.size():
        assert louvain(adjacency, resolution, np.random.default_rng(0)).tolist() == list(range(count))
        return
    found = [louvain(adjacency, resolution, np.random.default_rng(run)) for run in range(20)]
    theirs = nx.community.louvain_communities(graph, seed=seed, resolution=resolution)
    best = max(found, key=lambda labels: _quality(adjacency, labels, resolution))
    ours = shaken(adjacency, resolution, np.random.default_rng(0), best)
    assert _quality(adjacency, ours, resolution) >= (
        nx.community.modularity(graph, theirs, resolution=resolution) - 1e-9
    )


def test_blurred_communities_of_thousands_are_found_better_than_networkx_finds_them() -> None:
    graph = nx.planted_partition_graph(30, 200, 0.02, 0.0006, seed=3)
    adjacency = _adjacency(graph)
    labels = louvain(adjacency, 1.0, np.random.default_rng(0))
    theirs = nx.community.louvain_communities(graph, seed=0)
    assert _quality(adjacency, labels, 1.0) >= nx.community.modularity(graph, theirs)


@given(st.integers(0, 10_000))
def test_every_community_is_connected_and_numbered_from_nought(seed: int) -> None:
    graph = nx.gnp_random_graph(40, 0.06, seed=seed)
    labels = louvain(_adjacency(graph), 1.0, np.random.default_rng(seed))
    assert sorted(set(labels.tolist())) == list(range(int(labels.max()) + 1))
    for label in set(labels.tolist()):
        assert nx.is_connected(graph.subgraph(np.flatnonzero(labels == label).tolist()))


def test_communities_that_are_not_connected_are_parted() -> None:
    ties = _adjacency(nx.Graph([(0, 1), (2, 3)]))
    labels = louvain(ties, 0.001, np.random.default_rng(0), start=np.zeros(4, np.int64))
    assert labels.tolist() == [0, 0, 1, 1]


def test_the_same_draws_give_the_same_communities() -> None:
    adjacency = _adjacency(nx.gnp_random_graph(300, 0.02, seed=1))
    one, again, other = (louvain(adjacency, 1.0, np.random.default_rng(seed)).tolist() for seed in (0, 0, 1))
    assert one == again != other


@given(st.integers(0, 10_000))
def test_a_start_is_never_made_worse(seed: int) -> None:
    graph = nx.gnp_random_graph(30, 0.12, seed=seed)
    adjacency = _adjacency(graph)
    start = np.random.default_rng(seed).integers(0, 5, 30)
    start = np.unique(start, return_inverse=True)[1]
    found = louvain(adjacency, 1.0, np.random.default_rng(0), start=start)
    assert _quality(adjacency, found, 1.0) >= _quality(adjacency, start, 1.0) - 1e-6


def test_a_higher_resolution_gives_smaller_communities() -> None:
    adjacency = _adjacency(nx.gnp_random_graph(200, 0.05, seed=2))
    counts = [int(louvain(adjacency, gamma, np.random.default_rng(0)).max()) + 1 for gamma in (0.5, 1.0, 3.0)]
    assert counts == sorted(set(counts))
    with pytest.raises(IndexError):
        louvain(adjacency, 1.0, np.random.default_rng(0), start=np.zeros(3, np.int64))


@settings(max_examples=30)
@given(st.integers(0, 10_000))
def test_shaking_makes_a_partition_better_or_leaves_it(seed: int) -> None:
    graph = nx.gnp_random_graph(40, 0.08, seed=seed)
    adjacency, rng = _adjacency(graph), np.random.default_rng(seed)
    first = louvain(adjacency, 1.0, rng)
    found = shaken(adjacency, 1.0, rng, first)
    assert _quality(adjacency, found, 1.0) >= _quality(adjacency, first, 1.0)
    assert sorted(set(found.tolist())) == list(range(int(found.max()) + 1))


def test_shaking_takes_apart_what_should_not_be_together() -> None:
    adjacency = _adjacency(nx.planted_partition_graph(6, 6, 0.8, 0.15, seed=5))
    start = np.zeros(36, np.int64)
    found = shaken(adjacency, 1.0, np.random.default_rng(0), start)
    theirs = max(
        nx.community.modularity(nx.from_scipy_sparse_array(adjacency), parts)
        for parts in (nx.community.louvain_communities(nx.from_scipy_sparse_array(adjacency), seed=k) for k in range(5))
    )
    assert _quality(adjacency, found, 1.0) >= theirs - 1e-9


def test_nothing_and_large_networks_are_not_shaken() -> None:
    rng = np.random.default_rng(0)
    assert shaken(sparse.csr_array((3, 3)), 1.0, rng, np.arange(3)).tolist() == [0, 1, 2]
    ring = _adjacency(nx.cycle_graph(1_001))
    assert shaken(ring, 1.0, rng, np.arange(1_001)).tolist() == list(range(1_001))


def test_weights_between_communities_are_the_same_however_they_are_added_up(monkeypatch: pytest.MonkeyPatch) -> None:
    adjacency = _adjacency(nx.gnp_random_graph(200, 0.05, seed=4))
    in_a_table = louvain(adjacency, 1.0, np.random.default_rng(0))
    monkeypatch.setattr("labnet.analysis.louvain._FEW", 0)
    assert louvain(adjacency, 1.0, np.random.default_rng(0)).tolist() == in_a_table.tolist()
