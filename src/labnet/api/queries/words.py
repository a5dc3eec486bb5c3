"""Themes, territories, and the search over them and all actors."""

from __future__ import annotations

from typing import Annotated

import strawberry

from labnet.api.context import Info
from labnet.api.costs import SCAN
from labnet.api.enums import Kind, TerritoryLevel
from labnet.api.fields import field
from labnet.api.paging import MAX_PAGE, After, Before, Connection, First, Last, Page, check_bound, paged
from labnet.api.types.search import SearchHit, hit_at
from labnet.api.types.vocabularies import Territory, Theme
from labnet.network.search.folding import fold

__all__ = ["WordQueries"]


@strawberry.type
class WordQueries:
    """Themes, territories and search."""

    @field("Themes, by their French label.")
    def themes(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Theme]:
        """Give a page of themes."""
        at = info.context
        known = list(at.image.vocabulary.themes.values())
        keys = sorted((fold(theme.label_fr), theme.id, place) for place, theme in enumerate(known))
        return paged(
            keys,
            Page(first, after, last, before),
            lambda places: [Theme(at=at, record=known[place]) for place in places],
        )

    @field("Territories, widest level first, then by code.")
    def territories(
        self,
        info: Info,
        level: Annotated[TerritoryLevel | None, strawberry.argument(description="Of this level only.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Territory]:
        """Give a page of territories."""
        at = info.context
        known = [each for each in at.image.vocabulary.territories.values() if level is None or each.level is level]
        levels = list(TerritoryLevel)
        keys = sorted((levels.index(each.level), each.code, place) for place, each in enumerate(known))
        return paged(
            keys,
            Page(first, after, last, before),
            lambda places: [Territory(at=at, record=known[place]) for place in places],
        )

    @field(
        "Actors, themes and territories by words: accents, plurals, word order and small slips do not matter, and "
        "acronyms, other names and synonyms are known. Best first.",
        cost=SCAN,
    )
    def search(
        self,
        info: Info,
        text: Annotated[str, strawberry.argument(description="Words, as one would type them.")],
        kinds: Annotated[
            list[Kind] | None,
            strawberry.argument(description="Actors of these kinds only; leaves themes and territories out."),
        ] = None,
        first: Annotated[int, strawberry.argument(description=f"How many to give at most, 1 to {MAX_PAGE}.")] = 10,
    ) -> list[SearchHit]:
        """Search."""
        check_bound("first", first, MAX_PAGE)
        info.context.check_time()
        names = None if kinds is None else {kind.name for kind in kinds}
        hits = info.context.view.search.search(text, kinds=names, limit=first)
        found = (hit_at(info.context, hit) for hit in hits)
        return [hit for hit in found if hit is not None]
