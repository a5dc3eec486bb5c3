"""What of a record is searched: its texts by field, and the weighted terms they give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from labnet.model.kinds import Actor
from labnet.model.records import Entity
from labnet.model.vocabularies import Territory, TerritoryLevel, Theme
from labnet.network.search import folding, tiers

__all__ = [
    "FIELDS",
    "INITIALS",
    "LEAST_IN_A_NAME",
    "LEAST_OF_ITS_OWN",
    "OF_PLACES",
    "OF_THEMES",
    "WHOLE",
    "Document",
    "Searchable",
    "Shared",
    "document",
    "holds_names",
    "makes_initials",
    "shared_texts",
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
    "role": _Field(0.55),
    "themes": _Field(0.6),
    "offers": _Field(0.55),
    "needs": _Field(0.55),
    "territory": _Field(0.5),
    "description": _Field(0.35, initials=False),
    "tier": _Field(0.2, initials=False),
}
FIELDS: Final = tuple(_FIELDS)
"""All fields, in the order in which a record shows them."""
OF_THEMES: Final = ("themes", "offers", "needs")
"""Fields that hold the words of themes."""
OF_PLACES: Final = "territory"
"""The field that holds the names of the places around a record."""
_SIGNIFICANT_PART: Final = 0.97
_PARTIAL_INITIALS: Final = 0.7
_ONE_OF_MANY: Final = 0.7
"""A word of a very long name counts for so much of a name of one word."""

LEAST_IN_A_NAME: Final = _ONE_OF_MANY * min(field.weight for field in _FIELDS.values() if field.names)
"""No word of a name weighs less, no word of a text that is not a name or a code as much."""
LEAST_OF_ITS_OWN: Final = 0.51
"""Words of the places around a record, of its description and of its tier weigh less."""


Shared: TypeAlias = tuple[str, str | tuple[str, ...]]
"""A field, and what it holds that other records hold too: the id of a theme or a territory, or texts."""


@dataclass(frozen=True, slots=True)
class Document:
    """A record as search sees it."""

    entity: Entity
    id: str
    kind: str
    own: tuple[tuple[str, tuple[str, ...]], ...]
    """Texts by field."""
    shared: tuple[Shared, ...] = ()

    @property
    def called(self) -> str:
        """The first of its texts: its name."""
        return self.own[0][1][0] if self.own else ""


def document(record: Searchable) -> Document:
    """Give what of a record is searched; the words of its themes and of the places around it stand for themselves."""
    if isinstance(record, Theme):
        labels = (record.label_fr, record.label_en)
        synonyms = (*record.synonyms_fr, *record.synonyms_en)
        return Document(Entity.THEME, record.id, "", _given(label=labels, synonyms=synonyms))
    if isinstance(record, Territory):
        own = _given(name=(record.name,), code=(record.code,))
        return Document(Entity.TERRITORY, record.id, "", own)
    name = (record.name,)
    own = _given(name=name, aliases=record.aliases, description=(record.description or "",))
    shared: dict[Shared, None] = {}
    if role := getattr(record, "role", None):
        shared["role", (role,)] = None
    for field, themes in zip(OF_THEMES, (record.themes, record.offers, record.needs), strict=True):
        for theme in themes:
            shared[field, theme] = None
    if record.territory:
        shared[OF_PLACES, record.territory] = None
    tier = getattr(record, "tier", None)
    if tier is not None and (called := tiers.called(tier, (record.name, *record.aliases))):
        shared["tier", called] = None
    return Document(Entity.ACTOR, record.id, record.kind, own, tuple(shared))


def shared_texts(shared: Shared, themes: Mapping[str, Theme], territories: Mapping[str, Territory]) -> tuple[str, ...]:
    """Give the texts that stand for what a field shares: the words of a theme, or the names of the places around."""
    field, held = shared
    if not isinstance(held, str):
        return held
    if field == OF_PLACES:
        return tuple(territories[place].name for place in _places(held, territories) if place in territories)
    theme = themes.get(held)
    if theme is None:
        return ()
    words = (theme.label_fr, theme.label_en, *theme.synonyms_fr, *theme.synonyms_en)
    return tuple(dict.fromkeys(filter(None, words)))


def terms(field: str, texts: Iterable[str]) -> dict[str, float]:
    """Give the terms under which texts of a field are found, each with its best weight."""
    found: dict[str, float] = {}
    for text in texts:
        for term, weight in _terms(text, _FIELDS[field]):
            if weight > found.get(term, 0):
                found[term] = weight
    return found


def holds_names(field: str) -> bool:
    """Tell whether the texts of a field are names, each of which may be typed whole."""
    return _FIELDS[field].names


def makes_initials(field: str) -> bool:
    """Tell whether the texts of a field are found by their initials."""
    return _FIELDS[field].initials


def _given(**texts: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    kept = ((field, tuple(filter(None, given))) for field, given in texts.items())
    return tuple((field, given) for field, given in kept if given)


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


def _terms(text: str, field: _Field) -> list[tuple[str, float]]:
    chunks = list(folding.chunks(text))
    words = [word.form for chunk in chunks for word in chunk.words]
    significant = [form for form in words if not folding.is_stop_word(form)]
    weight = field.weight
    found = []
    if field.names:
        found = [(WHOLE + folding.key(text), weight), (WHOLE + "".join(significant), weight * _SIGNIFICANT_PART)]
        weight *= _ONE_OF_MANY + (1 - _ONE_OF_MANY) / max(len(significant), 1)
    found += [(form, weight) for form in (words if field.initials else significant)]
    found += [(chunk.joined.form, weight) for chunk in chunks if chunk.joined]
    if field.initials:
        acronyms = enumerate(folding.initials(chunks))
        found += [
            (INITIALS + letters, weight * (_PARTIAL_INITIALS if place else 1)) for place, (letters, _) in acronyms
        ]
    return found
