"""What has been written of objects already, so that whoever asks the same of them again is answered at once."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from threading import Lock
from typing import Any, Final

import orjson

__all__ = ["Written"]

_ROOM: Final = 64_000_000
_OF_EACH: Final = 250
"""Bytes that one takes besides its text."""


class Written:
    """The JSON of objects, by selection and by the keys of a batch.

    It must be asked about one state of things only: as long as everything that resolvers look at stays the same.

    Parameters
    ----------
    room : int
        How many bytes it may hold, about; when it is full it begins anew.
    """

    def __init__(self, room: int = _ROOM) -> None:
        self._room = room
        self._left = room
        self._held: dict[int, dict[Hashable, orjson.Fragment]] = {}
        self._lock = Lock()

    def find(self, selection: int, keys: Sequence[Hashable]) -> list[orjson.Fragment | None]:
        """Give what is held of each object, None where it is not."""
        held = self._held.get(selection)
        return [None] * len(keys) if held is None else list(map(held.get, keys))

    def keep(self, selection: int, keys: Sequence[Hashable], objects: Sequence[dict[str, Any]]) -> list[Any]:
        """Hold objects, and give them as they go into an answer."""
        texts = list(map(orjson.dumps, objects))
        fragments = list(map(orjson.Fragment, texts))
        weight = sum(map(len, texts)) + _OF_EACH * len(texts)
        with self._lock:
            if weight > self._left:
                self._held, self._left = {}, self._room
            if weight <= self._left:
                self._left -= weight
                self._held.setdefault(selection, {}).update(zip(keys, fragments, strict=True))
        return fragments
