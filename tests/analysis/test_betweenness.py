from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from labnet.analysis import betweenness as module
from labnet.analysis.betweenness import betweenness, betweenness_of
from labnet.network.image import Image

Draw = Callable[[str], Image]
TODAY = dt.date(2026, 6, 1)


def _contacts(graph: nx.Graph[int]) -> sparse.csr_array:
    return sparse.csr_array(nx.to_numpy_array(graph, nodelist=range(len(graph))))


@given(st.integers(1, 14), st.floats(0, 0.6), st.integers(0, 1000))
@settings(deadline=None, max_examples=80)
def test_from_all_starts_it_is_that_of_networkx(count: int, density: float, seed: int) -> None:
    graph = nx.gnp_random_graph(count, density, seed=seed)
    contacts = _contacts(graph)
    expected = nx.betweenness_centrality(graph)
    found = betweenness_of(contacts, np.arange(count))
    assert found.tolist() == pytest.approx([expected[node] for node in range(count)], abs=1e-9)


def test_estimates_from_some_starts_are_right_on_average() -> None:
    graph = nx.barbell_graph(4, 2)
    contacts = _contacts(graph)
    count = contacts.shape[0]
    exact = betweenness_of(contacts, np.arange(count))
    each = np.array([betweenness_of(contacts, np.array([start])) for start in range(count)])
    # From one start nothing is known of the start itself.
    others = (each.sum(axis=0) - each.diagonal()) / (count - 1)
    assert others.tolist() == pytest.approx(exact.tolist())
    assert each.diagonal().tolist() == [0.0] * count


@pytest.fixture
def path(draw: Draw) -> Image:
    bodies = "\n".join(f"organisation b{number}" for number in range(5))
    ties = "\n".join(f"b{number} PARTNERS_WITH b{number + 1}" for number in range(4))
    return draw(f"lab elsewhere\n{bodies}\n{ties}")


def test_units_come_with_the_share_of_ways_that_lead_through_them(path: Image) -> None:
    found = betweenness(path, TODAY)
    assert found is not None
    units, shares = found
    assert dict(zip([path.ids[row] for row in units.tolist()], shares.round(3).tolist(), strict=True)) == {
        "b0": 0.0,
        "b1": 0.5,
        "b2": 0.667,
        "b3": 0.5,
        "b4": 0.0,
    }


def test_a_network_that_is_too_large_has_none_and_a_large_one_an_estimate(
    path: Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_LOOKED_AT", 24)
    assert betweenness(path, TODAY) is None
    monkeypatch.setattr(module, "_FEWEST_STARTS", 3)
    found = betweenness(path, TODAY, seed=1)
    again = betweenness(path, TODAY, seed=1)
    assert found is not None
    assert again is not None
    assert found[1].tolist() == again[1].tolist()
    assert any(betweenness(path, TODAY, seed=seed)[1].tolist() != found[1].tolist() for seed in range(2, 9))  # type: ignore[index]
