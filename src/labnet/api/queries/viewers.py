"""Who asks."""

from __future__ import annotations

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


@strawberry.type
class ViewerQueries:
    """Who asks."""

    @field("Who asks; null for a visitor.")
    def viewer(self, info: Info) -> Viewer | None:  # noqa: ARG002 - every question is asked by somebody
        """Give who asks."""
        return None
