"""GraphQL types of all kinds, made from the registry: the interface, stored fields of the kind, and derived ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import strawberry

from labnet.api.types import lab, programme
from labnet.api.types.actors import Actor
from labnet.api.types.references import ACTOR_TYPES, actor_at
from labnet.api.types.ties import Money, euros
from labnet.api.types.vocabularies import Territory, Theme, territory_of, themes_of
from labnet.model import kinds
from labnet.model.dates import PartialDate
from labnet.model.fields import Fact, facts

__all__ = ["DERIVED", "type_of_kind"]

DERIVED: Final[dict[str, type[Any]]] = {"LAB": lab.Lab, "PROGRAMME": programme.Programme}
"""Kinds whose type has derived fields, and the class that holds them."""

_OWN_BASE: Final = frozenset(fact.name for fact in facts(kinds.Actor))
_PLAIN: Final[dict[str, Any]] = {
    "text": str | None,
    "long text": str | None,
    "web address": str | None,
    "integer": int | None,
    "number": float | None,
    "yes or no": bool,
    "partial date": PartialDate | None,
    "day": dt.date | None,
    "texts": list[str],
    "identifiers": list[str],
    "id": str | None,
    "SIREN": str | None,
    "SIRET": str | None,
}


def type_of_kind(spec: kinds.KindSpec) -> type[Any]:
    """Make the GraphQL type of a kind and remember it.

    Its name is that of the kind's dataclass, its description the docstring; every stored field of its own becomes a
    field by the same name.
    """
    stored = {fact.name: _stored_field(fact) for fact in facts(spec.record) if fact.name not in _OWN_BASE}
    base = DERIVED.get(spec.code, Actor)
    made = strawberry.type(type(spec.record.__name__, (base,), stored), description=spec.description)
    ACTOR_TYPES[spec.code] = made
    return made


def _stored_field(fact: Fact) -> Any:
    resolver, annotation = _resolver(fact)
    resolver.__annotations__ = {"return": annotation}
    return strawberry.field(resolver=resolver, description=fact.description)


def _resolver(fact: Fact) -> tuple[Callable[[Any], Any], Any]:
    name = fact.name
    if fact.type.name == "whole euros":
        return lambda self: euros(getattr(self.record, name)), Money | None
    if fact.type.name == "themes":
        return lambda self: themes_of(self.at, getattr(self.record, name)), list[Theme]
    if fact.type.name == "territory":
        return lambda self: territory_of(self.at, getattr(self.record, name)), Territory | None
    if fact.type.name == "id of an actor":
        return lambda self: _named(self, getattr(self.record, name)), Actor | None
    # Words of a vocabulary are those that `labnet.api.enums` publishes.
    plain = _PLAIN[fact.type.name] if fact.type.values is None else fact.type.values | None
    return lambda self: getattr(self.record, name), plain


def _named(actor: Actor, actor_id: str | None) -> Actor | None:
    """Give the actor that a field names, None where the viewer does not see it."""
    row = None if actor_id is None else actor.at.image.row(actor_id)
    return None if row is None else actor_at(actor.at, row)


for _spec in kinds.KINDS.values():
    type_of_kind(_spec)

if TYPE_CHECKING:
    Cluster = Actor
    Innovator = Actor
    Lab = lab.Lab
    Programme = programme.Programme
else:
    globals().update({made.__name__: made for made in ACTOR_TYPES.values()})
