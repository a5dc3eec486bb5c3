from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labnet.model.dates import ALWAYS, NEVER_ENDS, PartialDate, day_code

DAYS = st.dates(min_value=dt.date(1000, 1, 1))


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    day = draw(DAYS)
    return draw(
        st.sampled_from(
            [PartialDate(day.year), PartialDate(day.year, day.month), PartialDate(day.year, day.month, day.day)]
        )
    )


@given(partial_dates())
def test_a_date_is_read_back_from_its_text(date: PartialDate) -> None:
    assert PartialDate.parse(str(date)) == date


@given(partial_dates())
def test_a_date_is_read_back_from_its_codes(date: PartialDate) -> None:
    assert PartialDate.from_code(date.start_code) == date
    assert PartialDate.from_code(date.end_code) == date


@given(partial_dates(), DAYS)
def test_codes_hold_the_days_that_a_date_may_mean(date: PartialDate, day: dt.date) -> None:
    meant = date.first_day() <= day <= date.last_day()

    assert (date.start_code <= day_code(day) <= date.end_code) == meant
    assert ALWAYS < date.start_code <= date.end_code < NEVER_ENDS


@given(DAYS, DAYS)
def test_codes_of_days_sort_as_the_days_do(one: dt.date, other: dt.date) -> None:
    assert (day_code(one) < day_code(other)) == (one < other)


@pytest.mark.parametrize("code", [ALWAYS, NEVER_ENDS])
def test_an_unknown_date_has_no_date(code: int) -> None:
    assert PartialDate.from_code(code) is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2016", dt.date(2016, 1, 1), dt.date(2016, 12, 31)),
        ("2016-02", dt.date(2016, 2, 1), dt.date(2016, 2, 29)),
        ("2017-02", dt.date(2017, 2, 1), dt.date(2017, 2, 28)),
        ("2016-11-18", dt.date(2016, 11, 18), dt.date(2016, 11, 18)),
    ],
)
def test_a_date_means_a_year_a_month_or_a_day(text: str, first: dt.date, last: dt.date) -> None:
    date = PartialDate.parse(text)

    assert (date.first_day(), date.last_day()) == (first, last)


@pytest.mark.parametrize(
    "text", ["", "16", "2016-1", "2016/11", "2016-11-18T00:00", " 2016", "2016\n", "٢٠١٦", "18-11-2016", "2016-"]
)
def test_a_text_in_another_form_is_refused_with_the_right_ones(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date: write 2016, 2016-11 or 2016-11-18"):
        PartialDate.parse(text)


@pytest.mark.parametrize("text", ["0999", "0000", "2016-00", "2016-00-01", "2016-11-00"])
def test_parts_that_are_too_small_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="years start at 1000, months and days at 01"):
        PartialDate.parse(text)


@pytest.mark.parametrize("text", ["2016-13", "2017-02-29", "2016-11-31"])
def test_days_that_no_calendar_has_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a day of the calendar"):
        PartialDate.parse(text)


@pytest.mark.parametrize(
    ("text", "months", "later"),
    [
        ("2017", 11, "2017"),
        ("2017", 18, "2018"),
        ("2016-11", 2, "2017-01"),
        ("2016-11", 1, "2016-12"),
        ("2016-01-31", 1, "2016-02-29"),
        ("2016-11-18", 24, "2018-11-18"),
        ("2016-01", -1, "2015-12"),
    ],
)
def test_months_are_added_as_precisely_as_the_date_is_known(text: str, months: int, later: str) -> None:
    assert str(PartialDate.parse(text).plus_months(months)) == later


@given(partial_dates().filter(lambda date: date.month and not date.day), st.integers(0, 100), st.integers(0, 100))
def test_months_add_up(date: PartialDate, some: int, more: int) -> None:
    assert date.plus_months(some).plus_months(more) == date.plus_months(some + more)


def test_dates_sort_by_their_first_day_the_vaguest_first() -> None:
    texts = ["2016-11-18", "2017", "2016", "2016-11"]

    assert [str(date) for date in sorted(map(PartialDate.parse, texts))] == ["2016", "2016-11", "2016-11-18", "2017"]
