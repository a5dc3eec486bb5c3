"""What is different between two days: actors and ties that came, and those that went."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from labnet.analysis.grouping import GroupBy
from labnet.analysis.indicators import Change, changes, indicators_of
from labnet.analysis.timeline import timeline
from labnet.model.dates import ALWAYS, day_code
from labnet.network.columns import Ints
from labnet.network.image import Image

__all__ = ["Diff", "diff"]


@dataclass(frozen=True, eq=False)
class Diff:
    """What is different between two days; what came after the first and went before the second is not in it.

    Attributes
    ----------
    new_ties, ended_ties : array of int
        Rows of ties that are active on the later day only, and on the earlier day only; of all relations.
    new_actors, ended_actors : array of int
        Rows of actors, in the same way.
    undated : int
        How many ties of the later day have no known start: they are new only if an actor they join is.
    indicators : tuple of Change
        Those of the earlier day before those of the later.
    """

    new_ties: Ints
    ended_ties: Ints
    new_actors: Ints
    ended_actors: Ints
    undated: int
    indicators: tuple[Change, ...]


def diff(image: Image, first: dt.date, last: dt.date, by: GroupBy = GroupBy.SPHERE) -> Diff:
    """Give what is different between two days.

    Dates that are known in part include all they may mean (`Image.active`): what began in 2017 is there on all of its
    days.

    Examples
    --------
    >>> from labnet.model.dates import PartialDate
    >>> from labnet.model.kinds import KINDS
    >>> from labnet.network.changes import build
    >>> Lab = KINDS["LAB"].record
    >>> image = build([Lab(id="a", name="A", until=PartialDate.parse("2016")), Lab(id="b", name="B")])
    >>> found = diff(image, dt.date(2016, 12, 31), dt.date(2017, 1, 1))
    >>> found.new_actors.tolist(), found.ended_actors.tolist()
    ([], [0])
    """
    ties = image.tie_rows()
    earlier, later = (image.active(ties, day_code(day)) for day in (first, last))
    was, is_there = (_there(image, day_code(day)) for day in (first, last))
    walked = timeline(image)
    return Diff(
        new_ties=ties[later & ~earlier],
        ended_ties=ties[earlier & ~later],
        new_actors=np.flatnonzero(is_there & ~was),
        ended_actors=np.flatnonzero(was & ~is_there),
        undated=int((image.ties.since.data[ties[later]] == ALWAYS).sum()),
        indicators=changes(indicators_of(walked, first, by), indicators_of(walked, last, by)),
    )


def _there(image: Image, day: int) -> npt.NDArray[np.bool_]:
    there: npt.NDArray[np.bool_] = image.alive & (image.starts <= day) & (image.ends >= day)
    return there
