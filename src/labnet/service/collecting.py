"""The garbage collector of Python, while millions of records are made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

__all__ = ["seldom_collected", "settle"]

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


def settle() -> None:
    """Look no more for circles of garbage among what there is now: whoever serves keeps it to the end.

    At 300 000 people that is a quarter of a million objects, most of them in the index for searches, through all of
    which every full collection would go, and keep everybody waiting for a tenth of a second. What nobody holds any more
    is freed all the same; only circles would not be, so these are looked for a last time.
    """
    gc.collect()
    gc.freeze()
