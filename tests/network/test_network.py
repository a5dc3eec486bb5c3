from __future__ import annotations

import copy
import datetime as dt
import json
import operator
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any, TypeAlias

import networkx as nx
import pytest

from labnet.model.dates import PartialDate
from labnet.model.kinds import KINDS
from labnet.model.records import Entity
from labnet.model.relations import Layer
from labnet.model.ties import Tie
from labnet.network import rows
from labnet.network.changes import Batch, apply, build
from labnet.network.image import Image
from labnet.network.network import Network, Simple

Lab = KINDS["LAB"].record
Change: TypeAlias = Callable[[Any], object]

CHANGES: dict[str, Change] = {
    "add_node": lambda g: g.add_node("d"),
    "add_nodes_from": lambda g: g.add_nodes_from("d"),
    "add_edge": lambda g: g.add_edge("a", "c"),
    "add_edges_from": lambda g: g.add_edges_from([("a", "c")]),
    "add_weighted_edges_from": lambda g: g.add_weighted_edges_from([("a", "c", 2)]),
    "remove_node": lambda g: g.remove_node("a"),
    "remove_nodes_from": lambda g: g.remove_nodes_from("a"),
    "remove_edge": lambda g: g.remove_edge("a", "b"),
    "remove_edges_from": lambda g: g.remove_edges_from([("a", "b")]),
    "update": lambda g: g.update(nodes="d"),
    "clear": lambda g: g.clear(),
    "clear_edges": lambda g: g.clear_edges(),
    "relabel in place": lambda g: nx.relabel_nodes(g, {"a": "z"}, copy=False),
}
ATTRIBUTE_CHANGES: dict[str, Change] = {
    "graph": lambda g: g.graph.update(name="x"),
    "name": lambda g: setattr(g, "name", "x"),
    "node": lambda g: g.nodes["a"].update(name="x"),
    "nodes": lambda g: nx.set_node_attributes(g, {"a": 1}, "x"),
    "edge": lambda g: nx.set_edge_attributes(g, dict.fromkeys(g.edges, 1), "x"),
    "row": lambda g: operator.setitem(g.adj["a"], "b", {}),
}


def tie(from_id: str, to_id: str, key: str, since: int = 0, until: int = 0, **more: Any) -> Tie:
    start, end = PartialDate(since) if since else None, PartialDate(until) if until else None
    return Tie(id=key, from_id=from_id, to_id=to_id, since=start, until=end, **{"relation": "FEDERATES_WITH", **more})


def image() -> Image:
    """Give a chain of three labs: t1 and t2 from a to b (t1 ended in 2018), t3 from c to b."""
    ties = [
        tie("a", "b", "t1", 2016, 2018),
        tie("a", "b", "t2", 2017, weight=0.5),
        tie("c", "b", "t3", relation="RUNS"),
    ]
    return build([*(Lab(id=key, name=key.upper()) for key in "abc"), *ties], revision=4)


def thawed(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))  # noqa: S301 - just made


def faces() -> list[Any]:
    network = Network.of(image())
    return [network, network.simple(), network.at(dt.date(2017, 1, 1))]


def test_edges_are_ties_with_their_ids_for_keys() -> None:
    network = Network.of(image())

    assert list(network.edges(keys=True)) == [("a", "b", "t1"), ("a", "b", "t2"), ("c", "b", "t3")]
    assert network.edges["a", "b", "t1"] == {
        "weight": 1.0,
        "relation": "FEDERATES_WITH",
        "since": "2016",
        "until": "2018",
    }
    assert network.graph == {"revision": 4}


def test_a_simple_face_adds_the_weights_of_parallel_ties() -> None:
    simple = Network.of(image()).simple()

    assert dict(simple.adj["b"]) == {"a": {"weight": 1.5}, "c": {"weight": 1.0}}
    assert simple.size(weight="weight") == 2.5


def test_a_simple_face_tells_what_it_shows() -> None:
    simple = Network.of(image()).simple(Layer.CONTACT | Layer.WORK, 20190101)

    assert simple.graph == {"revision": 4, "layers": "CONTACT|WORK", "day": 20190101}
    assert simple.edges["a", "b"] == {"weight": 0.5}


def test_the_simple_face_of_a_day_shows_that_day() -> None:
    simple = Network.of(image()).at(dt.date(2019, 1, 1)).simple()

    assert simple.graph == {"revision": 4, "day": 20190101}
    assert simple.edges["a", "b"] == {"weight": 0.5}


def test_sums_of_weights_are_the_same_from_either_end() -> None:
    weights = (0.1, 0.2, 0.3, 0.7)
    ties = [tie("ab"[n % 2], "ba"[n % 2], f"t{n}", weight=weight) for n, weight in enumerate(weights)]

    simple = Network.of(build([Lab(id="a", name="A"), Lab(id="b", name="B"), *ties])).simple()

    assert simple["a"]["b"]["weight"] == simple["b"]["a"]["weight"] == sum(weights)


def test_a_tie_of_an_actor_with_itself_counts_once() -> None:
    network = Network.of(build([Lab(id="a", name="A"), tie("a", "a", "t")]))

    assert list(network.edges(keys=True)) == [("a", "a", "t")]
    assert dict(network.simple().adj["a"]) == {"a": {"weight": 1.0}}
    assert (network.size(), network.simple().size(), network.degree("a"), network.simple().degree("a")) == (1, 1, 2, 2)


def test_the_empty_network_is_an_empty_graph() -> None:
    network = Network.of(build([]))

    assert (network.order(), network.size(), network.simple().size()) == (0, 0, 0)
    assert nx.is_empty(network.at(dt.date(2020, 1, 1)))


