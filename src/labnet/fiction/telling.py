"""What is told of every actor, whatever its part: subjects, who may see it, when and by whom it was confirmed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from labnet.fiction.calendar import FIRST, LAST_DAY, Precision, date_of
from labnet.fiction.cast import Cast
from labnet.fiction.draws import NOBODY, Ints, stream, zipf
from labnet.fiction.plan import Plan
from labnet.model.dates import PartialDate
from labnet.model.provenance import Evidence
from labnet.model.vocabularies import Confidence, Visibility

__all__ = ["Dates", "Told", "evidence", "theme_tuples"]

_VISIBILITY: Final = (Visibility.PUBLIC, None, Visibility.MEMBERS, Visibility.PRIVATE)
_SEEN: Final = {"PERSON": (0.80, 0.15, 0.0, 0.05), "BODY": (0.0, 1.0, 0.0, 0.0)}
_SEEN_WORKS: Final = (0.0, 0.96, 0.02, 0.02)
_CONFIRMED: Final = (0.66, 0.30, 0.04)
"""The shares of those confirmed in the last two years, never, and long ago."""
_TWO_YEARS: Final = 730
_LONG_AGO: Final = 1_400
_SECOND_THEME: Final = 0.35
_INFERRED: Final = 0.12

_Dates: TypeAlias = list[PartialDate | None]


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of the actors of one part, a list each in their order."""

    themes: list[tuple[str, ...]]
    visibility: list[Visibility | None]
    confirmed_at: list[dt.date | None]
    evidence: list[tuple[Evidence, ...]]

    @classmethod
    def of(cls, cast: Cast, part: str, theme: Ints) -> Told:
        """Draw it, given the first theme of each."""
        rng = stream(cast.plan.seed, f"told of {part}")
        count = len(theme)
        second = np.where(rng.random(count) < _SECOND_THEME, zipf(rng, count, len(cast.setting.themes)), NOBODY)
        seen = rng.choice(len(_VISIBILITY), count, p=_SEEN.get(part, _SEEN_WORKS))
        return cls(
            themes=theme_tuples(cast, theme, second),
            visibility=[_VISIBILITY[each] for each in seen.tolist()],
            confirmed_at=_draw_confirmed(rng, count),
            evidence=evidence(cast.plan, rng, count),
        )


class Dates:
    """Days to dates, each made once."""

    def __init__(self) -> None:
        self._dates: _Dates = [date_of(day, each) for day in range(LAST_DAY + 1) for each in Precision]
        self._dates.append(None)

    def of(self, days: Ints, precision: Ints) -> _Dates:
        """Give the date of each day; None for negative ones."""
        dates = self._dates
        return [dates[at] for at in np.where(days < 0, -1, days * len(Precision) + precision).tolist()]

    def ends(self, days: Ints, precision: Ints) -> _Dates:
        """Give the date of each last day; None for those that go on."""
        return self.of(np.where(days < LAST_DAY, days, -1), precision)


def theme_tuples(cast: Cast, first: Ints, second: Ints) -> list[tuple[str, ...]]:
    """Give the ids of one or two themes, or of none where the first is `NOBODY`."""
    ids = [theme.id for theme in cast.setting.themes]
    alone = [(id_,) for id_ in ids] + [()]
    second = np.where(second == first, NOBODY, second)
    pairs = zip(first.tolist(), second.tolist(), strict=True)
    return [alone[one] if other < 0 or one < 0 else (ids[one], ids[other]) for one, other in pairs]


def evidence(plan: Plan, rng: np.random.Generator, count: int) -> list[tuple[Evidence, ...]]:
    """Draw what speaks for each record: somebody's word or a conclusion, both of them made up."""
    declared, inferred = (
        (Evidence(confidence=confidence, source=plan.name),)
        for confidence in (Confidence.DECLARED, Confidence.INFERRED)
    )
    return [inferred if guess else declared for guess in (rng.random(count) < _INFERRED).tolist()]


def _draw_confirmed(rng: np.random.Generator, count: int) -> list[dt.date | None]:
    when = rng.choice(len(_CONFIRMED), count, p=_CONFIRMED)
    lately = LAST_DAY - rng.integers(0, _TWO_YEARS, count)
    long_ago = rng.integers(0, _LONG_AGO, count)
    days = [FIRST + dt.timedelta(days=day) for day in range(LAST_DAY + 1)]
    known = np.where(when == 0, lately, np.where(when == 1, NOBODY, long_ago)).tolist()
    return [None if day < 0 else days[day] for day in known]
