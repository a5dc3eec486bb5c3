"""Actors: one by what it is known by, all, and all of a kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import strawberry

from labnet.analysis.selection import ActorOrder, bodies_by_number
from labnet.api import ids
from labnet.api.context import Info
from labnet.api.fields import field
from labnet.api.filters import ActorFilter
from labnet.api.paging import After, Before, Connection, First, Last, Page
from labnet.api.types.actors import Actor
from labnet.api.types.peers import FirstPeers, Openness, Peer, PeersFilter, PeersPage, peer_page, peers_page
from labnet.api.types.references import ACTOR_TYPES, AsOf, actor_at, actors_page, day_of
from labnet.model.kinds import KINDS, KindSpec

__all__ = ["ActorQueries", "typed_lists"]

_Filter = Annotated[ActorFilter | None, strawberry.argument(description="Which of them to give.")]
_Order = Annotated[ActorOrder, strawberry.argument(description="In which order.")]


@strawberry.input(one_of=True, description="What an actor is known by; give exactly one.")
class ActorBy:
    """What an actor is known by."""

    id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="Its global id.")
    slug: str | None = strawberry.field(default=strawberry.UNSET, description="Its slug, as in `lab-labase`.")
    siret: str | None = strawberry.field(default=strawberry.UNSET, description="SIRET of a body, never of a lab.")
    siren: str | None = strawberry.field(default=strawberry.UNSET, description="SIREN of a body, never of a lab.")


@strawberry.type
class ActorQueries:
    """Actors: one by what it is known by, and all."""

    @field("One actor; null where there is none, or the viewer may not see it.")
    def actor(
        self, info: Info, by: Annotated[ActorBy, strawberry.argument(description="What it is known by.")]
    ) -> Actor | None:
        """Give an actor."""
        image = info.context.image
        if by.siret or by.siren:
            info.context.check_leisure()
            row = _body(info, by)
        else:
            row = image.row(ids.bare(ids.ACTOR, by.id) if by.id else by.slug or "")
        return None if row is None else actor_at(info.context, row)

    @field(
        "People, labs and bodies like an actor, or complementary to it, that it may not know: at most 100, best first, "
        "each with reasons."
    )
    def peers(
        self,
        info: Info,
        of: Annotated[strawberry.ID, strawberry.argument(description="Global id of the actor who asks.")],
        openness: Openness = 0.5,
        filter: PeersFilter = None,  # noqa: A002 - what clients call it
        as_of: AsOf = None,
        first: FirstPeers = 10,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Peer]:
        """Give a page of peers."""
        at = info.context
        row = ids.actor_row(at.image, of, "of")
        asked = PeersPage(openness, filter, peer_page(first, after, last, before))
        return peers_page(at, row, asked, day_of(at, as_of, at.image.actor(row).until))

    @field("Actors of all kinds.")
    def actors(
        self,
        info: Info,
        filter: _Filter = None,  # noqa: A002 - what clients call it
        order_by: _Order = ActorOrder.NAME,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Actor]:
        """Give a page of actors."""
        return actors_page(info.context, filter, Page(first, after, last, before), order=order_by)


def _body(info: Info, by: ActorBy) -> int | None:
    """Give the body with a SIRET or SIREN; where several share one, the first in the registry."""
    scheme, value = ("siret", by.siret) if by.siret else ("siren", by.siren or "")
    return bodies_by_number(info.context.image).get((scheme, "".join(value.split())))


def typed_lists() -> type[Any]:
    """Make the questions for all actors of one kind, one for each kind of the registry."""
    fields = {}
    for spec in KINDS.values():
        resolver = _list_of(spec)
        fields[resolver.__name__] = strawberry.field(
            resolver=resolver, name=spec.plural, description=f"All of one kind. {spec.description}"
        )
    return strawberry.type(type("TypedLists", (), fields))


def _list_of(spec: KindSpec) -> Callable[..., Any]:
    def resolve(
        self: Any,  # noqa: ARG001 - strawberry calls it as a method
        info: Info,
        filter: _Filter = None,  # noqa: A002 - what clients call it
        order_by: _Order = ActorOrder.NAME,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Any:
        page = Page(first, after, last, before)
        return actors_page(info.context, filter, page, order=order_by, kinds=frozenset({spec.code}))

    resolve.__name__ = f"{spec.code.lower()}_list"
    made: Any = ACTOR_TYPES[spec.code]
    resolve.__annotations__["return"] = Connection[made]
    return resolve
