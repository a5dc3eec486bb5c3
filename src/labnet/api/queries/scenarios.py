"""What if: what would follow if actors or ties went, or others came. Nothing is stored."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import strawberry

from labnet.analysis.scenarios import outcome
from labnet.api.context import Info
from labnet.api.costs import SCAN
from labnet.api.enums import GroupBy
from labnet.api.fields import field
from labnet.api.types.scenarios import Scenario, ScenarioInput
from labnet.errors import Forbidden

__all__ = ["ScenarioQueries"]


@strawberry.type
class ScenarioQueries:
    """What if."""

    @field(
        "What would follow if actors or ties were taken out, and ties added: indicators, pairs of groups, and who "
        "would be cut off. For members; nothing is stored.",
        cost=SCAN,
    )
    def what_if(
        self,
        info: Info,
        scenario: Annotated[ScenarioInput, strawberry.argument(description="What is imagined.")],
        by: Annotated[GroupBy, strawberry.argument(description="What groups are made of.")] = GroupBy.SPHERE,
        as_of: Annotated[
            dt.date | None, strawberry.argument(description="Day on which ties must be active; today if absent.")
        ] = None,
    ) -> Scenario:
        """Give what would follow."""
        at = info.context
        if at.viewer.role is None:
            raise Forbidden(
                "whatIf is for members: sign in, or ask `labnet report whatif` on the machine that holds it"
            )
        found = at.analyse(outcome, scenario.scenario(at.image), as_of or at.today, by)
        return Scenario(at=at, found=found)
