"""Who asks."""

from __future__ import annotations

from enum import Enum

import strawberry

from labnet.api.context import Info
from labnet.api.fields import field
from labnet.api.types import kinds

__all__ = ["ViewerQueries"]


@strawberry.enum(description="What somebody who has signed in may do.")
class Role(Enum):
    """What somebody who has signed in may do."""

    MEMBER = strawberry.enum_value("MEMBER", description="An innovator, with a page of their own.")
    COORDINATOR = strawberry.enum_value("COORDINATOR", description="Looks after a territory or a body.")
    ADMINISTRATOR = strawberry.enum_value("ADMINISTRATOR", description="Runs this labnet.")


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
