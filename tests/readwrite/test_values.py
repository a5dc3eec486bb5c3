from __future__ import annotations

from pathlib import Path

import pytest

from labnet.model import fields
from labnet.model.fields import Fact
from labnet.readwrite.csvfile import Cells
from labnet.readwrite.faults import FaultList, Place
from labnet.readwrite.values import Columns, format_value, parse_value

NAME = Fact("name", fields.TEXT, "", None, required=True)
AGE = Fact("age", fields.INTEGER, "", None, required=False)
WEIGHT = Fact("weight", fields.NUMBER, "", 1.0, required=False)
PLACE = Fact("place", fields.TERRITORY, "", None, required=False)
WORDS = Fact("words", fields.TEXTS, "", (), required=False)


def test_empty_cells_and_absent_columns_have_no_value_and_each_fault_is_recorded() -> None:
    faults = FaultList()
    cells = Cells(2, {"name": "", "age": "x", "weight": ""}, sound=True)

    values = Columns((NAME, AGE, WEIGHT, PLACE)).read(cells, Place(Path("a.csv"), 2, faults))

    assert values == {}
    assert [(fault.field, fault.reason[:11]) for fault in faults] == [("name", "the cell is"), ("age", "'x' is not ")]


def test_a_cell_that_could_not_be_read_is_not_blamed_twice() -> None:
    faults = FaultList()

    assert Columns((NAME,)).read(Cells(2, {}, sound=False), Place(Path("a.csv"), 2, faults)) == {}
    assert faults.total == 0


@pytest.mark.parametrize(
    ("fact", "value", "text"),
    [(AGE, 0, "0"), (AGE, None, ""), (WEIGHT, 1.0, ""), (WEIGHT, 0.1 + 0.2, "0.30000000000000004"), (WORDS, (), "")],
)
def test_a_value_is_written_and_comes_back_and_a_default_is_written_empty(fact: Fact, value: object, text: str) -> None:
    assert format_value(fact, value) == text
    assert not text or parse_value(fact, text) == value


def test_territories_must_be_in_a_level_that_exists_and_only_lists_may_be_long() -> None:
    assert parse_value(PLACE, "Region:93") == "region:93"
    assert len(parse_value(WORDS, "|".join(f"w{n}" for n in range(5_000)))) == 5_000
    with pytest.raises(ValueError, match="no level of territory: use one of commune, country"):
        parse_value(PLACE, "canton:1")
    with pytest.raises(ValueError, match="20,000 characters are too many"):
        parse_value(AGE, "1" * 20_000)
