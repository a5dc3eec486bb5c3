"""Texts that are searched, packed: numbered, read one at a time, and gone when they are wiped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from labnet.network.columns import Buffer, Ints

__all__ = ["Texts"]

_BETWEEN: Final = b"\xff"
"""No text holds it in UTF-8."""


class Texts:
    """Lists of texts by number, one after the other in one string of bytes.

    Examples
    --------
    >>> texts = Texts()
    >>> texts.extend([("Lab Zéro",), ("Lab0", "LabZero")])
    >>> texts[1]
    ('Lab0', 'LabZero')
    """

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._ends = Buffer(np.zeros(1, np.int64))

    def __len__(self) -> int:
        """Count the lists."""
        return self._ends.size - 1

    def __getitem__(self, number: int) -> tuple[str, ...]:
        """Give a list of texts; a wiped one is empty."""
        start, end = self._span(number)
        packed = bytes(self._bytes[start:end])
        if not packed or not packed[0]:
            return ()
        return tuple(part.decode("utf-8", "surrogatepass") for part in packed[1:].split(_BETWEEN))

    def extend(self, lists: Iterable[Sequence[str]]) -> None:
        """Add lists of texts, numbered on from the last."""
        ends = []
        for texts in lists:
            if texts:
                self._bytes += b"\x01" + _BETWEEN.join(text.encode("utf-8", "surrogatepass") for text in texts)
            ends.append(len(self._bytes))
        self._ends.extend(np.array(ends, np.int64))

    def wipe(self, number: int) -> None:
        """Forget the texts of a list; its number stays taken."""
        start, end = self._span(number)
        self._bytes[start:end] = bytes(end - start)

    def only(self, numbers: Ints) -> Texts:
        """Give some of the lists, numbered anew in the order given."""
        kept = Texts()
        starts, ends = self._ends.data[numbers], self._ends.data[numbers + 1]
        view = memoryview(self._bytes)
        kept._bytes = bytearray().join(
            view[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        )
        kept._ends = Buffer(np.concatenate([np.zeros(1, np.int64), np.cumsum(ends - starts)]))
        return kept

    def _span(self, number: int) -> tuple[int, int]:
        return int(self._ends.data[number]), int(self._ends.data[number + 1])
