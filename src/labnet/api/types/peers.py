"""Peers: whom an actor may want to meet, why, and through whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Annotated, Final

import strawberry

from labnet.analysis import peers
from labnet.analysis.introduction import MOST_STEPS, Introductions
from labnet.analysis.selection import ActorSelection
from labnet.api.context import Context
from labnet.api.fields import field
from labnet.api.filters import ActorFilter
from labnet.api.paging import MAX_PAGE, Connection, Page, paged
from labnet.api.types.connections import path_of
from labnet.api.types.mixing import may_name_persons
from labnet.api.types.reasons import Reason
from labnet.api.types.references import ActorRef, actor_at
from labnet.api.types.ties import Path
from labnet.errors import BadInput
from labnet.model.kinds import KINDS
from labnet.network.paths import Route

__all__ = ["FirstPeers", "Openness", "Peer", "PeersFilter", "PeersPage", "peer_page", "peers_page"]

_NO_PERSONS: Final = frozenset(code for code, spec in KINDS.items() if not spec.person)

FirstPeers = Annotated[int, strawberry.argument(description=f"How many to give at most, 1 to {MAX_PAGE}.")]
Openness = Annotated[
    float,
    strawberry.argument(
        description=(
            "0 to 1: which part of the list is kept for other administrations, as far as there is anybody; "
            "a fifth is whatever is asked."
        )
    ),
]
PeersFilter = Annotated[
    ActorFilter | None,
    strawberry.argument(
        description="Whom to suggest; without kinds: people, labs and bodies. People are suggested to members only."
    ),
]


@strawberry.type(
    description=(
        "Somebody that an actor may want to meet. Whoever it is tied to, or works with, on the day is not suggested; "
        "those it worked with before may be, and the reason says so. People are suggested to members only."
    )
)
class Peer:
    """Somebody worth meeting."""

    at: strawberry.Private[Context]
    about: strawberry.Private[peers.Peer]
    ways: strawberry.Private[Introductions]

    @field("Whom to meet.")
    def actor(self) -> ActorRef:
        """Give the peer."""
        return actor_at(self.at, self.about.row)

    @field("How well it fits, 0..1, before the share kept for other administrations.")
    def score(self) -> float:
        """Give the score."""
        return self.about.score

    @field("Place in the list, from 1 on.")
    def rank(self) -> int:
        """Give the rank."""
        return self.about.rank

    @field("Why: strongest first, never empty; weights are shares of the score. The first actor is the one who asks.")
    def reasons(self) -> list[Reason]:
        """Give the reasons."""
        return [Reason(at=self.at, about=each) for each in self.about.reasons]

    @field("How many ties lead from one to the other; null where no way is found.")
    def distance(self) -> int | None:
        """Give the distance."""
        way = self._way
        return None if way is None else way.length

    @field(
        "Through whom to be introduced: a strong way, at most a step longer than the shortest, whose go-betweens have "
        "few others to introduce; null where no way is found, or none with at most three go-betweens."
    )
    def through(self) -> Path | None:
        """Give the way."""
        way = self._way
        return None if way is None or way.length > MOST_STEPS else path_of(self.at, way, truncated=False)

    @field(
        "Whether it answers to administrations of which none is one of those of the actor who asks; false where its "
        "own are not known."
    )
    def other_administration(self) -> bool:
        """Tell whether it is of another administration."""
        return bool(self.about.other_administration)

    @field("Whether its administrations are known: where they are not, it may be of another one or of the same.")
    def administration_known(self) -> bool:
        """Tell whether it is known to whom it answers."""
        return self.about.other_administration is not None

    @cached_property
    def _way(self) -> Route | None:
        self.at.check_time()
        return self.ways.to(self.about.row)


@dataclass(frozen=True, slots=True)
class PeersPage:
    """Which peers are asked for: the share kept for other administrations, whom, and which part of the list."""

    openness: float
    filter: ActorFilter | None
    page: Page


def peers_page(at: Context, row: int, asked: PeersPage, day: dt.date) -> Connection[Peer]:
    """Give a page of the peers of an actor.

    Raises
    ------
    BadInput
        If the openness is not between 0 and 1.
    """
    at.check_time()
    if not 0 <= asked.openness <= 1:
        raise BadInput(f"openness: {asked.openness:g} is not between 0 and 1")
    selection = ActorSelection() if asked.filter is None else asked.filter.selection(at)
    if not may_name_persons(at):
        selection = replace(selection, kinds=_NO_PERSONS & (selection.kinds or peers.SUGGESTED))
    found = peers.peers(at.image, row, day, openness=asked.openness, selection=selection, first=MAX_PAGE)
    keys = [(each.rank, at.image.ids[each.row], place) for place, each in enumerate(found)]

    def shown(places: Sequence[int]) -> list[Peer]:
        ways = Introductions(at.image, row, day, [found[place].row for place in places])
        return [Peer(at=at, about=found[place], ways=ways) for place in places]

    return paged(keys, asked.page, shown)


def peer_page(first: int, after: str | None, last: int | None, before: str | None) -> Page:
    """Give which part of a list of peers is asked for: `first` has a default, which `last` takes the place of."""
    return Page(None if last is not None else first, after, last, before)
