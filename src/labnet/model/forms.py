"""The form of each entity."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Final

from labnet.model import fields
from labnet.model.fields import Fact, FieldType, facts
from labnet.model.kinds import Actor
from labnet.model.provenance import Source
from labnet.model.records import Entity, Manifest
from labnet.model.rows import EVIDENCE, LICENCES, ActorForm, Form
from labnet.model.ties import Tie
from labnet.model.vocabularies import Territory, TerritoryLevel, Theme

__all__ = ["ACTORS", "FORMS", "MANIFESTS", "SOURCES", "TERRITORIES", "THEMES", "TIES"]


def _columns(record: type, types: Mapping[str, FieldType]) -> tuple[Fact, ...]:
    defaults = {field.name: field.default for field in dataclasses.fields(record)}
    return tuple(
        Fact(name, kind, "", None if required else defaults[name], required)
        for name, kind in types.items()
        for required in [defaults.get(name, dataclasses.MISSING) is dataclasses.MISSING]
    )


ACTORS: Final[Form[Actor]] = ActorForm()
TIES: Final = Form(Entity.TIE, Tie, (*facts(Tie), EVIDENCE))
SOURCES: Final = Form(
    Entity.SOURCE,
    Source,
    _columns(
        Source,
        {
            "id": fields.TEXT,
            "title": fields.LONG_TEXT,
            "url": fields.LONG_TEXT,
            "date": fields.DATE,
            "note": fields.LONG_TEXT,
        },
    ),
)
THEMES: Final = Form(
    Entity.THEME,
    Theme,
    _columns(
        Theme,
        {
            "id": fields.SLUG,
            "label_fr": fields.LONG_TEXT,
            "label_en": fields.LONG_TEXT,
            "synonyms_fr": fields.TEXTS,
            "synonyms_en": fields.TEXTS,
            "broader": fields.SLUG,
        },
    ),
)
TERRITORIES: Final = Form(
    Entity.TERRITORY,
    Territory,
    _columns(
        Territory,
        {
            "id": fields.TERRITORY,
            "level": fields.choice(TerritoryLevel),
            "code": fields.TEXT,
            "name": fields.LONG_TEXT,
            "parent": fields.TERRITORY,
            "source": fields.TEXT,
        },
    ),
)
MANIFESTS: Final = Form(
    Entity.MANIFEST,
    Manifest,
    _columns(
        Manifest,
        {
            "id": fields.TEXT,
            "title": fields.LONG_TEXT,
            "description": fields.LONG_TEXT,
            "licences": LICENCES,
            "method": fields.LONG_TEXT,
            "fictional": fields.FLAG,
        },
    ),
)

FORMS: Final[dict[Entity, Form[Any]]] = {
    form.entity: form for form in (ACTORS, TIES, SOURCES, THEMES, TERRITORIES, MANIFESTS)
}
"""The form of every entity; the order is the one in which references between them can be kept."""
