from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labnet.analysis.communities import Communities, communities, meetings
from labnet.analysis.two_mode import Scope
from labnet.model.kinds import KINDS, Actor
from labnet.model.ties import Tie
from labnet.network.changes import build
from labnet.network.image import Image

Draw = Callable[[str], Image]
TODAY = dt.date(2026, 6, 1)

TWO_LABS = """
    state_service pref
    local_authority city
    local_authority county
    organisation school
    organisation alone
    innovator ida
    innovator bob
    lab one
    lab two
    project home
    cluster all
    pref CARRIES one since=2016
    city CARRIES one
    ida PARTICIPATES_IN one
    county CARRIES two
    school PARTNERS_WITH two
    bob PARTICIPATES_IN two
    two RUNS home
    school PARTICIPATES_IN home
    county PARTNERS_WITH school weight=0.5
    ida WORKS_FOR county
    pref MEMBER_OF all
    county MEMBER_OF all
    one MEMBER_OF all
    two MEMBER_OF all
"""


def _groups(image: Image, found: Communities) -> list[set[str]]:
    return [{image.ids[found.rows[place]] for place in found.members(number)} for number in range(len(found.sizes))]


def test_labs_stand_among_those_who_make_them_and_the_largest_community_comes_first(draw: Draw) -> None:
    image = draw(TWO_LABS)
    found = communities(image, TODAY)
    assert _groups(image, found) == [{"county", "school", "bob", "two", "home"}, {"pref", "city", "ida", "one"}]
    assert found.sizes.tolist() == [5, 4]
    assert (found.ties, found.undated) == (9, 8)
    assert found.number_of(image.rows["ida"]) == 1
    assert found.number_of(image.rows["alone"]) is None


def test_declared_clusters_and_employers_join_nobody(draw: Draw) -> None:
    image = draw(TWO_LABS)
    met = meetings(image, TODAY)
    names = [image.ids[row] for row in met.rows.tolist()]
    assert names == ["bob", "city", "county", "home", "ida", "one", "pref", "school", "two"]
    ties = {(names[i], names[j]): w for i, j, w in zip(*met.weights.tocoo().coords, met.weights.data, strict=True)}
    assert ties[("home", "two")] == ties[("two", "home")] == 1
    assert ties[("county", "school")] == 0.5
    assert ("county", "ida") not in ties
    assert len(ties) == 2 * 9


def test_figures_are_those_of_the_partition(draw: Draw) -> None:
    image = draw(TWO_LABS)
    found, met = communities(image, TODAY), meetings(image, TODAY)
    graph = nx.from_scipy_sparse_array(met.weights)
    parts = [set(np.flatnonzero(found.labels == number).tolist()) for number in (0, 1)]
    assert found.modularity == pytest.approx(nx.community.modularity(graph, parts), abs=1e-12)
    assert found.stability == 1
    assert found.confidence.tolist() == [1] * 9


def test_the_day_and_the_scope_decide_what_is_looked_at(draw: Draw) -> None:
    image = draw(TWO_LABS)
    before = communities(image, dt.date(2015, 1, 1))
    assert _groups(image, before)[1] == {"city", "ida", "one"}
    only = communities(image, TODAY, Scope(kinds=frozenset({"CLUSTER"})))
    assert _groups(image, only) == [{"all", "pref"}, {"county", "school"}]
    inside = communities(image, TODAY, Scope(kinds=frozenset({"LAB"})))
    assert _groups(image, inside) == [{"bob", "county", "school", "two"}, {"pref", "city", "ida", "one"}]


def test_without_ties_there_are_no_communities_and_no_figures(draw: Draw) -> None:
    for image in (Image.empty(), draw("innovator ida\nlab one")):
        found = communities(image, TODAY)
        assert (found.modularity, found.stability, len(found.sizes), found.ties) == (None, None, 0, 0)


def test_one_run_has_nothing_to_agree_with(draw: Draw) -> None:
    found = communities(draw(TWO_LABS), TODAY, runs=1)
    assert found.stability is None
    assert found.confidence.tolist() == [1] * 9


