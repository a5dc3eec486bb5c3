"""Graphs made of a graph: copies, views, parts, operators and relabelled ones."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any, TypeAlias

import networkx as nx
import pytest

Call: TypeAlias = Callable[[Any, Any], Any]


def changed(graph: Any) -> Any:
    """Make a copy and change it in every way."""
    copy = graph.copy()
    copy.add_edge("new", "newer", weight=3)
    copy.add_nodes_from(["new", "newest"], colour="red")
    copy.remove_nodes_from(list(graph)[:2])
    copy.graph["name"] = "mine"
    nx.set_node_attributes(copy, dict.fromkeys(copy, 1), "x")
    nx.set_edge_attributes(copy, dict.fromkeys(copy.edges, 2), "y")
    copy.remove_edges_from(list(copy.edges)[:1])
    return copy


def unordered(graph: Any) -> Any:
    """Tell of ties without the order of their attributes, which products take from a set of names."""
    return [
        (u, v, {name: dict(attributes)[name] for name in sorted(attributes)})
        for u, v, attributes in graph.edges(data=True)
    ]


CALLS: dict[str, Call] = {
    "copy": lambda g, _: g.copy(),
    "view": lambda g, _: g.copy(as_view=True),
    "changed copy": lambda g, _: changed(g),
    "plain class": lambda g, _: g.__class__(g),
    "directed class": lambda g, _: g.to_directed_class()(g),
    "undirected class": lambda g, _: g.to_undirected_class()(g),
    "graph of": lambda g, _: nx.Graph(g),
    "digraph of": lambda g, _: nx.DiGraph(g),
    "multigraph of": lambda g, _: nx.MultiGraph(g),
    "multidigraph of": lambda g, _: nx.MultiDiGraph(g),
    "to networkx graph": lambda g, _: nx.to_networkx_graph(g),
    "to directed": lambda g, _: g.to_directed(),
    "to directed view": lambda g, _: g.to_directed(as_view=True),
    "to undirected": lambda g, _: g.to_undirected(),
    "to undirected view": lambda g, _: g.to_undirected(as_view=True),
    "to undirected where both ways": lambda g, _: g.to_undirected(reciprocal=True),
    "reverse": lambda g, _: nx.reverse(g),
    "reverse in place": lambda g, _: g.reverse(copy=False),
    "reverse view": lambda g, _: nx.reverse_view(g),
    "generic view": lambda g, _: nx.graphviews.generic_graph_view(g, nx.Graph),
    "empty copy": lambda g, _: nx.create_empty_copy(g),
    "subgraph": lambda g, who: g.subgraph(who.few),
    "subgraph copy": lambda g, who: g.subgraph(who.few).copy(),
    "subgraph of strangers": lambda g, who: g.subgraph([*who.few, "nobody"]),
    "subgraph of a subgraph": lambda g, who: g.subgraph(list(g)[1:]).subgraph(who.few),
    "subgraph size": lambda g, who: [g.subgraph(who.few).size(), g.subgraph(who.few).size("weight")],
    "subgraph degrees": lambda g, who: [
        dict(g.subgraph(who.few).degree),
        dict(g.subgraph(who.few).degree(weight="weight")),
    ],
    "induced": lambda g, who: nx.induced_subgraph(g, who.few),
    "subgraph view": lambda g, who: nx.subgraph_view(g, filter_node=lambda n: n != who.one),
    "subgraph view of edges": lambda g, who: nx.subgraph_view(g, filter_edge=lambda *edge: edge[1] != who.one),
    "restricted view": lambda g, who: nx.restricted_view(g, [who.one], []),
    "edge subgraph": lambda g, _: g.edge_subgraph(list(g.edges)[:5]),
    "edge subgraph copy": lambda g, _: nx.edge_subgraph(g, list(g.edges)[1:4]).copy(),
    "ego": lambda g, who: nx.ego_graph(g, who.one),
    "wide ego": lambda g, who: nx.ego_graph(g, who.one, radius=2),
    "ego without centre": lambda g, who: nx.ego_graph(g, who.one, radius=2, center=False, undirected=True),
    "ego by weight": lambda g, who: nx.ego_graph(g, who.one, radius=1.5, distance="weight"),
    "compose": lambda g, _: nx.compose(g, nx.path_graph(3, create_using=g.__class__)),
    "compose with itself": lambda g, _: nx.compose(g, g),
    "compose all": lambda g, who: nx.compose_all([g, g.subgraph(who.few), g.copy()]),
    "union": lambda g, _: nx.union(g, g, rename=("one-", "other-")),
    "union of the same": lambda g, _: nx.union(g, g),
    "disjoint union": lambda g, _: nx.disjoint_union(g, g),
    "difference": lambda g, _: nx.difference(g, nx.create_empty_copy(g)),
    "symmetric difference": lambda g, _: nx.symmetric_difference(g, nx.create_empty_copy(g)),
    "intersection": lambda g, who: nx.intersection(g, g.subgraph(who.few)),
    "complement": lambda g, who: nx.complement(g.subgraph(who.few)),
    "power": lambda g, _: nx.power(g, 2),
    "cartesian product": lambda g, who: nx.cartesian_product(
        nx.Graph(g.subgraph(who.few)), nx.path_graph(2, create_using=nx.Graph)
    ),
    "tensor product": lambda g, _: unordered(nx.tensor_product(g, nx.path_graph(2, create_using=g.__class__))),
    "full join": lambda g, who: nx.full_join(g.subgraph(who.few), g, rename=("one-", "other-")),
    "line graph": lambda g, _: nx.line_graph(g),
    "relabel": lambda g, _: nx.relabel_nodes(g, str.upper),
    "relabel some": lambda g, who: nx.relabel_nodes(g, {who.one: "new"}),
    "relabel as one": lambda g, who: nx.relabel_nodes(g, {who.one: who.two}),
    "relabel by number": lambda g, _: nx.convert_node_labels_to_integers(g, label_attribute="id"),
    "contract": lambda g, who: nx.contracted_nodes(g, who.one, who.two),
    "contract without loops": lambda g, who: nx.contracted_nodes(g, who.one, who.two, self_loops=False),
    "contract an edge": lambda g, _: nx.contracted_edge(g, next(iter(g.edges))),
    "identified": lambda g, who: nx.identified_nodes(g, who.one, who.two),
    "quotient": lambda g, who: nx.quotient_graph(g, who.halves),
    "quotient relabelled": lambda g, who: nx.quotient_graph(g, who.halves, relabel=True),
    "block model of adjacency": lambda g, who: nx.quotient_graph(
        g.subgraph(who.few), lambda u, v: set(g[u]) == set(g[v]), relabel=True
    ),
    "equivalence classes": lambda g, _: nx.equivalence_classes(g, lambda u, v: set(g[u]) == set(g[v])),
    "stochastic": lambda g, _: nx.stochastic_graph(g.to_directed()),
    "double edge swap": lambda g, _: nx.double_edge_swap(g.copy(), nswap=1, seed=2),
    "inverse line graph": lambda g, _: nx.inverse_line_graph(nx.line_graph(nx.Graph(g))),
    "mycielskian": lambda g, _: nx.mycielskian(g),
    "snap": lambda g, who: nx.snap_aggregation(g.subgraph(who.few), node_attributes=("kind",)),
    "dedensify": lambda g, _: nx.dedensify(g, threshold=2),
    "moral": lambda g, _: nx.moral_graph(g),
    "k nearest": lambda g, who: [islice(g.neighbors(who.one), 2), islice(g.edges, 2)],
    "freeze": lambda g, _: nx.freeze(g.copy()),
    "add cycle": lambda g, who: nx.add_cycle(g.copy(), who.few),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_graphs_made_of_faces_are_those_made_of_plain_graphs(
    call: Call, answers: Callable[[Call], tuple[Any, Any]]
) -> None:
    given, expected = answers(call)

    assert given == expected
