"""What changes in the network while one follows it."""

from __future__ import annotations

from collections.abc import Iterable

import strawberry

from labnet.api import ids
from labnet.api.context import Context
from labnet.api.enums import Kind, Relation
from labnet.api.fields import field
from labnet.api.filters import narrowed, territories_within
from labnet.api.types.references import ActorRef, actor_at
from labnet.api.types.ties import Tie, tie_at
from labnet.service.news import Interest, News, Told

__all__ = ["ChangeFilter", "NetworkChange"]


@strawberry.input(description="Which changes to be told of; all that is asked must hold.")
class ChangeFilter:
    """Which changes to be told of."""

    actors: list[strawberry.ID] | None = strawberry.field(
        default=None, description="About these actors, at most 100, and ties of theirs; global ids."
    )
    kinds: list[Kind] | None = strawberry.field(
        default=None, description="About actors of one of these kinds, and ties of theirs."
    )
    territory: str | None = strawberry.field(
        default=None,
        description="About actors in this territory or one within it, as in `region:93`, and ties of theirs.",
    )
    themes: list[str] | None = strawberry.field(
        default=None,
        description=(
            "About actors on one of these themes, or a theme within it, and ties of theirs; slugs or global ids."
        ),
    )
    relations: list[Relation] | None = strawberry.field(
        default=None, description="Of ties, only those of one of these relations."
    )

    def interest(self, at: Context) -> Interest:
        """Give what one is interested in."""
        return Interest(
            actors=None if self.actors is None else ids.actor_keys(self.actors, "actors"),
            kinds=_names(self.kinds),
            territories=territories_within(at.image, self.territory),
            themes=narrowed(at.image, self.themes),
            relations=_names(self.relations),
        )


@strawberry.type(
    description=(
        "What has changed since one was told last. Who is slow, or comes back, is told of several changes at once; "
        "what was told before may be told again."
    )
)
class NetworkChange:
    """What has changed since one was told last."""

    at: strawberry.Private[Context]
    news: strawberry.Private[News]
    told: strawberry.Private[Told]

    @field("Number of the last change that this tells of. Whoever comes back gives it as `after`, and misses nothing.")
    def revision(self) -> int:
        """Give the revision."""
        return self.news.revision

    @field(
        "Whether more has changed than is listed here, as after an import or a long absence: ask anew for all that "
        "you show. The lists are empty then."
    )
    def everything(self) -> bool:
        """Tell whether everything may have changed."""
        return self.news.everything

    @field("Actors who are new, have come into sight, or are now what the filter selects.")
    def actors_added(self) -> list[ActorRef]:
        """Give who has come."""
        return self._actors(self.told.actors_added)

    @field("Actors of whom something has changed.")
    def actors_changed(self) -> list[ActorRef]:
        """Give who has changed."""
        return self._actors(self.told.actors_changed)

    @field(
        "Global ids of actors who are gone, out of sight, or no longer what the filter selects; nothing else is told "
        "of them."
    )
    def actors_removed(self) -> list[strawberry.ID]:
        """Give the ids of who is gone."""
        return [strawberry.ID(ids.global_id(ids.ACTOR, id_)) for id_ in self.told.actors_removed]

    @field("Ties that are new, have come into sight, or are now what the filter selects.")
    def ties_added(self) -> list[Tie]:
        """Give the ties that have come."""
        return self._ties(self.told.ties_added)

    @field("Ties of which something has changed.")
    def ties_changed(self) -> list[Tie]:
        """Give the ties that have changed."""
        return self._ties(self.told.ties_changed)

    @field(
        "Global ids of ties that are gone, out of sight, or no longer what the filter selects; nothing else is told of "
        "them."
    )
    def ties_removed(self) -> list[strawberry.ID]:
        """Give the ids of the ties that are gone."""
        return [strawberry.ID(ids.global_id(ids.TIE, id_)) for id_ in self.told.ties_removed]

    def _actors(self, found: Iterable[str]) -> list[ActorRef]:
        rows = (self.at.image.row(id_) for id_ in found)
        return [actor_at(self.at, row) for row in rows if row is not None]

    def _ties(self, found: Iterable[str]) -> list[Tie]:
        rows = (self.at.image.tie_row(id_) for id_ in found)
        return [tie_at(self.at, row) for row in rows if row is not None]


def _names(values: list[Kind] | list[Relation] | None) -> frozenset[str] | None:
    return None if values is None else frozenset(value.name for value in values)
