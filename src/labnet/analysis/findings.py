"""Findings: what a coordinator should know of how groups mix, worst first, each with the figures it rests on.

A finding is a code and what it is about; `labnet.wording.findings` puts it in words.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Final

from scipy import special

from labnet.analysis.cohesion import Cohesion, GroupCohesion
from labnet.analysis.disclosure import FEWEST_PEOPLE
from labnet.analysis.grouping import GroupBy
from labnet.analysis.mixing import Pair, Verdict
from labnet.analysis.parallel_efforts import parallel_efforts
from labnet.analysis.silos import Mixing, Question, linking, mixing
from labnet.analysis.statistics import Statistic, StatisticMethod
from labnet.analysis.vulnerability import cuts
from labnet.network.image import Image

__all__ = ["CODES", "Finding", "Severity", "findings"]

CODES: Final = (
    *("pair.under-connected", "pair.single-bridge", "network.closed", "group.closed", "effort.parallel"),
    *("cutpoint", "isolates", "network.as-expected", "network.open", "network.cannot-tell"),
    *("pairs.as-expected", "pair.bridges", "group.open", "pairs.cannot-tell", "pairs.no-fit", "ties.undated"),
)
"""Every code that a finding may have."""

_MOST_OF_ONE_SORT: Final = 3
_FEW_BRIDGES: Final = 3.0
_LEVEL: Final = 0.05
_MANY_UNDATED: Final = 0.2
_NAMED: Final = 5
_SOME_GAP: Final = 0.5
"""Deviations below which a gap is not worth a number of works."""


class Severity(Enum):
    """How much a finding calls for something to be done; in order."""

    INFO = "INFO"
    WATCH = "WATCH"
    ALERT = "ALERT"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know.

    Attributes
    ----------
    code : str
        One of `CODES`.
    severity : Severity
        How much it calls for something to be done.
    figures : tuple of Statistic
        What it rests on.
    groups : tuple of str
        Keys of the groups it is about.
    actors : tuple of int
        Rows of the actors it names.
    numbers : mapping of str to float
        Further numbers that its words tell.
    theme : str or None
        The theme it is about.
    """

    code: str
    severity: Severity
    figures: tuple[Statistic, ...] = ()
    groups: tuple[str, ...] = ()
    actors: tuple[int, ...] = ()
    numbers: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    theme: str | None = None


def findings(image: Image, asked: Question, *, persons: bool = False) -> tuple[Finding, ...]:
    """Give what there is to know of how groups mix, worst first; `persons` tells whether these may be named."""
    found = mixing(image, asked)
    told = [
        *_of_pairs(image, found, persons=persons),
        *_of_network(found),
        *_of_groups(found),
        *_of_efforts(image, asked),
        *_of_cuts(image, asked, persons=persons),
        *_of_isolates(found, persons=persons),
        *_of_dates(found),
    ]
    worst = tuple(Severity)[::-1]
    # Those of one severity stay in the order in which codes are listed.
    return tuple(sorted(told, key=lambda each: (worst.index(each.severity), CODES.index(each.code))))


def _statistic(found: Mixing, pair: Pair) -> Statistic:
    return Statistic(pair.observed, pair.expected, pair.z, pair.p_value, found.works, found.method, found.pairs.seed)


