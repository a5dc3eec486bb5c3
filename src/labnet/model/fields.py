"""Types of the fields of a record, each with the one text form it has in data sets and in the store."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final
from urllib.parse import urlsplit

from labnet.model import identifiers
from labnet.model.dates import PartialDate

__all__ = [
    "DATE",
    "DAY",
    "FLAG",
    "IDENTIFIERS",
    "INTEGER",
    "LONG_TEXT",
    "MONEY",
    "NUMBER",
    "REFERENCE",
    "SIREN",
    "SIRET",
    "SLUG",
    "TERRITORY",
    "TEXT",
    "TEXTS",
    "THEMES",
    "URL",
    "Fact",
    "FieldType",
    "choice",
    "fact",
    "facts",
]

_MAX_TEXT: Final = 500
_MAX_LONG_TEXT: Final = 10_000
_MAX_AMOUNT: Final = 2**31 - 1
_FACTS: Final[dict[type[Any], tuple[Fact, ...]]] = {}
_ALLOWED: Final = frozenset("\n\t\u00a0\u202f\u2009\u200b\u2028\u2029\u00ad")
"""White space and hints for line breaks that people paste without seeing them."""


@dataclass(frozen=True, slots=True)
class FieldType:
    """How values of a field are read from text and written as text.

    ``parse`` takes a trimmed, non-empty text and raises `ValueError` with a reason a person can act on; ``format``
    gives the text that parses to the same value.
    """

    name: str
    parse: Callable[[str], Any]
    format: Callable[[Any], str] = str
    values: type[Enum] | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A published field of a record: name, type, description and the value it has when nothing is known."""

    name: str
    type: FieldType
    description: str
    default: Any
    required: bool

    @property
    def column(self) -> str:
        """Its column in data sets: its name, but for the ends of a tie, which are ``from`` and ``to``."""
        return {"from_id": "from", "to_id": "to"}.get(self.name, self.name)


def fact(type: FieldType, description: str, *, default: Any = dataclasses.MISSING) -> Any:  # noqa: A002 - reads well
    """Declare a published field of a record's dataclass."""
    return dataclasses.field(default=default, metadata={"type": type, "description": description})


def facts(record: type[Any]) -> tuple[Fact, ...]:
    """Give the published fields of a record class, in order."""
    if record not in _FACTS:
        _FACTS[record] = tuple(
            Fact(
                field.name,
                field.metadata["type"],
                field.metadata["description"],
                None if field.default is dataclasses.MISSING else field.default,
                field.default is dataclasses.MISSING,
            )
            for field in dataclasses.fields(record)
            if "type" in field.metadata
        )
    return _FACTS[record]


def choice(values: type[Enum]) -> FieldType:
    """Give the type of a field that takes one word of a fixed vocabulary, written in any case."""

    def parse(text: str) -> Enum:
        try:
            return values(text.upper())
        except ValueError:
            msg = f"{text!r} is not one of {', '.join(str(value.value) for value in values)}"
            raise ValueError(msg) from None

    return FieldType(values.__name__, parse, lambda value: str(value.value).lower(), values)


def _text(limit: int) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if len(text) > limit:
            msg = f"{len(text):,} characters are too many: at most {limit:,}"
            raise ValueError(msg)
        if text.isprintable():
            return text
        bad = next((char for char in text if not char.isprintable() and char not in _ALLOWED), None)
        if bad is not None:
            msg = f"the character U+{ord(bad):04X} is not allowed in text: take it out"
            raise ValueError(msg)
        return text

    return parse


def _texts(text: str) -> tuple[str, ...]:
    items = (item.strip() for item in text.split("|"))
    parse = _text(_MAX_TEXT)
    return tuple(dict.fromkeys(parse(item) for item in items if item))


def _slugs(text: str) -> tuple[str, ...]:
    return tuple(_slug(item) for item in _texts(text))


def _slug(text: str) -> str:
    if not identifiers.is_id(text):
        msg = f"{text!r} is not an id: lower-case letters and digits joined by single - or _, at most 120"
        raise ValueError(msg)
    return text


def _territory(text: str) -> str:
    level, colon, code = text.partition(":")
    if not (colon and level.isascii() and level.isalpha() and code.isalnum()):
        msg = f"{text!r} is not a territory: write its level and code, as in region:93 or department:13"
        raise ValueError(msg)
    return f"{level.lower()}:{code}"


def _url(text: str) -> str:
    try:
        parts = urlsplit(_text(2_000)(text))
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and text.isprintable() and " " not in text
    except ValueError:
        sound = False
    if not sound:
        msg = f"{text[:80]!r} is not a web address: it starts with https:// or http:// and has no spaces"
        raise ValueError(msg)
    return text


def _number(low: float, high: float, kind: Callable[[str], float], words: str) -> Callable[[str], float]:
    def parse(text: str) -> float:
        try:
            value = kind(text)
        except ValueError:
            value = high + 1
        if not low <= value <= high:
            msg = f"{text[:40]!r} is not {words} from {low:,} to {high:,}"
            raise ValueError(msg)
        return value

    return parse


def _flag(text: str) -> bool:
    word = text.lower()
    if word in ("yes", "true", "1"):
        return True
    if word in ("no", "false", "0"):
        return False
    msg = f"{text!r} is neither yes nor no"
    raise ValueError(msg)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        msg = f"{text!r} is not a day: write 2016-11-18"
        raise ValueError(msg) from None


def _identifiers(text: str) -> tuple[str, ...]:
    items = _texts(text)
    bad = next((item for item in items if not all(item.partition(":")[::2])), None)
    if bad is not None:
        msg = f"{bad!r} is not an identifier: write its scheme and value, as in rna:W332000000"
        raise ValueError(msg)
    return items


def _format_float(value: float) -> str:
    return repr(float(value)).removesuffix(".0")


TEXT: Final = FieldType("text", _text(_MAX_TEXT))
LONG_TEXT: Final = FieldType("long text", _text(_MAX_LONG_TEXT))
TEXTS: Final = FieldType("texts", _texts, "|".join)
SLUG: Final = FieldType("id", _slug)
REFERENCE: Final = FieldType("id of an actor", _slug)
TERRITORY: Final = FieldType("territory", _territory)
THEMES: Final = FieldType("themes", _slugs, "|".join)
IDENTIFIERS: Final = FieldType("identifiers", _identifiers, "|".join)
URL: Final = FieldType("web address", _url)
SIREN: Final = FieldType("SIREN", identifiers.siren)
SIRET: Final = FieldType("SIRET", identifiers.siret)
DATE: Final = FieldType("partial date", PartialDate.parse)
DAY: Final = FieldType("day", _day)
INTEGER: Final = FieldType("integer", _number(0, _MAX_AMOUNT, int, "a whole number"))
MONEY: Final = FieldType("whole euros", _number(0, _MAX_AMOUNT, int, "an amount in whole euros"))
NUMBER: Final = FieldType("number", _number(0, 1_000_000, float, "a number"), _format_float)
FLAG: Final = FieldType("yes or no", _flag, lambda value: "yes" if value else "no")
