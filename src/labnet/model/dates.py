"""Dates as precise as their source: a year, a month or a day."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

__all__ = ["ALWAYS", "NEVER_ENDS", "PartialDate", "day_code"]

_FORM: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_FIRST_YEAR: Final = 1000

ALWAYS: Final = 0
"""Code of an unknown start: before any day."""
NEVER_ENDS: Final = 1_00_00_00_00
"""Code of an unknown end: after any day."""


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date of which the day, or the month too, may be unknown (0 stands for unknown).

    Examples
    --------
    >>> str(PartialDate.parse("2016-11"))
    '2016-11'
    >>> PartialDate.parse("2017").last_day()
    datetime.date(2017, 12, 31)
    """

    year: int
    month: int = 0
    day: int = 0

    @staticmethod
    def parse(text: str) -> PartialDate:
        """Read ``2016``, ``2016-11`` or ``2016-11-18``; anything else is a `ValueError`."""
        return _parse(text)

    def __str__(self) -> str:
        """Write the date with just the parts that are known."""
        parts = [f"{self.year:04}"]
        if self.month:
            parts.append(f"{self.month:02}")
        if self.day:
            parts.append(f"{self.day:02}")
        return "-".join(parts)

    def first_day(self) -> dt.date:
        """Give the first day that the date may mean."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    def last_day(self) -> dt.date:
        """Give the last day that the date may mean."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def start_code(self) -> int:
        """The date as a start, yyyymmdd with 00 for unknown parts: at most any day in it."""
        return self.year * 10_000 + self.month * 100 + self.day

    @property
    def end_code(self) -> int:
        """The date as an end, yyyymmdd with 99 for unknown parts: at least any day in it."""
        return self.year * 10_000 + (self.month or 99) * 100 + (self.day or 99)

    @staticmethod
    def from_code(code: int) -> PartialDate | None:
        """Read back a `start_code` or `end_code`; None where the date is unknown."""
        if code in (ALWAYS, NEVER_ENDS):
            return None
        year, month, day = code // 10_000, code // 100 % 100, code % 100
        return PartialDate(year, month % 99, day % 99)

    def plus_months(self, months: int) -> PartialDate:
        """Give the date so many months later, no more precise than this one.

        A year alone stays a year: adding 18 months to ``2017`` gives ``2018``.
        """
        if not self.month:
            return PartialDate(self.year + months // 12)
        total = self.year * 12 + self.month - 1 + months
        year, month = total // 12, total % 12 + 1
        return PartialDate(year, month, min(self.day, calendar.monthrange(year, month)[1]))


def day_code(day: dt.date) -> int:
    """Give a day as yyyymmdd: active ties have ``since <= day_code <= until``."""
    return day.year * 10_000 + day.month * 100 + day.day


@lru_cache(maxsize=65_536)
def _parse(text: str) -> PartialDate:
    match = _FORM.fullmatch(text)
    if match is None:
        msg = f"{text!r} is not a date: write 2016, 2016-11 or 2016-11-18"
        raise ValueError(msg)
    date = PartialDate(*(int(part or 0) for part in match.groups()))
    if date.year < _FIRST_YEAR or "00" in match.groups()[1:]:
        msg = f"{text!r} is not a date: years start at {_FIRST_YEAR}, months and days at 01"
        raise ValueError(msg)
    try:
        date.first_day()
    except ValueError as error:
        msg = f"{text!r} is not a day of the calendar"
        raise ValueError(msg) from error
    return date
