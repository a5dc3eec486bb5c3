"""What a graph is asked for directly: actors, ties, rows, degrees and their views."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import networkx as nx
import pytest

Call: TypeAlias = Callable[[Any, Any], Any]

CALLS: dict[str, Call] = {
    "len": lambda g, _: len(g),
    "list": lambda g, _: list(g),
    "order": lambda g, _: [g.order(), g.number_of_nodes(), nx.number_of_nodes(g)],
    "contains": lambda g, who: [name in g for name in (who.one, "nobody", ["ada"], 3, None)],
    "has node": lambda g, who: [g.has_node(who.one), g.has_node(["ada"]), who.one in g.nodes, "nobody" in g.nodes],
    "has edge": lambda g, who: [[g.has_edge(u, v) for v in who.few] for u in who.few],
    "has tie": lambda g, who: [g.has_edge(u, v, key) for u, v, key in g.edges(who.few, keys=True)],
    "bunch": lambda g, who: list(g.nbunch_iter([*who.few, "nobody"])),
    "bunch of one": lambda g, who: list(g.nbunch_iter(who.one)),
    "nodes": lambda g, _: g.nodes(data=True),
    "nodes.data": lambda g, _: g.nodes.data("kind", default="?"),
    "nodes as a set": lambda g, who: [g.nodes & set(who.few), g.nodes | {"z"}, g.nodes - set(who.few), g.nodes ^ {"z"}],
    "node items": lambda g, _: [list(g.nodes.items()), list(g.nodes.values()), list(g.nodes.keys())],
    "node attributes": lambda g, _: [nx.get_node_attributes(g, name, default="") for name in ("kind", "name", "until")],
    "edges": lambda g, _: g.edges(data=True),
    "edges of some": lambda g, who: [
        list(g.edges(who.few)),
        list(g.edges(who.one, data=True)),
        list(g.edges("nobody")),
    ],
    "edges with weights": lambda g, _: g.edges.data("weight", default=0),
    "edges with absent dates": lambda g, _: g.edges(data="since", default="?"),
    "keyed edges": lambda g, _: g.edges(keys=True, data=True),
    "number of edge views": lambda g, _: [
        len(g.edges),
        len(g.edges()),
        len(g.edges(data=True)),
        len(g.adj),
        len(g.nodes),
    ],
    "edges as a set": lambda g, _: [set(g.edges) & {("ada", "ben")}, len(set(g.edges) | {("y", "z")})],
    "edges contain": lambda g, who: [[(u, v) in g.edges for v in [*who.few, "nobody"]] for u in who.few],
    "edges out and in": lambda g, who: [list(g.out_edges(who.few)), list(g.in_edges(who.few, keys=True, data=True))],
    "edge attributes": lambda g, _: [nx.get_edge_attributes(g, name) for name in ("weight", "relation", "role")],
    "edge data": lambda g, who: [g.get_edge_data(who.one, other, default="none") for other in g],
    "edge data of strangers": lambda g, who: [g.get_edge_data("nobody", who.one), g.get_edge_data(who.one, ["x"], 3)],
    "edges at": lambda g, _: [g.edges[edge] for edge in g.edges],
    "edges one by one": lambda g, _: [g.edges[edge] for edge in g.edges(keys=True)],
    "neighbours": lambda g, _: [list(g.neighbors(u)) for u in g],
    "all neighbours": lambda g, _: [list(nx.all_neighbors(g, u)) for u in g],
    "non-neighbours": lambda g, _: [set(nx.non_neighbors(g, u)) for u in g],
    "common neighbours": lambda g, who: [[set(nx.common_neighbors(g, u, v)) for v in g if v != u] for u in who.few],
    "non-edges": lambda g, who: set(nx.non_edges(g.subgraph(who.few))),
    "successors": lambda g, _: [list(g.successors(u)) for u in g],
    "predecessors": lambda g, _: [list(g.predecessors(u)) for u in g],
    "has successor": lambda g, who: [[g.has_successor(u, v), g.has_predecessor(u, v)] for u in who.few for v in g],
    "adjacency": lambda g, _: g.adjacency(),
    "adj": lambda g, _: [(u, v, g.adj[u][v]) for u in g.adj for v in g.adj[u]],
    "pred": lambda g, _: [(u, v, g.pred[u][v]) for u in g.pred for v in g.pred[u]],
    "succ": lambda g, _: dict(g.succ),
    "adj items": lambda g, _: [(u, len(row), list(row.keys()), list(row.values())) for u, row in g.adj.items()],
    "adj get": lambda g, who: [g.adj.get(who.one), g.adj.get("nobody"), g.adj.get("nobody", 3), "nobody" in g.adj],
    "row get": lambda g, who: [g[who.one].get(v, "none") for v in [*g, "nobody"]],
    "row contains": lambda g, who: [v in g[who.one] for v in [*g, "nobody"]],
    "rows are equal": lambda g, who: [[g.adj[u] == g.adj[v] for u in who.few] for v in g],
    "rows are equal to a copy": lambda g, _: [g.adj == g.copy().adj, nx.utils.graphs_equal(g, g.copy())],
    "nodes are equal to a copy": lambda g, _: nx.utils.nodes_equal(g.nodes(data=True), g.copy().nodes(data=True)),
    "edges are equal to a copy": lambda g, _: nx.utils.edges_equal(
        g.edges(data=True), g.copy().edges(data=True), directed=g.is_directed()
    ),
    "adj copy": lambda g, who: g.adj[who.one].copy(),
    "degree": lambda g, _: g.degree(),
    "degrees": lambda g, _: [dict(g.degree), list(g.degree), len(g.degree), [g.degree[u] for u in g]],
    "degree of one": lambda g, who: [g.degree(who.one), g.degree(who.one, weight="weight"), g.degree[who.one]],
    "degree of some": lambda g, who: [list(g.degree(who.few)), list(g.degree([*who.few, "nobody"], "weight"))],
    "degree of no actor": lambda g, _: g.degree("nobody"),
    "degree weighted": lambda g, _: g.degree(weight="weight"),
    "degree by an unknown weight": lambda g, _: g.degree(weight="colour"),
    "degree again": lambda g, who: [g.degree()(), g.degree(who.few)(), g.degree(weight="weight")(who.one)],
    "degrees in and out": lambda g, _: [list(g.in_degree), list(g.out_degree), list(g.in_degree(weight="weight"))],
    "degrees in and out of some": lambda g, who: [list(g.in_degree(who.few)), g.out_degree(who.one), len(g.in_degree)],
    "degree function": lambda g, who: [nx.degree(g), nx.degree(g, who.few)],
    "degree histogram": lambda g, _: nx.degree_histogram(g),
    "size": lambda g, _: [g.size(), g.size(weight="weight"), g.number_of_edges(), nx.number_of_edges(g)],
    "size by an unknown weight": lambda g, _: g.size(weight="colour"),
    "edges between two": lambda g, who: [[g.number_of_edges(u, v) for u in g] for v in who.few],
    "edges between strangers": lambda g, who: g.number_of_edges("nobody", who.one),
    "density": lambda g, _: nx.density(g),
    "self loops": lambda g, _: [
        nx.number_of_selfloops(g),
        list(nx.nodes_with_selfloops(g)),
        list(nx.selfloop_edges(g, data=True)),
        list(nx.selfloop_edges(g, keys=True)),
    ],
    "is empty": lambda g, _: nx.is_empty(g),
    "is weighted": lambda g, who: [
        nx.is_weighted(g),
        nx.is_negatively_weighted(g),
        nx.is_weighted(g, (who.one, who.two)),
    ],
    "is directed": lambda g, _: [g.is_directed(), g.is_multigraph(), nx.is_directed(g)],
    "isolates": lambda g, _: [list(nx.isolates(g)), nx.number_of_isolates(g)],
    "path weight": lambda g, who: nx.path_weight(g, nx.shortest_path(g, who.one, who.two), "weight"),
    "is path": lambda g, who: [nx.is_path(g, [who.one, other]) for other in g],
    "graph attributes": lambda g, _: [g.graph, g.name, "revision" in g.graph, g.graph.get("x")],
    "new key": lambda g, who: g.new_edge_key(who.one, who.two),
    "truth": lambda g, _: [bool(g), bool(g.nodes), bool(g.edges), bool(g.adj)],
    "describe": lambda g, _: nx.number_of_nodes(nx.subgraph_view(g)),
}
REFUSED: dict[str, Call] = {
    "unknown row": lambda g, _: g["nobody"],
    "unknown node": lambda g, _: g.nodes["nobody"],
    "unknown edge": lambda g, _: g.edges["nobody", "ada"],
    "unknown neighbour": lambda g, _: g.neighbors("nobody"),
    "unhashable node": lambda g, _: g.nodes[["ada"]],
    "unhashable row": lambda g, _: g.adj[["ada"]],
    "bunch of unhashable": lambda g, _: list(g.nbunch_iter([["ada"]])),
    "bunch of no list": lambda g, _: list(g.nbunch_iter(3)),
    "row of strangers": lambda g, who: g[who.one]["nobody"],
    "row contains unhashable": lambda g, who: ["x"] in g[who.one],
    "degree of strangers": lambda g, _: g.degree["nobody"],
    "path to a stranger": lambda g, who: nx.shortest_path(g, who.one, "nobody"),
    "likely tie with a stranger": lambda g, who: list(nx.jaccard_coefficient(nx.Graph(g), [(who.one, "nobody")])),
    "array of strangers": lambda g, _: nx.to_scipy_sparse_array(g, nodelist=["nobody"]),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_faces_are_read_like_plain_graphs(call: Call, answers: Callable[[Call], tuple[Any, Any]]) -> None:
    given, expected = answers(call)

    assert given == expected


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_faces_refuse_what_plain_graphs_refuse(call: Call, answers: Callable[..., tuple[Any, Any]]) -> None:
    given, expected = answers(call, fails=True)

    assert given == expected
