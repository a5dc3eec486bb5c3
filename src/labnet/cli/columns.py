"""``labnet columns``: what may stand in the columns of a data set."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import typer

from labnet.api.enums import Kind
from labnet.cli.console import write_json, write_table
from labnet.cli.options import Json
from labnet.model.fields import Fact
from labnet.model.kinds import KINDS, KindSpec
from labnet.model.relations import RELATIONS
from labnet.model.ties import RELATION
from labnet.model.vocabularies import Tier
from labnet.readwrite.tables import ACTORS, KIND, TIES, Table, foreign_columns

__all__ = ["columns"]


@dataclass(frozen=True, slots=True)
class _Column:
    file: str
    column: str
    type: str
    required: bool
    words: tuple[str, ...]
    description: str


def columns(
    kind: Annotated[
        Kind | None, typer.Argument(metavar="KIND", case_sensitive=False, help="Only what such an actor may have.")
    ] = None,
    *,
    json: Json = False,
) -> None:
    """List the columns of a data set.

    Those of actors.csv and ties.csv, with the words that each may hold.
    """
    spec = None if kind is None else KINDS[kind.name]
    found = [_column(table, fact, spec) for table in (ACTORS, TIES) for fact in _facts(table, spec)]
    if json:
        write_json([dataclasses.asdict(column) for column in found])
    else:
        write_table(("file", "column", "type", "required", "words", "description"), [_cells(each) for each in found])


def _facts(table: Table, kind: KindSpec | None) -> Iterator[Fact]:
    foreign = set() if kind is None else {*foreign_columns(kind.code), *(() if kind.tiers else ("tier",))}
    yield from (fact for fact in table.facts if table is TIES or fact.column not in foreign)


def _column(table: Table, fact: Fact, kind: KindSpec | None) -> _Column:
    words = tuple(_words(fact, kind))
    return _Column(table.file, fact.column, fact.type.name, fact.required, words, fact.description)


def _words(fact: Fact, kind: KindSpec | None) -> Iterator[str]:
    """Give the words that a column may hold, where they are fixed."""
    if fact is KIND:
        yield from map(str.lower, KINDS if kind is None else [kind.code])
    elif fact.type is RELATION:
        specs = RELATIONS.values()
        yield from (spec.code.lower() for spec in specs if kind is None or kind.code in spec.sources | spec.targets)
    elif fact.type.values is Tier and kind is not None:
        yield from (fact.type.format(tier) for tier in Tier if tier in kind.tiers)
    elif fact.type.values is not None:
        yield from map(fact.type.format, fact.type.values)


def _cells(column: _Column) -> tuple[str, ...]:
    required = "yes" if column.required else "no"
    return column.file, column.column, column.type, required, ", ".join(column.words), column.description
