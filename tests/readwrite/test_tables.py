from __future__ import annotations

import csv
from pathlib import Path

import pytest

from labnet.model.kinds import KINDS
from labnet.readwrite.tables import ACTORS, TABLES, TIES, Table, foreign_columns

SHIPPED = Path(__file__).parents[2] / "data"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_shipped_files_have_the_columns_in_order(table: Table) -> None:
    with (SHIPPED / table.file).open(encoding="utf-8", newline="") as lines:
        assert tuple(next(csv.reader(lines))) == table.columns


def test_few_columns_are_required() -> None:
    assert ACTORS.required == ("id", "kind", "name")
    assert TIES.required == ("from", "to", "relation")


def test_a_column_is_foreign_to_the_kinds_that_do_not_have_it() -> None:
    assert foreign_columns("LAB")["role"] == "innovator"
    assert set(foreign_columns("PROGRAMME")) == {"role", "open_to_contact", "planned"}
    assert all("name" not in foreign_columns(kind) for kind in KINDS)
