from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from labnet.analysis import spectral as module
from labnet.analysis.spectral import fiedler_vector


def _links(graph: nx.Graph[int]) -> sparse.csr_array:
    return sparse.csr_array(nx.to_numpy_array(graph, nodelist=range(len(graph))))


def _names(count: int) -> list[str]:
    return [f"unit-{number}" for number in range(count)]


def test_two_cliques_on_a_thread_are_on_two_sides() -> None:
    vector = fiedler_vector(_links(nx.barbell_graph(5, 1)), _names(11))
    assert np.ptp(vector) == pytest.approx(1)
    assert vector[5] == pytest.approx(0, abs=1e-6)
    assert len(set(np.sign(vector[:5]).tolist())) == len(set(np.sign(vector[6:]).tolist())) == 1
    assert vector[0] * vector[10] < 0


def test_too_few_units_have_no_sides() -> None:
    assert fiedler_vector(sparse.csr_array((0, 0)), []).tolist() == []
    assert fiedler_vector(_links(nx.path_graph(2)), _names(2)).tolist() == [0, 0]
    assert np.abs(fiedler_vector(_links(nx.path_graph(3)), _names(3))).round(6).tolist() == [0.5, 0, 0.5]


@pytest.mark.parametrize("most_in_full", [0, 300])
@given(count=st.integers(5, 30), seed=st.integers(0, 500))
@settings(deadline=None, max_examples=60)
def test_it_is_the_second_vector_of_the_walk_with_a_little_of_everybody(
    most_in_full: int, count: int, seed: int
) -> None:
    graph = nx.gnp_random_graph(count, 0.25, seed=seed)
    graph.add_edges_from(nx.path_graph(count).edges)
    links = _links(graph)
    dense = links.toarray() + links.sum() / count**2
    scale = np.sqrt(dense.sum(axis=1))
    values, vectors = np.linalg.eigh(dense / np.outer(scale, scale))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_SMALL", most_in_full)
        found = fiedler_vector(links, _names(count))
    # What it is worth as an eigenvector, whatever its sign, and where others are as good.
    reached = found * scale / np.linalg.norm(found * scale)
    assert reached @ (dense / np.outer(scale, scale)) @ reached == pytest.approx(values[-2], abs=1e-4)
    if values[-2] - values[-3] > 1e-2:
        expected = vectors[:, -2] / scale
        assert np.abs(found) == pytest.approx(np.abs(expected) / np.ptp(expected), abs=1e-3)


@pytest.mark.parametrize("count", [40, 400])
def test_order_changes_nothing(count: int) -> None:
    graph = nx.gnp_random_graph(count, 6 / count, seed=1)
    graph.add_edges_from(nx.path_graph(count).edges)
    links, names = _links(graph), _names(count)
    order = np.random.default_rng(0).permutation(count)
    turned = fiedler_vector(links[order][:, order], [names[place] for place in order.tolist()])
    assert np.abs(turned) == pytest.approx(np.abs(fiedler_vector(links, names))[order], abs=1e-6)


@pytest.mark.parametrize("graph", [nx.star_graph(3), nx.complete_graph(6), nx.cycle_graph(8)])
def test_where_several_vectors_are_as_good_order_and_time_of_asking_change_nothing(graph: nx.Graph[int]) -> None:
    links, names = _links(graph), _names(len(graph))
    once = fiedler_vector(links, names)
    order = np.arange(len(graph))[::-1]
    assert fiedler_vector(links, names).tolist() == once.tolist()
    assert fiedler_vector(links[order][:, order], names[::-1]) == pytest.approx(once[order], abs=1e-9)
