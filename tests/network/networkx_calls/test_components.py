"""What holds together and what falls apart: components, connectivity, cuts and flows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import networkx as nx
import pytest

Call: TypeAlias = Callable[[Any, Any], Any]

CALLS: dict[str, Call] = {
    "components": lambda g, _: nx.connected_components(g),
    "number of components": lambda g, _: nx.number_connected_components(g),
    "is connected": lambda g, _: nx.is_connected(g),
    "component of one": lambda g, who: nx.node_connected_component(g, who.one),
    "weak components": lambda g, _: nx.weakly_connected_components(g),
    "is weakly connected": lambda g, _: nx.is_weakly_connected(g),
    "number of weak components": lambda g, _: nx.number_weakly_connected_components(g),
    "strong components": lambda g, _: nx.strongly_connected_components(g),
    "strong components by Kosaraju": lambda g, _: nx.kosaraju_strongly_connected_components(g),
    "is strongly connected": lambda g, _: nx.is_strongly_connected(g),
    "number of strong components": lambda g, _: nx.number_strongly_connected_components(g),
    "attracting components": lambda g, _: nx.attracting_components(g),
    "is attracting": lambda g, _: nx.is_attracting_component(g),
    "condensation": lambda g, _: nx.condensation(g),
    "semiconnected": lambda g, _: nx.is_semiconnected(g),
    "biconnected": lambda g, _: nx.biconnected_components(g),
    "is biconnected": lambda g, _: nx.is_biconnected(g),
    "biconnected edges": lambda g, _: nx.biconnected_component_edges(g),
    "articulation": lambda g, _: nx.articulation_points(g),
    "bridges": lambda g, _: nx.bridges(g),
    "has bridges": lambda g, _: nx.has_bridges(g),
    "local bridges": lambda g, _: nx.local_bridges(nx.Graph(g)),
    "bridge components": lambda g, _: nx.connectivity.bridge_components(nx.Graph(g)),
    "chains": lambda g, _: nx.chain_decomposition(g),
    "k-edge components": lambda g, _: nx.k_edge_components(nx.Graph(g), 2),
    "k-edge subgraphs": lambda g, _: nx.k_edge_subgraphs(nx.Graph(g), 2),
    "k-edge augmentation": lambda g, who: nx.k_edge_augmentation(nx.ego_graph(nx.Graph(g), who.one), 2),
    "k-components": lambda g, who: nx.k_components(nx.ego_graph(nx.Graph(g), who.one)),
    "node connectivity": lambda g, _: nx.node_connectivity(g),
    "node connectivity of two": lambda g, who: nx.node_connectivity(g, who.one, who.two),
    "edge connectivity": lambda g, _: nx.edge_connectivity(g),
    "edge connectivity of two": lambda g, who: nx.edge_connectivity(nx.Graph(g), who.one, who.two),
    "average connectivity": lambda g, who: nx.average_node_connectivity(nx.ego_graph(nx.Graph(g), who.one)),
    "connectivity of pairs": lambda g, who: nx.all_pairs_node_connectivity(g, nbunch=who.few[:3]),
    "approximate connectivity": lambda g, who: nx.approximation.node_connectivity(g, who.one, who.two),
    "minimum node cut": lambda g, who: nx.minimum_node_cut(g, who.one, who.two),
    "minimum edge cut": lambda g, who: nx.minimum_edge_cut(g, who.one, who.two),
    "all node cuts": lambda g, who: nx.all_node_cuts(nx.ego_graph(nx.Graph(g), who.one)),
    "disjoint edge paths": lambda g, who: nx.edge_disjoint_paths(g, who.one, who.two),
    "disjoint node paths": lambda g, who: nx.node_disjoint_paths(g, who.one, who.two),
    "stoer-wagner": lambda g, who: nx.stoer_wagner(nx.ego_graph(g, who.one, 3)),
    "maximum flow": lambda g, who: nx.maximum_flow(nx.DiGraph(g), who.one, who.two, capacity="weight"),
    "flow on the face": lambda g, who: nx.maximum_flow_value(g, who.one, who.two, capacity="weight"),
    "minimum cut": lambda g, who: nx.minimum_cut(nx.Graph(g), who.one, who.two, capacity="weight"),
    "minimum cut on the face": lambda g, who: nx.minimum_cut_value(g, who.one, who.two, capacity="weight"),
    "dinitz": lambda g, who: nx.algorithms.flow.dinitz(g, who.one, who.two, capacity="weight").graph["flow_value"],
    "push and relabel": lambda g, who: nx.algorithms.flow.preflow_push(
        g, who.one, who.two, capacity="weight", value_only=True
    ).graph["flow_value"],
    "gomory-hu": lambda g, who: nx.gomory_hu_tree(nx.ego_graph(g, who.one), capacity="weight"),
    "cost of flow": lambda g, _: nx.min_cost_flow_cost(g),
    "cut size": lambda g, who: nx.cut_size(g, who.halves[0], weight="weight"),
    "cut between": lambda g, who: nx.cut_size(g, who.halves[0], who.halves[1]),
    "volume": lambda g, who: nx.volume(g, who.halves[0]),
    "conductance": lambda g, who: nx.conductance(g, who.halves[0]),
    "edge expansion": lambda g, who: nx.edge_expansion(g, who.halves[0]),
    "node expansion": lambda g, who: nx.node_expansion(g, who.halves[0]),
    "mixing expansion": lambda g, who: nx.mixing_expansion(g, who.halves[0]),
    "normalised cut": lambda g, who: nx.normalized_cut_size(g, who.halves[0]),
    "boundary": lambda g, who: [
        nx.node_boundary(g, who.halves[0]),
        list(nx.edge_boundary(g, who.halves[0], data=True)),
    ],
    "boundary of ties": lambda g, who: list(nx.edge_boundary(g, who.halves[0], keys=True)),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_faces_hold_together_like_plain_graphs(call: Call, answers: Callable[[Call], tuple[Any, Any]]) -> None:
    given, expected = answers(call)

    assert given == expected
