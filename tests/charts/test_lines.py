from __future__ import annotations

import datetime as dt
from itertools import pairwise

from hypothesis import assume, example, given
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped] # ships no types

from labnet.charts.lines import lines, ticks

SVG = "{http://www.w3.org/2000/svg}"
DAYS = [dt.date(2014 + number // 2, 1 + 6 * (number % 2), 1) for number in range(6)]


def test_lines_are_broken_where_nothing_is_known() -> None:
    root = etree.fromstring(lines("Ties", DAYS, {"ties": [1, 2, None, 4, 5, 6], "labs": [None] * 6}).encode())
    hints = [each.text for each in root.iterfind(f".//{SVG}circle/{SVG}title")]
    assert hints[0] == "ties, 2014-01-01, 1"
    assert len(hints) == 5
    drawn = [each.get("points").split() for each in root.iterfind(f"{SVG}polyline") if each.get("stroke") == "#1f6fa8"]
    assert [len(points) for points in drawn] == [2, 2, 3]  # the first is the legend
    assert {"ties", "labs", "2014", "2015", "2016"} <= {each.text for each in root.iterfind(f"{SVG}text")}


def test_higher_figures_stand_higher_and_later_ones_further_right() -> None:
    root = etree.fromstring(lines("Ties", DAYS[:2], {"ties": [-1.0, 1.0]}).encode())
    first, last = ((float(each.get("cx")), float(each.get("cy"))) for each in root.iterfind(f"{SVG}circle"))
    assert first[0] < last[0]
    assert first[1] > last[1]


def test_a_single_day_and_nothing_known_make_pictures_too() -> None:
    for values in ([3.0], [None]):
        assert etree.fromstring(lines("Ties", DAYS[:1], {"ties": values}).encode()).findtext(f"{SVG}title") == "Ties"


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
@example(5e-324, 0.0)
def test_ticks_are_few_evenly_spaced_and_around_all_figures(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assume(high - low > 1e-6 * max(abs(low), abs(high)) or high == 5e-324)
    marks, near = ticks(low, high), 1e-9 * (abs(low) + abs(high))
    assert 2 <= len(marks) <= 7
    assert marks[0] <= low + near
    assert marks[-1] >= high - near
    steps = [b - a for a, b in pairwise(marks)]
    assert max(steps) - min(steps) <= 1e-6 * max(steps)
    assert min(steps) > 0
