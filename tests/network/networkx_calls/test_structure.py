"""What a graph is made of: triangles, cliques, cores, matchings, colours, trees, orders, shapes."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any, TypeAlias

import networkx as nx
import pytest

Call: TypeAlias = Callable[[Any, Any], Any]

CALLS: dict[str, Call] = {
    "triangles": lambda g, _: nx.triangles(g),
    "triangles of one": lambda g, who: nx.triangles(nx.Graph(g), who.one),
    "transitivity": lambda g, _: nx.transitivity(g),
    "clustering": lambda g, _: nx.clustering(g),
    "clustering by weight": lambda g, _: nx.clustering(g, weight="weight"),
    "clustering of ways": lambda g, _: nx.clustering(nx.DiGraph(g)),
    "average clustering": lambda g, _: nx.average_clustering(g),
    "square clustering": lambda g, _: nx.square_clustering(g),
    "generalised degree": lambda g, _: nx.generalized_degree(g),
    "core numbers": lambda g, _: nx.core_number(g),
    "k-core": lambda g, _: nx.k_core(g, 2),
    "k-shell": lambda g, _: nx.k_shell(g, 1),
    "k-crust": lambda g, _: nx.k_crust(g),
    "k-corona": lambda g, _: nx.k_corona(g, 2),
    "k-truss": lambda g, _: nx.k_truss(g, 3),
    "onion layers": lambda g, _: nx.onion_layers(g),
    "cores without loops": lambda g, _: nx.core_number(nx.Graph((u, v) for u, v in g.edges() if u != v)),
    "cliques": lambda g, _: nx.find_cliques(g),
    "recursive cliques": lambda g, _: nx.find_cliques_recursive(g),
    "all cliques": lambda g, _: islice(nx.enumerate_all_cliques(g), 300),
    "cliques of one": lambda g, who: nx.number_of_cliques(g, who.one),
    "largest clique of each": lambda g, _: nx.node_clique_number(g),
    "clique by weight": lambda g, _: nx.max_weight_clique(g, weight=None),
    "clique graph": lambda g, _: nx.make_max_clique_graph(g),
    "clique found roughly": lambda g, _: nx.approximation.large_clique_size(g),
    "independent set": lambda g, _: nx.maximal_independent_set(g, seed=1),
    "independent set found roughly": lambda g, who: nx.approximation.maximum_independent_set(g.subgraph(who.few)),
    "dominating set": lambda g, _: nx.dominating_set(g),
    "is dominating set": lambda g, who: [nx.is_dominating_set(g, who.few), nx.is_dominating_set(g, set(g))],
    "vertex cover": lambda g, _: nx.approximation.min_weighted_vertex_cover(g),
    "edge cover": lambda g, _: nx.min_edge_cover(g),
    "matching": lambda g, _: nx.max_weight_matching(g),
    "matching of most": lambda g, _: nx.max_weight_matching(g, maxcardinality=True, weight=None),
    "least matching": lambda g, _: nx.min_weight_matching(g),
    "maximal matching": lambda g, _: nx.maximal_matching(g),
    "is matching": lambda g, who: [nx.is_matching(g, {(who.one, who.two)}), nx.is_maximal_matching(g, set())],
    "colouring": lambda g, _: nx.greedy_color(g),
    "colouring by saturation": lambda g, _: nx.greedy_color(g, strategy="saturation_largest_first"),
    "equitable colouring": lambda g, _: nx.equitable_color(nx.Graph((u, v) for u, v in g.edges() if u != v), 12),
    "spanning tree": lambda g, _: nx.minimum_spanning_tree(g),
    "spanning tree by Prim": lambda g, _: nx.minimum_spanning_tree(g, algorithm="prim"),
    "spanning tree by Boruvka": lambda g, _: nx.minimum_spanning_edges(nx.Graph(g), algorithm="boruvka"),
    "spanning forest": lambda g, _: nx.maximum_spanning_edges(g, data=True),
    "spanning tree by keys": lambda g, _: nx.minimum_spanning_edges(g, keys=True, data=False),
    "random spanning tree": lambda g, who: nx.random_spanning_tree(nx.ego_graph(nx.Graph(g), who.one), seed=1),
    "steiner tree": lambda g, who: nx.approximation.steiner_tree(nx.Graph(g), [who.one, who.two]),
    "branching": lambda g, _: nx.maximum_branching(g),
    "greedy branching": lambda g, _: nx.algorithms.tree.branchings.greedy_branching(nx.DiGraph(g)),
    "is tree": lambda g, _: [nx.is_tree(g), nx.is_forest(g)],
    "is arborescence": lambda g, _: [nx.is_arborescence(g), nx.is_branching(g)],
    "tree of breadth": lambda g, who: nx.bfs_tree(g, who.one),
    "edges by breadth": lambda g, who: list(nx.bfs_edges(g, who.one, depth_limit=2)),
    "backwards by breadth": lambda g, who: list(nx.bfs_edges(g, who.one, reverse=True)),
    "layers": lambda g, who: nx.bfs_layers(g, [who.one]),
    "labelled by breadth": lambda g, who: nx.bfs_labeled_edges(g, who.one),
    "successors by breadth": lambda g, who: [
        dict(nx.bfs_successors(g, who.one)),
        dict(nx.bfs_predecessors(g, who.one)),
    ],
    "beam": lambda g, who: nx.bfs_beam_edges(g, who.one, value=lambda n: len(n), width=2),
    "tree of depth": lambda g, who: nx.dfs_tree(g, who.one),
    "edges by depth": lambda g, who: nx.dfs_edges(g, who.one, depth_limit=3),
    "edges by depth everywhere": lambda g, _: nx.dfs_edges(g),
    "labelled by depth": lambda g, who: nx.dfs_labeled_edges(g, who.one),
    "orders by depth": lambda g, who: [
        list(nx.dfs_preorder_nodes(g, who.one)),
        list(nx.dfs_postorder_nodes(g, who.one)),
    ],
    "successors by depth": lambda g, who: [nx.dfs_successors(g, who.one), nx.dfs_predecessors(g, who.one)],
    "edges both ways": lambda g, who: nx.edge_dfs(g, who.one, orientation="ignore"),
    "edges by breadth of keys": lambda g, who: nx.edge_bfs(g, who.one),
    "is acyclic": lambda g, _: nx.is_directed_acyclic_graph(g),
    "topological order": lambda g, _: nx.topological_sort(g),
    "topological order of groups": lambda g, _: nx.topological_sort(nx.condensation(g)),
    "topological generations": lambda g, _: nx.topological_generations(g),
    "lexicographical order": lambda g, _: nx.lexicographical_topological_sort(g),
    "longest path": lambda g, _: nx.dag_longest_path(nx.condensation(g)),
    "transitive closure": lambda g, who: nx.transitive_closure(g.subgraph(who.few)),
    "transitive reduction": lambda g, _: nx.transitive_reduction(nx.condensation(g)),
    "aperiodic": lambda g, _: nx.is_aperiodic(g),
    "lowest common ancestor": lambda g, who: nx.lowest_common_ancestor(g, who.one, who.two),
    "dominators": lambda g, who: nx.immediate_dominators(g, who.one),
    "dominance frontiers": lambda g, who: nx.dominance_frontiers(g, who.one),
    "bipartite": lambda g, _: nx.is_bipartite(g),
    "two colours": lambda g, _: nx.bipartite.color(g),
    "projected": lambda g, who: nx.bipartite.weighted_projected_graph(nx.Graph(g), who.few),
    "planar": lambda g, _: nx.check_planarity(nx.Graph(g))[0],
    "chordal": lambda g, _: nx.is_chordal(nx.Graph(g)),
    "regular": lambda g, _: [nx.is_regular(g), nx.is_k_regular(nx.Graph(g), 1)],
    "distance regular": lambda g, _: nx.is_distance_regular(g),
    "at-free": lambda g, who: nx.is_at_free(nx.Graph(g).subgraph(who.few)),
    "degree sequence": lambda g, _: nx.is_graphical(sorted(d for _, d in g.degree())),
    "treewidth": lambda g, _: nx.approximation.treewidth_min_degree(nx.Graph(g)),
    "non-randomness": lambda g, _: nx.non_randomness(nx.Graph((u, v) for u, v in g.edges() if u != v)),
    "largest cut": lambda g, who: nx.approximation.one_exchange(nx.Graph(g).subgraph(who.few), seed=1),
    "is isomorphic": lambda g, who: nx.is_isomorphic(g.subgraph(who.few), g.subgraph(who.few[1:])),
    "could be isomorphic": lambda g, _: [nx.faster_could_be_isomorphic(g, g.copy()), nx.fast_could_be_isomorphic(g, g)],
    "isomorphism": lambda g, who: nx.vf2pp_isomorphism(nx.Graph(g).subgraph(who.few), nx.Graph(g).subgraph(who.few)),
    "matcher": lambda g, who: nx.isomorphism.GraphMatcher(
        nx.Graph(g), nx.Graph(g).subgraph(who.few[:2])
    ).subgraph_is_isomorphic(),
    "hash": lambda g, _: nx.weisfeiler_lehman_graph_hash(g, edge_attr="weight"),
    "hash by kind": lambda g, _: nx.weisfeiler_lehman_graph_hash(g, node_attr="kind"),
    "hashes of neighbourhoods": lambda g, _: nx.weisfeiler_lehman_subgraph_hashes(g, node_attr="kind", iterations=2),
    "laplacian spectrum": lambda g, _: nx.laplacian_spectrum(nx.Graph(g)),
    "Fiedler": lambda g, who: nx.algebraic_connectivity(nx.ego_graph(nx.Graph(g), who.one), method="lanczos", seed=1),
    "spanner": lambda g, who: nx.spanner(nx.Graph(g).subgraph(who.few), 3, seed=1).size() > 0,
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_faces_are_made_like_plain_graphs(call: Call, answers: Callable[[Call], tuple[Any, Any]]) -> None:
    given, expected = answers(call)

    assert given == expected
