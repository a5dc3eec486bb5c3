"""Reasons to bring two actors together."""

from __future__ import annotations

import strawberry

from labnet.analysis import reasons
from labnet.api.context import Context
from labnet.api.enums import Language, ReasonKind
from labnet.api.fields import field
from labnet.api.types.references import ActorRef, actor_at
from labnet.api.types.vocabularies import InLanguage, Theme, themes_of
from labnet.wording.reasons import reason

__all__ = ["Reason"]


@strawberry.type(description="Why two actors are worth bringing together: a fact that can be checked.")
class Reason:
    """Why two actors are worth bringing together."""

    at: strawberry.Private[Context]
    about: strawberry.Private[reasons.Reason]

    @field("What kind of fact it is.")
    def kind(self) -> ReasonKind:
        """Give the kind."""
        return self.about.kind

    @field("The reason in words, with what it is about.")
    def label(self, language: InLanguage = Language.FR) -> str:
        """Give the words."""
        themes = [theme.label(language) for theme in self.themes()]
        actors = [self.at.image.actor(row).name for row in self.about.actors]
        return reason(self.about.kind.name, [*themes, *actors], language.name.lower(), past=self.about.past)

    @field("Its share of the score; the weights of all reasons add up to 1.")
    def weight(self) -> float:
        """Give the weight."""
        return self.about.weight

    @field("The actors it is about: works that both took part in, contacts that both have.")
    def actors(self) -> list[ActorRef]:
        """Give the actors."""
        return [actor_at(self.at, row) for row in self.about.actors]

    @field("Whether the contacts it names are of the past: one of the two has lost touch with each of them.")
    def past(self) -> bool:
        """Tell whether it is of the past."""
        return self.about.past

    @field("The themes it is about.")
    def themes(self) -> list[Theme]:
        """Give the themes."""
        return themes_of(self.at, self.about.themes)
