from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

import networkx as nx
import numpy as np
import pytest
import scipy.sparse

from labnet.model.dates import PartialDate
from labnet.model.fields import facts
from labnet.model.kinds import KINDS, Actor
from labnet.model.relations import RELATIONS, Layer, relations_in
from labnet.model.ties import Tie, tie_id
from labnet.model.vocabularies import Tier
from labnet.network.changes import build
from labnet.network.network import Network

Graph: TypeAlias = Any
Call: TypeAlias = Callable[[Graph], Any]

DATA = Path(__file__).parents[2] / "data"


def tie(from_id: str, relation: str, to_id: str, since: str = "", until: str = "", **more: Any) -> Tie:
    start = PartialDate.parse(since) if since else None
    end = PartialDate.parse(until) if until else None
    key = more.pop("id", tie_id(from_id, relation, to_id, start))
    return Tie(id=key, from_id=from_id, to_id=to_id, relation=relation, since=start, until=end, **more)


def actor(kind: str, key: str, **more: Any) -> Actor:
    return KINDS[kind].record(id=key, name=more.pop("name", key.title()), **more)


@dataclass(frozen=True)
class Drawing:
    """Records of a network, and the plain graphs that somebody would make of them by hand."""

    actors: tuple[Actor, ...]
    ties: tuple[Tie, ...]

    def network(self, revision: int = 7) -> Network:
        return Network.of(build([*self.actors, *self.ties], revision))

    def counts(self, tie: Tie, day: int | None) -> bool:
        """Contacts end with the actors they join, and begin with them where nobody says when."""
        if day is None or not covers(tie.since, tie.until, day):
            return day is None
        contact = Layer.CONTACT in RELATIONS[tie.relation].layers
        joined = [actor for actor in self.actors if contact and actor.id in {tie.from_id, tie.to_id}]
        return all(covers(None if tie.since else actor.since, actor.until, day) for actor in joined)

    def plain_network(self, day: int | None = None) -> nx.MultiDiGraph[str]:
        """Edges stand in order of relation, of the actor they leave and of the one they reach."""
        plain: nx.MultiDiGraph[str] = nx.MultiDiGraph(revision=7)
        plain.graph.update({"day": day} if day else {})
        plain.add_nodes_from((actor.id, told_of(actor)) for actor in self.actors)
        place = {actor.id: place for place, actor in enumerate(self.actors)}
        relations = list(RELATIONS)

        def order(tie: Tie) -> tuple[int, int, int]:
            return relations.index(tie.relation), place[tie.from_id], place[tie.to_id]

        for tie in sorted(self.ties, key=order):
            if self.counts(tie, day):
                known = {"since": tie.since and str(tie.since), "until": tie.until and str(tie.until), "role": tie.role}
                attributes = {"weight": tie.weight, "relation": tie.relation} | {k: v for k, v in known.items() if v}
                plain.add_edge(tie.from_id, tie.to_id, tie.id, **attributes)
        return plain

    def plain_simple(self, layers: Layer | None = None, day: int | None = None) -> nx.Graph[str]:
        """Edges stand in order of their ends."""
        told = {"revision": 7, "layers": layers.name if layers else None, "day": day}
        plain: nx.Graph[str] = nx.Graph()
        plain.graph.update({name: value for name, value in told.items() if value})
        plain.add_nodes_from((actor.id, told_of(actor)) for actor in self.actors)
        place = {actor.id: place for place, actor in enumerate(self.actors)}
        weights: dict[tuple[int, int], float] = {}
        for tie in self.ties:
            if (layers is None or tie.relation in set(relations_in(layers))) and self.counts(tie, day):
                low, high = sorted((place[tie.from_id], place[tie.to_id]))
                weights[low, high] = weights.get((low, high), 0) + tie.weight
        for low, high in sorted(weights):
            plain.add_edge(self.actors[low].id, self.actors[high].id, weight=weights[low, high])
        return plain


