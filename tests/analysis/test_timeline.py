from __future__ import annotations

import datetime as dt
import gc
import weakref
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labnet.analysis.findings import findings
from labnet.analysis.grouping import GroupBy
from labnet.analysis.indicators import trend
from labnet.analysis.introduction import Introductions
from labnet.analysis.peers import peers
from labnet.analysis.scenarios import Scenario, outcome
from labnet.analysis.silos import Question
from labnet.analysis.timeline import Moment, Span, timeline
from labnet.analysis.two_mode import Scope, two_mode
from labnet.analysis.vulnerability import contact_network
from labnet.model.kinds import Actor
from labnet.model.ties import Tie
from labnet.model.vocabularies import Sphere
from labnet.network.changes import build
from labnet.network.image import Image

Draw = Callable[[str], Image]
DAYS = [dt.date(2009, 5, 1), dt.date(2016, 11, 17), dt.date(2016, 11, 18), dt.date(2018, 1, 1), dt.date(2026, 6, 1)]

NETWORK = """
    state_service pref tier=state_deconcentrated themes=care
    local_authority city tier=commune themes=care|data
    organisation school tier=research themes=data until=2020
    innovator ida since=2017 themes=care
    innovator bob
    lab one since=2016 themes=care
    event day since=2016-11-18 until=2016-11-18
    cluster all until=2018-06
    programme call
    pref CARRIES one
    city CARRIES one since=2017
    school PARTNERS_WITH one until=2019
    ida PARTICIPATES_IN one
    ida PARTICIPATES_IN one since=2018
    bob PARTICIPATES_IN day
    pref RUNS day since=2016-11-18
    one MEMBER_OF all since=2017
    city MEMBER_OF all
    city PARTNERS_WITH school since=2017 weight=0.5
    ida COLLABORATES_WITH bob
    ida COLLABORATES_WITH ida
    ida WORKS_FOR city since=2018
    one LAUREATE_OF call since=2016
    pref FUNDS one
"""


def _is_what_others_give(image: Image, moment: Moment, day: dt.date, scope: Scope) -> None:
    met, walked = two_mode(image, day, scope), contact_network(image, day, scope)
    assert moment.meetings.units.tolist() == met.units.tolist()
    assert moment.meetings.works.tolist() == met.works.tolist()
    assert moment.meetings.left_out.tolist() == met.left_out.tolist()
    assert abs(moment.meetings.contacts - met.contacts).sum() == pytest.approx(0, abs=1e-12)
    assert abs(moment.meetings.attendance - met.attendance).sum() == 0
    for name in ("rows", "ends", "ties", "counts"):
        assert getattr(moment.network, name).tolist() == getattr(walked, name).tolist()


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(
    "scope",
    [
        Scope(),
        Scope(themes=frozenset({"care"})),
        Scope(kinds=frozenset({"LAB", "INNOVATOR", "LOCAL_AUTHORITY"})),
        Scope(sphere=Sphere.LOCAL),
    ],
)
def test_a_day_of_a_timeline_is_that_day_of_the_network(draw: Draw, day: dt.date, scope: Scope) -> None:
    image = draw(NETWORK)
    _is_what_others_give(image, timeline(image, scope).on(day), day, scope)


def test_so_it_is_for_any_network(networks: st.SearchStrategy[list[Actor | Tie]]) -> None:
    @settings(max_examples=80, deadline=None)
    @given(networks, st.sampled_from(DAYS))
    def holds(records: list[Actor | Tie], day: dt.date) -> None:
        image = build(records)
        _is_what_others_give(image, timeline(image).on(day), day, Scope())

    holds()


def test_ties_are_counted_with_those_whose_start_nobody_knows(draw: Draw) -> None:
    found = timeline(draw(NETWORK)).on(dt.date(2017, 6, 1))
    # pref, city, school and ida to the lab, ida to bob, the lab and the city to the cluster, city to school.
    assert (found.ties, found.undated) == (8, 5)


def test_a_crowd_brings_nobody_together_and_its_ties_do_not_count(draw: Draw) -> None:
    crowd = "\n".join(f"innovator p{place}\np{place} PARTICIPATES_IN fair" for place in range(61))
    found = timeline(draw(f"event fair\ninnovator a\ninnovator b\na COLLABORATES_WITH b\n{crowd}")).on(DAYS[0])
    assert (found.ties, found.undated) == (1, 1)
    assert found.meetings.left_out.tolist() == [0]


def test_what_is_taken_out_is_as_if_it_had_never_been(draw: Draw) -> None:
    image = draw(NETWORK)
    day = dt.date(2018, 1, 1)
    cut = image.tie_row("city.partners_with.school.2017")
    assert cut is not None
    found = timeline(image).without([image.rows["one"]], [cut]).on(day)
    without = "\n".join(
        line for line in NETWORK.splitlines() if "one" not in line.split() and not line.strip().startswith("city PART")
    )
    bare = draw(without)
    expected = timeline(bare).on(day)
    assert [image.ids[row] for row in found.network.rows] == [bare.ids[row] for row in expected.network.rows]
    assert found.network.ends.tolist() == expected.network.ends.tolist()
    assert (found.meetings.contacts - expected.meetings.contacts).nnz == 0
    assert (found.ties, found.undated) == (expected.ties, expected.undated)


def test_what_is_added_is_as_if_it_had_always_been(draw: Draw) -> None:
    image = draw(NETWORK)
    day = dt.date(2018, 1, 1)
    spans = [
        Span(image.rows["bob"], image.rows["one"], "PARTICIPATES_IN"),
        Span(image.rows["bob"], image.rows["pref"], "COLLABORATES_WITH"),
    ]
    found = timeline(image).adding(spans).on(day)
    more = draw(f"{NETWORK}\nbob PARTICIPATES_IN one since=2010\nbob COLLABORATES_WITH pref since=2010")
    expected = timeline(more).on(day)
    assert found.network.ends.tolist() == expected.network.ends.tolist()
    assert np.abs((found.meetings.contacts - expected.meetings.contacts).toarray()).max() < 1e-12
    assert (found.ties, found.undated) == (expected.ties, expected.undated)
    # The image, and what was made of it before, stay as they are.
    _is_what_others_give(image, timeline(image).on(day), day, Scope())


@pytest.mark.parametrize(
    "ask",
    [
        lambda image: timeline(image).on(DAYS[-1]),
        lambda image: trend(image, DAYS[0], DAYS[-1], 12),
        lambda image: outcome(image, Scenario(actors=frozenset({0})), DAYS[-1]),
        lambda image: [peer.reasons for peer in peers(image, 0, DAYS[-1])],
        lambda image: Introductions(image, 0, DAYS[-1], [1, 2]).to(2),
        lambda image: findings(image, Question(GroupBy.SPHERE, DAYS[-1])),
    ],
    ids=["timeline", "trend", "outcome", "peers", "introductions", "findings"],
)
def test_an_image_that_was_asked_is_let_go_at_once_not_by_the_collector(
    draw: Draw, ask: Callable[[Image], object]
) -> None:
    image = draw(NETWORK)
    told = weakref.ref(image)
    gc.disable()
    try:
        ask(image)
        del image
        assert told() is None
    finally:
        gc.enable()
