"""Columns that images of the network share: arrays that grow at their end and never change before it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import lru_cache
from itertools import compress
from typing import Any, Final, Generic, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from labnet.model.dates import ALWAYS, NEVER_ENDS, PartialDate

__all__ = [
    "Buffer",
    "Codes",
    "Distinct",
    "Finder",
    "Ints",
    "Parsed",
    "among",
    "different",
    "end_of",
    "longer",
    "some",
    "start_of",
]

Ints: TypeAlias = npt.NDArray[np.integer[Any]]

_HEADROOM: Final = 1024
_SHARE: Final = 64
_BLOCK: Final = 1 << 16

K = TypeVar("K", bound=Hashable)
V = TypeVar("V", bound=Hashable)


class Buffer:
    """An array that grows at its end and never changes before it, so that images can share it.

    `data` is longer than what is in use; whoever reads knows how much of it belongs to them.

    Parameters
    ----------
    values : (n,) array
        What it begins with.
    places : (m,) int array, optional
        Those of the values that it begins with, where these are not all.
    """

    __slots__ = ("data", "size")

    def __init__(self, values: npt.NDArray[Any], places: Ints | None = None) -> None:
        self.size = len(values) if places is None else len(places)
        self.data: npt.NDArray[Any] = np.empty(self.size + max(_HEADROOM, self.size // _SHARE), values.dtype)
        # Room that is not used yet must not hold what stood in memory before.
        self.data[self.size :] = 0
        if places is None:
            self.data[: self.size] = values
        else:
            # To check every place beforehand, numpy would copy all that it takes another time.
            values.take(places, out=self.data[: self.size], mode="clip")

    def extend(self, values: npt.NDArray[Any]) -> None:
        """Append values; readers of the old array keep it."""
        end = self.size + len(values)
        if end > len(self.data):
            self._move(max(end + max(_HEADROOM, end // _SHARE), len(self.data) * 9 // 8), self.data.dtype)
        self.data[self.size : end] = values
        self.size = end

    def used(self) -> npt.NDArray[Any]:
        """Give the part in use."""
        return self.data[: self.size]

    def widen(self, dtype: npt.DTypeLike) -> None:
        """Make room for larger numbers."""
        self._move(len(self.data), dtype)

    def _move(self, length: int, dtype: npt.DTypeLike) -> None:
        moved = np.zeros(length, dtype)
        moved[: self.size] = self.data[: self.size]
        self.data = moved


class Parsed(dict[K, V]):
    """What texts mean, each worked out when it is first asked for."""

    def __init__(self, meaning: Callable[[K], V]) -> None:
        super().__init__()
        self._meaning = meaning

    def __missing__(self, key: K) -> V:
        """Work it out."""
        value = self[key] = self._meaning(key)
        return value


class Distinct(Generic[V]):
    """Values that recur, each kept once under a small number.

    Examples
    --------
    >>> words = Distinct[str]()
    >>> [words.number(word) for word in ("lab", "city", "lab")], words.values
    ([0, 1, 0], ['lab', 'city'])
    """

    __slots__ = ("_number_of", "number", "values")

    def __init__(self, values: Iterable[V] = ()) -> None:
        self.values: list[V] = list(values)
        self._number_of: Parsed[V, int] = Parsed(self._new)
        self._number_of.update((value, number) for number, value in enumerate(self.values))
        # A method of the mapping itself, since it is asked for each of millions of rows.
        self.number: Callable[[V], int] = self._number_of.__getitem__
        """Give the number of a value, a new one where it has none yet."""

    def _new(self, value: V) -> int:
        self.values.append(value)
        return len(self.values) - 1

    def __contains__(self, value: object) -> bool:
        """Tell whether a value has a number."""
        return value in self._number_of

    def packed(self, numbers: Ints) -> tuple[Distinct[V], Ints]:
        """Give just the values that some numbers stand for, and the numbers that they have among these."""
        # A writer may add values meanwhile, which are none of these.
        values = self.values.copy()
        used = np.zeros(len(values), np.bool_)
        # Mostly the first few rows use all there are.
        for begin in range(0, len(numbers), _BLOCK):
            used[numbers[begin : begin + _BLOCK]] = True
            if used.all():
                break
        if used.all():
            return Distinct(values), numbers
        renumbered = np.cumsum(used, dtype=np.int32) - 1
        return Distinct(compress(values, used.tolist())), renumbered[numbers]


class Finder:
    """Finds the places of millions of ids among hundreds of thousands, all different.

    It compares hashes: a dictionary looks into memory here and there for each id in turn, which takes three times as
    long. Should two of those that are there have the same one, which nobody has seen yet, a dictionary it is.

    Examples
    --------
    >>> Finder(["lab", "city", "fund"])(["fund", "lab", "fund"]).tolist()
    [2, 0, 2]
    """

    __slots__ = ("_first", "_hashes", "_order", "_places", "_shift")

    def __init__(self, ids: Sequence[str]) -> None:
        hashes = _hashes(ids)
        self._order = np.argsort(hashes).astype(np.int32)
        self._hashes = np.append(hashes[self._order], np.iinfo(np.uint64).max)
        alike = bool((self._hashes[1:] == self._hashes[:-1]).any())
        self._places = {id_: place for place, id_ in enumerate(ids)} if alike else None
        # Where to begin to look for a hash, by its first bits; twice as many as there are ids.
        bits = len(ids).bit_length() + 1
        self._shift = np.uint64(64 - bits)
        starts = np.arange(1 << bits, dtype=np.uint64) << self._shift
        self._first = np.searchsorted(self._hashes, starts).astype(np.int32)

    def __call__(self, ids: Sequence[str]) -> Ints:
        """Give the places of ids; `KeyError` where one is not there."""
        if self._places is not None:
            return np.fromiter(map(self._places.__getitem__, ids), np.int32, len(ids))
        wanted = _hashes(ids)
        places = self._first[wanted >> self._shift]
        others = np.flatnonzero(self._hashes[places] != wanted)
        while len(others):
            absent = others[self._hashes[places[others]] > wanted[others]]
            if len(absent):
                raise KeyError(ids[int(absent[0])])
            places[others] += 1
            others = others[self._hashes[places[others]] != wanted[others]]
        found: Ints = self._order[places]
        return found


def _hashes(ids: Sequence[str]) -> npt.NDArray[np.uint64]:
    return np.fromiter(map(hash, ids), np.int64, len(ids)).view(np.uint64)


class Codes:
    """A column of texts that recur, each row holding the small number of its text.

    A byte a row as long as there are at most 256 different texts, then two, and four where there are more than 65 536.
    """

    __slots__ = ("distinct", "numbers")

    def __init__(self) -> None:
        self.distinct: Distinct[str | None] = Distinct()
        self.numbers = Buffer(np.empty(0, np.uint8))

    @property
    def values(self) -> list[str | None]:
        """The different texts, by number."""
        return self.distinct.values

    def extend(self, numbers: Ints) -> None:
        """Append rows by the numbers of their texts."""
        wanted = self._width()
        if wanted.itemsize > self.numbers.data.itemsize:
            self.numbers.widen(wanted)
        self.numbers.extend(numbers)

    def _width(self) -> np.dtype[Any]:
        return np.min_scalar_type(max(len(self.values) - 1, 0))

    def of(self, row: int) -> str | None:
        """Give the text of a row."""
        return self.values[int(self.numbers.data[row])]

    def taken(self, rows: Ints) -> Codes:
        """Give a column of some of the rows, with the texts that these have."""
        found = Codes()
        found.numbers = Buffer(self.numbers.data, rows)
        found.distinct, numbers = self.distinct.packed(found.numbers.used())
        if len(found.values) < len(self.values):
            found.numbers = Buffer(numbers.astype(found._width()))
        return found


@lru_cache(maxsize=1 << 16)
def start_of(text: str | None) -> int:
    """Give the `PartialDate.start_code` of a date as it is stored."""
    return ALWAYS if text is None else PartialDate.parse(text).start_code


@lru_cache(maxsize=1 << 16)
def end_of(text: str | None) -> int:
    """Give the `PartialDate.end_code` of a date as it is stored."""
    return NEVER_ENDS if text is None else PartialDate.parse(text).end_code


def different(numbers: Ints) -> Ints:
    """Give the different ones of some numbers, in order; `np.unique` looks each up in a table, which takes longer."""
    ordered = np.sort(numbers)
    new = np.ones(len(ordered), np.bool_)
    new[1:] = ordered[1:] != ordered[:-1]
    return ordered[new]


def among(numbers: Ints, others: Ints) -> npt.NDArray[np.bool_]:
    """Tell for each of some numbers whether it is one of others, which are different and in order."""
    if not len(others):
        return np.zeros(len(numbers), np.bool_)
    found: npt.NDArray[np.bool_] = others.take(others.searchsorted(numbers), mode="clip") == numbers
    return found


def longer(column: npt.NDArray[Any], rows: int) -> npt.NDArray[Any]:
    """Give a copy of a column with room for more rows, zeroed.

    It is copied as bytes: numpy copies records field by field, which takes twenty times as long.
    """
    found = np.zeros(len(column) + rows, column.dtype)
    found.view(np.uint8)[: column.nbytes] = np.ascontiguousarray(column).view(np.uint8)
    return found


def some(column: npt.NDArray[Any], rows: Ints) -> npt.NDArray[Any]:
    """Give some rows of a column of records, each copied as the bytes it is."""
    found: npt.NDArray[Any] = column.view(f"V{column.itemsize}")[rows].view(column.dtype)
    return found
