"""Programmes: their laureates, and the ties among those around each before and after the award."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

import numpy as np

from labnet.analysis.affiliation import linked
from labnet.model.dates import ALWAYS, PartialDate
from labnet.network.columns import Ints
from labnet.network.image import IN, OUT, Image
from labnet.network.ties import RELATION_CODES

__all__ = ["Laureate", "TiesAround", "awards", "laureates", "ties_around"]

_LAUREATE_OF = RELATION_CODES["LAUREATE_OF"] * 2


@dataclass(frozen=True, slots=True)
class Laureate:
    """A lab, the programme that chose it, and the tie between them, by row."""

    lab: int
    programme: int
    tie: int


@dataclass(frozen=True, slots=True)
class TiesAround:
    """Ties among the carriers and partners of a lab, counted by when they began.

    `undated` ones have no known start, or one so imprecise that it may be before the award or after. `before` and
    `after` are None where the day of the award is unknown, or all ties are undated.
    """

    before: int | None
    after: int | None
    undated: int


def laureates(image: Image, programme: int) -> list[Laureate]:
    """Give the laureates of a programme, in order of row."""
    entries = image.entries(programme)
    chosen = entries.where(entries.codes == _LAUREATE_OF + IN)
    return [Laureate(int(lab), programme, int(tie)) for lab, tie in zip(chosen.neighbours, chosen.ties, strict=True)]


def awards(image: Image, lab: int) -> list[Laureate]:
    """Give the programmes that chose a lab, in order of row."""
    entries = image.entries(lab)
    chosen = entries.where(entries.codes == _LAUREATE_OF + OUT)
    return [Laureate(lab, int(other), int(tie)) for other, tie in zip(chosen.neighbours, chosen.ties, strict=True)]


def ties_around(image: Image, laureate: Laureate) -> TiesAround:
    """Count the ties among a laureate's carriers and partners, from before the award and from after it.

    A tie is from before if the last day on which it may have begun is before the first day that the award may mean.
    """
    circle = np.array(
        list(dict.fromkeys(chain(*(linked(image, laureate.lab, name, IN) for name in ("CARRIES", "PARTNERS_WITH"))))),
        dtype=np.int64,
    )
    _, entries = image.entries_of(circle)
    among = entries.where((entries.codes % 2 == OUT) & np.isin(entries.neighbours, circle))
    awarded = PartialDate.from_code(int(image.ties.since.data[laureate.tie]))
    first = image.ties.since.data[among.ties]
    if awarded is None:
        return TiesAround(None, None, int((first == ALWAYS).sum()))
    before = int(((first != ALWAYS) & (_latest(first) < awarded.start_code)).sum())
    after = int((first >= awarded.start_code).sum())
    undated = len(among) - before - after
    return TiesAround(None, None, undated) if undated and not before + after else TiesAround(before, after, undated)


def _latest(starts: Ints) -> Ints:
    """Give the last day that each start may mean, as yyyymmdd with 99 for unknown parts."""
    latest: Ints = starts + np.where(starts % 100 == 0, 99, 0) + np.where(starts // 100 % 100 == 0, 9_900, 0)
    return latest
