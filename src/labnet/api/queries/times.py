"""Time: indicators of a day and over the years, and what is different between two days."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import strawberry

from labnet.analysis import diff as differences
from labnet.analysis import indicators as measures
from labnet.api.context import Info
from labnet.api.costs import SCAN
from labnet.api.enums import GroupBy
from labnet.api.execution.costs import ListSize
from labnet.api.fields import field
from labnet.api.filters import ScopeInput, scope_of
from labnet.api.types.indicators import Indicators, NetworkDiff, indicators_at
from labnet.errors import BadInput, TooMuch

__all__ = ["TimeQueries"]

_By = Annotated[GroupBy, strawberry.argument(description="What groups are made of.")]
_Scope = Annotated[ScopeInput | None, strawberry.argument(description="What is looked at; everything if absent.")]


@strawberry.type
class TimeQueries:
    """Time."""

    @field("The network on a day, in a few figures.", cost=SCAN)
    def indicators(
        self,
        info: Info,
        by: _By = GroupBy.SPHERE,
        scope: _Scope = None,
        as_of: Annotated[dt.date | None, strawberry.argument(description="The day; today if absent.")] = None,
    ) -> Indicators:
        """Give the indicators of a day."""
        at = info.context
        found = at.analyse(measures.indicators, as_of or at.today, by, scope_of(at, scope))
        return indicators_at(found, by)

    @field(
        f"The same figures over the years, some months apart; at most {measures.MOST_POINTS} days.",
        cost=SCAN,
        size=ListSize(assumed_size=measures.MOST_POINTS),
    )
    def trend(
        self,
        info: Info,
        from_: Annotated[dt.date, strawberry.argument(name="from", description="The first day.")],
        to: Annotated[dt.date, strawberry.argument(description="No day after this one.")],
        step_months: Annotated[int, strawberry.argument(description="How many months apart, 1 or more.")] = 3,
        by: _By = GroupBy.SPHERE,
        scope: _Scope = None,
    ) -> list[Indicators]:
        """Give the indicators of some days."""
        _check_order(from_, to)
        if step_months < 1:
            raise BadInput(f"stepMonths: {step_months} is less than 1")
        points = (to.year * 12 + to.month - from_.year * 12 - from_.month) // step_months + 1
        if points > measures.MOST_POINTS:
            raise TooMuch(
                f"trend: {points} days are more than {measures.MOST_POINTS}; ask for fewer years, or more months apart"
            )
        at = info.context
        found = at.analyse(measures.trend, from_, to, step_months, by, scope_of(at, scope))
        return [indicators_at(each, by) for each in found]

    @field("What came and what went between two days: actors, ties, indicators.", cost=SCAN)
    def diff(
        self,
        info: Info,
        from_: Annotated[dt.date, strawberry.argument(name="from", description="The earlier day.")],
        to: Annotated[dt.date, strawberry.argument(description="The later day.")],
    ) -> NetworkDiff:
        """Give what is different."""
        _check_order(from_, to)
        at = info.context
        return NetworkDiff(at=at, found=at.analyse(differences.diff, from_, to), from_=from_, to=to)


def _check_order(first: dt.date, last: dt.date) -> None:
    if first > last:
        raise BadInput(f"from: {first} is after {last}; give the earlier day first")
