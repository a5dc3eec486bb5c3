"""What can be found in the memory of a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

__all__ = ["grep"]


def grep(value: Any, wanted: bytes) -> list[bytes]:
    """Give every text and array that can be reached from a value of the network and holds some bytes."""
    return [found for found in _memory(value, set()) if wanted in found]


def _memory(value: Any, seen: set[int]) -> Iterator[bytes]:
    """Give everything that can be reached from a value, as bytes."""
    if id(value) in seen or value is None or isinstance(value, type | bool | int | float):
        return
    seen.add(id(value))
    match value:
        case str():
            yield value.encode()
        case bytes() | bytearray():
            yield bytes(value)
        case np.ndarray():
            yield value.tobytes()
            yield from _memory(value.base, seen)
        case Mapping():
            for item in (*value.keys(), *value.values()):
                yield from _memory(item, seen)
            yield from _fields(value, seen)
        case list() | tuple() | set() | frozenset():
            for item in list(value):
                yield from _memory(item, seen)
        case _:
            yield from _fields(value, seen)


def _fields(value: Any, seen: set[int]) -> Iterator[bytes]:
    names = [name for sort in type(value).__mro__ for name in getattr(sort, "__slots__", ())]
    for held in (vars(value) if hasattr(value, "__dict__") else {}, *(getattr(value, name, None) for name in names)):
        if type(value).__module__.startswith("labnet.network"):
            yield from _memory(held, seen)
