from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from labnet.analysis.brokerage import brokers, constraint, effective_size
from labnet.analysis.grouping import GroupBy, grouping
from labnet.analysis.two_mode import two_mode
from labnet.model.kinds import KINDS
from labnet.model.ties import Tie
from labnet.model.vocabularies import Tier
from labnet.network.changes import build
from labnet.network.image import Image

Draw = Callable[[str], Image]
TODAY = dt.date(2026, 6, 1)


@pytest.fixture(scope="module")
def network(draw: Draw) -> Image:
    """An association in two works: one with a prefecture and a city, one with a ministry; and ida, who knows three."""
    return draw("""
        organisation link tier=association
        state_service pref tier=state_deconcentrated
        state_service ministry tier=state_central
        local_authority city tier=commune
        organisation alone tier=research
        innovator ida
        lab one
        lab two
        link PARTICIPATES_IN one
        pref PARTICIPATES_IN one
        city PARTICIPATES_IN one
        link PARTICIPATES_IN two
        ministry PARTICIPATES_IN two
        ida COLLABORATES_WITH pref
        ida COLLABORATES_WITH ministry
        ida COLLABORATES_WITH city
        ida WORKS_FOR ministry
    """)


def test_brokers_link_pairs_that_have_no_contact_in_a_role(network: Image) -> None:
    found = brokers(network, TODAY, GroupBy.SPHERE)
    told = {network.ids[broker.row]: {role.role.name: role.count for role in broker.roles} for broker in found}
    # link: ministry with pref (both State) and with city. ida, of the State: ministry with pref, and with city.
    assert told == {
        "link": {"COORDINATOR": 0, "ITINERANT": 1, "GATEKEEPER": 0, "LIAISON": 1},
        "ministry": {"COORDINATOR": 0, "ITINERANT": 0, "GATEKEEPER": 1, "LIAISON": 0},
        "pref": {"COORDINATOR": 0, "ITINERANT": 0, "GATEKEEPER": 1, "LIAISON": 0},
        "city": {"COORDINATOR": 0, "ITINERANT": 0, "GATEKEEPER": 0, "LIAISON": 1},
        "ida": {"COORDINATOR": 1, "ITINERANT": 0, "GATEKEEPER": 1, "LIAISON": 0},
    }
    assert network.ids[found[0].row] == "link"


def test_persons_can_be_left_out_but_count_as_contacts(network: Image) -> None:
    everybody = brokers(network, TODAY, GroupBy.SPHERE)
    bodies = brokers(network, TODAY, GroupBy.SPHERE, persons=False)
    assert bodies == tuple(broker for broker in everybody if network.ids[broker.row] != "ida")


def test_whoever_links_nobody_across_groups_is_no_broker(draw: Draw) -> None:
    image = draw("""
        organisation a tier=association
        organisation b tier=association
        organisation c tier=association
        a PARTNERS_WITH b
        b PARTNERS_WITH c
    """)
    assert brokers(image, TODAY, GroupBy.SPHERE) == ()
    (broker,) = brokers(image, TODAY, GroupBy.ADMINISTRATION)
    assert (image.ids[broker.row], broker.constraint, broker.effective_size) == ("b", 0.5, 2.0)


def test_contacts_of_no_group_are_not_brokered(draw: Draw) -> None:
    image = draw("""
        organisation a tier=association
        innovator ida
        innovator bob
        ida COLLABORATES_WITH a
        a COLLABORATES_WITH bob
    """)
    assert brokers(image, TODAY, GroupBy.SPHERE) == ()


def test_nobody_and_a_clique_have_no_brokers(draw: Draw) -> None:
    assert brokers(draw("lab empty"), TODAY, GroupBy.SPHERE) == ()
    bodies = "\n".join(f"organisation b{number} tier=association" for number in range(4))
    parts = "\n".join(f"b{number} PARTICIPATES_IN work" for number in range(4))
    assert brokers(draw(f"{bodies}\nproject work\n{parts}"), TODAY, GroupBy.ADMINISTRATION) == ()


def test_without_contacts_there_is_nothing_to_tell() -> None:
    alone = sparse.csr_array((2, 2))
    assert constraint(alone, 0) is None
    assert effective_size(alone, 0) is None


TIERS = (Tier.RESEARCH, Tier.ASSOCIATION, Tier.COMPANY)


@st.composite
def communities(draw: st.DrawFn) -> Image:
    """Up to nine bodies of three spheres, some of none, with works and weighted ties."""
    count = draw(st.integers(1, 9))
    bodies = [
        KINDS["ORGANISATION"].record(id=f"b{number}", name="B", tier=draw(st.sampled_from([*TIERS, None])))
        for number in range(count)
    ]
    works = [KINDS["PROJECT"].record(id=f"w{number}", name="W") for number in range(3)]
    ends = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    direct = [
        Tie(
            id=f"t{number}",
            from_id=f"b{one}",
            to_id=f"b{other}",
            relation="PARTNERS_WITH",
            weight=draw(st.sampled_from([0.5, 1.0, 2.0])),
        )
        for number, (one, other) in enumerate(draw(st.lists(ends, max_size=14)))
        if one != other
    ]
    taking = st.sets(st.tuples(st.integers(0, count - 1), st.integers(0, 2)), max_size=8)
    parts = [
        Tie(id=f"p{one}{work}", from_id=f"b{one}", to_id=f"w{work}", relation="PARTICIPATES_IN")
        for one, work in sorted(draw(taking))
    ]
    return build([*bodies, *works, *direct, *parts])


def _graph(image: Image) -> nx.Graph[int]:
    contacts = two_mode(image, TODAY).contacts
    graph: nx.Graph[int] = nx.from_scipy_sparse_array(contacts)
    return graph


@given(communities())
@settings(deadline=None, max_examples=150)
def test_constraint_and_effective_size_are_those_of_networkx(image: Image) -> None:
    contacts, graph = two_mode(image, TODAY).contacts, _graph(image)
    expected = nx.constraint(graph, weight="weight")
    sizes = nx.effective_size(graph)
    for place in graph:
        if graph.degree[place]:
            assert constraint(contacts, place) == pytest.approx(expected[place], abs=1e-9)
            assert effective_size(contacts, place) == pytest.approx(sizes[place], abs=1e-9)
        else:
            assert constraint(contacts, place) is effective_size(contacts, place) is None


@given(communities(), st.integers(1, 10), st.sampled_from([GroupBy.SPHERE, GroupBy.ADMINISTRATION]))
@settings(deadline=None, max_examples=150)
def test_the_first_brokers_are_those_who_link_most_pairs(image: Image, limit: int, by: GroupBy) -> None:
    graph, units = _graph(image), two_mode(image, TODAY).units
    group = grouping(image, units, by, TODAY).only.tolist()
    linked = {
        place: sum(
            not graph.has_edge(a, b) and len({group[a], group[b], group[place]}) > 1
            for a, b in combinations([other for other in graph[place] if group[other] >= 0], 2)
        )
        for place in graph
        if group[place] >= 0
    }
    found = brokers(image, TODAY, by, limit=limit)
    assert [broker.across for broker in found] == sorted(filter(None, linked.values()), reverse=True)[:limit]
    assert all(linked[int(np.searchsorted(units, broker.row))] == broker.across for broker in found)
    assert found == brokers(image, TODAY, by, limit=100)[:limit]