def test_dropped_actors_are_not_in_the_graph() -> None:
    before = image()

    network = Network.of(apply(before, Batch(dropped=[(Entity.ACTOR, "a")]), 5))

    assert ("a" in network, list(network), network.size()) == (False, ["b", "c"], 1)
    assert "a" in Network.of(before)


def test_those_who_came_later_are_not_in_the_graph_nor_is_what_could_not_be() -> None:
    before = image()
    later = Network.of(apply(before, Batch([KINDS["LAB"].record(id="new", name="New")]), 5))
    unhashable: Any = ["a"]

    for face in (Network.of(before), Network.of(before).simple()):
        assert [name in face for name in ("a", "new", "nobody", unhashable, None)] == [True, *[False] * 4]
    assert "new" in later


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("number", range(3))
def test_a_face_refuses_changes(change: Change, number: int) -> None:
    face = faces()[number]

    with pytest.raises(nx.NetworkXError, match="read-only"):
        change(face)

    assert nx.is_frozen(face)
    assert sorted(face) == ["a", "b", "c"]


@pytest.mark.parametrize("change", ATTRIBUTE_CHANGES.values(), ids=ATTRIBUTE_CHANGES)
@pytest.mark.parametrize("number", range(3))
def test_attributes_of_a_face_refuse_changes(change: Change, number: int) -> None:
    face = faces()[number]
    before = json.dumps(nx.node_link_data(face))

    with pytest.raises(TypeError):
        change(face)

    assert json.dumps(nx.node_link_data(face)) == before


@pytest.mark.parametrize("number", range(3))
def test_a_copy_of_a_face_is_the_face(number: int) -> None:
    face = faces()[number]

    assert copy.copy(face) is face
    assert copy.deepcopy(face) is face


@pytest.mark.parametrize(
    "derive",
    [
        lambda g: g.copy(),
        lambda g: g.__class__(g),
        lambda g: g.to_directed(),
        lambda g: g.to_undirected(),
        lambda g: nx.compose(g, g),
        lambda g: g.subgraph("abc").copy(),
        thawed,
    ],
)
@pytest.mark.parametrize("number", range(3))
def test_graphs_made_from_a_face_are_plain_and_can_be_changed(derive: Callable[[Any], Any], number: int) -> None:
    face = faces()[number]

    derived = derive(face)
    derived.add_edge("a", "new")
    derived.nodes["a"]["colour"] = "red"
    nx.set_edge_attributes(derived, dict.fromkeys(derived.edges, 1), "width")
    derived.graph["name"] = "mine"

    assert type(derived) in {nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph}
    assert derived.order() == 4
    assert "colour" not in face.nodes["a"]


def test_classes_of_faces_make_plain_graphs() -> None:
    assert type(Network([("a", "b")])) is nx.MultiDiGraph
    assert type(Simple([("a", "b")])) is nx.Graph


def test_a_pickled_face_is_a_plain_graph_of_the_same_edges() -> None:
    network = Network.of(image())

    assert nx.utils.graphs_equal(thawed(network), network.copy())


def test_decoded_rows_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "BYTES_HELD", 5_000)
    names = [f"lab-{number}" for number in range(50)]
    ties = [tie(one, other, f"{one}-{other}") for one, other in pairwise(names)]
    network = Network.of(build([*(Lab(id=name, name=name) for name in names), *ties]))
    simple = network.simple()

    assert nx.diameter(simple) == 49
    assert list(network.edges(keys=True)) == [(one, other, f"{one}-{other}") for one, other in pairwise(names)]
    for face in (simple, network):
        for told in (vars(face)["_adj"], vars(face)["_node"]):
            assert 0 <= told.weight <= 5_000
        assert 0 < vars(face)["_adj"].held < 50


def test_ties_that_are_alike_share_their_attributes() -> None:
    network = Network.of(image())
    other = Network.of(build([*(Lab(id=key, name=key) for key in "ab"), tie("a", "b", "t", 2016, 2018)]))

    assert network["a"]["b"]["t1"] == other["a"]["b"]["t"]
    assert dict(network["a"]["b"]) == {
        "t1": {"weight": 1.0, "relation": "FEDERATES_WITH", "since": "2016", "until": "2018"},
        "t2": {"weight": 0.5, "relation": "FEDERATES_WITH", "since": "2017"},
    }


def test_threads_read_whole_networks_while_images_are_made() -> None:
    """Every image is a ring with as many labs as its revision: each has two neighbours, and all are joined."""

    def ring(size: int) -> list[Tie]:
        return [tie(f"l{number}", f"l{(number + 1) % size}", f"t{number}") for number in range(size)]

    images = [build([*(Lab(id=f"l{number}", name="L") for number in range(3)), *ring(3)], 3)]

    def read(_: int) -> bool:
        sound = True
        for _ in range(40):
            network = Network.of(images[-1])
            simple, size = network.simple(), network.graph["revision"]
            sound &= simple.order() == simple.size() == size and nx.is_connected(simple)
            sound &= {degree for _, degree in network.degree()} == {2}
        return sound

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read, number) for number in range(3)]
        for size in range(4, 150):
            new = Lab(id=f"l{size - 1}", name="L")
            images.append(apply(images[-1], Batch(put=[new, *ring(size)[-2:]]), size))

    assert all(reader.result() for reader in readers)


def test_threads_share_one_face() -> None:
    names = [f"lab-{number}" for number in range(200)]
    ties = [tie(one, other, f"{one}-{other}") for one, other in pairwise(names)]
    simple = Network.of(build([*(Lab(id=name, name=name) for name in names), *ties])).simple()

    with ThreadPoolExecutor(4) as pool:
        lengths = list(pool.map(lambda _: nx.shortest_path_length(simple, names[0], names[-1]), range(8)))

    assert lengths == [199] * 8
