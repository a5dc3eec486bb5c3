"""Who asks: decided once at the edge, then passed down."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from labnet.network.audiences import Audience

__all__ = ["OPERATOR", "VISITOR", "Role", "Viewer"]


class Role(Enum):
    """What somebody who has signed in may do."""

    MEMBER = "MEMBER"
    COORDINATOR = "COORDINATOR"
    ADMINISTRATOR = "ADMINISTRATOR"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks a question, and with whom they share what they may see.

    Attributes
    ----------
    role : Role or None
        What they may do; None for a visitor.
    """

    audience: Audience = Audience.PUBLIC
    role: Role | None = None


VISITOR = Viewer()
"""Somebody who has not signed in."""

OPERATOR = Viewer(role=Role.ADMINISTRATOR)
"""Whoever runs labnet on their own machine: sees what the public does, and may ask all there is to ask."""
