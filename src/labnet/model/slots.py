"""Fields of records as columns of texts: written and read many values at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache, partial
from itertools import repeat
from typing import Any, Final

from labnet.model import fields
from labnet.model.fields import Fact, FieldType
from labnet.model.identifiers import are_ids

__all__ = ["SHARED", "UNREADABLE", "Slot"]

SHARED: Final = 65_536
"""How many values of a type are remembered, since most values come again."""

UNREADABLE: Final = (AttributeError, KeyError, TypeError, ValueError)
"""What reading a row may raise that was not written by labnet."""

_SHORT: Final = 200

# Parsing these gives the text itself: it was checked when it was written, and check() does so again.
_AS_IS: Final = frozenset(
    {fields.TEXT, fields.LONG_TEXT, fields.SLUG, fields.REFERENCE, fields.URL, fields.SIREN, fields.SIRET}
)


class Slot:
    """One field of a record, with the way from its value to its text and back."""

    def __init__(self, about: Fact) -> None:
        self.name = about.name
        self.required = about.required
        self.default = about.default
        self.parse = about.type.parse
        self.read = _reader(about.type)
        self.check = self.parse if about.type in _AS_IS else self.read
        self.write = _writer(about.type)
        self.are_sound = _SOUND.get(about.type, _not_known)

    def texts(self, values: Sequence[Any]) -> Iterable[str | None]:
        """Give the texts of the values that as many records have for it."""
        try:
            if self.required:
                return values if self.are_sound(values) else self._each(values)
            # Most fields of most records are empty.
            if values.count(self.default) == len(values):
                return repeat(None, len(values))
            return self._each(values)
        except ValueError as error:
            msg = f"{self.name}: {error}"
            raise ValueError(msg) from None

    def _each(self, values: Sequence[Any]) -> list[str | None]:
        # Values recur, and as the same object as a rule: each object is written once.
        keys = list(map(id, values))
        default, required, write = self.default, self.required, self.write
        distinct = dict(zip(keys, values, strict=True)).items()
        texts = {key: None if not required and value == default else write(value) for key, value in distinct}
        return list(map(texts.__getitem__, keys))

    def are_readable(self, texts: Sequence[str | None]) -> bool:
        """Tell whether all texts can be read, each of them being read once."""
        distinct = [text for text in set(texts) if text is not None]
        if distinct and self.are_sound(distinct):
            return True
        try:
            for text in distinct:
                self.check(text)
        except UNREADABLE:
            return False
        return True

    def fault(self, text: str | None) -> str | None:
        """Say why a text cannot be read; None where it can."""
        try:
            if text is not None:
                self.parse(text)
        except UNREADABLE as error:
            return f"{self.name} cannot be read: {error}"
        return None


@cache
def _reader(kind: FieldType) -> Callable[[str], Any]:
    # Dates, themes and evidence recur by the thousand: parsed once, and equal ones are the same object in memory.
    return str if kind in _AS_IS else lru_cache(SHARED)(kind.parse)


@cache
def _writer(kind: FieldType) -> Callable[[Any], str]:
    if kind in _AS_IS:
        return partial(_as_is, kind)
    # Values that recur are the same object as a rule, and looking for that is cheaper than comparing them.
    written: dict[int, tuple[Any, str]] = {}

    def write(value: Any) -> str:
        found = written.get(id(value))
        if found is not None and found[0] is value:
            return found[1]
        text = _readable(kind, value)
        if len(written) >= SHARED:
            written.clear()
        # As long as the value is held here, no other has its id.
        written[id(value)] = value, text
        return text

    return write


def _as_is(kind: FieldType, value: Any) -> str:
    return value if type(value) is str and kind.parse(value) == value else _readable(kind, value)


def _all_ids(values: Sequence[Any]) -> bool:
    return _all_texts(values) and are_ids(values)


def _all_printable(values: Sequence[Any]) -> bool:
    return _all_texts(values) and max(map(len, values)) <= _SHORT and "".join(values).isprintable()


def _all_texts(values: Sequence[Any]) -> bool:
    return set(map(type, values)) == {str}


def _not_known(values: Sequence[Any]) -> bool:  # noqa: ARG001 - as those that know
    return False


_SOUND: Final = {
    fields.SLUG: _all_ids,
    fields.REFERENCE: _all_ids,
    fields.TEXT: _all_printable,
    fields.LONG_TEXT: _all_printable,
}
"""How to see at once that many texts are all as they should be; if not, they are looked at one by one."""


def _readable(kind: FieldType, value: Any) -> str:
    """Write a value; what cannot be read back must not be stored: one such row would make the store unreadable."""
    text = kind.format(value)
    again = kind.parse(text)
    if again != value:
        msg = f"{value!r} would be read back as {again!r}"
        raise ValueError(msg)
    return text
