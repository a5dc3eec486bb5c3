from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from labnet.api.scalars import SCALARS
from labnet.model.dates import PartialDate
from labnet.model.kinds import KINDS
from labnet.service.registry import Registry

Lab = KINDS["LAB"].record
DOCUMENT = "query($day: Date) { actors(filter: {activeOn: $day}) { totalCount } }"


def test_scalars_are_read_back_as_they_were_written() -> None:
    values: dict[Any, Any] = {
        PartialDate: PartialDate(2016, 11),
        dt.date: dt.date(2016, 11, 18),
        dt.datetime: dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC),
    }

    for sort, value in values.items():
        scalar = SCALARS[sort]
        assert scalar.serialize is not None
        assert scalar.parse_value is not None
        assert scalar.parse_value(scalar.serialize(value)) == value


@pytest.mark.parametrize("day", ["", "2016", "2016-11", "2016-13-01", "2016-02-30", "18/11/2016", 2016, True, [], {}])
def test_what_is_no_day_is_refused_as_a_variable(body: Callable[..., Any], day: Any) -> None:
    (error,) = body(DOCUMENT, {"day": day})["errors"]

    assert error["extensions"] == {"code": "BAD_QUERY"}
    assert "is not a day: write 2016-11-18" in error["message"]


@pytest.mark.parametrize("day", ['"2016"', "2016", "1.5", "[]", "{a: 1}", "MAY"])
def test_what_is_no_day_is_refused_in_a_document(body: Callable[..., Any], day: str) -> None:
    (error,) = body(f"{{ actors(filter: {{activeOn: {day}}}) {{ totalCount }} }}")["errors"]

    assert error["extensions"] == {"code": "BAD_QUERY"}
    assert "is not a day: write 2016-11-18" in error["message"]


@pytest.mark.parametrize("date", ["", "16", "2016-1", "2016-13", "2016-00", 2016, None])
def test_what_is_no_partial_date_is_refused(date: Any) -> None:
    parse = SCALARS[PartialDate].parse_value
    assert parse is not None

    with pytest.raises(Exception, match="is not a da"):
        parse(date)


def test_dates_are_answered_as_precisely_as_the_source(
    plant: Callable[..., Registry], asking: Callable[[Registry], Callable[..., Any]]
) -> None:
    ask = asking(
        plant(
            Lab(id="a", name="A", since=PartialDate(2016), until=PartialDate(2017, 2), confirmed_at=dt.date(2020, 1, 2))
        )
    )

    found = ask('{ actor(by: {slug: "a"}) { since until confirmedAt updatedAt url } }')["data"]["actor"]

    moment = dt.datetime.fromisoformat(found.pop("updatedAt"))
    assert found == {"since": "2016", "until": "2017-02", "confirmedAt": "2020-01-02", "url": None}
    assert moment.utcoffset() == dt.timedelta(0)
