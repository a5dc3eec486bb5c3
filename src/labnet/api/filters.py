"""Filters of lists, and what they select."""

from __future__ import annotations

import datetime as dt
from typing import Any

import strawberry

from labnet.analysis.collaboration import CollaborationSelection
from labnet.analysis.selection import ActorSelection, narrower
from labnet.analysis.tie_selection import TieSelection
from labnet.analysis.two_mode import Scope
from labnet.api import ids
from labnet.api.context import Context
from labnet.api.enums import Kind, Relation, Sphere, Tier
from labnet.errors import BadInput
from labnet.model.records import Entity
from labnet.network.image import Image

__all__ = [
    "ActorFilter",
    "CollaborationFilter",
    "ScopeInput",
    "TieFilter",
    "narrowed",
    "relation_codes",
    "scope_of",
    "territories_within",
]


@strawberry.input(description="Which actors to give; all that is asked must hold.")
class ActorFilter:
    """Which actors to give."""

    text: str | None = strawberry.field(default=None, description="Words to search for, as in `search`.")
    kinds: list[Kind] | None = strawberry.field(default=None, description="Of one of these kinds.")
    tiers: list[Tier] | None = strawberry.field(default=None, description="Of one of these tiers.")
    spheres: list[Sphere] | None = strawberry.field(default=None, description="In one of these spheres.")
    themes: list[str] | None = strawberry.field(
        default=None, description="On one of these themes, or a theme within it; slugs or global ids."
    )
    territory: str | None = strawberry.field(
        default=None, description="In this territory or one within it, as in `region:93`."
    )
    administration: strawberry.ID | None = strawberry.field(
        default=None, description="Answering to this administration."
    )
    not_administration: strawberry.ID | None = strawberry.field(
        default=None, description="Not answering to this administration."
    )
    active_on: dt.date | None = strawberry.field(
        default=None, description="There on that day; unknown dates include every day."
    )

    def selection(self, at: Context) -> ActorSelection:
        """Give what the filter selects."""
        return ActorSelection(
            kinds=_names(self.kinds),
            tiers=None if self.tiers is None else frozenset(self.tiers),
            spheres=None if self.spheres is None else frozenset(self.spheres),
            themes=narrowed(at.image, self.themes),
            territories=territories_within(at.image, self.territory),
            administration=_row(at.image, self.administration, "administration"),
            not_administration=_row(at.image, self.not_administration, "notAdministration"),
            active_on=self.active_on,
            ids=_found(at, self.text),
        )


@strawberry.input(description="Which ties to give; all that is asked must hold.")
class TieFilter:
    """Which ties to give."""

    relations: list[Relation] | None = strawberry.field(default=None, description="Of one of these relations.")
    between: list[Sphere] | None = strawberry.field(
        default=None,
        description=(
            "Between two of these spheres: each end belongs to one that the other does not. A work that both carry is "
            "not between them; `collaborations` finds it by `spans`. A single sphere asks for ties within it."
        ),
    )
    territory: str | None = strawberry.field(
        default=None, description="With an end in this territory or one within it, as in `region:93`."
    )
    theme: str | None = strawberry.field(
        default=None, description="With an end that works on this theme or one within it; a slug or a global id."
    )
    active_on: dt.date | None = strawberry.field(
        default=None, description="Active on that day; unknown dates include every day."
    )

    def selection(self, at: Context) -> TieSelection:
        """Give what the filter selects."""
        return TieSelection(
            relations=_names(self.relations),
            between=None if self.between is None else tuple(self.between),
            territories=territories_within(at.image, self.territory),
            themes=narrowed(at.image, None if self.theme is None else [self.theme]),
            active_on=self.active_on,
        )


