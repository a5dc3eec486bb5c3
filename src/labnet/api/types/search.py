"""What a search finds, and why."""

from __future__ import annotations

import strawberry

from labnet.api.context import Context
from labnet.api.types.node import Node
from labnet.api.types.references import actor_at
from labnet.api.types.vocabularies import Territory, Theme
from labnet.model.records import Entity
from labnet.network.search import Hit

__all__ = ["Match", "SearchHit", "hit_at"]


@strawberry.type(description="Where a record matched.")
class Match:
    """Where a record matched."""

    field: str = strawberry.field(
        description=(
            "The field: `name`, `aliases`, `role`, `description`, `themes`, `offers`, `needs`, `territory`, `tier`, "
            "`label`, `synonyms` or `code`."
        )
    )
    words: list[str] = strawberry.field(description="The words that matched, as the record writes them.")


@strawberry.type(description="Something that a search found.")
class SearchHit:
    """Something that a search found."""

    node: Node = strawberry.field(description="What was found: an actor, a theme or a territory.")
    score: float = strawberry.field(description="How well it fits, 0..1; the first fits best.")
    matches: list[Match] = strawberry.field(description="Where it matched, and with which words.")


def hit_at(at: Context, hit: Hit) -> SearchHit | None:
    """Give a hit with its record, None if the request's image does not hold it."""
    node = _node(at, hit)
    if node is None:
        return None
    matches = [Match(field=match.field, words=list(match.words)) for match in hit.matches]
    return SearchHit(node=node, score=hit.score, matches=matches)


def _node(at: Context, hit: Hit) -> Node | None:
    if hit.entity is Entity.ACTOR:
        row = at.image.row(hit.id)
        return None if row is None else actor_at(at, row)
    if hit.entity is Entity.THEME:
        theme = at.image.vocabulary.themes.get(hit.id)
        return None if theme is None else Theme(at=at, record=theme)
    territory = at.image.vocabulary.territories.get(hit.id)
    return None if territory is None else Territory(at=at, record=territory)
