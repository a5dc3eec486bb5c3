"""Who is like whom and who belongs together: communities, mixing, structural holes, likely ties."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any, TypeAlias

import networkx as nx
import pytest

Call: TypeAlias = Callable[[Any, Any], Any]

COMMUNITIES: dict[str, Call] = {
    "louvain": lambda g, _: nx.community.louvain_communities(g, seed=1),
    "louvain without weights": lambda g, _: nx.community.louvain_communities(g, weight=None, seed=5),
    "louvain by levels": lambda g, _: nx.community.louvain_partitions(g, seed=2, resolution=0.7),
    "greedy modularity": lambda g, _: nx.community.greedy_modularity_communities(g),
    "greedy modularity by weight": lambda g, _: nx.community.greedy_modularity_communities(
        g, weight="weight", cutoff=2
    ),
    "naive greedy modularity": lambda g, who: nx.community.naive_greedy_modularity_communities(g.subgraph(who.few)),
    "label propagation": lambda g, _: nx.community.label_propagation_communities(g),
    "asynchronous label propagation": lambda g, _: nx.community.asyn_lpa_communities(g, seed=2),
    "fast label propagation": lambda g, _: nx.community.fast_label_propagation_communities(g, seed=2),
    "fluid": lambda g, who: nx.community.asyn_fluidc(nx.ego_graph(nx.Graph(g), who.one, 3), 2, seed=3),
    "girvan-newman": lambda g, who: islice(nx.community.girvan_newman(g.subgraph(who.few)), 2),
    "k-cliques": lambda g, _: nx.community.k_clique_communities(g, 3),
    "bisection": lambda g, _: nx.community.kernighan_lin_bisection(g, seed=1),
    "edge betweenness": lambda g, who: nx.community.edge_betweenness_partition(nx.Graph(g).subgraph(who.few), 2),
    "edge current flow": lambda g, who: nx.community.edge_current_flow_betweenness_partition(
        nx.ego_graph(nx.Graph(g), who.one), 2
    ),
    "divisive": lambda g, who: nx.community.greedy_source_expansion(nx.Graph(g), source=who.one),
    "modularity": lambda g, who: nx.community.modularity(g, who.halves),
    "modularity without weights": lambda g, who: nx.community.modularity(g, who.halves, weight=None, resolution=2),
    "partition quality": lambda g, who: nx.community.partition_quality(g, who.halves),
    "is partition": lambda g, who: [nx.community.is_partition(g, who.halves), nx.community.is_partition(g, [who.few])],
}
MIXING: dict[str, Call] = {
    "degree assortativity": lambda g, _: nx.degree_assortativity_coefficient(g),
    "degree assortativity by weight": lambda g, _: nx.degree_assortativity_coefficient(g, weight="weight"),
    "degree pearson": lambda g, _: nx.degree_pearson_correlation_coefficient(g),
    "kind assortativity": lambda g, _: nx.attribute_assortativity_coefficient(g, "kind"),
    "mixing": lambda g, _: nx.attribute_mixing_dict(g, "kind"),
    "mixing normalised": lambda g, _: nx.attribute_mixing_dict(g, "tier", normalized=True),
    "mixing matrix": lambda g, _: nx.attribute_mixing_matrix(g, "kind", mapping={"LAB": 0, "INNOVATOR": 1}),
    "degree mixing": lambda g, _: [nx.degree_mixing_dict(g), nx.degree_mixing_matrix(g)],
    "pairs by attribute": lambda g, _: nx.node_attribute_xy(g, "kind"),
    "pairs by degree": lambda g, _: nx.node_degree_xy(g),
    "neighbour degree": lambda g, _: nx.average_neighbor_degree(g),
    "neighbour degree by weight": lambda g, _: nx.average_neighbor_degree(g, weight="weight"),
    "degree connectivity": lambda g, _: nx.average_degree_connectivity(g),
}
HOLES: dict[str, Call] = {
    "constraint": lambda g, _: nx.constraint(g),
    "constraint by weight": lambda g, who: nx.constraint(g, who.few, weight="weight"),
    "local constraint": lambda g, who: nx.local_constraint(g, who.one, who.two),
    "effective size": lambda g, _: nx.effective_size(g),
    "effective size by weight": lambda g, who: nx.effective_size(nx.Graph(g), who.few, weight="weight"),
}
LIKELY: dict[str, Call] = {
    "resource allocation": lambda g, _: islice(nx.resource_allocation_index(g), 300),
    "jaccard": lambda g, _: islice(nx.jaccard_coefficient(g), 300),
    "adamic adar": lambda g, _: islice(nx.adamic_adar_index(g), 300),
    "preferential attachment": lambda g, _: islice(nx.preferential_attachment(g), 300),
    "common neighbour centrality": lambda g, who: nx.common_neighbor_centrality(
        g, [(who.one, other) for other in who.few[1:]]
    ),
    "common neighbours by Soundarajan-Hopcroft": lambda g, _: islice(
        nx.cn_soundarajan_hopcroft(g, community="kind"), 300
    ),
    "resource allocation by Soundarajan-Hopcroft": lambda g, _: islice(
        nx.ra_index_soundarajan_hopcroft(g, community="kind"), 300
    ),
    "within and between": lambda g, _: islice(nx.within_inter_cluster(g, community="kind"), 300),
    "likely ties of some pairs": lambda g, who: nx.adamic_adar_index(g, [(who.one, who.two)]),
    "simrank": lambda g, who: nx.simrank_similarity(g.subgraph(who.few)),
    "simrank of two": lambda g, who: nx.simrank_similarity(g.subgraph(who.few), who.one),
    "panther": lambda g, who: nx.panther_similarity(nx.Graph(g), who.one, k=2, path_length=3, seed=1),
    "edit distance": lambda g, who: nx.graph_edit_distance(g.subgraph(who.few[:3]), g.subgraph(who.few[1:4])),
}
CALLS = COMMUNITIES | MIXING | HOLES | LIKELY


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_faces_group_and_mix_like_plain_graphs(call: Call, answers: Callable[[Call], tuple[Any, Any]]) -> None:
    given, expected = answers(call)

    assert given == expected


def test_no_call_hides_another_of_its_name() -> None:
    assert len(CALLS) == len(COMMUNITIES) + len(MIXING) + len(HOLES) + len(LIKELY)
