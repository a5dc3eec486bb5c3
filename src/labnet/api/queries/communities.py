"""Communities: who works together more than with others, whatever people declared."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import strawberry

from labnet.analysis.communities import MOST_RUNS
from labnet.analysis.community_cards import community_report
from labnet.api.context import Info
from labnet.api.costs import SCAN
from labnet.api.fields import field
from labnet.api.filters import ScopeInput, scope_of
from labnet.api.types.communities import CommunityReport
from labnet.api.types.statistics import Seed
from labnet.errors import BadInput, TooMuch

__all__ = ["CommunityQueries"]

_LEAST_RESOLUTION = 0.01
_MOST_RESOLUTION = 100.0


@strawberry.type
class CommunityQueries:
    """Communities."""

    @field(
        "Communities of people, bodies, labs, projects and events who work together more than with others. They are "
        "detected: clusters that people declared do not enter, and stand beside them to be compared.",
        cost=SCAN,
    )
    def communities(
        self,
        info: Info,
        resolution: Annotated[
            float, strawberry.argument(description="The higher, the smaller the communities; 0.01 to 100.")
        ] = 1.0,
        runs: Annotated[
            int, strawberry.argument(description=f"How many times they are looked for, 1 to {MOST_RUNS}.")
        ] = 20,
        scope: Annotated[ScopeInput | None, strawberry.argument(description="What is looked at.")] = None,
        as_of: Annotated[
            dt.date | None, strawberry.argument(description="Day on which ties must be active; today if absent.")
        ] = None,
        seed: Seed = 0,
    ) -> CommunityReport:
        """Give the communities."""
        at = info.context
        _check(resolution, runs, seed)
        day = as_of or at.today
        found = at.analyse(
            community_report, day, scope_of(at, scope), resolution=float(resolution), runs=runs, seed=seed
        )
        return CommunityReport(at=at, found=found, as_of=day)


def _check(resolution: float, runs: int, seed: int) -> None:
    if not _LEAST_RESOLUTION <= resolution <= _MOST_RESOLUTION:
        raise BadInput(f"resolution: {resolution:g} is not between {_LEAST_RESOLUTION:g} and {_MOST_RESOLUTION:g}")
    if runs < 1:
        raise BadInput(f"runs: {runs} is less than 1")
    if runs > MOST_RUNS:
        raise TooMuch(f"runs: {runs} is more than {MOST_RUNS}")
    if seed < 0:
        raise BadInput(f"seed: {seed} is less than 0")
