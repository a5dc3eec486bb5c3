"""Columns that images of the network share: append-only buffers, and records in chunks copied when they change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from labnet.model.dates import ALWAYS, NEVER_ENDS, PartialDate
from labnet.model.provenance import Evidence
from labnet.model.relations import RELATIONS
from labnet.model.ties import Tie, tie_id
from labnet.model.vocabularies import AwardBasis

__all__ = ["RELATION_CODES", "RELATION_NAMES", "Buffer", "Chunks", "Ints", "TieColumns"]

Ints: TypeAlias = npt.NDArray[np.integer[Any]]

RELATION_NAMES: Final = tuple(RELATIONS)
RELATION_CODES: Final = {name: code for code, name in enumerate(RELATION_NAMES)}

_CHUNK: Final = 4096
_HEADROOM: Final = 1024

T = TypeVar("T")


class Buffer:
    """An array that grows at its end and never changes before it, so that images can share it.

    `data` is longer than what is in use; whoever reads knows how much of it belongs to them.
    """

    __slots__ = ("data", "size")

    def __init__(self, values: Ints | npt.NDArray[np.float64]) -> None:
        self.data: npt.NDArray[Any] = np.empty(len(values) + max(_HEADROOM, len(values) // 8), values.dtype)
        self.size = 0
        self.extend(values)

    def extend(self, values: npt.NDArray[Any]) -> None:
        """Append values; readers of the old array keep it."""
        end = self.size + len(values)
        if end > len(self.data):
            grown = np.empty(max(end + _HEADROOM, len(self.data) * 3 // 2), self.data.dtype)
            grown[: self.size] = self.data[: self.size]
            self.data = grown
        self.data[self.size : end] = values
        self.size = end

    def used(self) -> npt.NDArray[Any]:
        """Give the part in use."""
        return self.data[: self.size]


class Chunks(Generic[T]):
    """An immutable sequence of records; a changed one shares all chunks that hold no change."""

    __slots__ = ("_chunks", "_length")

    def __init__(self, values: Sequence[T]) -> None:
        self._chunks: tuple[list[T], ...] = tuple(
            list(values[at : at + _CHUNK]) for at in range(0, len(values), _CHUNK)
        )
        self._length = len(values)

    def __len__(self) -> int:
        """Count the records."""
        return self._length

    def __getitem__(self, row: int) -> T:
        """Give the record of a row."""
        return self._chunks[row // _CHUNK][row % _CHUNK]

    def __iter__(self) -> Iterator[T]:
        """Give all records in order of row."""
        for chunk in self._chunks:
            yield from chunk

    def changed(self, changes: Mapping[int, T]) -> Chunks[T]:
        """Give the sequence with some rows replaced; rows at the end may be new, without gaps."""
        copied = {
            number: list(self._chunks[number])
            for number in {row // _CHUNK for row in changes}
            if number < len(self._chunks)
        }
        length = self._length
        for row in sorted(changes):
            chunk = copied.setdefault(row // _CHUNK, [])
            if row % _CHUNK == len(chunk):
                chunk.append(changes[row])
                length += 1
            else:
                chunk[row % _CHUNK] = changes[row]
        result: Chunks[T] = Chunks(())
        numbers = range(max(len(self._chunks), max(copied, default=-1) + 1))
        result._chunks = tuple(copied[number] if number in copied else self._chunks[number] for number in numbers)
        result._length = length
        return result


@dataclass(frozen=True, slots=True)
class _Extras:
    """What few ties have: kept beside the columns."""

    id: str | None
    role: str | None
    purpose: str | None
    amount: int | None
    amount_basis: AwardBasis | None
    note: str | None
    version: int


_PLAIN: Final = _Extras(None, None, None, None, None, None, 1)


@dataclass(slots=True)
class TieColumns:
    """Every tie as one row of small numbers, 25 bytes; what few ties have stands in `extras`.

    A tie that changes gets a new row, so rows never change: an image knows by its adjacency which rows are current.
    """

    source: Buffer
    target: Buffer
    relation: Buffer
    since: Buffer
    until: Buffer
    weight: Buffer
    evidence: Buffer
    extras: dict[int, _Extras] = field(default_factory=dict)
    named: dict[str, tuple[int, ...]] = field(default_factory=dict)
    evidences: list[tuple[Evidence, ...]] = field(default_factory=list)
    evidence_codes: dict[tuple[Evidence, ...], int] = field(default_factory=dict)
    weight_values: Buffer = field(default_factory=lambda: Buffer(np.empty(0, np.float64)))
    weight_codes: dict[float, int] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> TieColumns:
        """Give columns without a row."""
        ints = np.empty(0, np.int32)
        return cls(
            Buffer(ints),
            Buffer(ints),
            Buffer(np.empty(0, np.uint8)),
            Buffer(ints),
            Buffer(ints),
            Buffer(ints),
            Buffer(ints),
        )

    def __len__(self) -> int:
        """Count the rows, those of replaced ties included."""
        return self.source.size

    def append(self, ties: Sequence[Tie], rows: Mapping[str, int]) -> Ints:
        """Append ties and give their rows; `rows` tells the row of each actor."""
        first = len(self)
        self.source.extend(np.fromiter((rows[tie.from_id] for tie in ties), np.int32, len(ties)))
        self.target.extend(np.fromiter((rows[tie.to_id] for tie in ties), np.int32, len(ties)))
        self.relation.extend(np.fromiter((RELATION_CODES[tie.relation] for tie in ties), np.uint8, len(ties)))
        self.since.extend(
            np.fromiter((tie.since.start_code if tie.since else ALWAYS for tie in ties), np.int32, len(ties))
        )
        self.until.extend(
            np.fromiter((tie.until.end_code if tie.until else NEVER_ENDS for tie in ties), np.int32, len(ties))
        )
        self.weight.extend(np.fromiter((self._weight_code(tie.weight) for tie in ties), np.int32, len(ties)))
        self.evidence.extend(np.fromiter((self._code(tie.evidence) for tie in ties), np.int32, len(ties)))
        for row, tie in enumerate(ties, first):
            self._keep_extras(row, tie)
        return np.arange(first, len(self), dtype=np.int32)

    def _keep_extras(self, row: int, tie: Tie) -> None:
        plain = tie.id == tie_id(tie.from_id, tie.relation, tie.to_id, tie.since)
        name = None if plain else tie.id
        extras = _Extras(name, tie.role, tie.purpose, tie.amount, tie.amount_basis, tie.note, tie.version)
        if extras != _PLAIN:
            self.extras[row] = extras
        if name is not None:
            self.named[name] = (*self.named.get(name, ()), row)

    def _weight_code(self, weight: float) -> int:
        code = self.weight_codes.setdefault(weight, self.weight_values.size)
        if code == self.weight_values.size:
            self.weight_values.extend(np.array([weight]))
        return code

    def weights(self, rows: Ints) -> npt.NDArray[np.float64]:
        """Give the weights of ties."""
        found: npt.NDArray[np.float64] = self.weight_values.data[self.weight.data[rows]]
        return found

    def _code(self, evidence: tuple[Evidence, ...]) -> int:
        code = self.evidence_codes.setdefault(evidence, len(self.evidences))
        if code == len(self.evidences):
            self.evidences.append(evidence)
        return code

    def id(self, row: int, from_id: str, to_id: str) -> str:
        """Give the id of the tie in a row."""
        extras = self.extras.get(row, _PLAIN)
        if extras.id is not None:
            return extras.id
        since = PartialDate.from_code(int(self.since.data[row]))
        return tie_id(from_id, RELATION_NAMES[self.relation.data[row]], to_id, since)

    def tie(self, row: int, from_id: str, to_id: str) -> Tie:
        """Give the tie in a row as a record."""
        extras = self.extras.get(row, _PLAIN)
        return Tie(
            id=self.id(row, from_id, to_id),
            from_id=from_id,
            to_id=to_id,
            relation=RELATION_NAMES[self.relation.data[row]],
            role=extras.role,
            purpose=extras.purpose,
            since=PartialDate.from_code(int(self.since.data[row])),
            until=PartialDate.from_code(int(self.until.data[row])),
            weight=float(self.weight_values.data[self.weight.data[row]]),
            amount=extras.amount,
            amount_basis=extras.amount_basis,
            note=extras.note,
            evidence=self.evidences[self.evidence.data[row]],
            version=extras.version,
        )