def told_of(actor: Actor) -> dict[str, str]:
    known = {
        "kind": actor.kind,
        "name": actor.name,
        "tier": actor.tier and actor.tier.value,
        "territory": actor.territory,
        "themes": "|".join(actor.themes),
        "since": actor.since and str(actor.since),
        "until": actor.until and str(actor.until),
        "fictional": "yes" if actor.fictional else None,
    }
    return {name: value for name, value in known.items() if value}


def covers(since: PartialDate | None, until: PartialDate | None, day: int) -> bool:
    """Read dates as texts: what is unknown of a start is before, of an end after every day."""
    first, last = (str(date or "").replace("-", "") for date in (since, until))
    return first.ljust(8, "0") <= str(day) <= last.ljust(8, "9")


def drawn() -> Drawing:
    """Give a dozen actors in two camps, north and south, and a hermit.

    Contacts join the camps by one project alone, so that it and both labs are cut points; money and history go from
    lab to lab. Ben left the prefecture on 31 August 2019 for the university, which partnered with lab-north twice.
    Ada and Ben worked together in 2018 and, as Ben tells it, in 2020.
    """
    actors = (
        actor("INNOVATOR", "ada", role="designer"),
        actor("INNOVATOR", "ben", themes=("design", "data")),
        actor("LAB", "lab-north", since=PartialDate(2016, 11), themes=("design",), territory="department:13"),
        actor("STATE_SERVICE", "prefecture", name="Préfecture <du Nord> & “Cie”", tier=Tier.STATE_DECONCENTRATED),
        actor("ORGANISATION", "university", tier=Tier.RESEARCH),
        actor("PROJECT", "project", since=PartialDate(2018), until=PartialDate(2021, 6, 30)),
        actor("LAB", "lab-south", fictional=True),
        actor("LOCAL_AUTHORITY", "region", tier=Tier.REGION, territory="region:93"),
        actor("INNOVATOR", "chloe"),
        actor("INNOVATOR", "dora"),
        actor("CLUSTER", "circle"),
        actor("PROGRAMME", "call"),
        actor("INNOVATOR", "hermit"),
    )
    ties = (
        tie("ada", "WORKS_FOR", "prefecture", "2015"),
        tie("ben", "WORKS_FOR", "prefecture", "2015-03", "2019-08-31", role="analyst"),
        tie("ben", "WORKS_FOR", "university", "2019-09-01"),
        tie("prefecture", "CARRIES", "lab-north", "2016-11"),
        tie("university", "PARTNERS_WITH", "lab-north", "2017", "2018", weight=0.5),
        tie("university", "PARTNERS_WITH", "lab-north", "2019", weight=2.0),
        tie("university", "FUNDS", "lab-north", "2019", amount=30_000),
        tie("ada", "COLLABORATES_WITH", "ben", "2018", "2018", weight=0.25),
        tie("ben", "COLLABORATES_WITH", "ada", "2020", weight=0.5, id="second-time"),
        tie("ada", "MEMBER_OF", "lab-north"),
        tie("ben", "MEMBER_OF", "lab-north", role="chair"),
        tie("lab-north", "PARTICIPATES_IN", "project", "2018", "2021-06-30"),
        tie("lab-south", "PARTICIPATES_IN", "project", "2018-05"),  # ends with the project
        tie("region", "CARRIES", "lab-south", "2017-01-15"),
        tie("region", "HOSTS", "lab-south"),
        tie("chloe", "WORKS_FOR", "region"),
        tie("dora", "WORKS_FOR", "region"),
        tie("chloe", "MEMBER_OF", "lab-south", "2017"),
        tie("dora", "MEMBER_OF", "lab-south", "2017", "2020-02"),
        tie("chloe", "MEMBER_OF", "circle"),
        tie("dora", "RUNS", "circle"),
        tie("lab-south", "LAUREATE_OF", "call", "2016"),
        tie("region", "SELECTS", "call"),
        tie("lab-north", "SUCCEEDS", "lab-south", "2021", weight=3.0),
        tie("lab-south", "SUPPORTS", "lab-north", until="2017"),
    )
    return Drawing(actors, ties)


