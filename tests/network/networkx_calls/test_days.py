"""Networks at a day, and the simple faces of some layers, against the ties that a plain filter of records keeps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import networkx as nx
import pytest

from labnet.model.relations import Layer

DAYS = [20141231, 20170101, 20180430, 20180501, 20190831, 20190901, 20200229, 20200301, 20210630, 20210701]
NETWORKS = ["drawn", "shipped", "tangled 0", "tangled 1", "tangled 2", "empty", "lone", "looping"]


def shown(graph: Any) -> Any:
    """Tell what a graph shows, in order."""
    edges = graph.edges(keys=True, data=True) if graph.is_multigraph() else graph.edges(data=True)
    return dict(graph.graph), list(graph.nodes(data=True)), list(edges), graph.size(), dict(graph.degree)


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("day", DAYS)
def test_a_network_at_a_day_is_the_graph_of_the_ties_active_then(
    day: int, name: str, drawings: Mapping[str, Any]
) -> None:
    drawing = drawings[name]

    network = drawing.network().at(dt.date(day // 10_000, day // 100 % 100, day % 100))

    assert shown(network) == shown(drawing.plain_network(day))
    assert shown(network.simple()) == shown(drawing.plain_simple(day=day))


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("day", [None, 20180501, 20210701])
@pytest.mark.parametrize("layers", [*Layer, Layer.CONTACT | Layer.MONEY, None], ids=str)
def test_a_simple_face_joins_actors_by_ties_of_its_layers_and_day(
    layers: Layer | None, day: int | None, name: str, drawings: Mapping[str, Any]
) -> None:
    drawing = drawings[name]

    simple = drawing.network().simple(layers, day)

    assert shown(simple) == shown(drawing.plain_simple(layers, day))


@pytest.mark.parametrize("name", NETWORKS[2:5])
def test_the_tangled_networks_change_from_day_to_day(name: str, drawings: Mapping[str, Any]) -> None:
    """The days above are no use where nothing begins or ends between them."""
    seen = {tuple(drawings[name].plain_network(day).edges) for day in DAYS}

    assert len(seen) >= 4


def test_contacts_join_the_camps_by_one_project(drawings: Mapping[str, Any]) -> None:
    contacts = drawings["drawn"].network().simple(Layer.CONTACT)

    assert set(nx.articulation_points(contacts)) == {"lab-north", "project", "lab-south"}
    assert nx.shortest_path(contacts, "ada", "dora") == ["ada", "lab-north", "project", "lab-south", "dora"]
