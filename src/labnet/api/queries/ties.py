"""Ties, collaborations, and walks along ties."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import strawberry

from labnet.api import ids
from labnet.api.context import Info
from labnet.api.costs import SCAN, sliced
from labnet.api.enums import Kind, Relation
from labnet.api.fields import field
from labnet.api.filters import CollaborationFilter, TieFilter
from labnet.api.paging import After, Before, Connection, First, Last, Page
from labnet.api.types import connections
from labnet.api.types.collaborations import Collaboration, collaborations_page
from labnet.api.types.ties import Path, Subgraph, Tie, ties_page

__all__ = ["TieQueries"]

_AsOf = Annotated[
    dt.date | None, strawberry.argument(description="Day on which ties must be active to be walked; today if absent.")
]
_Relations = Annotated[
    list[Relation] | None,
    strawberry.argument(
        description="Which relations to follow, either way; without it contacts, and not through programmes."
    ),
]


@strawberry.type
class TieQueries:
    """Ties, collaborations, and walks along ties."""

    @field(
        "Ties, of all times unless the filter says otherwise; by whom they leave, relation, whom they reach, and start."
    )
    def ties(
        self,
        info: Info,
        filter: Annotated[TieFilter | None, strawberry.argument(description="Which of them to give.")] = None,  # noqa: A002 - what clients call it
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Tie]:
        """Give a page of ties."""
        return ties_page(info.context, filter, Page(first, after, last, before))

    @field(
        "Who works together: labs, projects, clusters and events with two participants or more, and direct ties "
        "between bodies. Works by name come first, then ties."
    )
    def collaborations(
        self,
        info: Info,
        filter: Annotated[CollaborationFilter | None, strawberry.argument(description="Which of them to give.")] = None,  # noqa: A002 - what clients call it
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Collaboration]:
        """Give a page of collaborations."""
        return collaborations_page(info.context, filter, Page(first, after, last, before))

    @field(
        "The best ways between two actors, along ties active on a day: shorter first, then stronger. No actor is "
        "met twice, and no two ways meet the same actors.",
        cost=SCAN,
    )
    def paths(
        self,
        info: Info,
        from_: Annotated[strawberry.ID, strawberry.argument(name="from", description="Global id of one end.")],
        to: Annotated[strawberry.ID, strawberry.argument(description="Global id of the other end.")],
        relations: _Relations = None,
        avoid: Annotated[
            list[strawberry.ID] | None,
            strawberry.argument(description=f"Actors not to go through, at most {connections.MAX_AVOIDED}."),
        ] = None,
        as_of: _AsOf = None,
        first: Annotated[
            int, strawberry.argument(description=f"How many to give at most, 1 to {connections.MAX_PATHS}.")
        ] = 3,
    ) -> list[Path]:
        """Give the best paths."""
        shunned = None if avoid is None else [str(each) for each in avoid]
        return connections.paths(info.context, (from_, to), relations, shunned, as_of, first)

    @field(
        "An actor, those near it, and the ties between them.",
        cost=SCAN,
        size=sliced(["maxNodes"], sized_fields=["nodes"]),
    )
    def neighbourhood(
        self,
        info: Info,
        of: Annotated[strawberry.ID, strawberry.argument(description="Global id of the actor in the middle.")],
        hops: Annotated[
            int, strawberry.argument(description=f"How many ties away at most, 1 to {connections.MAX_HOPS}.")
        ] = 1,
        relations: _Relations = None,
        kinds: Annotated[
            list[Kind] | None, strawberry.argument(description="Give only these kinds; others are walked through.")
        ] = None,
        as_of: _AsOf = None,
        max_nodes: Annotated[
            int, strawberry.argument(description=f"How many actors at most, 1 to {connections.MAX_NODES}.")
        ] = 200,
    ) -> Subgraph:
        """Give the part of the network around an actor."""
        row = ids.actor_row(info.context.image, of, "of")
        return connections.neighbourhood(info.context, row, hops, relations, kinds, as_of, max_nodes)
