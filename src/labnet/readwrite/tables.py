"""The files of a data set folder, and the columns of each."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from labnet.model import fields
from labnet.model.fields import Fact, FieldType, facts
from labnet.model.kinds import KINDS, Actor
from labnet.model.ties import Tie
from labnet.model.vocabularies import Confidence, TerritoryLevel

__all__ = [
    "ABOUT",
    "ACTORS",
    "EVIDENCE",
    "KIND",
    "MANIFEST_FILE",
    "PROVENANCE",
    "SOURCES",
    "TABLES",
    "TERRITORIES",
    "THEMES",
    "TIES",
    "Table",
    "actor_facts",
    "foreign_columns",
    "tie_facts",
]

MANIFEST_FILE: Final = "datapackage.json"
"""The file that makes a folder a data set."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file of rows and its columns, in order."""

    name: str
    facts: tuple[Fact, ...]

    @property
    def file(self) -> str:
        """Name of the file in the folder."""
        return f"{self.name}.csv"

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of all columns."""
        return tuple(fact.column for fact in self.facts)

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns that the file cannot do without."""
        return tuple(fact.column for fact in self.facts if fact.required)


@cache
def actor_facts(kind: str) -> tuple[Fact, ...]:
    """Give the columns that an actor of a kind may fill, but for the kind itself and the evidence."""
    record: type = KINDS[kind].record
    return facts(record)


@cache
def foreign_columns(kind: str) -> dict[str, str]:
    """Give the columns that an actor of a kind may not fill, with the kinds that may."""
    own = {fact.column for fact in actor_facts(kind)}
    owners: dict[str, list[str]] = {}
    for code in KINDS:
        for fact in actor_facts(code):
            if fact.column not in own:
                owners.setdefault(fact.column, []).append(code.lower())
    return {column: ", ".join(kinds) for column, kinds in owners.items()}


@cache
def tie_facts() -> tuple[Fact, ...]:
    """Give the columns of a tie but for its evidence; its id may be left empty."""
    return tuple(dataclasses.replace(fact, required=False) if fact.name == "id" else fact for fact in facts(Tie))


def _kind(text: str) -> str:
    code = text.upper()
    if code not in KINDS:
        msg = f"{text!r} is not a kind: use one of {', '.join(KINDS).lower()}"
        raise ValueError(msg)
    return code


def _column(name: str, kind: FieldType, description: str = "", *, required: bool = False) -> Fact:
    return Fact(name, kind, description, () if kind in {fields.TEXTS, _SOURCES} else None, required)


def _actor_columns() -> tuple[Fact, ...]:
    by_column = {fact.column: fact for kind in KINDS for fact in actor_facts(kind)}
    first, *others = {**{fact.column: fact for fact in facts(Actor)}, **by_column}.values()
    return _with_provenance((first, KIND, *others))


def _with_provenance(columns: Iterable[Fact]) -> tuple[Fact, ...]:
    """Put the evidence about the whole record, and then the note on it, at the end of its row."""
    by_column = {fact.column: fact for fact in columns}
    note = by_column.pop("note")
    return (*by_column.values(), *PROVENANCE, note)


_SOURCES: Final = FieldType("ids of sources", fields.THEMES.parse, fields.THEMES.format)

KIND: Final = _column("kind", FieldType("kind", _kind, str.lower), "What sort of actor it is.", required=True)
"""The column that holds the kind of an actor."""

PROVENANCE: Final = (
    _column("source", _SOURCES, "Sources that speak for the whole row, as ids of sources.csv joined by |."),
    _column(
        "confidence",
        fields.choice(Confidence),
        "How far the row can be trusted: sourced and reported need a source; a source alone means declared.",
    ),
)
"""The columns that hold evidence; in the rows of actors and ties, it is evidence about the whole record."""

ABOUT: Final = (
    _column("about", fields.LONG_TEXT, required=True),
    _column("field", fields.TEXT),
    _column("value", fields.LONG_TEXT),
)
"""The columns that say what a piece of evidence is about."""

SOURCES: Final = Table(
    "sources",
    (
        _column("id", fields.SLUG, required=True),
        _column("title", fields.TEXT),
        _column("url", fields.URL),
        _column("date", fields.DATE),
        _column("note", fields.LONG_TEXT),
    ),
)
THEMES: Final = Table(
    "themes",
    (
        _column("id", fields.SLUG, required=True),
        _column("label_fr", fields.TEXT, required=True),
        _column("label_en", fields.TEXT, required=True),
        _column("synonyms_fr", fields.TEXTS),
        _column("synonyms_en", fields.TEXTS),
        _column("broader", fields.SLUG),
    ),
)
TERRITORIES: Final = Table(
    "territories",
    (
        _column("level", fields.choice(TerritoryLevel), required=True),
        _column("code", fields.TEXT, required=True),
        _column("name", fields.TEXT, required=True),
        _column("parent", fields.TERRITORY),
        _column("source", fields.SLUG),
    ),
)
ACTORS: Final = Table("actors", _actor_columns())
TIES: Final = Table("ties", _with_provenance(tie_facts()))
EVIDENCE: Final = Table("evidence", (*ABOUT, *PROVENANCE, _column("note", fields.LONG_TEXT)))

TABLES: Final = (ACTORS, TIES, SOURCES, THEMES, TERRITORIES, EVIDENCE)
"""Every file of rows that a data set may have, in the order in which its description names them."""
