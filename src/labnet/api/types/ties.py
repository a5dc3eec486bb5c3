"""Ties, and answers made of them: neighbours, paths, subgraphs."""

from __future__ import annotations

import numpy as np
import strawberry

from labnet.analysis.tie_selection import tie_keys
from labnet.api import ids
from labnet.api.context import Context
from labnet.api.enums import Direction, Relation
from labnet.api.execution.costs import ListSize
from labnet.api.fields import field
from labnet.api.filters import TieFilter
from labnet.api.paging import Connection, Page, paged
from labnet.api.types.node import Node
from labnet.api.types.provenance import Evidence, evidence_of
from labnet.api.types.references import ActorRef, actor_at
from labnet.model import ties
from labnet.model.dates import PartialDate
from labnet.network.columns import Ints
from labnet.network.image import IN, OUT

__all__ = ["Money", "Neighbour", "NeighbourConnection", "Path", "Subgraph", "Tie", "euros", "tie_at", "ties_page"]


@strawberry.type(description="A sum of money.")
class Money:
    """A sum of money."""

    amount: int = strawberry.field(description="How much, in whole units of the currency.")
    currency: str = strawberry.field(description="ISO 4217 code, as in `EUR`.")


@strawberry.type(description="A dated, sourced relation between two actors.")
class Tie(Node):
    """A dated, sourced relation between two actors."""

    at: strawberry.Private[Context]
    record: strawberry.Private[ties.Tie]

    @field("Global id: the same for as long as the tie exists.")
    def id(self) -> strawberry.ID:
        """Give the global id."""
        return strawberry.ID(ids.global_id(ids.TIE, self.record.id))

    @field("The actor it goes out from.", name="from")
    def from_(self) -> ActorRef:
        """Give the source."""
        return self._end(self.record.from_id)

    @field("The actor it goes to.")
    def to(self) -> ActorRef:
        """Give the target."""
        return self._end(self.record.to_id)

    @field("What joins the two.")
    def relation(self) -> Relation:
        """Give the relation."""
        return Relation[self.record.relation]

    @field("The part that the first plays for the second.")
    def role(self) -> str | None:
        """Give the role."""
        return self.record.role

    @field("What the tie is for, in the words of those who made it.")
    def purpose(self) -> str | None:
        """Give the purpose."""
        return self.record.purpose

    @field("When it began; null is unknown, and counts as always.")
    def since(self) -> PartialDate | None:
        """Give the start."""
        return self.record.since

    @field("When it ended; null means that it goes on, or unknown.")
    def until(self) -> PartialDate | None:
        """Give the end."""
        return self.record.until

    @field("How strong it is beside others of its relation; 1 is ordinary.")
    def weight(self) -> float:
        """Give the weight."""
        return self.record.weight

    @field("Sum of money that goes with it.")
    def amount(self) -> Money | None:
        """Give the sum."""
        return euros(self.record.amount)

    @field("Editors' note: what a reader should know of the tie.")
    def note(self) -> str | None:
        """Give the note."""
        return self.record.note

    @field("What speaks for it.", size=ListSize(assumed_size=6))
    def evidence(self) -> list[Evidence]:
        """Give the evidence."""
        return evidence_of(self.at.image, self.record.evidence)

    @field("How often it was changed, counted from 1.")
    def version(self) -> int:
        """Give the version."""
        return self.record.version

    def _end(self, actor_id: str) -> ActorRef:
        return actor_at(self.at, self.at.image.rows[actor_id])


@strawberry.type(description="Somebody near an actor, and one shortest way there.")
class Neighbour:
    """Somebody near an actor."""

    actor: ActorRef = strawberry.field(description="Who it is.")
    distance: int = strawberry.field(description="How many ties away.")
    via: list[Tie] = strawberry.field(description="The ties of one shortest way there, from the actor asked about on.")


@strawberry.type(description="One page of a list.")
class NeighbourConnection(Connection[Neighbour]):
    """One page of those near an actor."""

    truncated: bool = strawberry.field(
        description="Whether the walk stopped before it had met everybody: it looks at no more than so many ties."
    )


@strawberry.type(description="A way from one actor to another.")
class Path:
    """A way from one actor to another."""

    actors: list[ActorRef] = strawberry.field(description="Who is met, both ends included.")
    ties: list[Tie] = strawberry.field(description="The strongest tie between each two.")
    length: int = strawberry.field(description="How many ties.")
    strength: float = strawberry.field(
        description=(
            "0..1: the product of the strengths of its ties. A tie's strength is its weight, at most 1, halved for "
            "every ten years since it began; a tie without a known start counts as ten years old."
        )
    )
    truncated: bool = strawberry.field(
        description="Whether the search stopped before it had looked everywhere: there may be other ways, and better "
        "ones than the last."
    )


@strawberry.type(description="A part of the network: actors, and all ties between them that were asked for.")
class Subgraph:
    """A part of the network."""

    nodes: list[ActorRef] = strawberry.field(description="Actors, nearest first.")
    ties: list[Tie] = strawberry.field(description="Ties between them.", directives=[ListSize(assumed_size=500)])
    truncated: bool = strawberry.field(
        description="Whether there is more than `maxNodes` allowed, or more ties than a walk may look at."
    )


def ties_page(
    at: Context,
    wanted: TieFilter | None,
    page: Page,
    *,
    row: int | None = None,
    direction: Direction = Direction.BOTH,
) -> Connection[Tie]:
    """Give a page of the ties that a filter selects: of all, or of one actor's."""
    at.check_time()
    rows: Ints | None = None
    if row is not None:
        entries = at.image.entries(row)
        ways = {Direction.OUT: [OUT], Direction.IN: [IN], Direction.BOTH: [OUT, IN]}[direction]
        rows = np.unique(entries.ties[np.isin(entries.codes % 2, ways)])
    keys = tie_keys(at.image, (wanted or TieFilter()).selection(at), rows)
    return paged(keys, page, lambda found: [tie_at(at, each) for each in found])


def euros(amount: int | None) -> Money | None:
    """Give a sum in euros."""
    return None if amount is None else Money(amount=amount, currency="EUR")


def tie_at(at: Context, row: int) -> Tie:
    """Give a tie by its row."""
    return Tie(at=at, record=at.image.tie(row))
