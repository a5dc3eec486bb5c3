"""Themes and territories."""

from __future__ import annotations

from typing import Annotated

import strawberry

from labnet.analysis.selection import narrower
from labnet.api import ids
from labnet.api.context import Context
from labnet.api.enums import Language, TerritoryLevel
from labnet.api.fields import field
from labnet.api.filters import ActorFilter
from labnet.api.paging import After, Before, Connection, First, Last, Page
from labnet.api.types.node import Node
from labnet.api.types.references import ActorRef, actors_page
from labnet.model import vocabularies

__all__ = ["InLanguage", "Territory", "Theme", "territory_of", "themes_of"]

InLanguage = Annotated[Language, strawberry.argument(description="Language of the answer.")]
_Filter = Annotated[ActorFilter | None, strawberry.argument(description="Which of them to give.")]


@strawberry.type(description="A subject people work on.")
class Theme(Node):
    """A subject people work on."""

    at: strawberry.Private[Context]
    record: strawberry.Private[vocabularies.Theme]

    @field("Global id: the same for as long as the theme is in use.")
    def id(self) -> strawberry.ID:
        """Give the global id."""
        return strawberry.ID(ids.global_id(ids.THEME, self.record.id))

    @field("Id that data sets and filters use.")
    def slug(self) -> str:
        """Give the slug."""
        return self.record.id

    @field("What it is called.")
    def label(self, language: InLanguage = Language.FR) -> str:
        """Give the label."""
        return self.record.label_fr if language is Language.FR else self.record.label_en

    @field("Other words for it, French ones first.")
    def synonyms(self) -> list[str]:
        """Give the synonyms."""
        return [*self.record.synonyms_fr, *self.record.synonyms_en]

    @field("The wider theme that it belongs to.")
    def broader(self) -> Theme | None:
        """Give the broader theme."""
        found = self.at.image.vocabulary.themes.get(self.record.broader or "")
        return None if found is None else Theme(at=self.at, record=found)

    @field("Who works on it, or on a theme within it; by name.")
    def actors(
        self,
        filter: _Filter = None,  # noqa: A002 - what clients call it
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[ActorRef]:
        """Give a page of actors."""
        return actors_page(
            self.at, filter, Page(first, after, last, before), themes=narrower(self.at.image, [self.record.id])
        )


@strawberry.type(description="A place with an official code. Codes are unique within a level only.")
class Territory(Node):
    """A place with an official code."""

    at: strawberry.Private[Context]
    record: strawberry.Private[vocabularies.Territory]

    @field("Global id: made of level and code.")
    def id(self) -> strawberry.ID:
        """Give the global id."""
        return strawberry.ID(ids.global_id(ids.TERRITORY, self.record.id))

    @field("Official code, as text.")
    def code(self) -> str:
        """Give the code."""
        return self.record.code

    @field("Whether it is a country, a region, a département …")
    def level(self) -> TerritoryLevel:
        """Give the level."""
        return self.record.level

    @field("Official name.")
    def name(self) -> str:
        """Give the name."""
        return self.record.name

    @field("The territory it is part of.")
    def parent(self) -> Territory | None:
        """Give the parent."""
        return territory_of(self.at, self.record.parent)

    @field("Who is there, or in a territory within it; by name.")
    def actors(
        self,
        filter: _Filter = None,  # noqa: A002 - what clients call it
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[ActorRef]:
        """Give a page of actors."""
        return actors_page(
            self.at,
            filter,
            Page(first, after, last, before),
            territories=self.at.image.within_territory(self.record.id),
        )


def territory_of(at: Context, territory_id: str | None) -> Territory | None:
    """Give a territory by the id that records use."""
    found = at.image.vocabulary.territories.get(territory_id or "")
    return None if found is None else Territory(at=at, record=found)


def themes_of(at: Context, theme_ids: tuple[str, ...]) -> list[Theme]:
    """Give themes by the ids that records use; those the vocabulary does not hold are left out."""
    known = at.image.vocabulary.themes
    return [Theme(at=at, record=known[key]) for key in theme_ids if key in known]
