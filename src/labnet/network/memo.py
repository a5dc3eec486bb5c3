"""A memo with a bound, for what is worked out from an image and asked for again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sized
from threading import Lock
from typing import Final, Generic, TypeVar

__all__ = ["Memo", "by_length"]

_OF_A_KEY: Final = 1_000

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


def by_length(value: Sized) -> int:
    """Weigh a list by its length, and something for the key it is held under: empty lists do not come for nothing."""
    return len(value) + _OF_A_KEY


class Memo(Generic[K, T]):
    """Values by key; the oldest go when together they weigh more than the limit.

    Readers need no lock: values are put in whole and never change.

    Parameters
    ----------
    limit : int
        The most that all values may weigh.
    weigh : callable
        Weight of a value; each weighs 1 unless told otherwise.

    Examples
    --------
    >>> memo: Memo[str, int] = Memo(limit=2)
    >>> for word in ("a", "b", "c"):
    ...     memo.keep(word, ord(word))
    >>> memo.get("a"), memo.get("c"), memo.weight
    (None, 99, 2)
    """

    __slots__ = ("_held", "_limit", "_lock", "_weigh", "weight")

    def __init__(self, limit: int, weigh: Callable[[T], int] = lambda _: 1) -> None:
        # The first of an ordinary dictionary is the slower to find, the more of its first ones have gone.
        self._held: OrderedDict[K, tuple[T, int]] = OrderedDict()
        self._limit = limit
        self._weigh = weigh
        self._lock = Lock()
        self.weight = 0

    def get(self, key: K) -> T | None:
        """Give a value, None where it is not held."""
        found = self._held.get(key)
        return None if found is None else found[0]

    def keep(self, key: K, value: T) -> None:
        """Hold a value, unless another thread has come first."""
        with self._lock:
            if key in self._held:
                return
            # It may weigh more once it is used: it goes with the weight it came with.
            self._held[key] = value, self._weigh(value)
            self.weight += self._held[key][1]
            while self.weight > self._limit:
                self.weight -= self._held.popitem(last=False)[1][1]
