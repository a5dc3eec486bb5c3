from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from labnet.analysis import closeness as module
from labnet.analysis.closeness import FAR, Closeness, distances


def _links(graph: nx.Graph[int]) -> sparse.csr_array:
    return sparse.csr_array(nx.to_numpy_array(graph, nodelist=range(len(graph))))


graphs = st.builds(
    lambda count, density, seed: nx.gnp_random_graph(count, density, seed=seed),
    st.integers(2, 12),
    st.floats(0, 0.5),
    st.integers(0, 1000),
)


@given(graphs)
@settings(deadline=None)
def test_distances_are_those_of_networkx(graph: nx.Graph[int]) -> None:
    for start in graph:
        lengths = nx.single_source_shortest_path_length(graph, start)
        assert distances(_links(graph), start).tolist() == [lengths.get(node, FAR) for node in graph]


@given(graphs, st.data())
@settings(deadline=None)
def test_ties_gain_what_they_add_to_the_global_efficiency_of_networkx(
    graph: nx.Graph[int], data: st.DataObject
) -> None:
    pairs = list(combinations(graph, 2))
    new = data.draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=3, unique=True))
    closeness = Closeness.of(_links(graph))
    closeness.prepare(node for pair in new for node in pair)
    for one, other in new:
        before = nx.global_efficiency(graph)
        graph.add_edge(one, other)
        gained = (nx.global_efficiency(graph) - before) * len(pairs)
        assert closeness.gain(one, other) == pytest.approx(gained, abs=1e-9)
        closeness.add(one, other)
    for start in graph:
        assert closeness.table[closeness.rows[start]].tolist() == distances(_links(graph), start).tolist()


@given(graphs)
@settings(deadline=None)
def test_two_are_separated_by_those_who_see_one_two_contacts_nearer(graph: nx.Graph[int]) -> None:
    links = _links(graph)
    table = np.array([distances(links, start) for start in graph])
    found = Closeness.of(links).separation(np.arange(len(graph)))
    for one, other in combinations(graph, 2):
        reached = (table[:, one] < FAR) & (table[:, other] < FAR)
        differ = np.abs(table[:, one] - table[:, other]) == 2
        assert found[one, other] == found[other, one] == pytest.approx((reached & differ).mean())


def test_large_networks_are_looked_at_from_some_of_their_units(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_HELD", 0)
    monkeypatch.setattr(module, "_FEWEST_STARTS", 5)
    links = _links(nx.path_graph(10))
    closeness = Closeness.of(links, seed=3)
    assert closeness.starts == 5
    assert Closeness.of(links, seed=3).rows == closeness.rows
    closeness.prepare([0, 9, 0])
    assert len(closeness.table) == len(closeness.rows) == 5 + len({0, 9} - set(list(closeness.rows)[:5]))
    before = closeness.table[: closeness.starts].astype(float)
    closeness.add(0, 9)
    after = closeness.table[: closeness.starts].astype(float)
    assert after.max() == 5
    nearness = [np.divide(1, table, out=np.zeros_like(table), where=table > 0).sum() for table in (before, after)]
    assert Closeness.of(links, seed=3).starts == 5
    fresh = Closeness.of(links, seed=3)
    fresh.prepare([0, 9])
    # Half of the units are looked at, and each pair twice.
    assert fresh.gain(0, 9) == pytest.approx((nearness[1] - nearness[0]) * 2 / 2)
