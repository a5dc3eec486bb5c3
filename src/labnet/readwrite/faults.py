"""What is wrong in the files of a data set, each fault with its place and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

__all__ = ["Fault", "FaultList", "Notice", "Place"]

_KEPT: Final = 1_000
_HEAD: Final = 200
_TAIL: Final = 300


@dataclass(frozen=True, slots=True)
class Fault:
    """Why something in a file was refused.

    ``line`` is the physical line on which the row starts, absent where the whole file is meant; ``field`` is the
    column, absent where the whole row or file is meant.
    """

    file: str
    line: int | None
    field: str | None
    reason: str

    def __str__(self) -> str:
        """Write the fault as compilers do: file, line, column, reason."""
        parts = [self.file, *([str(self.line)] if self.line else []), *([f" {self.field}"] if self.field else [])]
        return f"{':'.join(parts)}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something in a file that was passed over without harm."""

    file: str
    reason: str


class FaultList:
    """All faults of an import: every one is counted, the first ones are kept whole, so that memory stays flat."""

    def __init__(self, limit: int = _KEPT) -> None:
        self._limit = limit
        self._kept: list[Fault] = []
        self.total = 0

    def __len__(self) -> int:
        """Count all faults, kept or not."""
        return self.total

    def __iter__(self) -> Iterator[Fault]:
        """Give the faults that were kept, in the order in which they were met."""
        return iter(self._kept)

    def add(self, file: str, line: int | None, field: str | None, reason: str) -> None:
        """Record a fault."""
        self.total += 1
        if len(self._kept) < self._limit:
            self._kept.append(Fault(file, line, field, _short(reason)))


class Place(NamedTuple):
    """A row of a file, at which faults are found."""

    path: Path
    line: int | None
    faults: FaultList

    def fault(self, field: str | None, reason: str) -> None:
        """Record a fault of this row."""
        self.faults.add(str(self.path), self.line, field, reason)


def _short(reason: str) -> str:
    # A reason may quote the cell; what to do stands at its end.
    if len(reason) <= _HEAD + _TAIL:
        return reason
    return f"{reason[:_HEAD]} … {reason[-_TAIL:]}"
