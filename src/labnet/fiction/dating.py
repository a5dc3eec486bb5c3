"""When ties begin and end: while both ends are there, and no earlier."""

from __future__ import annotations

import dataclasses
from typing import Final

import numpy as np

from labnet.fiction.calendar import LAST_DAY
from labnet.fiction.cast import Cast
from labnet.fiction.draws import stream
from labnet.fiction.ties import CODES, NOT_KNOWN, TO_DRAW, Ties

__all__ = ["date"]

_ENDED: Final = 0.12
_UNDATED: Final = {"PART_OF": 1.0, "PARTNERS_WITH": 0.15, "SUPPORTS": 0.2, "MEMBER_OF": 0.1}
_AT_ITS_START: Final = ("CARRIES", "HOSTS", "INITIATED", "RUNS")


def date(cast: Cast, ties: Ties) -> Ties:
    """Draw the days that are still to be drawn; ties whose ends were never there together are left out."""
    rng = stream(cast.plan.seed, "dating")
    earliest = np.maximum(cast.start[ties.source], cast.start[ties.target])
    latest = np.minimum(cast.end[ties.source], cast.end[ties.target])
    given = ties.since != TO_DRAW
    drawn = earliest + ((latest - earliest) * rng.random(len(ties)) ** 1.2).astype(np.int64)
    at_start = np.isin(ties.relation, [CODES[relation] for relation in _AT_ITS_START])
    undated = rng.random(len(ties)) < np.array([_UNDATED.get(relation, 0.0) for relation in CODES])[ties.relation]
    since = np.where(given, ties.since, np.where(undated, NOT_KNOWN, np.where(at_start, earliest, drawn)))
    over = ~given & ~undated & ~at_start & (rng.random(len(ties)) < _ENDED) & (drawn < latest)
    until = drawn + ((latest - drawn) * (0.1 + 0.9 * rng.random(len(ties)))).astype(np.int64)
    until = np.where(over & (until < LAST_DAY), until, ties.until)
    return dataclasses.replace(ties, since=since, until=until).take(given | (earliest <= latest))
