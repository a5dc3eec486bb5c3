from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import pytest

from labnet.analysis.diff import diff
from labnet.analysis.indicators import Indicator
from labnet.analysis.selection import Key
from labnet.network.image import Image

Draw = Callable[[str], Image]


@pytest.fixture(scope="module")
def image(draw: Draw) -> Image:
    """A lab of 2017, one until 2016, and one of whose dates nothing is known."""
    return draw("""
        local_authority city
        lab old until=2016
        lab new since=2017
        lab lab
        programme call
        city CARRIES old
        city CARRIES new
        city CARRIES lab
        city HOSTS lab since=2016-11 until=2017-02
        new LAUREATE_OF call since=2017
        old FEDERATES_WITH lab until=2015
    """)


def _ids(image: Image, keys: Sequence[Key]) -> list[str]:
    return [image.ids[int(key[-1])] for key in keys]


def _tie_ids(image: Image, keys: Sequence[Key]) -> list[str]:
    return [image.tie(int(key[-1])).id for key in keys]


def test_actors_and_ties_come_and_go_as_their_dates_say(image: Image) -> None:
    found = diff(image, dt.date(2016, 6, 1), dt.date(2018, 6, 1))
    assert _ids(image, found.new_actors) == ["new"]
    assert _ids(image, found.ended_actors) == ["old"]
    # Without a start of its own a tie begins with the lab, and ends with it; hosting came and went in between.
    assert _tie_ids(image, found.new_ties) == ["city.carries.new", "new.laureate_of.call.2017"]
    assert _tie_ids(image, found.ended_ties) == ["city.carries.old"]
    assert found.undated == 2


def test_dates_known_in_part_include_all_their_days(image: Image) -> None:
    assert not len(diff(image, dt.date(2017, 1, 1), dt.date(2017, 2, 28)).ended_ties)
    found = diff(image, dt.date(2017, 2, 28), dt.date(2017, 3, 1))
    assert _tie_ids(image, found.ended_ties) == ["city.hosts.lab.2016-11"]
    found = diff(image, dt.date(2016, 12, 31), dt.date(2017, 1, 1))
    assert _ids(image, found.new_actors) == ["new"]
    assert _ids(image, found.ended_actors) == ["old"]


def test_a_day_is_not_different_from_itself(image: Image) -> None:
    found = diff(image, dt.date(2017, 1, 1), dt.date(2017, 1, 1))
    assert not sum(map(len, (found.new_ties, found.ended_ties, found.new_actors, found.ended_actors)))
    assert all(each.before == each.after for each in found.indicators)


def test_indicators_of_both_days_stand_side_by_side(image: Image) -> None:
    found = diff(image, dt.date(2014, 1, 1), dt.date(2018, 6, 1))
    told = {each.indicator: (each.before, each.after) for each in found.indicators}
    assert told[Indicator.ACTORS] == (3, 3)
    assert told[Indicator.TIES] == (3, 2)