def _ring(count: int) -> str:
    people = "\n".join(f"innovator p{place:02}" for place in range(count))
    ties = "\n".join(f"p{place:02} COLLABORATES_WITH p{(place + 1) % count:02}" for place in range(count))
    return f"{people}\n{ties}"


def test_runs_that_disagree_are_told_by_stability_and_confidence(draw: Draw) -> None:
    """Where a ring is cut is anybody's guess."""
    found = communities(draw(_ring(24)), TODAY, runs=20)
    assert found.stability is not None
    assert 0 < found.stability < 0.8
    assert 0 < found.confidence.min() < found.confidence.max() < 1
    order = found.confidence[found.members(0)]
    assert (np.diff(order) <= 0).all()


def test_stars_and_cliques_are_one_community(draw: Draw) -> None:
    star = "lab hub\n" + "\n".join(f"innovator p{n}\np{n} PARTICIPATES_IN hub" for n in range(6))
    clique = "\n".join(f"innovator p{n}" for n in range(5))
    clique += "\n" + "\n".join(f"p{i} COLLABORATES_WITH p{j}" for i in range(5) for j in range(i))
    for text in (star, clique):
        found = communities(draw(text), TODAY)
        assert len(found.sizes) == 1
        assert found.stability == 1
        assert found.modularity == pytest.approx(0, abs=1e-9)


def test_the_same_seed_gives_the_same_answer_whatever_the_order_of_records(
    read: Callable[[str], list[Actor | Tie]],
) -> None:
    records = read(_ring(30))
    actors, ties = [each for each in records if isinstance(each, Actor)], [e for e in records if isinstance(e, Tie)]
    one, other = build([*actors, *ties]), build([*actors[::-1], *ties[::-1]])
    first, second = communities(one, TODAY, seed=3), communities(other, TODAY, seed=3)
    assert [one.ids[row] for row in first.rows.tolist()] == [other.ids[row] for row in second.rows.tolist()]
    assert first.labels.tolist() == second.labels.tolist()
    assert first.confidence.tolist() == second.confidence.tolist()
    assert communities(one, TODAY, seed=4).confidence.tolist() != first.confidence.tolist()


def test_any_network_has_communities_and_none_of_the_figures_is_nonsense(
    networks: st.SearchStrategy[list[Actor | Tie]],
) -> None:
    @settings(max_examples=60, deadline=None)
    @given(networks)
    def holds(records: list[Actor | Tie]) -> None:
        found = communities(build(records), TODAY, runs=5)
        assert found.sizes.tolist() == sorted(found.sizes.tolist(), reverse=True)
        assert found.sizes.sum() == len(found.rows)
        assert ((found.confidence > 0) & (found.confidence <= 1 + 1e-12)).all()
        for figure in (found.modularity, found.stability):
            assert figure is None or -1 <= figure <= 1 + 1e-12
        assert (found.modularity is None) == (not len(found.rows))

    holds()


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_communities_reach_the_modularity_of_networkx(seed: int) -> None:
    graph = nx.gnp_random_graph(40, 0.08, seed=seed)
    people = [f"innovator p{node:02}" for node in graph]
    image = _drawn(people, [f"p{one:02} COLLABORATES_WITH p{other:02}" for one, other in graph.edges])
    found = communities(image, TODAY)
    theirs = nx.community.louvain_communities(graph, seed=seed)
    assert (found.modularity or 0) >= nx.community.modularity(graph, theirs) - 1e-9


def _drawn(people: list[str], ties: list[str]) -> Image:
    person = KINDS["INNOVATOR"].record
    actors = [person(id=line.split()[1], name=line) for line in people]
    made = [
        Tie(id=f"t{place}", from_id=line.split()[0], to_id=line.split()[2], relation="COLLABORATES_WITH")
        for place, line in enumerate(ties)
    ]
    return build([*actors, *made])