def shipped() -> Drawing:
    """Give the actors and ties of the data set that comes with labnet."""
    return Drawing(
        tuple(
            record(**parsed(row, record)) for row in table("actors") for record in [KINDS[row["kind"].upper()].record]
        ),
        tuple(Tie(**parsed(row, Tie)) for row in table("ties")),
    )


def table(name: str) -> Iterator[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def parsed(row: Mapping[str, str], record: type) -> dict[str, Any]:
    return {fact.name: fact.type.parse(row[fact.column]) for fact in facts(record) if row.get(fact.column)}


def outcome(call: Call, graph: Graph) -> Any:
    """Tell what a call gives, in order and down to the last bit, or which exception it raises."""
    try:
        return told(call(graph))
    except (nx.NetworkXException, KeyError, ValueError, TypeError, AttributeError, ZeroDivisionError) as error:
        return type(error), str(error)


def told(value: Any) -> Any:
    match value:
        case nx.Graph():
            edges = value.edges(keys=True, data=True) if isinstance(value, nx.MultiGraph) else value.edges(data=True)
            result: Any = [type(value), told(value.graph), told(value.nodes(data=True)), told(edges)]
        case np.ndarray():
            result = value.tolist()
        case scipy.sparse.csr_array() | scipy.sparse.csc_array():
            result = value.toarray().tolist()
        case set() | frozenset():
            result = {told(item) for item in value}
        case Mapping():
            result = tuple((told(key), told(item)) for key, item in value.items())
        case _ if hasattr(value, "__iter__") and not isinstance(value, str | bytes):
            result = tuple(told(item) for item in value)
        case _:
            result = repr(value)
    return result


def bytes_of(write: Callable[[Graph, io.BytesIO], None]) -> Call:
    def call(graph: Graph) -> bytes:
        file = io.BytesIO()
        write(graph, file)
        return file.getvalue()

    return call


def read_back(write: Callable[[Graph, io.BytesIO], None], read: Callable[[io.BytesIO], Graph]) -> Call:
    return lambda graph: read(io.BytesIO(bytes_of(write)(graph)))


def camps(graph: Graph) -> list[set[str]]:
    """Split the actors in two halves."""
    names = list(graph)
    return [set(names[: len(names) // 2]), set(names[len(names) // 2 :])]


def first(graph: Graph) -> Any:
    """Choose an actor with ties."""
    return next(name for name in graph if graph.degree(name))


def last(graph: Graph) -> Any:
    """Choose another one, as far as it goes."""
    return [name for name in graph if graph.degree(name)][-1]


CALLS: dict[str, Call] = {
    "len": len,
    "list": list,
    "contains": lambda g: ["ada" in g, "nobody" in g, ["ada"] in g, 3 in g],
    "unknown": lambda g: g["nobody"],
    "unhashable": lambda g: g.nodes[["ada"]],
    "bunch of unhashable": lambda g: g.nbunch_iter([["ada"]]),
    "bunch of no list": lambda g: g.nbunch_iter(3),
    "bunch of strangers": lambda g: g.nbunch_iter([*list(g)[:3], "nobody"]),
    "nodes": lambda g: g.nodes(data=True),
    "nodes.data": lambda g: g.nodes.data("kind", default="?"),
    "edges": lambda g: g.edges(data=True),
    "edge data": lambda g: [g.get_edge_data(first(g), other) for other in g],
    "neighbours": lambda g: [list(g.neighbors(u)) for u in g],
    "adjacency": lambda g: g.adjacency(),
    "adjacency row": lambda g: g.adj[first(g)],
    "degree": lambda g: g.degree(),
    "degree weighted": lambda g: g.degree(weight="weight"),
    "size": lambda g: [g.size(), g.size(weight="weight"), g.order()],
    "number of edges": lambda g: [g.number_of_edges(), g.number_of_edges(first(g), last(g)), nx.density(g)],
    "self loops": lambda g: [
        nx.number_of_selfloops(g),
        nx.is_empty(g),
        nx.is_weighted(g),
        nx.is_negatively_weighted(g),
    ],
    "isolates": nx.isolates,
    "copy": lambda g: g.copy(),
    "view": lambda g: g.copy(as_view=True),
    "to directed": lambda g: g.to_directed(),
    "to undirected": lambda g: g.to_undirected(),
    "reverse": nx.reverse,
    "reverse view": nx.reverse_view,
    "plain class": lambda g: g.__class__(g),
    "subgraph": lambda g: g.subgraph(list(g)[:7]),
    "subgraph view": lambda g: nx.subgraph_view(g, filter_node=lambda n: n != first(g)),
    "edge subgraph": lambda g: g.edge_subgraph(list(g.edges)[:5]),
    "ego": lambda g: nx.ego_graph(g, first(g), radius=2),
    "compose": lambda g: nx.compose(g, nx.path_graph(3, create_using=g.__class__)),
    "line graph": nx.line_graph,
    "relabel": lambda g: nx.relabel_nodes(g, str.upper),
    "contract": lambda g: nx.contracted_nodes(g, first(g), last(g)),
    "quotient": lambda g: nx.quotient_graph(g, camps(g)),
    "components": nx.connected_components,
    "weak components": nx.weakly_connected_components,
    "strong components": nx.strongly_connected_components,
    "condensation": nx.condensation,
    "biconnected": nx.biconnected_components,
    "articulation": nx.articulation_points,
    "bridges": nx.bridges,
    "shortest path": lambda g: nx.shortest_path(g, first(g), last(g)),
    "shortest paths": lambda g: nx.single_source_shortest_path(g, first(g)),
    "path lengths": lambda g: dict(nx.all_pairs_shortest_path_length(g, cutoff=3)),
    "all shortest paths": lambda g: nx.all_shortest_paths(g.to_undirected(), first(g), last(g)),
    "simple paths": lambda g: islice(nx.shortest_simple_paths(g, first(g), last(g)), 4),
    "dijkstra": lambda g: nx.single_source_dijkstra(g, first(g)),
    "topological": nx.topological_sort,
    "pagerank": nx.pagerank,
    "betweenness": nx.betweenness_centrality,
    "betweenness sampled": lambda g: nx.betweenness_centrality(g, k=5, seed=3),
    "edge betweenness": nx.edge_betweenness_centrality,
    "closeness": nx.closeness_centrality,
    "katz": lambda g: nx.katz_centrality_numpy(g, alpha=0.01),
    "clustering": nx.clustering,
    "clustering weighted": lambda g: nx.clustering(g, weight="weight"),
    "square clustering": nx.square_clustering,
    "core numbers": nx.core_number,
    "k-core": lambda g: nx.k_core(g, 2),
    "cliques": nx.find_cliques,
    "matching": nx.max_weight_matching,
    "louvain": lambda g: nx.community.louvain_communities(g, seed=1),
    "greedy modularity": nx.community.greedy_modularity_communities,
    "label propagation": lambda g: nx.community.asyn_lpa_communities(g, seed=2),
    "modularity": lambda g: nx.community.modularity(g, camps(g)),
    "constraint": nx.constraint,
    "effective size": nx.effective_size,
    "degree assortativity": nx.degree_assortativity_coefficient,
    "kind assortativity": lambda g: nx.attribute_assortativity_coefficient(g, "kind"),
    "mixing": lambda g: nx.attribute_mixing_dict(g, "kind"),
    "adamic adar": lambda g: islice(nx.adamic_adar_index(g), 500),
    "resource allocation": lambda g: islice(nx.resource_allocation_index(g), 500),
    "spanning tree": nx.minimum_spanning_tree,
    "spanning forest": lambda g: nx.maximum_spanning_edges(g, data=True),
    "dominators": lambda g: nx.immediate_dominators(g, first(g)),
    "triads": nx.triadic_census,
    "reciprocity": nx.overall_reciprocity,
    "cut": lambda g: nx.cut_size(g, camps(g)[0], weight="weight"),
    "connectivity": lambda g: nx.node_connectivity(g, first(g), last(g)),
    "hash": lambda g: nx.weisfeiler_lehman_graph_hash(g, edge_attr="weight"),
    "isomorphic": lambda g: nx.faster_could_be_isomorphic(g, g.copy()),
    "numpy": nx.to_numpy_array,
    "scipy": nx.to_scipy_sparse_array,
    "laplacian": nx.laplacian_matrix,
    "dict of dicts": nx.to_dict_of_dicts,
    "node link": nx.node_link_data,
    "node link read back": lambda g: nx.node_link_graph(nx.node_link_data(g)),
    "tree of attributes": lambda g: nx.from_dict_of_dicts(nx.to_dict_of_dicts(g), create_using=g.__class__),
    "adjacency data": nx.adjacency_data,
    "cytoscape": nx.cytoscape_data,
    "layout": lambda g: nx.spring_layout(g, seed=4, iterations=3),
    "GraphML": bytes_of(nx.write_graphml),
    "GraphML by hand": bytes_of(nx.write_graphml_xml),
    "GraphML read back": read_back(nx.write_graphml, nx.read_graphml),
    "GEXF": bytes_of(nx.write_gexf),
    "GEXF read back": read_back(nx.write_gexf, nx.read_gexf),
    "GML": bytes_of(nx.write_gml),
    "GML read back": read_back(nx.write_gml, nx.read_gml),
    "Pajek": bytes_of(nx.write_pajek),
    "Pajek read back": read_back(nx.write_pajek, nx.read_pajek),
}

DRAWINGS = {"drawn": drawn(), "shipped": shipped()}


@pytest.mark.parametrize("drawing", DRAWINGS.values(), ids=DRAWINGS)
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_network_answers_networkx_like_a_plain_graph(call: Call, drawing: Drawing) -> None:
    expected = outcome(call, drawing.plain_network())

    assert outcome(call, drawing.network()) == expected


@pytest.mark.parametrize("drawing", DRAWINGS.values(), ids=DRAWINGS)
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_simple_face_answers_networkx_like_a_plain_graph(call: Call, drawing: Drawing) -> None:
    expected = outcome(call, drawing.plain_simple())

    assert outcome(call, drawing.network().simple()) == expected


@pytest.mark.parametrize("drawing", DRAWINGS.values(), ids=DRAWINGS)
@pytest.mark.parametrize("day", [20170101, 20180430, 20180501, 20190831, 20190901, 20200229, 20210630, 20210701])
def test_a_network_at_a_day_is_the_graph_of_the_ties_active_then(day: int, drawing: Drawing) -> None:
    network = drawing.network().at(dt.date(day // 10_000, day // 100 % 100, day % 100))

    assert told(network.copy()) == told(drawing.plain_network(day))
    assert network.size() == drawing.plain_network(day).size()
    assert told(network.simple().copy()) == told(drawing.plain_simple(day=day))


@pytest.mark.parametrize("drawing", DRAWINGS.values(), ids=DRAWINGS)
@pytest.mark.parametrize("day", [None, 20180501, 20210701])
@pytest.mark.parametrize("layers", [*Layer, Layer.CONTACT | Layer.MONEY, None], ids=str)
def test_a_simple_face_joins_actors_by_ties_of_its_layers_and_day(
    layers: Layer | None, day: int | None, drawing: Drawing
) -> None:
    simple = drawing.network().simple(layers, day)

    assert told(simple.copy()) == told(drawing.plain_simple(layers, day))
    assert simple.size() == drawing.plain_simple(layers, day).size()


def test_contacts_join_the_camps_by_one_project() -> None:
    contacts = drawn().network().simple(Layer.CONTACT)

    assert set(nx.articulation_points(contacts)) == {"lab-north", "project", "lab-south"}
    assert nx.shortest_path(contacts, "ada", "dora") == ["ada", "lab-north", "project", "lab-south", "dora"]
