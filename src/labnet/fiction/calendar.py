"""The ten years that a community lives through: days by number, and dates as precise as people remember them."""

from __future__ import annotations

import datetime as dt
from enum import IntEnum
from functools import cache
from typing import Final

import numpy as np

from labnet.fiction.draws import Ints
from labnet.model.dates import PartialDate

__all__ = ["FIRST", "LAST", "LAST_DAY", "Precision", "codes", "date_of", "draw_precision"]

FIRST: Final = dt.date(2016, 1, 1)
LAST: Final = dt.date(2025, 12, 31)
LAST_DAY: Final = (LAST - FIRST).days
"""Number of the last day; that of the first is 0."""

_PRECISIONS: Final = (0.15, 0.65, 0.20)


class Precision(IntEnum):
    """What is known of a date."""

    YEAR = 0
    MONTH = 1
    DAY = 2


@cache
def date_of(day: int, precision: int) -> PartialDate:
    """Give a day as a date of that precision."""
    date = FIRST + dt.timedelta(days=day)
    month = date.month if precision >= Precision.MONTH else 0
    return PartialDate(date.year, month, date.day if precision == Precision.DAY else 0)


def draw_precision(rng: np.random.Generator, count: int) -> Ints:
    """Draw precisions: the month is known as a rule."""
    return rng.choice(len(Precision), count, p=_PRECISIONS)


def codes(days: Ints, precision: Ints) -> Ints:
    """Give the start codes of dates, by which they are ordered as their texts are; 0 for negative days: no date."""
    known = [[date_of(day, each).start_code for each in Precision] for day in range(LAST_DAY + 1)]
    return np.where(days >= 0, np.array(known)[np.maximum(days, 0), precision], 0)
