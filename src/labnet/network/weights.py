"""Weights: how many bytes values take, so that what is held of them can be bounded."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, Final

import numpy as np

from labnet.network.image import Image

__all__ = ["bytes_of"]

_WHOLE: Final = (str, bytes, int, float, type(None))
_THERE_ANYWAY: Final = (Image, Enum, type)


def bytes_of(value: object) -> int:
    """Estimate how many bytes a value takes with all that it holds, each thing once.

    Images are not counted, nor are members of enumerations: they are there anyway.

    Examples
    --------
    >>> bytes_of(np.zeros(1_000)) - bytes_of(np.zeros(0)), bytes_of((Image.empty(),)) < 100
    (8000, True)
    """
    met: set[int] = set()
    waiting: list[object] = [value]
    weight = 0
    while waiting:
        here = waiting.pop()
        if id(here) not in met and not isinstance(here, _THERE_ANYWAY):
            met.add(id(here))
            weight += sys.getsizeof(here)
            waiting.extend(_parts(here))
    return weight


def _parts(value: Any) -> Iterator[object]:
    if isinstance(value, _WHOLE):
        return
    if isinstance(value, np.ndarray):
        # A view keeps all that it is a view of.
        yield value.base
    elif isinstance(value, Mapping):
        yield from value
        yield from value.values()
    elif isinstance(value, list | tuple | set | frozenset):
        yield from value
    elif hasattr(value, "__dict__"):
        yield from value.__dict__.values()
    elif is_dataclass(value):
        yield from (getattr(value, each.name) for each in fields(value))
