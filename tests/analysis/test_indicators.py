from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labnet.analysis.grouping import GroupBy
from labnet.analysis.indicators import Change, Indicator, changes, days, indicators, trend
from labnet.analysis.silos import Question, mixing
from labnet.analysis.statistics import StatisticMethod
from labnet.analysis.timeline import timeline
from labnet.analysis.two_mode import Scope
from labnet.errors import TooMuch
from labnet.model.kinds import Actor
from labnet.model.ties import Tie
from labnet.network.changes import build
from labnet.network.image import Image

Draw = Callable[[str], Image]
TODAY = dt.date(2026, 6, 1)

# Two labs: the State's, of two prefectures of one ministry; a joint one, of a prefecture and a city.
NETWORK = """
    state_service ministry tier=state_central
    state_service pref-a tier=state_deconcentrated administration=ministry
    state_service pref-b tier=state_deconcentrated administration=ministry
    local_authority city tier=commune
    local_authority alone tier=commune
    innovator ida
    lab states
    lab joint since=2017
    pref-a CARRIES states since=2015
    pref-b CARRIES states since=2015
    pref-b CARRIES joint
    city CARRIES joint since=2018
    ida PARTICIPATES_IN joint since=2019
    ida WORKS_FOR city
"""


def test_figures_of_a_day_are_those_one_counts_by_hand(draw: Draw) -> None:
    found = indicators(draw(NETWORK), TODAY)
    assert (found.actors, found.ties, found.undated, found.components) == (8, 6, 2, 3)
    assert found.largest_component == 6 / 8
    # The State's lab: one contact. The joint one: another, for a person alone is not counted.
    assert found.external_internal.value == 0
    assert (found.external_internal.n, found.external_internal.method) == (2, StatisticMethod.NORMAL)
    assert found.cross_administration_share == 1 / 2
    # pref-a - states - pref-b - joint - {city, ida}, and ida - city.
    assert found.mean_distance == pytest.approx((6 * 1 + 4 * 2 + 3 * 3 + 2 * 4) / 15)


@pytest.mark.parametrize("by", list(GroupBy))
def test_groups_are_as_closed_as_a_report_of_silos_says(draw: Draw, by: GroupBy) -> None:
    image = draw(NETWORK)
    found = indicators(image, TODAY, by)
    told = mixing(image, Question(by, TODAY)).segregation
    for one, other in (
        (found.external_internal, told.external_internal),
        (found.assortativity, told.assortativity),
    ):
        assert (one.value, one.expected, one.n) == (other.value, other.expected, other.n)


def test_a_scope_narrows_all_figures(draw: Draw) -> None:
    found = indicators(draw(NETWORK), TODAY, scope=Scope(kinds=frozenset({"STATE_SERVICE"})))
    assert (found.actors, found.ties, found.components) == (5, 3, 2)
    assert found.cross_administration_share == 0


def test_people_of_two_employers_share_an_administration_with_either(draw: Draw) -> None:
    people = "\n".join(
        f"""
        innovator p{number}
        p{number} WORKS_FOR city
        p{number} WORKS_FOR town
        p{number} COLLABORATES_WITH city
        p{number} COLLABORATES_WITH port weight=3
        """
        for number in range(5)
    )
    bodies = "\n".join(f"local_authority {name}" for name in ("city", "town", "port"))
    found = indicators(draw(f"{bodies}\n{people}"), TODAY)
    assert found.cross_administration_share == 0.75


def test_the_contacts_of_few_people_are_not_told(draw: Draw) -> None:
    network = (
        "local_authority city\nlocal_authority port\ninnovator ida\nida WORKS_FOR city\nida COLLABORATES_WITH port"
    )
    assert indicators(draw(network), TODAY).cross_administration_share is None


def test_nobody_has_figures_that_are_not_defined() -> None:
    found = indicators(Image.empty(), TODAY)
    assert (found.actors, found.ties, found.components) == (0, 0, 0)
    assert found.values[Indicator.LARGEST_COMPONENT] is None
    assert found.values[Indicator.EXTERNAL_INTERNAL] is None
    assert (found.cross_administration_share, found.mean_distance) == (None, None)


