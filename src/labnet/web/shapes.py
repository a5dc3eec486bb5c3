"""How the parts of a JSON answer are shown: as text, a line, a list, a table or cards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from babel.numbers import format_currency

__all__ = ["columns", "heading_of", "money", "parts", "shape"]

_NAMES: Final = ("name", "title", "label", "territoryName")
_INNER: Final = ("subject", "lab", "actor", "node")
_FEW: Final = 4
_SUM: Final = "#,##0\u00a0¤"


def shape(value: Any) -> str:
    """Name the way in which a value is shown.

    Returns
    -------
    str
        ``scalar``; ``money``; ``line`` for an object without lists, told in one line; ``page`` for a connection;
        ``facts`` for any other object; ``nothing``, ``words``, ``items``, ``table`` or ``cards`` for a list.
    """
    if isinstance(value, Mapping):
        return _shape_of_object(value)
    if isinstance(value, list):
        return _shape_of_list(value)
    return "scalar"


def _shape_of_object(value: Mapping[str, Any]) -> str:
    if set(value) == {"amount", "currency"}:
        return "money"
    if "nodes" in value and "pageInfo" not in value.get("nodes", ()):
        return "page"
    return "line" if all(shape(inner) in ("scalar", "money", "line") for inner in value.values()) else "facts"


def _shape_of_list(value: list[Any]) -> str:
    if not value:
        return "nothing"
    shapes = {shape(item) for item in value}
    if shapes == {"scalar"}:
        return "words"
    if shapes <= {"line", "scalar"} and all(not isinstance(item, Mapping) or len(item) < _FEW for item in value):
        return "items"
    cells = {shape(cell) for item in value if isinstance(item, Mapping) for cell in item.values()}
    return "table" if cells <= {"scalar", "money", "line", "words", "items", "nothing"} else "cards"


def columns(rows: list[Any]) -> list[str]:
    """Give the keys of the objects in a list, in the order in which they first appear."""
    return list(dict.fromkeys(key for row in rows if isinstance(row, Mapping) for key in row))


def heading_of(value: Mapping[str, Any]) -> str | None:
    """Give the name of an object, its own or that of what it is about."""
    own = next((value[key] for key in _NAMES if value.get(key)), None)
    inner = next((value[key] for key in _INNER if isinstance(value.get(key), Mapping)), None)
    return str(own) if own else (heading_of(inner) if inner else None)


def parts(value: Mapping[str, Any]) -> tuple[str | None, str | None, dict[str, Any]]:
    """Split an object told in one line into its name, its address, and what else is known of it."""
    name = next((key for key in _NAMES if value.get(key)), None)
    rest = {key: inner for key, inner in value.items() if key not in (name, "url") and inner is not None}
    return (str(value[name]) if name else None, value.get("url"), rest)


def money(value: Mapping[str, Any], language: str) -> str:
    """Write a sum as people do."""
    return str(format_currency(value["amount"], value["currency"], locale=language, currency_digits=False, format=_SUM))
