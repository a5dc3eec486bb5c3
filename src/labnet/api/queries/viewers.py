"""Who asks."""

from __future__ import annotations

import datetime as dt

import strawberry

from labnet.api.context import Info
from labnet.api.enums import Role
from labnet.api.fields import field
from labnet.api.types import kinds

__all__ = ["ViewerQueries"]


@strawberry.type(description="Somebody who has signed in.")
class Viewer:
    """Somebody who has signed in."""

    actor: kinds.Innovator | None = strawberry.field(description="Their own page, if they have declared themselves.")
    role: Role = strawberry.field(description="What they may do.")


@strawberry.type(description="How much may be asked: points that come back evenly, all of them within a minute.")
class RateLimit:
    """How much may be asked."""

    cost: int = strawberry.field(description="What this operation costs, in points, with its preparation if it is new.")
    limit: int = strawberry.field(description="How many points there are for a minute.")
    remaining: int = strawberry.field(description="How many are left, this operation taken off.")
    reset_at: dt.datetime = strawberry.field(description="When all are there again if nothing else is asked.")


@strawberry.type
class ViewerQueries:
    """Who asks."""

    @field("Who asks; null for a visitor.")
    def viewer(self, info: Info) -> Viewer | None:  # noqa: ARG002 - every question is asked by somebody
        """Give who asks."""
        return None

    @field("How much may be asked, after this operation; each process of a server counts for itself.")
    def rate_limit(self, info: Info) -> RateLimit:
        """Give how much may be asked."""
        state = info.context.budget.state()
        return RateLimit(cost=state.cost, limit=state.limit, remaining=state.remaining, reset_at=state.reset_at)