def test_a_trend_is_the_figures_of_its_days(draw: Draw) -> None:
    image = draw(NETWORK)
    found = trend(image, dt.date(2014, 1, 1), dt.date(2020, 1, 1), 12)
    assert [point.day.year for point in found] == list(range(2014, 2021))
    assert list(found) == [indicators(image, point.day) for point in found]
    assert [point.ties for point in found] == [1, 3, 3, 4, 5, 6, 6]
    assert [point.undated for point in found] == [1, 1, 1, 2, 2, 2, 2]
    assert [point.actors for point in found] == [7, 7, 7, 8, 8, 8, 8]


@given(st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1)), st.integers(1, 30), st.integers(0, 60))
def test_days_of_a_trend_are_months_apart_and_none_is_left_out(first: dt.date, months: int, points: int) -> None:
    last = first + dt.timedelta(days=31 * months * points)
    found = days(first, last, months)
    assert found[0] == first
    for place, day in enumerate(found):
        assert (day.year - first.year) * 12 + day.month - first.month == place * months
        assert day.day == first.day or (day.day < first.day and (day + dt.timedelta(days=1)).day == 1)
    assert all(day <= last for day in found)
    assert len(found) > points


def test_days_end_with_the_calendar() -> None:
    assert days(dt.date(9999, 11, 30), dt.date.max, 1) == [dt.date(9999, 11, 30), dt.date(9999, 12, 30)]
    assert days(dt.date(2020, 2, 1), dt.date(2020, 1, 1), 1) == []


def test_changes_stand_side_by_side(draw: Draw) -> None:
    image = draw(NETWORK)
    before, after = (indicators(image, dt.date(year, 1, 1)) for year in (2014, 2020))
    found = changes(before, after)
    assert [each.indicator for each in found] == list(Indicator)
    assert found[1] == Change(Indicator.TIES, 1, 6)
    assert found[4].before is None


def test_any_network_has_figures_that_make_sense(networks: st.SearchStrategy[list[Actor | Tie]]) -> None:
    @settings(max_examples=80, deadline=None)
    @given(networks, st.sampled_from(list(GroupBy)))
    def holds(records: list[Actor | Tie], by: GroupBy) -> None:
        found = indicators(build(records), TODAY, by)
        shares = (found.largest_component, found.cross_administration_share)
        assert all(share is None or 0 <= share <= 1 for share in shares)
        assert found.components <= found.actors
        assert found.undated <= found.ties
        for statistic in (found.external_internal, found.assortativity):
            assert statistic.value is None or -1 <= statistic.value <= 1 + 1e-12
        assert (found.mean_distance is None) == (found.components == found.actors)

    holds()


def test_order_changes_nothing(networks: st.SearchStrategy[list[Actor | Tie]]) -> None:
    @settings(max_examples=40, deadline=None)
    @given(networks)
    def holds(records: list[Actor | Tie]) -> None:
        actors = [each for each in records if isinstance(each, Actor)]
        ties = [each for each in records if isinstance(each, Tie)]
        one, other = build([*actors, *ties]), build([*reversed(actors), *reversed(ties)])
        for before, after in ((x.before, x.after) for x in changes(indicators(one, TODAY), indicators(other, TODAY))):
            assert after == (None if before is None else pytest.approx(before, abs=1e-9))

    holds()


def test_a_trend_of_too_many_days_of_too_many_ties_says_how_many_it_may_be(
    network: Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    ties = len(timeline(network).ties)
    monkeypatch.setattr("labnet.analysis.indicators._MOST_LOOKED_AT", 3 * ties)
    assert len(trend(network, dt.date(2014, 1, 1), dt.date(2016, 1, 1), 12)) == 3
    with pytest.raises(TooMuch, match=f"^trend: 4 days of {ties} ties would take too long; ask for 3 days at most"):
        trend(network, dt.date(2014, 1, 1), dt.date(2017, 1, 1), 12)
