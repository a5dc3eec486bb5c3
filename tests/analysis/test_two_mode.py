from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networkx.algorithms import bipartite

from labnet.analysis.timeline import timeline
from labnet.analysis.two_mode import LARGEST_TEAM, Scope, TwoMode, two_mode
from labnet.model.kinds import KINDS, Actor
from labnet.model.ties import Tie
from labnet.model.vocabularies import Sphere
from labnet.network.changes import build
from labnet.network.image import Image

Draw = Callable[[str], Image]
TODAY = dt.date(2026, 6, 1)


@pytest.fixture(scope="module")
def network(draw: Draw) -> Image:
    """A lab of three, an event of two in 2016, a partnership, a programme, and somebody who left in 2018."""
    return draw("""
        state_service pref tier=state_deconcentrated territory=region:53
        local_authority city tier=commune themes=care territory=commune:35238
        organisation school tier=research themes=care|data
        innovator ida
        innovator gone until=2018
        lab lab themes=care
        event day since=2016 until=2016
        programme call
        pref CARRIES lab
        city CARRIES lab since=2016
        city HOSTS lab since=2016
        school PARTNERS_WITH lab
        gone PARTICIPATES_IN lab
        ida PARTICIPATES_IN day
        pref PARTICIPATES_IN day
        city PARTNERS_WITH school since=2017 weight=0.5
        ida WORKS_FOR pref
        lab LAUREATE_OF call
        pref FUNDS lab
    """)


def _contacts(image: Image, found: TwoMode) -> dict[frozenset[str], float]:
    table = _sparse_items(found)
    names = [image.ids[row] for row in found.units.tolist()]
    return {frozenset((names[i], names[j])): weight for i, j, weight in table}


def _sparse_items(found: TwoMode) -> list[tuple[int, int, float]]:
    table = found.contacts.tocoo()
    return [(int(i), int(j), float(weight)) for i, j, weight in zip(*table.coords, table.data, strict=True)]


def test_contacts_come_from_shared_works_and_declared_ties_of_the_day(network: Image) -> None:
    found = two_mode(network, TODAY)
    assert _contacts(network, found) == {
        frozenset(("pref", "city")): 0.5,
        frozenset(("pref", "school")): 0.5,
        frozenset(("city", "school")): 1.0,
    }
    assert [network.ids[row] for row in found.units.tolist()] == ["pref", "city", "school", "ida"]
    assert (found.ties, found.undated) == (5, 2)


def test_another_day_has_other_units_works_and_ties(network: Image) -> None:
    found = two_mode(network, dt.date(2016, 6, 1))
    assert [network.ids[row] for row in found.works.tolist()] == ["lab", "day"]
    assert _contacts(network, found) == {
        **dict.fromkeys(
            (
                frozenset(pair)
                for pair in (
                    ("pref", "city"),
                    ("pref", "school"),
                    ("pref", "gone"),
                    ("city", "school"),
                    ("city", "gone"),
                    ("school", "gone"),
                )
            ),
            1 / 3,
        ),
        frozenset(("ida", "pref")): 1.0,
    }


def test_a_scope_of_a_theme_leaves_works_on_it_and_ties_between_those_on_it(network: Image) -> None:
    care = two_mode(network, TODAY, Scope(themes=frozenset({"care"})))
    assert _contacts(network, care) == _contacts(network, two_mode(network, TODAY))
    data = two_mode(network, TODAY, Scope(themes=frozenset({"data"})))
    assert _contacts(network, data) == {}


def test_scopes_of_places_kinds_and_spheres_leave_some_units(network: Image) -> None:
    def names(scope: Scope) -> list[str]:
        return [network.ids[row] for row in two_mode(network, TODAY, scope).units.tolist()]

    assert names(Scope(territories=frozenset({"region:53", "commune:35238"}))) == ["pref", "city"]
    assert names(Scope(kinds=frozenset({"INNOVATOR"}))) == ["ida"]
    assert names(Scope(sphere=Sphere.STATE)) == ["pref", "ida"]
    assert names(Scope(sphere=Sphere.BUSINESS)) == []
    events = two_mode(network, TODAY, Scope(kinds=frozenset({"EVENT"})))
    assert _contacts(network, events) == {frozenset(("city", "school")): 0.5}


