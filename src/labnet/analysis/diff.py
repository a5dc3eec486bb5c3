"""What is different between two days: actors and ties that came, and those that went."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from labnet.analysis.grouping import GroupBy
from labnet.analysis.indicators import Change, changes, indicators_of
from labnet.analysis.selection import Key
from labnet.analysis.tie_selection import TieSelection, tie_keys
from labnet.analysis.timeline import timeline
from labnet.model.dates import ALWAYS, day_code
from labnet.network.columns import Ints
from labnet.network.image import Image
from labnet.network.search.folding import fold

__all__ = ["Diff", "diff"]


@dataclass(frozen=True, eq=False)
class Diff:
    """What is different between two days; what came after the first and went before the second is not in it.

    Attributes
    ----------
    new_ties, ended_ties : sequence of Key
        Ties that are active on the later day only, and on the earlier day only, of all relations: their keys as
        `labnet.analysis.tie_selection.tie_keys` gives them, sorted; the last part is the row.
    new_actors, ended_actors : sequence of Key
        Actors in the same way, by name.
    undated : int
        How many ties of the later day have no known start: they are new only if an actor they join is.
    indicators : tuple of Change
        Those of the earlier day before those of the later.
    """

    new_ties: Sequence[Key]
    ended_ties: Sequence[Key]
    new_actors: Sequence[Key]
    ended_actors: Sequence[Key]
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
    >>> found.new_actors, found.ended_actors
    ([], [('a', 'a', 0)])
    """
    ties = image.tie_rows()
    earlier, later = (image.active(ties, day_code(day)) for day in (first, last))
    was, is_there = (_there(image, day_code(day)) for day in (first, last))
    walked = timeline(image)
    return Diff(
        new_ties=tie_keys(image, TieSelection(), ties[later & ~earlier]),
        ended_ties=tie_keys(image, TieSelection(), ties[earlier & ~later]),
        new_actors=_by_name(image, np.flatnonzero(is_there & ~was)),
        ended_actors=_by_name(image, np.flatnonzero(was & ~is_there)),
        undated=int((image.ties.since.data[ties[later]] == ALWAYS).sum()),
        indicators=changes(indicators_of(walked, first, by), indicators_of(walked, last, by)),
    )


def _there(image: Image, day: int) -> npt.NDArray[np.bool_]:
    there: npt.NDArray[np.bool_] = image.alive & (image.starts <= day) & (image.ends >= day)
    return there


def _by_name(image: Image, rows: Ints) -> list[Key]:
    return sorted((fold(image.actor(row).name), image.ids[row], row) for row in rows.tolist())
