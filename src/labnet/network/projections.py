"""Images that show a part of another: the same actors in the same rows, fewer ties."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Final

import numpy as np

from labnet.model.dates import day_code
from labnet.network.image import Adjacency, Image
from labnet.network.memo import Memo

__all__ = ["at"]

_DAYS_HELD: Final = 8


def at(image: Image, day: dt.date) -> Image:
    """Give the image with just the ties that are active on a day; every actor stays.

    Rows and columns are shared with the image it is made from, so it must never be changed by a batch.
    The last few days that were asked for are kept.
    """
    days: Memo[int, Image] = image.memo(at, lambda: Memo(limit=_DAYS_HELD))
    code = day_code(day)
    found = days.get(code)
    if found is None:
        found = _with_ties_of(image, code)
        days.keep(code, found)
    return found


def _with_ties_of(image: Image, day: int) -> Image:
    rows, entries = image.entries_of(np.arange(len(image)))
    keep = image.active(entries.ties, day)
    length = np.bincount(rows[keep], minlength=len(image)).astype(np.int32)
    start = np.cumsum(length, dtype=np.int64) - length
    return dataclasses.replace(image, adjacency=Adjacency(entries.where(keep)), start=start, length=length)