def test_a_work_of_everybody_brings_nobody_together(read: Callable[[str], list[Actor | Tie]]) -> None:
    people = "\n".join(f"innovator p{number}" for number in range(LARGEST_TEAM + 1))
    parts = "\n".join(f"p{number} MEMBER_OF club" for number in range(LARGEST_TEAM + 1))
    some = "\n".join(f"p{number} PARTICIPATES_IN work" for number in range(LARGEST_TEAM))
    image = build(read(f"{people}\ncluster club\nproject work\n{parts}\n{some}"))
    found = two_mode(image, TODAY)
    assert [image.ids[row] for row in found.left_out.tolist()] == ["club"]
    assert found.contacts.nnz == LARGEST_TEAM * (LARGEST_TEAM - 1)
    assert np.allclose(found.contacts.sum(axis=1)[:-1], 1)


def test_units_know_their_place(network: Image) -> None:
    found = two_mode(network, TODAY)
    assert [found.place_of(row) for row in range(len(network))] == [0, 1, 2, 3, *[None] * 4]


@given(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 4))))
def test_contacts_are_the_collaboration_weights_of_networkx(parts: set[tuple[int, int]]) -> None:
    people = [KINDS["INNOVATOR"].record(id=f"p{number}", name="P") for number in range(6)]
    works = [KINDS["PROJECT"].record(id=f"w{number}", name="W") for number in range(5)]
    ties = [
        Tie(id=f"p{one}.w{other}", from_id=f"p{one}", to_id=f"w{other}", relation="PARTICIPATES_IN")
        for one, other in sorted(parts)
    ]
    image = build([*people, *works, *ties])
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(actor.id for actor in (*people, *works))
    # networkx divides by nothing where somebody works alone.
    teams = {f"w{other}" for _, other in parts if sum(work == other for _, work in parts) > 1}
    graph.add_edges_from((tie.from_id, tie.to_id) for tie in ties if tie.to_id in teams)
    expected = bipartite.collaboration_weighted_projected_graph(graph, [actor.id for actor in people])
    weights = nx.get_edge_attributes(expected, "weight")
    found = _contacts(image, two_mode(image, TODAY))
    assert found == {frozenset(pair): pytest.approx(weight) for pair, weight in weights.items()}


def test_actors_that_answer_nothing_make_no_contacts(draw: Draw) -> None:
    found = two_mode(draw("lab alone"), TODAY)
    assert (found.units.tolist(), found.works.tolist(), found.contacts.shape) == ([], [], (0, 0))


def test_a_tie_of_somebody_with_themselves_joins_nobody(draw: Draw) -> None:
    found = two_mode(draw("innovator a\ninnovator b\na COLLABORATES_WITH a\na COLLABORATES_WITH b"), TODAY)
    assert found.contacts.toarray().tolist() == [[0, 1], [1, 0]]
    assert found.ties == 1


def test_a_symmetric_tie_may_name_the_work_or_the_unit_first(draw: Draw) -> None:
    bodies = "organisation a\norganisation b\nlab l\na CARRIES l\n"
    for tie in ("l COLLABORATES_WITH b", "b COLLABORATES_WITH l"):
        image = draw(bodies + tie)
        found = two_mode(image, TODAY)
        assert _contacts(image, found) == {frozenset(("a", "b")): 1.0}
        assert found.ties == 2
        on = timeline(image).on(TODAY).meetings
        assert on.attendance.toarray().tolist() == found.attendance.toarray().tolist()
        assert (on.ties, on.works.tolist()) == (2, found.works.tolist())