@strawberry.input(description="Which collaborations to give; all that is asked must hold.")
class CollaborationFilter:
    """Which collaborations to give."""

    cross_administration: bool | None = strawberry.field(
        default=None, description="Whether participants of different administrations must, or must not, be among them."
    )
    spans: list[Sphere] | None = strawberry.field(
        default=None, description="With participants of every one of these spheres."
    )
    relations: list[Relation] | None = strawberry.field(
        default=None, description="Which relations count as taking part; all by which one works together if absent."
    )
    participant: strawberry.ID | None = strawberry.field(default=None, description="With this actor taking part.")
    theme: str | None = strawberry.field(
        default=None, description="On this theme or one within it; a slug or a global id."
    )
    territory: str | None = strawberry.field(
        default=None, description="In this territory or one within it, as in `region:93`."
    )
    kinds: list[Kind] | None = strawberry.field(
        default=None,
        description="About a lab, project, cluster or event of one of these kinds; leaves direct ties out.",
    )
    min_participants: int = strawberry.field(default=2, description="With at least so many actors taking part.")
    active_on: dt.date | None = strawberry.field(
        default=None, description="Counting only who took part that day; without it, whoever ever did."
    )

    def selection(self, at: Context) -> CollaborationSelection:
        """Give what the filter selects."""
        return CollaborationSelection(
            cross_administration=self.cross_administration,
            spans=frozenset(self.spans or ()),
            relations=relation_codes(self.relations),
            participant=_row(at.image, self.participant, "participant"),
            themes=narrowed(at.image, None if self.theme is None else [self.theme]),
            territories=territories_within(at.image, self.territory),
            kinds=_names(self.kinds),
            min_participants=self.min_participants,
            active_on=self.active_on,
        )


@strawberry.input(
    description=(
        "What a measure is about: few shapes, so that nothing can be told by difference. All that is asked must hold."
    )
)
class ScopeInput:
    """What a measure is about."""

    territory: str | None = strawberry.field(
        default=None, description="People and bodies in this territory or one within it, as in `region:93`."
    )
    theme: str | None = strawberry.field(
        default=None,
        description=(
            "Works on this theme or one within it, and direct ties between those who both are on it; "
            "a slug or a global id."
        ),
    )
    sphere: Sphere | None = strawberry.field(default=None, description="People and bodies in this sphere.")
    kinds: list[Kind] | None = strawberry.field(
        default=None, description="People and bodies of these kinds, and works of these kinds, as far as any are named."
    )

    def scope(self, at: Context) -> Scope:
        """Give what the measure is about."""
        return Scope(
            territories=territories_within(at.image, self.territory),
            themes=narrowed(at.image, None if self.theme is None else [self.theme]),
            kinds=_names(self.kinds),
            sphere=self.sphere,
        )


def scope_of(at: Context, given: ScopeInput | None) -> Scope:
    """Give what a measure is about: everything, where nothing is given."""
    return Scope() if given is None else given.scope(at)


def relation_codes(relations: list[Relation] | None) -> tuple[str, ...] | None:
    """Give the codes of relations, None for all."""
    return None if relations is None else tuple(relation.name for relation in relations)


def _names(values: list[Any] | None) -> frozenset[str] | None:
    return None if values is None else frozenset(value.name for value in values)


def _row(image: Image, actor_id: str | None, argument: str) -> int | None:
    return None if actor_id is None else ids.actor_row(image, actor_id, argument)


def narrowed(image: Image, themes: list[str] | None) -> frozenset[str] | None:
    """Give the themes that are named by slug or global id, with all that are narrower; None for all."""
    if themes is None:
        return None
    slugs = [ids.bare(ids.THEME, theme) for theme in themes]
    unknown = next((slug for slug in slugs if slug not in image.vocabulary.themes), None)
    if unknown is not None:
        raise BadInput(f"{unknown[:80]!r} is not a theme; `themes` lists them, and `search` finds them by other words")
    return narrower(image, slugs)


def territories_within(image: Image, territory: str | None) -> frozenset[str] | None:
    """Give the territory that is named by level and code or global id, with all within; None for all."""
    if territory is None:
        return None
    key = ids.bare(ids.TERRITORY, territory)
    if key not in image.vocabulary.territories:
        raise BadInput(f"{key[:80]!r} is not a territory; write its level and code, as in region:93")
    return image.within_territory(key)


def _found(at: Context, text: str | None) -> frozenset[str] | None:
    if text is None:
        return None
    at.check_time()
    return at.view.search.ids(text, Entity.ACTOR)
