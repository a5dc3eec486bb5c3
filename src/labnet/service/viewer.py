"""Who asks: decided once at the edge, then passed down."""

from __future__ import annotations

from dataclasses import dataclass

from labnet.network.audiences import Audience

__all__ = ["VISITOR", "Viewer"]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks a question, and with whom they share what they may see."""

    audience: Audience = Audience.PUBLIC


VISITOR = Viewer()
"""Somebody who has not signed in."""
