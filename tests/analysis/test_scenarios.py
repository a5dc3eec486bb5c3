from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labnet.analysis.indicators import Indicator, indicators
from labnet.analysis.scenarios import Scenario, outcome
from labnet.analysis.timeline import Span
from labnet.analysis.vulnerability import contact_network, cuts
from labnet.model.kinds import Actor
from labnet.model.ties import Tie
from labnet.network.changes import build
from labnet.network.image import Image

Draw = Callable[[str], Image]
TODAY = dt.date(2026, 6, 1)


@pytest.fixture(scope="module")
def image(draw: Draw) -> Image:
    """Two labs that one person joins, and a third that only a programme's support joins to them."""
    return draw("""
        local_authority city tier=commune
        organisation school tier=research
        state_service pref tier=state_deconcentrated
        state_service agency tier=state_central
        innovator ida
        lab one
        lab two
        lab far
        lab over until=2018
        programme call
        city CARRIES one
        school PARTNERS_WITH one
        ida PARTICIPATES_IN one
        ida PARTICIPATES_IN two
        pref CARRIES two
        agency CARRIES far
        far LAUREATE_OF call
        one LAUREATE_OF call
        call SUPPORTS far
        pref FUNDS far
        agency CARRIES over
    """)


def _separated(image: Image, scenario: Scenario) -> list[str]:
    return [image.ids[row] for row in outcome(image, scenario, TODAY).separated]


def test_who_hangs_on_one_person_is_cut_off_without_them(image: Image) -> None:
    found = outcome(image, Scenario(actors=frozenset({image.rows["ida"]})), TODAY)
    assert [image.ids[row] for row in found.separated] == ["pref", "two"]
    told = {each.indicator: (each.before, each.after) for each in found.changes}
    assert told[Indicator.ACTORS] == (8, 7)
    assert told[Indicator.TIES] == (6, 4)
    assert told[Indicator.COMPONENTS] == (2, 3)
    assert told[Indicator.LARGEST_COMPONENT] == (6 / 8, 3 / 7)


def test_a_tie_that_is_taken_out_cuts_off_the_smaller_side(image: Image) -> None:
    tie = image.tie_row("ida.participates_in.two")
    assert tie is not None
    assert _separated(image, Scenario(ties=frozenset({tie}))) == ["pref", "two"]


def test_a_programme_that_ends_cuts_off_those_whom_nothing_else_joins(image: Image) -> None:
    assert _separated(image, Scenario(actors=frozenset({image.rows["call"]}))) == ["agency", "far"]
    # Money of a body is no contact: a body that is taken out cuts off those in contact with it.
    assert _separated(image, Scenario(actors=frozenset({image.rows["pref"]}))) == []
    money = image.tie_row("pref.funds.far")
    assert money is not None
    assert _separated(image, Scenario(ties=frozenset({money}))) == ["agency", "far"]


def test_a_tie_that_is_added_may_make_good_for_one_that_goes(image: Image) -> None:
    bridge = Span(image.rows["pref"], image.rows["school"], "COLLABORATES_WITH")
    scenario = Scenario(add=(bridge,), actors=frozenset({image.rows["ida"]}))
    found = outcome(image, scenario, TODAY)
    assert found.separated == ()
    told = {each.indicator: each.after for each in found.changes}
    assert told[Indicator.TIES] == 5
    assert told[Indicator.COMPONENTS] == 2


def test_pairs_of_groups_that_would_meet_more_or_less_are_told_most_changed_first(image: Image) -> None:
    spans = tuple(
        Span(image.rows[one], image.rows[lab], "PARTICIPATES_IN")
        for one, lab in (("pref", "one"), ("city", "two"), ("agency", "one"), ("school", "two"))
    )
    found = outcome(image, Scenario(add=spans, ties=frozenset({image.tie_row("school.partners_with.one") or 0})), TODAY)
    told = [
        (found.after.keys[after.a], found.after.keys[after.b], before.observed, after.observed)
        for before, after in found.pairs
    ]
    # City and school meet as often as before, in the other lab; State services come to both.
    assert told == [("LOCAL", "STATE", 0, 2), ("RESEARCH", "STATE", 0, 1)]
    assert [(found.before.keys[before.a], before.observed) for before, _ in found.pairs] == [
        ("LOCAL", 0),
        ("RESEARCH", 0),
    ]


def test_nothing_changes_nothing_and_nothing_is_stored(image: Image) -> None:
    before = indicators(image, TODAY)
    outcome(image, Scenario(add=(Span(0, 2, "COLLABORATES_WITH"),), actors=frozenset({5})), TODAY)
    found = outcome(image, Scenario(), TODAY)
    assert found.separated == ()
    assert all(each.before == each.after == before.values[each.indicator] for each in found.changes)


def test_nobody_can_be_taken_out_of_nothing(draw: Draw) -> None:
    assert outcome(Image.empty(), Scenario(), TODAY).separated == ()
    alone = draw("innovator ida")
    assert outcome(alone, Scenario(actors=frozenset({0})), TODAY).separated == ()


def test_those_cut_off_are_those_networkx_no_longer_reaches(networks: st.SearchStrategy[list[Actor | Tie]]) -> None:
    @settings(max_examples=80, deadline=None)
    @given(networks, st.data())
    def holds(records: list[Actor | Tie], data: st.DataObject) -> None:
        image = build(records)
        walked = contact_network(image, TODAY)
        graph: nx.Graph[int] = nx.Graph(walked.rows[walked.ends].tolist())
        if not graph:
            return
        row = data.draw(st.sampled_from(sorted(graph)))
        largest = max(map(len, nx.connected_components(graph)))
        whole = next(part for part in nx.connected_components(graph) if row in part)
        if list(map(len, nx.connected_components(graph))).count(largest) > 1 or len(whole) < largest:
            return
        rest = list(nx.connected_components(nx.subgraph(graph, whole - {row})))
        cut_off = len(whole) - 1 - max(map(len, rest), default=0)
        assert len(outcome(image, Scenario(actors=frozenset({row})), TODAY).separated) == cut_off

    holds()


def test_whoever_a_cut_point_separates_is_cut_off_without_it(draw: Draw) -> None:
    image = draw("""
        lab one
        lab two
        innovator mid
        innovator a
        innovator b
        innovator c
        innovator d
        a PARTICIPATES_IN one
        b PARTICIPATES_IN one
        mid PARTICIPATES_IN one
        mid PARTICIPATES_IN two
        c PARTICIPATES_IN two
        d PARTICIPATES_IN two
        c COLLABORATES_WITH d
    """)
    cut = next(each for each in cuts(image, TODAY) if each.row == image.rows["mid"])
    found = outcome(image, Scenario(actors=frozenset({image.rows["mid"]})), TODAY)
    assert len(found.separated) == cut.separates
