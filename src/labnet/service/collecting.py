"""The garbage collector of Python, while millions of records are made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

__all__ = ["seldom_collected"]

_SELDOM: Final = (100_000, 20, 20)


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Look for circles of garbage seldom as long as the block runs.

    Records make none, and looking for them again and again takes a seventh of the time of an import.
    """
    before = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
