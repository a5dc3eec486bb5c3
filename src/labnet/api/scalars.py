"""Scalars of the schema beside GraphQL's own."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final, NewType

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from labnet.model.dates import PartialDate

__all__ = ["SCALARS", "URL"]

URL = NewType("URL", str)


def _parse_partial_date(value: Any) -> PartialDate:
    try:
        return PartialDate.parse(value)
    except (TypeError, ValueError) as error:
        raise GraphQLError(f"{value!r} is not a date: write 2016, 2016-11 or 2016-11-18") from error


def _parse_date(value: Any) -> dt.date:
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise GraphQLError(f"{value!r} is not a day: write 2016-11-18") from error


SCALARS: Final[dict[object, ScalarDefinition]] = {
    PartialDate: strawberry.scalar(
        name="PartialDate",
        description="A date as precise as its source: `2016`, `2016-11` or `2016-11-18`.",
        serialize=str,
        parse_value=_parse_partial_date,
    ),
    dt.date: strawberry.scalar(
        name="Date",
        description="A day, as in `2016-11-18`.",
        serialize=dt.date.isoformat,
        parse_value=_parse_date,
    ),
    dt.datetime: strawberry.scalar(
        name="DateTime",
        description="A moment in UTC, as in `2026-11-23T09:30:00+00:00`.",
        serialize=dt.datetime.isoformat,
        parse_value=dt.datetime.fromisoformat,
    ),
    URL: strawberry.scalar(
        name="URL", description="A web address that starts with https:// or http://.", serialize=str, parse_value=str
    ),
}
