"""Indicators as clients see them: of one day, side by side, and what came and went between two days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import strawberry

from labnet.analysis import indicators
from labnet.analysis.diff import Diff
from labnet.analysis.selection import Key
from labnet.api.context import Context
from labnet.api.enums import GroupBy, Indicator
from labnet.api.fields import field
from labnet.api.paging import After, Before, Connection, First, Last, Page, paged
from labnet.api.types.actors import Actor
from labnet.api.types.references import Actors
from labnet.api.types.statistics import Statistic, statistic
from labnet.api.types.ties import Tie, tie_at

__all__ = ["IndicatorChange", "Indicators", "NetworkDiff", "changes_of", "indicators_at"]


@strawberry.type(description="A network on a day, in a few figures; null is what is not defined.")
class Indicators:
    """A network on a day."""

    as_of: dt.date = strawberry.field(description="The day looked at.")
    by: GroupBy = strawberry.field(description="What groups are made of.")
    actors: int = strawberry.field(description="How many people, bodies, labs, projects, clusters and events.")
    ties: int = strawberry.field(description="How many contacts join them; works of more than 60 are left out.")
    undated: int = strawberry.field(
        description="How many of the ties have no known start: they count as if they had always been."
    )
    components: int = strawberry.field(
        description="How many parts that reach each other there are; whoever is tied to nobody is one."
    )
    largest_component: float | None = strawberry.field(description="Share of actors in the largest part.")
    external_internal: Statistic = strawberry.field(
        description="E-I index: external contacts less internal ones, over both; -1 all inside groups, 1 all outside."
    )
    assortativity: Statistic = strawberry.field(
        description="Whether contacts are among alike: 1 all inside groups, 0 as chance would have it."
    )
    cross_administration_share: float | None = strawberry.field(
        description="Share of the weight of contacts between people and bodies of different administrations."
    )
    mean_distance: float | None = strawberry.field(
        description="Mean number of steps between two who reach each other; from a sample where there are many."
    )


@strawberry.type(description="An indicator before and after.")
class IndicatorChange:
    """An indicator before and after."""

    indicator: Indicator = strawberry.field(description="Which one.")
    before: float | None = strawberry.field(description="What it was; null where it is not defined.")
    after: float | None = strawberry.field(description="What it is; null where it is not defined.")


@strawberry.type(
    description="What came and went between two days; what came after the first and went before the second is not told."
)
class NetworkDiff:
    """What came and what went between two days."""

    at: strawberry.Private[Context]
    found: strawberry.Private[Diff]

    from_: dt.date = strawberry.field(name="from", description="The earlier day.")
    to: dt.date = strawberry.field(description="The later day.")

    @field("Ties active on the later day and not on the earlier, of all relations; sorted as `ties` are.")
    def new_ties(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Tie]:
        """Give a page of new ties."""
        return self._ties(self.found.new_ties, Page(first, after, last, before))

    @field("Ties active on the earlier day and not on the later, of all relations; sorted as `ties` are.")
    def ended_ties(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Tie]:
        """Give a page of ended ties."""
        return self._ties(self.found.ended_ties, Page(first, after, last, before))

    @field("Actors that are there on the later day and not on the earlier, by name.")
    def new_actors(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Actor]:
        """Give a page of new actors."""
        return self._actors(self.found.new_actors, Page(first, after, last, before))

    @field("Actors that are there on the earlier day and not on the later, by name.")
    def ended_actors(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Actor]:
        """Give a page of ended actors."""
        return self._actors(self.found.ended_actors, Page(first, after, last, before))

    @field("How many ties of the later day have no known start: they are new only if an actor they join is.")
    def undated(self) -> int:
        """Count the undated ties."""
        return self.found.undated

    @field("Indicators of the earlier day and of the later, by sphere.")
    def indicators(self) -> list[IndicatorChange]:
        """Give the indicators."""
        return changes_of(self.found.indicators)

    def _ties(self, keys: Sequence[Key], page: Page) -> Connection[Tie]:
        return paged(keys, page, lambda rows: [tie_at(self.at, row) for row in rows])

    def _actors(self, keys: Sequence[Key], page: Page) -> Connection[Actor]:
        return paged(keys, page, lambda rows: Actors(self.at, rows))


def indicators_at(found: indicators.Indicators, by: GroupBy) -> Indicators:
    """Give the indicators of a day as clients see them."""
    return Indicators(
        as_of=found.day,
        by=by,
        actors=found.actors,
        ties=found.ties,
        undated=found.undated,
        components=found.components,
        largest_component=found.largest_component,
        external_internal=statistic(found.external_internal),
        assortativity=statistic(found.assortativity),
        cross_administration_share=found.cross_administration_share,
        mean_distance=found.mean_distance,
    )


def changes_of(found: tuple[indicators.Change, ...]) -> list[IndicatorChange]:
    """Give indicators before and after as clients see them."""
    return [IndicatorChange(indicator=each.indicator, before=each.before, after=each.after) for each in found]
