"""The files of the data set that labnet ships, read as they stand."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

Row: TypeAlias = dict[str, str]

FOLDER = Path(__file__).parents[1] / "data"


def rows(name: str) -> list[Row]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return [{column: unescaped(cell) for column, cell in row.items()} for row in csv.DictReader(lines)]


def unescaped(cell: str) -> str:
    return cell[1:] if re.match(r"'+[=+\-@\t\r]", cell) else cell


def split(cell: str) -> list[str]:
    return [item for item in cell.split("|") if item]


def by_id(records: Iterable[Row]) -> dict[str, Row]:
    return {row["id"]: row for row in records}
