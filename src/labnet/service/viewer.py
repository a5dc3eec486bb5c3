"""Who asks: decided once at the edge, then passed down."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from labnet.network.audiences import Audience
from labnet.settings import Settings

__all__ = ["OPERATOR", "VISITOR", "Limits", "Role", "Viewer"]


class Role(Enum):
    """What somebody who has signed in may do."""

    MEMBER = "MEMBER"
    COORDINATOR = "COORDINATOR"
    ADMINISTRATOR = "ADMINISTRATOR"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much somebody may ask for.

    Attributes
    ----------
    nodes : int
        The most objects an answer may hold.
    cost : int
        The most points an operation may cost.
    points : int or None
        The most points all of their operations may cost in a minute; None for any number.
    """

    nodes: int
    cost: int
    points: int | None


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks a question, and with whom they share what they may see.

    Attributes
    ----------
    role : Role or None
        What they may do; None for a visitor.
    identity : str or None
        By what they are told from others who have signed in; None for a visitor, and at the terminal. It takes no part
        in comparisons: whoever is equal sees the same.
    """

    audience: Audience = Audience.PUBLIC
    role: Role | None = None
    identity: str | None = field(default=None, compare=False)

    def limits(self, settings: Settings) -> Limits:
        """Give how much they may ask for."""
        match self.role:
            case None:
                return Limits(settings.visitor_nodes, settings.visitor_cost, settings.visitor_points)
            case Role.MEMBER:
                return Limits(settings.member_nodes, settings.member_cost, settings.member_points)
            case Role.COORDINATOR:
                return Limits(settings.coordinator_nodes, settings.coordinator_cost, settings.coordinator_points)
            case Role.ADMINISTRATOR:
                return Limits(settings.coordinator_nodes, settings.coordinator_cost, None)


VISITOR = Viewer()
"""Somebody who has not signed in."""

OPERATOR = Viewer(role=Role.ADMINISTRATOR)
"""Whoever runs labnet on their own machine: sees what the public does, and may ask all there is to ask."""