def _of_pairs(image: Image, found: Mixing, *, persons: bool) -> Iterator[Finding]:
    pairs = [pair for pair in found.pairs.told if pair.verdict is not Verdict.WITHHELD]
    if not found.pairs.fitted:
        if len(pairs) > 0:
            yield Finding("pairs.no-fit", Severity.INFO)
        yield from _bridges(image, found, pairs, persons=persons)
        return
    apart = [pair for pair in pairs if pair.verdict is Verdict.UNDER_CONNECTED]
    others = [pair for pair in pairs if pair.verdict is not Verdict.UNDER_CONNECTED]
    for pair in apart[:_MOST_OF_ONE_SORT]:
        yield _of_pair(image, found, "pair.under-connected", Severity.ALERT, pair, persons=persons)
    hanging = [pair for pair in others if pair.observed == 1 and (pair.expected or 0) >= _FEW_BRIDGES]
    for pair in hanging[:_MOST_OF_ONE_SORT]:
        yield _of_pair(image, found, "pair.single-bridge", Severity.WATCH, pair, persons=persons)
    tested = [pair for pair in pairs if pair.verdict is not Verdict.CANNOT_TELL]
    if tested and not apart:
        yield Finding("pairs.as-expected", Severity.INFO, numbers={"tested": len(tested), "pairs": found.pairs.total})
    yield from _bridges(
        image, found, [pair for pair in others if pair.observed != 1 or pair not in hanging], persons=persons
    )
    yield from _unknown(found, pairs)


def _of_pair(image: Image, found: Mixing, code: str, severity: Severity, pair: Pair, *, persons: bool) -> Finding:
    actors = linking(image, found, pair.a, pair.b, persons=persons, limit=_NAMED)
    groups = (found.keys[pair.a], found.keys[pair.b])
    return Finding(code, severity, (_statistic(found, pair),), groups, tuple(actors), _deciding(found, pair))


def _deciding(found: Mixing, pair: Pair) -> dict[str, float]:
    """Tell how many works would have to be known for a gap as wide in proportion to be called one.

    A deviation grows with the root of how much is known; where it is small, any number would be idle.
    """
    if pair.z is None or pair.z > -_SOME_GAP or pair.verdict is Verdict.UNDER_CONNECTED:
        return {}
    tested = sum(each.verdict is not Verdict.CANNOT_TELL for each in found.pairs.told)
    needed = float(special.ndtri(found.asked.rate / max(tested, 1)))
    works = math.ceil(found.works * (needed / pair.z) ** 2)
    return {"deciding": works, "works": found.works} if works > found.works else {}


def _bridges(image: Image, found: Mixing, pairs: list[Pair], *, persons: bool) -> Iterator[Finding]:
    """Name the works that join the pairs that meet, or should, most."""
    if found.asked.by is GroupBy.ADMINISTRATION:
        # There it would be the name of one work for one pair of bodies after the other.
        return
    weight = {(pair.a, pair.b): max(pair.expected or 0.0, pair.observed or 0.0) for pair in pairs}
    most = sorted((pair for pair in pairs if pair.observed), key=lambda pair: -weight[pair.a, pair.b])
    for pair in most[:_MOST_OF_ONE_SORT]:
        yield _of_pair(image, found, "pair.bridges", Severity.INFO, pair, persons=persons)


def _unknown(found: Mixing, pairs: list[Pair]) -> Iterator[Finding]:
    """Tell of how many pairs nothing can be said, and how many more works it would take for half of them."""
    unlisted = found.pairs.total - len(found.pairs.told)
    silent = [pair.expected or 0.0 for pair in pairs if pair.verdict is Verdict.CANNOT_TELL]
    if not silent:
        return
    numbers: dict[str, float] = {"pairs": len(silent) + unlisted, "total": found.pairs.total, "works": found.works}
    numbers |= _needed(found, silent, unlisted)
    largest = next((pair for pair in pairs if pair.verdict is Verdict.CANNOT_TELL and (pair.z or 0.0) < 0), None)
    groups = () if largest is None else (found.keys[largest.a], found.keys[largest.b])
    figures = () if largest is None else (_statistic(found, largest),)
    yield Finding("pairs.cannot-tell", Severity.INFO, figures, groups, numbers=numbers)


