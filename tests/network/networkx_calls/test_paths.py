"""Ways from one actor to another, and how far apart they are."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any, TypeAlias

import networkx as nx
import pytest

Call: TypeAlias = Callable[[Any, Any], Any]

CALLS: dict[str, Call] = {
    "has path": lambda g, who: [nx.has_path(g, who.one, other) for other in g],
    "shortest path": lambda g, who: nx.shortest_path(g, who.one, who.two),
    "shortest path by weight": lambda g, who: nx.shortest_path(g, who.one, who.two, weight="weight"),
    "shortest path by Bellman-Ford": lambda g, who: nx.shortest_path(
        g, who.one, who.two, "weight", method="bellman-ford"
    ),
    "shortest paths from": lambda g, who: nx.shortest_path(g, source=who.one),
    "shortest paths to": lambda g, who: nx.shortest_path(g, target=who.two),
    "shortest path length": lambda g, who: nx.shortest_path_length(g, who.one, who.two),
    "single source": lambda g, who: nx.single_source_shortest_path(g, who.one),
    "single source cut off": lambda g, who: nx.single_source_shortest_path(g, who.one, cutoff=1),
    "single source lengths": lambda g, who: nx.single_source_shortest_path_length(g, who.one),
    "lengths within two": lambda g, who: nx.single_source_shortest_path_length(g, who.one, cutoff=2),
    "single target": lambda g, who: nx.single_target_shortest_path(g, who.two),
    "single target lengths": lambda g, who: dict(nx.single_target_shortest_path_length(g, who.two)),
    "all pairs": lambda g, _: dict(nx.all_pairs_shortest_path(g, cutoff=3)),
    "all pairs lengths": lambda g, _: dict(nx.all_pairs_shortest_path_length(g, cutoff=3)),
    "all shortest paths": lambda g, who: nx.all_shortest_paths(g, who.one, who.two),
    "all shortest paths undirected": lambda g, who: nx.all_shortest_paths(g.to_undirected(), who.one, who.two),
    "single source all": lambda g, who: islice(nx.single_source_all_shortest_paths(g, who.one), 50),
    "bidirectional": lambda g, who: nx.bidirectional_shortest_path(g, who.one, who.two),
    "bidirectional by weight": lambda g, who: nx.bidirectional_dijkstra(g, who.one, who.two),
    "dijkstra": lambda g, who: nx.single_source_dijkstra(g, who.one),
    "dijkstra path": lambda g, who: nx.dijkstra_path(g, who.one, who.two),
    "dijkstra by a function": lambda g, who: nx.dijkstra_path_length(
        g, who.one, who.two, weight=lambda u, v, _: len(u + v)
    ),
    "dijkstra from several": lambda g, who: nx.multi_source_dijkstra(g, set(who.few[:1]) | {who.two}),
    "dijkstra predecessors": lambda g, who: nx.dijkstra_predecessor_and_distance(g, who.one),
    "all pairs dijkstra": lambda g, who: dict(nx.all_pairs_dijkstra(g.subgraph(who.few), cutoff=2)),
    "bellman-ford": lambda g, who: nx.single_source_bellman_ford(g, who.one),
    "goldberg-radzik": lambda g, who: nx.goldberg_radzik(g, who.one),
    "floyd-warshall": lambda g, who: nx.floyd_warshall(g.subgraph(who.few)),
    "floyd-warshall by numpy": lambda g, _: nx.floyd_warshall_numpy(g),
    "johnson": lambda g, who: nx.johnson(g.subgraph(who.few)),
    "a*": lambda g, who: nx.astar_path(g, who.one, who.two),
    "a* length": lambda g, who: nx.astar_path_length(g, who.one, who.two, heuristic=lambda *_: 0),
    "simple paths": lambda g, who: islice(nx.all_simple_paths(g, who.one, who.two, cutoff=4), 40),
    "simple edge paths": lambda g, who: islice(nx.all_simple_edge_paths(g, who.one, who.two, cutoff=3), 40),
    "shortest simple paths": lambda g, who: islice(nx.shortest_simple_paths(g, who.one, who.two), 6),
    "shortest simple paths by weight": lambda g, who: islice(
        nx.shortest_simple_paths(nx.Graph(g), who.one, who.two, weight="weight"), 4
    ),
    "is simple path": lambda g, who: nx.is_simple_path(g, nx.shortest_path(g, who.one, who.two)),
    "predecessor": lambda g, who: nx.predecessor(g, who.one),
    "average length": lambda g, _: nx.average_shortest_path_length(g),
    "eccentricity": lambda g, _: nx.eccentricity(g),
    "eccentricity of the reached": lambda g, who: nx.eccentricity(nx.ego_graph(nx.Graph(g), who.one, 5)),
    "diameter": lambda g, who: nx.diameter(nx.ego_graph(nx.Graph(g), who.one, 5)),
    "radius": lambda g, who: nx.radius(nx.ego_graph(nx.Graph(g), who.one, 5)),
    "centre": lambda g, who: nx.center(nx.ego_graph(nx.Graph(g), who.one, 5)),
    "periphery": lambda g, who: nx.periphery(nx.ego_graph(nx.Graph(g), who.one, 5)),
    "barycentre": lambda g, _: nx.barycenter(g),
    "resistance": lambda g, who: nx.resistance_distance(g.subgraph(nx.ego_graph(g, who.one, 1)), who.one, who.two),
    "efficiency": lambda g, _: [nx.local_efficiency(nx.Graph(g)), nx.global_efficiency(nx.Graph(g))],
    "efficiency of two": lambda g, who: nx.efficiency(g, who.one, who.two),
    "wiener": lambda g, _: nx.wiener_index(g),
    "reciprocal wiener": lambda g, _: [nx.schultz_index(g), nx.gutman_index(g), nx.hyper_wiener_index(g)],
    "descendants": lambda g, who: nx.descendants(g, who.one),
    "ancestors": lambda g, who: nx.ancestors(g, who.two),
    "descendants at a distance": lambda g, who: nx.descendants_at_distance(g, who.one, 2),
    "voronoi": lambda g, who: nx.voronoi_cells(g, set(who.few[:2])),
    "cycle basis": lambda g, _: nx.cycle_basis(g),
    "minimum cycle basis": lambda g, who: nx.minimum_cycle_basis(nx.Graph(g).subgraph(who.few)),
    "find cycle": lambda g, _: nx.find_cycle(g),
    "find cycle both ways": lambda g, _: nx.find_cycle(g, orientation="ignore"),
    "simple cycles": lambda g, _: islice(nx.simple_cycles(g, length_bound=4), 60),
    "girth": lambda g, _: nx.girth(nx.Graph(g)),
    "chordless cycles": lambda g, _: islice(nx.chordless_cycles(g, length_bound=4), 40),
    "eulerian": lambda g, _: [nx.is_eulerian(g), nx.is_semieulerian(g), nx.has_eulerian_path(g)],
    "eulerize": lambda g, who: nx.eulerian_circuit(nx.eulerize(nx.ego_graph(nx.Graph(g), who.one, 2))),
    "walks": lambda g, who: nx.number_of_walks(nx.Graph(g).subgraph(who.few), 3),
    "random walk": lambda g, _: islice(nx.generate_random_paths(g, 3, path_length=4, seed=1), 3),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_faces_are_walked_like_plain_graphs(call: Call, answers: Callable[[Call], tuple[Any, Any]]) -> None:
    given, expected = answers(call)

    assert given == expected
