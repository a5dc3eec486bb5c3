from __future__ import annotations

import csv
from pathlib import Path

import pytest

from labnet.model.kinds import KINDS
from labnet.readwrite.tables import ACTORS, EVIDENCE, TABLES, TIES, Table, foreign_columns

SHIPPED = Path(__file__).parents[2] / "data"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_shipped_files_have_the_columns_in_order(table: Table) -> None:
    with (SHIPPED / table.file).open(encoding="utf-8", newline="") as lines:
        assert tuple(next(csv.reader(lines))) == table.columns


def test_few_columns_are_required() -> None:
    assert ACTORS.required == ("id", "kind", "name")
    assert TIES.required == ("from", "to", "relation")


def test_rows_end_with_what_speaks_for_them_and_the_note_on_them() -> None:
    for table in (ACTORS, TIES, EVIDENCE):
        assert table.columns[-3:] == ("source", "confidence", "note")
        assert len(set(table.columns)) == len(table.columns)


def test_what_silence_means_is_told_with_the_confidence() -> None:
    (confidence,) = (fact for fact in ACTORS.facts if fact.name == "confidence")

    assert confidence.description == (
        "How far the row can be trusted: sourced and reported need a source; a source alone means declared."
    )
    assert all(fact.description for table in (ACTORS, TIES) for fact in table.facts)


def test_a_column_is_foreign_to_the_kinds_that_do_not_have_it() -> None:
    assert foreign_columns("LAB")["role"] == "innovator"
    assert set(foreign_columns("PROGRAMME")) == {"role", "open_to_contact", "planned"}
    assert all("name" not in foreign_columns(kind) for kind in KINDS)
