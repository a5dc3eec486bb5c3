"""Scenarios as clients see them: what is imagined, and what would follow."""

from __future__ import annotations

from typing import Annotated, Final

import strawberry

from labnet.analysis import scenarios
from labnet.analysis.timeline import Span
from labnet.api import ids
from labnet.api.context import Context
from labnet.api.enums import Relation
from labnet.api.fields import field
from labnet.api.paging import check_bound
from labnet.api.types.indicators import IndicatorChange, changes_of
from labnet.api.types.mixing import GroupPair
from labnet.api.types.references import ActorRef, actor_at
from labnet.errors import BadInput, TooMuch
from labnet.model.kinds import KINDS
from labnet.model.relations import RELATIONS
from labnet.network.image import Image

__all__ = ["MOST_IMAGINED", "Scenario", "ScenarioInput"]

MOST_IMAGINED: Final = 50
_MOST: Final = 500

_Some = Annotated[int, strawberry.argument(description=f"How many to give at most, 1 to {_MOST}.")]
_KIND_NAMES: Final = tuple(KINDS)


@strawberry.input(description="A tie that is not there.")
class HypotheticalTie:
    """A tie that is not there."""

    from_: strawberry.ID = strawberry.field(name="from", description="Global id of the actor it goes out from.")
    to: strawberry.ID = strawberry.field(description="Global id of the actor it goes to.")
    relation: Relation = strawberry.field(
        default=Relation["COLLABORATES_WITH"], description="What joins the two: a relation that such actors may have."
    )

    def span(self, image: Image) -> Span:
        """Give the tie by the rows of its ends."""
        source, target = ids.actor_row(image, self.from_, "from"), ids.actor_row(image, self.to, "to")
        if source == target:
            raise BadInput(f"add: {str(self.to)[:80]!r} cannot be tied to itself")
        spec = RELATIONS[self.relation.name]
        one, other = (_KIND_NAMES[image.kinds[row]] for row in (source, target))
        if one not in spec.sources or other not in spec.targets:
            raise BadInput(f"add: {spec.code} does not lead from {one} to {other}; `labnet schema` tells which may")
        return Span(source, target, spec.code)


@strawberry.input(description="What is imagined: nothing of it is stored.")
class ScenarioInput:
    """What is imagined."""

    add: list[HypotheticalTie] = strawberry.field(
        default_factory=list, description=f"Ties to add, at most {MOST_IMAGINED}."
    )
    remove: list[strawberry.ID] = strawberry.field(
        default_factory=list,
        description=f"Global ids of actors and ties to take out, at most {MOST_IMAGINED}; ties of an actor go with it.",
    )

    def scenario(self, image: Image) -> scenarios.Scenario:
        """Give what is imagined, by rows."""
        for name, asked in (("add", len(self.add)), ("remove", len(self.remove))):
            if asked > MOST_IMAGINED:
                raise TooMuch(f"{name}: {asked} are more than {MOST_IMAGINED}")
        ties = frozenset(_tie_row(image, each) for each in self.remove if ids.split(each)[0] == ids.TIE)
        actors = frozenset(
            ids.actor_row(image, each, "remove") for each in self.remove if ids.split(each)[0] != ids.TIE
        )
        spans = tuple(each.span(image) for each in self.add)
        for span in spans:
            for row in (span.source, span.target):
                if row in actors:
                    raise BadInput(f"add: {image.ids[row]} is taken out, and cannot be tied to anybody")
        return scenarios.Scenario(add=spans, actors=actors, ties=ties)


@strawberry.type(description="What would follow if ties and actors were taken out, and others added.")
class Scenario:
    """What would follow."""

    at: strawberry.Private[Context]
    found: strawberry.Private[scenarios.Outcome]

    @field("Indicators as they are, and as they would be.")
    def changes(self) -> list[IndicatorChange]:
        """Give the indicators."""
        return changes_of(self.found.changes)

    @field("Pairs of groups that would meet more or less often, as they would; those that would change most first.")
    def pairs(self, first: _Some = 50) -> list[GroupPair]:
        """Give the pairs as they would be."""
        check_bound("first", first, _MOST)
        return [GroupPair(at=self.at, found=self.found.after, about=after) for _, after in self.found.pairs[:first]]

    @field("The same pairs in the same order, as they are.")
    def pairs_before(self, first: _Some = 50) -> list[GroupPair]:
        """Give the pairs as they are."""
        check_bound("first", first, _MOST)
        return [GroupPair(at=self.at, found=self.found.before, about=before) for before, _ in self.found.pairs[:first]]

    @field("How many would be cut off.")
    def total_separated(self) -> int:
        """Count those cut off."""
        return len(self.found.separated)

    @field(
        "Who would be cut off from the largest part of the network, by id. Where a programme or its support goes, "
        "those whom nothing else joins to it."
    )
    def separated(self, first: _Some = 100) -> list[ActorRef]:
        """Give those cut off."""
        check_bound("first", first, _MOST)
        return [actor_at(self.at, row) for row in self.found.separated[:first]]


def _tie_row(image: Image, text: str) -> int:
    row = image.tie_row(ids.split(text)[1])
    if row is None:
        raise BadInput(f"remove: {text[:80]!r} is not the id of a tie; `ties` lists them")
    return row
