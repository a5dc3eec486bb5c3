from __future__ import annotations

import itertools
import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from labnet.analysis.partitions import adjusted_mutual_information, modularity

Labels = list[int]


def _information(one: Labels, other: Labels) -> float:
    n = len(one)
    return sum(
        share * math.log(share / ((one.count(a) / n) * (other.count(b) / n)))
        for a, b in set(zip(one, other, strict=True))
        if (share := sum(pair == (a, b) for pair in zip(one, other, strict=True)) / n)
    )


def _entropy(labels: Labels) -> float:
    n = len(labels)
    return -sum(labels.count(each) / n * math.log(labels.count(each) / n) for each in set(labels))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=6))
def test_agreement_is_measured_against_the_mean_over_all_orders(pairs: list[tuple[int, int]]) -> None:
    one, other = [list(each) for each in zip(*pairs, strict=True)]
    orders = list(itertools.permutations(other))
    expected = sum(_information(one, list(order)) for order in orders) / len(orders)
    mean = (_entropy(one) + _entropy(other)) / 2
    found = adjusted_mutual_information(np.array(one), np.array(other))
    if mean - expected < 1e-9:
        assert found == 1
    else:
        assert found == pytest.approx((_information(one, other) - expected) / (mean - expected), abs=1e-9)


@given(st.lists(st.integers(0, 5), min_size=1, max_size=200))
def test_a_partition_agrees_with_itself_under_other_names(labels: Labels) -> None:
    renamed = [5 - label for label in labels]
    assert adjusted_mutual_information(np.array(labels), np.array(renamed)) == pytest.approx(1)


def test_partitions_made_by_chance_agree_no_more_than_chance() -> None:
    rng = np.random.default_rng(0)
    one, other = rng.integers(0, 40, 30_000), rng.integers(0, 60, 30_000)
    assert abs(adjusted_mutual_information(one, other)) < 0.005
    assert adjusted_mutual_information(one, np.where(rng.random(30_000) < 0.5, one, other)) == pytest.approx(
        0.4, abs=0.1
    )


def test_expectations_of_many_sizes_are_added_up_part_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    one, other = rng.integers(0, 9, 500) ** 2, rng.integers(0, 7, 500) ** 2
    whole = adjusted_mutual_information(one, other)
    monkeypatch.setattr("labnet.analysis.partitions._AT_ONCE", 10)
    assert adjusted_mutual_information(one, other) == pytest.approx(whole, abs=1e-12)


@given(st.integers(0, 1_000), st.sampled_from([0.5, 1.0, 2.0]))
def test_modularity_equals_that_of_networkx(seed: int, resolution: float) -> None:
    rng = np.random.default_rng(seed)
    graph = nx.gnp_random_graph(12, 0.3, seed=seed)
    for one, other in graph.edges:
        graph[one][other]["weight"] = float(rng.random() + 0.1)
    labels = rng.integers(0, 4, 12)
    found = modularity(sparse.csr_array(nx.to_scipy_sparse_array(graph, format="csr")), labels, resolution)
    if not graph.size():
        assert found is None
    else:
        groups = [set(np.flatnonzero(labels == each).tolist()) for each in np.unique(labels)]
        assert found == pytest.approx(nx.community.modularity(graph, groups, resolution=resolution), abs=1e-9)
