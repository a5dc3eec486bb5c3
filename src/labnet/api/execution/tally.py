"""How operations were answered: by a plan, by graphql-core, or by graphql-core because a plan came upon a surprise."""

from __future__ import annotations

from collections import Counter
from enum import Enum
from threading import Lock

__all__ = ["Tally", "Way"]


class Way(Enum):
    """How an operation was answered."""

    PLANNED = "planned"
    UNPLANNED = "unplanned"
    SURPRISED = "surprised"


class Tally:
    """Counts answers since the process began."""

    def __init__(self) -> None:
        self._counts: Counter[Way] = Counter()
        self._lock = Lock()

    def add(self, way: Way) -> None:
        """Count one more."""
        with self._lock:
            self._counts[way] += 1

    def counts(self) -> dict[str, int]:
        """Give how many there were of each."""
        return {way.value: self._counts[way] for way in Way}
