"""Cells to values and back, by what the columns hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from labnet.model import fields
from labnet.model.fields import Fact
from labnet.model.vocabularies import TerritoryLevel
from labnet.readwrite.csvfile import Cells
from labnet.readwrite.faults import Place

__all__ = ["Columns", "format_value", "parse_value"]

_LISTS: Final = frozenset({"texts", "themes", "identifiers", "ids of sources"})
_LONGEST: Final = 10_000
_LEVELS: Final = frozenset(level.value.lower() for level in TerritoryLevel)


class Columns:
    """Columns of a row, ready to be read and written a million times."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.by_column: Final = {fact.column: fact for fact in facts}
        # What an empty cell says already; a required cell is never empty.
        self._writes = tuple(
            (fact.name, None if fact.required else fact.default, fact.type.format) for fact in self.by_column.values()
        )

    def read(self, cells: Cells, place: Place) -> dict[str, Any]:
        """Read the cells of a row; what is empty or cannot be read is absent, and each fault is recorded."""
        values: dict[str, Any] = {}
        texts = cells.values
        for column, fact in self.by_column.items():
            text = texts.get(column)
            if text:
                try:
                    values[fact.name] = parse_value(fact, text)
                except ValueError as error:
                    place.fault(column, str(error))
            elif text is not None and fact.required:
                place.fault(column, "the cell is empty: it must be filled")
        return values

    def write(self, record: object) -> list[str]:
        """Write the values that a record has for them."""
        return [
            "" if value is None or (default is not None and value == default) else form(value)
            for name, default, form in self._writes
            for value in (getattr(record, name),)
        ]


def parse_value(fact: Fact, text: str) -> Any:
    """Read the text of one value; `ValueError` says why it cannot be read."""
    if len(text) > _LONGEST and fact.type.name not in _LISTS:
        msg = f"{len(text):,} characters are too many: at most {_LONGEST:,}"
        raise ValueError(msg)
    value = fact.type.parse(text)
    if fact.type is fields.TERRITORY and value.partition(":")[0] not in _LEVELS:
        msg = f"{text!r} is in no level of territory: use one of {', '.join(sorted(_LEVELS))}, as in department:13"
        raise ValueError(msg)
    return value


def format_value(fact: Fact, value: Any) -> str:
    """Write one value; what says nothing more than an empty cell does is written empty."""
    return "" if value is None or (value == fact.default and not fact.required) else fact.type.format(value)
