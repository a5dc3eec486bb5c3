"""Who may see what: decided before any question is asked, so that what is hidden is absent from every answer."""

from __future__ import annotations

from enum import Enum

from labnet.model.kinds import KINDS, Actor
from labnet.model.vocabularies import Visibility

__all__ = ["Audience", "visible"]


class Audience(Enum):
    """The few groups who see the same network; each has an image of its own, packed with just what it may see."""

    PUBLIC = "PUBLIC"
    MEMBERS = "MEMBERS"


_SEES = {
    Audience.PUBLIC: frozenset({Visibility.PUBLIC}),
    Audience.MEMBERS: frozenset({Visibility.PUBLIC, Visibility.MEMBERS}),
}


def visible(actor: Actor, audience: Audience) -> bool:
    """Tell whether an audience may see an actor; ties are seen by those who see both ends."""
    return (actor.visibility or KINDS[actor.kind].visibility) in _SEES[audience]
