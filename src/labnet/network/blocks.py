"""Texts in blocks: whoever holds just some of them shares the blocks of which they hold all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import compress, islice
from typing import Final

import numpy as np

from labnet.network.columns import Ints

__all__ = ["Blocks"]

_SIZE: Final = 4096


class Blocks:
    """Texts by number, which grow at their end and never change before it.

    To copy a list of hundreds of thousands of texts is to look at each of them in memory, which takes a sixth of the
    time in which an image is packed; so full blocks are shared, and never written to.

    Parameters
    ----------
    texts : iterable of bytes
        What it begins with.

    Examples
    --------
    >>> texts = Blocks([b"lab", b"city", b"fund"])
    >>> some, numbers = texts.only(np.array([2, 0]))
    >>> list(some), numbers.tolist()
    ([b'lab', b'fund'], [1, 0])
    """

    __slots__ = ("_blocks",)

    def __init__(self, texts: Iterable[bytes] = ()) -> None:
        self._blocks: list[list[bytes]] = []
        self.extend(texts)

    def __len__(self) -> int:
        """Count the texts."""
        return (len(self._blocks) - 1) * _SIZE + len(self._blocks[-1]) if self._blocks else 0

    def __getitem__(self, number: int) -> bytes:
        """Give the text of a number."""
        return self._blocks[number // _SIZE][number % _SIZE]

    def __iter__(self) -> Iterator[bytes]:
        """Give all texts, in order."""
        for block in self._blocks:
            yield from block

    def between(self, first: int, end: int) -> list[bytes]:
        """Give the texts from a number on and before another."""
        return [self[number] for number in range(first, end)]

    def extend(self, texts: Iterable[bytes]) -> None:
        """Append texts."""
        coming = iter(texts)
        if self._blocks and (room := _SIZE - len(self._blocks[-1])):
            self._blocks[-1].extend(islice(coming, room))
        while block := list(islice(coming, _SIZE)):
            self._blocks.append(block)

    def only(self, numbers: Ints) -> tuple[Blocks, Ints]:
        """Give just the texts of some numbers, and the numbers that these have there; nothing of the others is held."""
        kept = np.zeros((len(self._blocks), _SIZE), np.bool_)
        kept.ravel()[numbers] = True
        whole = kept.all(axis=1)
        found = Blocks()
        found._blocks.extend(compress(self._blocks, whole.tobytes()))
        first = len(found._blocks) * _SIZE
        kept[whole] = False
        for number in np.flatnonzero(kept.any(axis=1)).tolist():
            found.extend(compress(self._blocks[number], kept[number].tobytes()))
        places = np.cumsum(kept, dtype=np.int32).reshape(kept.shape) + np.int32(first - 1)
        places[whole] = np.arange(first, dtype=np.int32).reshape(-1, _SIZE)
        return found, places.ravel()[numbers]
