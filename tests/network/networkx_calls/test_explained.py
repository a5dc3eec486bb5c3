"""Where a face differs from a plain graph on purpose, and what networkx then does instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import networkx as nx
import pytest

Call: TypeAlias = Callable[[Any], Any]

FROZEN: dict[str, Call] = {
    "negative cycle, which adds an actor for a while": nx.negative_edge_cycle,
    "swap of edges in place": lambda g: nx.double_edge_swap(g, seed=1),
    "relabelled in place": lambda g: nx.relabel_nodes(g, str.upper, copy=False),
    "contracted in place": lambda g: nx.contracted_nodes(g, "ada", "ben", copy=False),
    "cycle added": lambda g: nx.add_cycle(g, ["ada", "ben"]),
    "star added": lambda g: nx.add_star(g, ["ada", "ben"]),
    "path added": lambda g: nx.add_path(g, ["ada", "ben"]),
}
"""Calls that write into the graph they are given."""


def faces(drawings: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    """Give both faces of the drawn network, each with the plain graph."""
    drawing = drawings["drawn"]
    network = drawing.network()
    return [(network, drawing.plain_network()), (network.simple(), drawing.plain_simple())]


@pytest.mark.parametrize("call", FROZEN.values(), ids=FROZEN)
@pytest.mark.parametrize("number", range(2))
def test_calls_that_write_are_refused_as_a_frozen_graph_refuses_them(
    call: Call, number: int, drawings: Mapping[str, Any]
) -> None:
    face, plain = faces(drawings)[number]

    def raised(graph: Any) -> type[Exception] | None:
        try:
            call(graph)
        except Exception as error:  # noqa: BLE001 - which one is the question
            return type(error)
        return None

    assert raised(face) == raised(nx.freeze(plain.copy()))
    assert raised(face) is not None
    assert nx.utils.graphs_equal(face.copy(), plain)


@pytest.mark.parametrize("number", range(2))
def test_a_face_is_frozen_and_a_copy_of_it_is_not(number: int, drawings: Mapping[str, Any]) -> None:
    face, plain = faces(drawings)[number]

    assert (nx.is_frozen(face), nx.is_frozen(plain), nx.is_frozen(face.copy())) == (True, False, False)


@pytest.mark.parametrize("number", range(2))
def test_a_face_is_called_by_its_own_name(number: int, drawings: Mapping[str, Any]) -> None:
    face, plain = faces(drawings)[number]
    own = {"MultiDiGraph": "Network", "Graph": "Simple"}[type(plain).__name__]

    assert str(face) == str(plain).replace(type(plain).__name__, own)
    assert type(face).__name__ == own


@pytest.mark.parametrize("number", range(2))
def test_a_deep_copy_of_a_face_is_the_face_and_a_pickle_of_it_a_plain_graph(
    number: int, drawings: Mapping[str, Any]
) -> None:
    face, plain = faces(drawings)[number]

    assert face.__deepcopy__({}) is face
    assert face.__reduce__()[1][0].__class__ is plain.__class__


def test_edges_of_one_weight_share_their_attributes(drawings: Mapping[str, Any]) -> None:
    face, plain = faces(drawings)[1]

    assert face["ada"]["lab-north"] is face["ben"]["lab-north"]
    assert plain["ada"]["lab-north"] is not plain["ben"]["lab-north"]