def _needed(found: Mixing, silent: list[float], unlisted: int) -> dict[str, float]:
    """Tell how many works would have to be known to judge half of the pairs of which nothing can be said.

    Groups that are known to meet nobody would never be judged, however many works there were: they are left aside, and
    `meeting` tells how many pairs there are without them.
    """
    known = sorted(expected for expected in silent if expected > 0)
    if unlisted:
        meeting, typical = found.pairs.meeting, found.pairs.typical
    else:
        meeting, typical = len(known), known[len(known) // 2] if known else 0.0
    if typical <= 0:
        return {}
    least = -math.log(_LEVEL / max(found.pairs.meeting / 2, 1))
    needed: dict[str, float] = {"needed": math.ceil(found.works * least / typical)}
    return needed if meeting == len(silent) and not unlisted else {**needed, "meeting": meeting}


def _of_network(found: Mixing) -> Iterator[Finding]:
    told = found.segregation.external_internal
    figures = (told, found.segregation.assortativity)
    if told.p_value is None or told.z is None:
        yield Finding("network.cannot-tell", Severity.INFO, figures)
    elif told.p_value > _LEVEL:
        yield Finding("network.as-expected", Severity.INFO, figures)
    elif told.z < 0:
        yield Finding("network.closed", Severity.WATCH, figures)
    else:
        yield Finding("network.open", Severity.INFO, figures)


def _of_groups(found: Mixing) -> Iterator[Finding]:
    for verdict, code, severity, end in (
        (Cohesion.CLOSED, "group.closed", Severity.WATCH, 1),
        (Cohesion.OPEN, "group.open", Severity.INFO, -1),
    ):
        groups = [each for each in found.groups if each.verdict is verdict][::end]
        count = {"groups": len(groups), "total": len(found.groups)}
        for each in groups[:_MOST_OF_ONE_SORT]:
            yield Finding(
                code, severity, (each.external_internal,), (found.keys[each.group],), numbers={**count, **_inner(each)}
            )


def _inner(each: GroupCohesion) -> dict[str, float]:
    internal, external = each.internal or 0.0, each.external or 0.0
    whole = 2 * internal + external
    return {"share": 2 * internal / whole} if whole else {}


def _of_efforts(image: Image, asked: Question) -> Iterator[Finding]:
    scope = asked.scope
    for effort in parallel_efforts(image, asked.day, scope.themes, scope.territories, limit=_MOST_OF_ONE_SORT):
        numbers = {} if effort.distance is None else {"distance": effort.distance}
        actors = (effort.a, effort.b)
        yield Finding("effort.parallel", Severity.WATCH, actors=actors, numbers=numbers, theme=effort.theme)


def _of_cuts(image: Image, asked: Question, *, persons: bool) -> Iterator[Finding]:
    told = [each for each in cuts(image, asked.day, asked.scope, persons=persons) if each.row is not None]
    for each in told[:_MOST_OF_ONE_SORT]:
        cut_off = each.separates + each.alone
        figure = Statistic(float(cut_off), n=cut_off, method=StatisticMethod.EXACT)
        numbers = {"alone": each.alone} if each.alone else {}
        yield Finding("cutpoint", Severity.WATCH, (figure,), actors=(each.row or 0,), numbers=numbers)


def _of_isolates(found: Mixing, *, persons: bool) -> Iterator[Finding]:
    """Tell of those who are alone: of people too where they may be named and are not few, else of bodies."""
    people = found.parts.people
    lonely = len(found.isolates(persons=True)) - len(found.isolates(persons=False))
    counts_people = persons and not 0 < lonely < FEWEST_PEOPLE
    rows = found.isolates(persons=counts_people)
    if len(rows):
        among = len(people) if counts_people else int((~people).sum())
        count = Statistic(float(len(rows)), n=among, method=StatisticMethod.EXACT)
        yield Finding("isolates", Severity.WATCH, (count,), actors=tuple(rows[:_NAMED].tolist()))


def _of_dates(found: Mixing) -> Iterator[Finding]:
    ties, undated = found.parts.ties, found.parts.undated
    if ties and undated / ties >= _MANY_UNDATED:
        yield Finding("ties.undated", Severity.INFO, numbers={"undated": undated, "ties": ties})
