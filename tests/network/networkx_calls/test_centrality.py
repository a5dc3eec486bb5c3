"""Who stands where: centralities and rankings of actors and ties."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import networkx as nx
import pytest

Call: TypeAlias = Callable[[Any, Any], Any]


def joined(graph: Any, who: Any) -> Any:
    """Give the part of a graph that one actor reaches, which some measures need to be one piece."""
    return nx.ego_graph(nx.Graph(graph), who.one, 2)


def edge_of(who: Any) -> Any:
    """Give a pair of actors, which the annotations of networkx take for a tuple of one."""
    return who.one, who.two


CALLS: dict[str, Call] = {
    "degree": lambda g, _: nx.degree_centrality(g),
    "in-degree": lambda g, _: nx.in_degree_centrality(g),
    "out-degree": lambda g, _: nx.out_degree_centrality(g),
    "pagerank": lambda g, _: nx.pagerank(g),
    "pagerank without weights": lambda g, _: nx.pagerank(g, weight=None, alpha=0.7),
    "personalised pagerank": lambda g, who: nx.pagerank(g, personalization={who.one: 1}),
    "google matrix": lambda g, _: nx.google_matrix(g),
    "hits": lambda g, _: nx.hits(nx.Graph(g), nstart=dict.fromkeys(g, 1.0)),
    "betweenness": lambda g, _: nx.betweenness_centrality(g),
    "betweenness by weight": lambda g, _: nx.betweenness_centrality(nx.Graph(g), weight="weight"),
    "betweenness on the face by weight": lambda g, _: nx.betweenness_centrality(g, weight="weight", normalized=False),
    "betweenness sampled": lambda g, _: nx.betweenness_centrality(g, k=min(5, len(g)), seed=3),
    "betweenness of subsets": lambda g, who: nx.betweenness_centrality_subset(g, who.few, list(who.halves[1])),
    "edge betweenness": lambda g, _: nx.edge_betweenness_centrality(g),
    "edge betweenness of subsets": lambda g, who: nx.edge_betweenness_centrality_subset(g, who.few, who.few),
    "group betweenness": lambda g, who: nx.group_betweenness_centrality(joined(g, who), [who.one]),
    "closeness": lambda g, _: nx.closeness_centrality(g),
    "closeness of one": lambda g, who: nx.closeness_centrality(g, who.one, wf_improved=False),
    "closeness by weight": lambda g, who: nx.closeness_centrality(g, who.one, distance="weight"),
    "incremental closeness": lambda g, who: nx.incremental_closeness_centrality(nx.Graph(g), edge_of(who)),
    "harmonic": lambda g, _: nx.harmonic_centrality(g),
    "harmonic to some": lambda g, who: nx.harmonic_centrality(g, sources=who.few),
    "load": lambda g, _: nx.load_centrality(g),
    "edge load": lambda g, who: nx.edge_load_centrality(g.subgraph(who.few)),
    "stress of ties": lambda g, _: nx.edge_betweenness_centrality(g, normalized=False, weight="weight"),
    "eigenvector": lambda g, _: nx.eigenvector_centrality(nx.Graph(g), max_iter=2000, tol=1e-8),
    "katz": lambda g, _: nx.katz_centrality(nx.Graph(g), alpha=0.01),
    "katz by numpy": lambda g, _: nx.katz_centrality_numpy(g, alpha=0.01),
    "current flow": lambda g, who: nx.current_flow_betweenness_centrality(joined(g, who), solver="full"),
    "current flow closeness": lambda g, who: nx.current_flow_closeness_centrality(joined(g, who), solver="full"),
    "information": lambda g, who: nx.information_centrality(joined(g, who), solver="full"),
    "communicability": lambda g, who: nx.communicability(nx.Graph(g).subgraph(who.few)),
    "communicability by power": lambda g, who: nx.communicability_exp(nx.Graph(g).subgraph(who.few)),
    "communicability betweenness": lambda g, who: nx.communicability_betweenness_centrality(
        nx.Graph(g).subgraph(who.few)
    ),
    "subgraph": lambda g, who: nx.subgraph_centrality(nx.Graph(g).subgraph(who.few)),
    "estrada": lambda g, who: nx.estrada_index(nx.Graph(g).subgraph(who.few)),
    "dispersion": lambda g, who: nx.dispersion(g, who.one),
    "dispersion of two": lambda g, who: nx.dispersion(nx.Graph(g), who.one, who.two),
    "global reaching": lambda g, _: nx.global_reaching_centrality(g),
    "local reaching": lambda g, who: nx.local_reaching_centrality(g, who.one),
    "percolation": lambda g, _: nx.percolation_centrality(nx.Graph(g), states=dict.fromkeys(g, 0.1)),
    "second order": lambda g, who: nx.second_order_centrality(nx.ego_graph(nx.Graph(g), who.one)),
    "laplacian": lambda g, who: nx.laplacian_centrality(joined(g, who)),
    "trophic levels": lambda g, _: nx.trophic_levels(g),
    "vote rank": lambda g, _: nx.voterank(g),
    "group degree": lambda g, who: nx.group_degree_centrality(g, who.few[:2]),
    "group degree in and out": lambda g, who: [
        nx.group_in_degree_centrality(g, who.few),
        nx.group_out_degree_centrality(g, who.few),
    ],
    "group closeness": lambda g, who: nx.group_closeness_centrality(g, who.few[:2]),
    "rich club": lambda g, _: nx.rich_club_coefficient(nx.Graph(g), normalized=False),
    "s-metric": lambda g, _: nx.s_metric(g),
    "reciprocity of pairs": lambda g, _: nx.overall_reciprocity(nx.DiGraph(g)),
    "reciprocity": lambda g, _: [nx.overall_reciprocity(g), nx.reciprocity(g)],
    "reciprocity of some": lambda g, who: nx.reciprocity(nx.DiGraph(g), who.few),
    "hierarchy": lambda g, _: nx.flow_hierarchy(g),
    "hierarchy by weight": lambda g, _: nx.flow_hierarchy(nx.DiGraph(g), weight="weight"),
    "triads": lambda g, _: nx.triadic_census(g),
    "triads of a plain one": lambda g, _: nx.triadic_census(nx.DiGraph(g)),
    "is triad": lambda g, who: nx.is_triad(g.subgraph(who.few[:3])),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_actors_rank_in_faces_as_in_plain_graphs(call: Call, answers: Callable[[Call], tuple[Any, Any]]) -> None:
    given, expected = answers(call)

    assert given == expected
