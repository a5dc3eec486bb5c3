"""What of a record is searched: its texts by field, and the weighted terms they give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

from labnet.model.kinds import Actor
from labnet.model.records import Entity
from labnet.model.vocabularies import Territory, TerritoryLevel, Theme
from labnet.network.search import folding, tiers

__all__ = [
    "INITIALS",
    "LEAST_IN_A_NAME",
    "LEAST_OF_ITS_OWN",
    "WHOLE",
    "Document",
    "Searchable",
    "document",
    "holds_names",
    "makes_initials",
    "terms",
]

Searchable: TypeAlias = Actor | Theme | Territory

WHOLE: Final = "="
"""Begins the terms that stand for a whole name, as in ``=labzero``."""
INITIALS: Final = "^"
"""Begins the terms that stand for an acronym nobody wrote, as in ``^ditp``."""


@dataclass(frozen=True, slots=True)
class _Field:
    """How much a word in a field counts, whether the field holds names, and whether acronyms are made of it."""

    weight: float
    names: bool = False
    initials: bool = True


_FIELDS: Final = {
    "name": _Field(1.0, names=True),
    "aliases": _Field(0.95, names=True),
    "label": _Field(1.0, names=True),
    "synonyms": _Field(0.9, names=True),
    "code": _Field(0.9, initials=False),
    "themes": _Field(0.6),
    "offers": _Field(0.55),
    "needs": _Field(0.55),
    "role": _Field(0.55),
    "territory": _Field(0.5),
    "description": _Field(0.35, initials=False),
    "tier": _Field(0.2, initials=False),
}
_SHARED: Final = frozenset({"themes", "offers", "needs", "territory", "tier"})
"""Fields whose texts many actors have in common, and which hold nothing personal."""
_SIGNIFICANT_PART: Final = 0.97
_PARTIAL_INITIALS: Final = 0.7
_ONE_OF_MANY: Final = 0.7
"""A word of a very long name counts for so much of a name of one word."""

LEAST_IN_A_NAME: Final = _ONE_OF_MANY * min(field.weight for field in _FIELDS.values() if field.names)
"""No word of a name weighs less, no word of a text that is not a name or a code as much."""
LEAST_OF_ITS_OWN: Final = 0.51
"""Words of the places around a record, of its description and of its tier weigh less."""


@dataclass(frozen=True, slots=True)
class Document:
    """A record as search sees it."""

    entity: Entity
    id: str
    name: str
    kind: str
    order: str
    fields: tuple[tuple[str, tuple[str, ...]], ...]
    links: frozenset[str]
    """Ids of the themes and territories whose words are among its own."""
    record: Searchable


def document(record: Searchable, themes: Mapping[str, Theme], territories: Mapping[str, Territory]) -> Document:
    """Give the searched texts of a record, with the words of its themes, its tier and the places around it."""
    if isinstance(record, Theme):
        labels = (record.label_fr, record.label_en)
        synonyms = (*record.synonyms_fr, *record.synonyms_en)
        return _document(record, Entity.THEME, record.label_fr, {"label": labels, "synonyms": synonyms})
    if isinstance(record, Territory):
        return _document(record, Entity.TERRITORY, record.name, {"name": (record.name,), "code": (record.code,)})
    places = tuple(_places(record.territory, territories))
    subjects = {"themes": record.themes, "offers": record.offers, "needs": record.needs}
    texts = {
        "name": (record.name,),
        "aliases": record.aliases,
        "role": (getattr(record, "role", None) or "",),
        **{field: _theme_words(ids, themes) for field, ids in subjects.items()},
        "territory": tuple(territories[place].name for place in places if place in territories),
        "description": (record.description or "",),
        "tier": tiers.called(getattr(record, "tier", None), (record.name, *record.aliases)),
    }
    links = frozenset((*places, *record.themes, *record.offers, *record.needs))
    return _document(record, Entity.ACTOR, record.name, texts, record.kind, links)


def terms(of: Document) -> dict[str, float]:
    """Give the terms under which a document is found, each with its best weight."""
    found: dict[str, float] = {}
    for field, texts in of.fields:
        give = _shared_terms if field in _SHARED else _terms
        for text in texts:
            for term, weight in give(text, _FIELDS[field]):
                if weight > found.get(term, 0):
                    found[term] = weight
    return found


def holds_names(field: str) -> bool:
    """Tell whether the texts of a field are names, each of which may be typed whole."""
    return _FIELDS[field].names


def makes_initials(field: str) -> bool:
    """Tell whether the texts of a field are found by their initials."""
    return _FIELDS[field].initials


def _document(
    record: Searchable,
    entity: Entity,
    name: str,
    texts: Mapping[str, tuple[str, ...]],
    kind: str = "",
    links: frozenset[str] = frozenset(),
) -> Document:
    fields = ((field, tuple(filter(None, given))) for field, given in texts.items())
    kept = tuple((field, given) for field, given in fields if given)
    return Document(entity, record.id, name, kind, folding.fold(name), kept, links, record)


def _theme_words(ids: tuple[str, ...], themes: Mapping[str, Theme]) -> tuple[str, ...]:
    known = [themes[theme] for theme in ids if theme in themes]
    return tuple(
        dict.fromkeys(
            text for theme in known for text in (theme.label_fr, theme.label_en, *theme.synonyms_fr, *theme.synonyms_en)
        )
    )


def _places(territory: str | None, territories: Mapping[str, Territory]) -> Iterator[str]:
    """Give the territory of an actor and those around it; a country only where it is the actor's own."""
    given: set[str] = set()
    while territory and territory not in given:
        place = territories.get(territory)
        if given and place is not None and place.level is TerritoryLevel.COUNTRY:
            return
        given.add(territory)
        yield territory
        territory = place.parent if place else None


@lru_cache(maxsize=4096)
def _shared_terms(text: str, field: _Field) -> tuple[tuple[str, float], ...]:
    return tuple(dict(_terms(text, field)).items())


def _terms(text: str, field: _Field) -> Iterator[tuple[str, float]]:
    chunks = list(folding.chunks(text))
    words = [word.form for chunk in chunks for word in chunk.words]
    significant = [form for form in words if not folding.is_stop_word(form)]
    weight = field.weight
    if field.names:
        yield WHOLE + folding.key(text), weight
        yield WHOLE + "".join(significant), weight * _SIGNIFICANT_PART
        weight *= _ONE_OF_MANY + (1 - _ONE_OF_MANY) / max(len(significant), 1)
    for form in words if field.initials else significant:
        yield form, weight
    for chunk in chunks:
        if chunk.joined:
            yield chunk.joined.form, weight
    if field.initials:
        for place, (letters, _) in enumerate(folding.initials(chunks)):
            yield INITIALS + letters, weight * (_PARTIAL_INITIALS if place else 1)
