"""Indicators: a network on a day in a few figures, to be compared over the years and with what might be.

Actors, ties, components and distances are those of the network that people walk
(`labnet.analysis.vulnerability.contact_network`); how closed groups are is told by the contacts of people and bodies
(`labnet.analysis.two_mode`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

import numpy as np
from scipy import sparse

from labnet.analysis.disclosure import countable
from labnet.analysis.distances import mean_distance
from labnet.analysis.grouping import GroupBy, Grouping, grouping
from labnet.analysis.segregation import Segregation, segregation
from labnet.analysis.statistics import Statistic
from labnet.analysis.timeline import Moment, Timeline, timeline
from labnet.analysis.two_mode import Scope, TwoMode
from labnet.analysis.vulnerability import components
from labnet.errors import TooMuch
from labnet.network.columns import Ints
from labnet.network.image import Image

__all__ = [
    "MOST_POINTS",
    "Change",
    "Indicator",
    "Indicators",
    "changes",
    "days",
    "indicators",
    "indicators_of",
    "trend",
]

MOST_POINTS: Final = 120
"""The most days that a trend has."""
_MOST_LOOKED_AT: Final = 40_000_000
"""Days times ties: in a network of so many ties that all days would take minutes, a trend has fewer."""


class Indicator(Enum):
    """A figure that tells of a whole network."""

    ACTORS = "ACTORS"
    TIES = "TIES"
    COMPONENTS = "COMPONENTS"
    LARGEST_COMPONENT = "LARGEST_COMPONENT"
    EXTERNAL_INTERNAL = "EXTERNAL_INTERNAL"
    ASSORTATIVITY = "ASSORTATIVITY"
    CROSS_ADMINISTRATION_SHARE = "CROSS_ADMINISTRATION_SHARE"
    MEAN_DISTANCE = "MEAN_DISTANCE"


@dataclass(frozen=True, slots=True)
class Indicators:
    """A network on a day.

    Attributes
    ----------
    day : date
    actors, ties : int
        People, bodies and works that are there, and contacts between them.
    undated : int
        How many of the ties have no known start: they count as if they had always been.
    components : int
        Groups of actors that reach each other; whoever is tied to nobody is one of its own.
    largest_component : float or None
        Share of actors in the largest; None where nobody is there.
    external_internal, assortativity : Statistic
        How closed groups are (`labnet.analysis.segregation`); p-values come from the normal tail. People of a group
        with fewer than five of them are not counted (`labnet.analysis.disclosure`).
    cross_administration_share : float or None
        Share of the weight of contacts between people and bodies that have no administration in common; None without
        contacts.
    mean_distance : float or None
        Mean number of steps between two actors that reach each other (`labnet.analysis.distances`).
    """

    day: dt.date
    actors: int
    ties: int
    undated: int
    components: int
    largest_component: float | None
    external_internal: Statistic
    assortativity: Statistic
    cross_administration_share: float | None
    mean_distance: float | None

    @property
    def values(self) -> Mapping[Indicator, float | None]:
        """The figure of each indicator."""
        return MappingProxyType(
            {
                Indicator.ACTORS: self.actors,
                Indicator.TIES: self.ties,
                Indicator.COMPONENTS: self.components,
                Indicator.LARGEST_COMPONENT: self.largest_component,
                Indicator.EXTERNAL_INTERNAL: self.external_internal.value,
                Indicator.ASSORTATIVITY: self.assortativity.value,
                Indicator.CROSS_ADMINISTRATION_SHARE: self.cross_administration_share,
                Indicator.MEAN_DISTANCE: self.mean_distance,
            }
        )


@dataclass(frozen=True, slots=True)
class Change:
    """What an indicator was, and what it is; None where it is not defined."""

    indicator: Indicator
    before: float | None
    after: float | None


def changes(before: Indicators, after: Indicators) -> tuple[Change, ...]:
    """Give all indicators of two networks side by side."""
    return tuple(Change(each, before.values[each], after.values[each]) for each in Indicator)


def indicators(image: Image, day: dt.date, by: GroupBy = GroupBy.SPHERE, scope: Scope | None = None) -> Indicators:
    """Give the indicators of a network on a day.

    Examples
    --------
    >>> from labnet.model.kinds import KINDS
    >>> from labnet.model.ties import Tie
    >>> from labnet.network.changes import build
    >>> Person, Lab = KINDS["INNOVATOR"].record, KINDS["LAB"].record
    >>> people = [Person(id=name, name=name) for name in "abc"]
    >>> parts = [Tie(id=f"{name}.l", from_id=name, to_id="l", relation="PARTICIPATES_IN") for name in "ab"]
    >>> found = indicators(build([*people, Lab(id="l", name="L"), *parts]), dt.date(2026, 1, 1))
    >>> found.actors, found.ties, found.components, found.largest_component, found.mean_distance
    (4, 2, 2, 0.75, 1.3333333333333333)
    """
    return indicators_of(timeline(image, scope), day, by)


def trend(
    image: Image,
    first: dt.date,
    last: dt.date,
    months: int,
    by: GroupBy = GroupBy.SPHERE,
    scope: Scope | None = None,
) -> tuple[Indicators, ...]:
    """Give the indicators of a network on some days: from the first on, so many months apart, to the last.

    Raises
    ------
    TooMuch
        If there are so many days of so many ties that others who ask something would wait for a minute.
    """
    ties = timeline(image, scope)
    asked = days(first, last, months)
    most = max(_MOST_LOOKED_AT // max(len(ties.ties), 1), 1)
    if len(asked) > most:
        raise TooMuch(
            f"trend: {len(asked)} days of {len(ties.ties):,} ties would take too long; ask for {most} days at most, "
            "or for a part of the network"
        )
    return tuple(indicators_of(ties, day, by) for day in asked)


def days(first: dt.date, last: dt.date, months: int) -> list[dt.date]:
    """Give days that are so many months apart; where a month has no such day, its last one.

    Examples
    --------
    >>> [str(day) for day in days(dt.date(2024, 1, 31), dt.date(2024, 4, 30), 1)]
    ['2024-01-31', '2024-02-29', '2024-03-31', '2024-04-30']
    """
    found: list[dt.date] = []
    month = first.year * 12 + first.month - 1
    while month < (dt.MAXYEAR + 1) * 12 and (day := _day_of_month(month, first.day)) <= last:
        found.append(day)
        month += months
    return found


def _day_of_month(month: int, day: int) -> dt.date:
    start = dt.date(month // 12, month % 12 + 1, 1)
    last = 31 if start.month == 12 else (start.replace(month=start.month + 1) - dt.timedelta(days=1)).day  # noqa: PLR2004 - December
    return start.replace(day=min(day, last))


def indicators_of(ties: Timeline, day: dt.date, by: GroupBy) -> Indicators:
    """Give the indicators of a timeline on a day."""
    found = ties.on(day)
    labels = components(found.network)
    actors = len(found.network.rows)
    closed = _closed(ties.image, found.meetings, day, by)
    return Indicators(
        day=day,
        actors=actors,
        ties=found.ties,
        undated=found.undated,
        components=int(labels.max(initial=-1)) + 1,
        largest_component=int((labels == 0).sum()) / actors if actors else None,
        external_internal=closed.external_internal,
        assortativity=closed.assortativity,
        cross_administration_share=_cross_share(ties.image, found.meetings, day),
        mean_distance=mean_distance(found.network.links, _ranks(ties.image, found)),
    )


def _closed(image: Image, meetings: TwoMode, day: dt.date, by: GroupBy) -> Segregation:
    """Measure how closed groups are as `labnet.analysis.silos.mixing` does: without people of small groups."""
    groups = grouping(image, meetings.units, by, day)
    kept = countable(groups.shares, meetings.people) & groups.grouped
    shares = sparse.csr_array(groups.shares[kept])
    return segregation(meetings.among(kept).contacts, shares, shuffle=False)


def _cross_share(image: Image, meetings: TwoMode, day: dt.date) -> float | None:
    of_all = grouping(image, meetings.units, GroupBy.ADMINISTRATION, day)
    kept = countable(of_all.shares, meetings.people) & of_all.grouped
    meetings, groups = meetings.among(kept), Grouping(of_all.by, of_all.keys, sparse.csr_array(of_all.shares[kept]))
    contacts = sparse.triu(meetings.contacts, k=1).tocoo()
    one, other = contacts.coords
    weights = contacts.data
    if not weights.sum():
        return None
    apart = groups.only[one] != groups.only[other]
    several = np.flatnonzero((groups.only[one] < 0) | (groups.only[other] < 0))
    ends = (sparse.csr_array(groups.shares[each[several]]) for each in (one, other))
    apart[several] = np.asarray(next(ends).multiply(next(ends)).sum(axis=1)).ravel() == 0
    return float(weights[apart].sum() / weights.sum())


def _ranks(image: Image, found: Moment) -> Ints:
    """Give numbers drawn for the actors: the same ones on every day."""
    drawn: Ints = image.memo("ranks of sources", lambda: np.random.default_rng(0).permutation(len(image)))
    ranks: Ints = drawn[found.network.rows]
    return ranks
