from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labnet.model.relations import RELATIONS
from labnet.network.image import Image
from labnet.network.walk import Trail, strength, within

Draw = Callable[[str], Image]

IN_2014, IN_2016, IN_2017, IN_2020 = (dt.date(year, 6, 15) for year in (2014, 2016, 2017, 2020))
EVERY = tuple(RELATIONS)


def test_a_contact_ends_with_whom_it_joins_and_an_award_does_not(draw: Draw) -> None:
    """The lab ended in 2016; nobody wrote down when its ties did."""
    image = draw("""
        lab lab until=2016
        programme call until=2015
        lab heir since=2017
        organisation school
        school CARRIES lab
        lab LAUREATE_OF call
        heir SUCCEEDS lab
        school FUNDS lab
        school COLLABORATES_WITH heir
    """)

    def met_on(day: dt.date) -> set[int]:
        return set(within(image, 0, 1, Trail(relations=EVERY, day=day)).rows.tolist())

    assert met_on(IN_2016) == met_on(dt.date(2016, 12, 31)) == {1, 2, 3}
    assert met_on(IN_2017) == {1, 2, 3}
    assert within(image, 0, 1, Trail(relations=("CARRIES",), day=dt.date(2016, 12, 31))).rows.tolist() == [3]
    assert within(image, 0, 1, Trail(relations=("CARRIES",), day=dt.date(2017, 1, 1))).rows.tolist() == []
    assert within(image, 0, 1, Trail(day=IN_2020)).rows.tolist() == []


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        ("", [IN_2014, IN_2016, IN_2017, IN_2020]),
        ("since=2016", [IN_2016, IN_2017, IN_2020]),
        ("until=2016", [IN_2014, IN_2016]),
        ("since=2016-06 until=2016-06", [IN_2016]),
        ("since=2016-06-15 until=2016-06-15", [IN_2016]),
        ("since=2016-06-16", [IN_2017, IN_2020]),
        ("until=2016-06-14", [IN_2014]),
    ],
)
def test_a_walk_follows_the_ties_of_its_day(draw: Draw, dates: str, days: list[dt.date]) -> None:
    image = draw(f"lab a\n lab b\n a RUNS b {dates}")

    walked = [day for day in (IN_2014, IN_2016, IN_2017, IN_2020) if len(within(image, 0, 1, Trail(day=day)).rows)]

    assert walked == days


@pytest.mark.parametrize(
    ("tie", "day", "answer"),
    [
        ("", None, 1.0),
        ("weight=0.4", None, 0.4),
        ("weight=3", None, 1.0),
        ("since=2006-01-01", None, 1.0),
        ("since=2006-01-01", dt.date(2016, 1, 1), 0.5),
        ("since=2006", dt.date(2016, 1, 1), 0.5),
        ("since=2006-01", dt.date(2026, 1, 1), 0.25),
        ("since=2006-07 weight=0.4", dt.date(2016, 7, 1), 0.2),
        ("since=2011-01-01", dt.date(2016, 1, 1), 0.5**0.5),
        ("since=2006-12-31", dt.date(2016, 12, 31), 0.5),
        ("", dt.date(2016, 1, 1), 0.5),
        ("since=2017", dt.date(2016, 1, 1), 1.0),
        ("weight=0", dt.date(2016, 1, 1), 0.0),
    ],
)
def test_the_strength_of_a_tie_halves_every_ten_years(draw: Draw, tie: str, day: dt.date | None, answer: float) -> None:
    image = draw(f"lab a\n lab b\n a RUNS b {tie}")

    assert strength(image, np.array([0]), day).tolist() == pytest.approx([answer])


@given(one=st.dates(dt.date(1990, 1, 1), dt.date(2016, 1, 1)), other=st.dates(dt.date(1990, 1, 1), dt.date(2016, 1, 1)))
def test_of_two_ties_the_younger_is_at_least_as_strong(draw: Draw, one: dt.date, other: dt.date) -> None:
    old, young = sorted((one, other))
    image = draw(f"lab a\n lab b\n a RUNS b since={old}\n b RUNS a since={young}")

    weak, strong = strength(image, np.array([0, 1]), dt.date(2016, 1, 1)).tolist()

    assert 0 < weak <= strong <= 1
