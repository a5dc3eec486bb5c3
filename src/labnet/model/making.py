"""Making records by the million."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import repeat
from operator import call
from typing import Any, Final, Generic, TypeAlias, TypeVar

__all__ = ["Maker"]

R = TypeVar("R")

_Setter: TypeAlias = Callable[[Any, Any], None]


class Maker(Generic[R]):
    """Makes records of a class from their values by name, as the class itself does, in a third of the time.

    The ``__init__`` of a frozen dataclass looks each field up to get past its own guard. This one knows the slots.
    """

    def __init__(self, record: type[R]) -> None:
        about = dataclasses.fields(record)  # type: ignore[arg-type] # all records are dataclasses
        self._new: Final = record.__new__
        self._record: Final = record
        self._absent: Final = {field.name: field.default for field in about}
        self._required: Final = {name for name, value in self._absent.items() if value is dataclasses.MISSING}
        self._setters: Final[dict[str, _Setter]] = {field.name: getattr(record, field.name).__set__ for field in about}

    def __call__(self, values: Mapping[str, Any]) -> R:
        """Make one; `TypeError` where a value is missing, or is of no field."""
        whole = {**self._absent, **values}
        if not self._required <= values.keys() or len(whole) != len(self._setters):
            return self._record(**values)
        return self._filled(self._setters.values(), whole.values())

    def in_order(self, names: Sequence[str]) -> Callable[[Iterable[Any]], R]:
        """Give what makes records of the values of all fields, in this order of their names."""
        if sorted(names) != sorted(self._setters):
            msg = f"these are not the fields of {self._record.__name__}: {', '.join(names)}"
            raise TypeError(msg)
        if self._record.__base__ is not object:
            return partial(self._filled, [self._setters[name] for name in names])
        # Nothing makes objects faster than a class that is not frozen; one with the same slots may be exchanged for it.
        thawed: Any = dataclasses.make_dataclass(self._record.__name__, names, slots=True)
        record = self._record

        def make(values: Iterable[Any]) -> R:
            made: Any = thawed(*values)
            made.__class__ = record
            return made  # type: ignore[no-any-return] # it is one now

        return make

    def _filled(self, setters: Iterable[_Setter], values: Iterable[Any]) -> R:
        made = self._new(self._record)
        # Slots are set as the values are gone through; each gives None, so that any() comes to the end.
        any(map(call, setters, repeat(made), values))
        return made
