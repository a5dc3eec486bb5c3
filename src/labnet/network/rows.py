"""Read-only mappings over an image, in the shapes that networkx reads: dictionaries by id of actor."""

from __future__ import annotations

import copy
from collections.abc import Callable, ItemsView, Iterable, Iterator, KeysView, Sequence, ValuesView
from itertools import compress, islice
from threading import Lock
from typing import Any, Final, NoReturn, TypeAlias, TypeVar

from labnet.network.image import Image

__all__ = ["BYTES_HELD", "Attrs", "Decode", "Rows"]

BYTES_HELD: Final = 1 << 28
"""How much of what was decoded is held, for each mapping of rows: 256 MiB."""

_BLOCK: Final = 256
"""How many rows are decoded together at most."""
_WHOLE: Final = 8
"""Who has asked for one in so many rows is taken to go through all of them."""

V = TypeVar("V")

Decode: TypeAlias = Callable[[int, int], tuple[Sequence[V], int]]
"""Gives the values of the rows from one up to, but not including, another, and about how many bytes they take."""


class _ReadOnly(dict[str, V]):
    """A dictionary that nobody can change; its copies are ordinary ones."""

    __slots__ = ()

    def _refuse(self, *_args: object, **_named: object) -> NoReturn:
        msg = "the network is read-only: change a copy of it"
        raise TypeError(msg)

    __setitem__ = __delitem__ = __ior__ = clear = popitem = setdefault = update = _refuse

    def pop(self, key: str, *default: Any) -> Any:
        """Give the default where the key is not there, which changes nothing: networkx's GraphML writers do that."""
        return default[0] if default and key not in self else self._refuse()

    def copy(self) -> dict[str, V]:
        """Give an ordinary dictionary of the same items."""
        return dict(self.items())

    __copy__ = copy

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, V]:
        """Give an ordinary dictionary of copies of the items."""
        return copy.deepcopy(self.copy(), memo)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle as an ordinary dictionary."""
        return dict, (self.copy(),)


class Attrs(_ReadOnly[V]):
    """Attributes of an actor or a tie, or the ties of a row; equal ones may be one object, for nobody changes them."""

    __slots__ = ()


class Rows(_ReadOnly[V]):
    """Something of each actor by id, in order of row, decoded when first asked for; the latest are held.

    The dictionary itself holds what was decoded, so that it is read at the speed of any other; all that does not ask
    for a key asks the image. Rows that are asked for one after the other are decoded in blocks, and so are those of a
    face that is gone through as a whole, where all of it can be held.

    Parameters
    ----------
    image : Image
        Whose actors they are.
    decode : callable
        Gives the values of the rows from one up to, but not including, another, and about how many bytes they take.
    limit : int
        How many bytes are held.

    Attributes
    ----------
    places : dict of str to int
        Row of every id, shared with later images.
    alive : bytes
        Whether anybody is there, for each row of this image.
    """

    __slots__ = (
        "_ahead",
        "_count",
        "_decode",
        "_end",
        "_ids",
        "_limit",
        "_lock",
        "_whole",
        "alive",
        "places",
        "weight",
    )

    def __init__(self, image: Image, decode: Decode[V], limit: int | None = None) -> None:
        super().__init__()
        self._ids, self.places = image.ids, image.rows
        self.alive, self._count = image.alive.tobytes(), image.number_of_actors
        self._decode = decode
        self._limit = BYTES_HELD if limit is None else limit
        self._lock = Lock()
        self._end, self._ahead = -1, 1
        self._whole: list[V] | None = None
        self.weight = 0

    def __missing__(self, key: str) -> V:
        """Decode what is asked for, and perhaps what will be asked for next."""
        if key not in self:
            raise KeyError(key)
        row = self.places[key]
        first, last = self._span(row)
        decoded, weight = self._decode(first, last)
        with self._lock:
            self.weight += weight
            dict.update(self, compress(zip(self._ids[first:last], decoded, strict=True), self.alive[first:last]))
            self._end = last
            if self.weight > self._limit:
                self._forget()
        return decoded[row - first]

    def _span(self, row: int) -> tuple[int, int]:
        """Tell which rows to decode with a row that is asked for."""
        rows, held = len(self.alive), self.held
        self._ahead = min(self._ahead * 2, _BLOCK) if row == self._end else 1
        if self._ahead == 1 and held * _WHOLE > rows and self.weight * rows < self._limit * held:
            row -= row % _BLOCK
            return row, min(row + _BLOCK, rows)
        return row, min(row + self._ahead, rows)

    def _forget(self) -> None:
        """Let the older half go, and more where that is not enough; but for one value, however large."""
        while self.weight > self._limit and self.held > 1:
            held, kept = self.held, self.held // 2
            for key in list(islice(dict.__iter__(self), held - kept)):
                dict.pop(self, key)
            self.weight = self.weight * kept // held

    @property
    def held(self) -> int:
        """How many values are held."""
        return dict.__len__(self)

    def __contains__(self, key: object) -> bool:
        """Tell whether an actor is there; like a dictionary, refuse what has no hash."""
        try:
            return self.alive[self.places[key]] == 1  # type: ignore[index] # any hashable is a fair question
        except (KeyError, IndexError):
            return False

    def __iter__(self) -> Iterator[str]:
        """Give the ids of all actors."""
        return compress(self._ids, self.alive)

    def __reversed__(self) -> Iterator[str]:
        """Give the ids of all actors, the last first."""
        return reversed(list(self))

    def __len__(self) -> int:
        """Count the actors."""
        return self._count

    def decoded(self) -> Iterable[V]:
        """Give what is told of all actors, in order; from a list once all of it is held."""
        if self._whole is None and self.held == len(self):
            self._whole = list(map(self.__getitem__, self))
        return map(self.__getitem__, self) if self._whole is None else self._whole

    def get(self, key: str, default: Any = None) -> Any:
        """Give what is told of an actor, or the default where it is not there."""
        try:
            return self[key]
        except KeyError:
            return default

    def keys(self) -> KeysView[str]:  # type: ignore[override] # a view of all actors, not of those held
        """Give the ids of all actors."""
        return KeysView(self)

    def values(self) -> ValuesView[V]:  # type: ignore[override] # the same
        """Give what is told of all actors."""
        return _Values(self)

    def items(self) -> ItemsView[str, V]:  # type: ignore[override] # the same
        """Give all actors by id, each with what is told of it."""
        return _Items(self)

    def __eq__(self, other: object) -> bool:
        """Compare all that is told with another dictionary."""
        return self.copy() == (other.copy() if isinstance(other, Rows) else other)

    def __ne__(self, other: object) -> bool:
        """Compare all that is told with another dictionary."""
        return not self == other

    __hash__ = None  # type: ignore[assignment] # no dictionary has one

    def __or__(self, other: Any) -> Any:
        """Join all that is told with another dictionary."""
        return self.copy() | other

    def __ror__(self, other: Any) -> Any:
        """Join another dictionary with all that is told."""
        return other | self.copy()

    def __repr__(self) -> str:
        """Write all that is told."""
        return repr(self.copy())


class _Values(ValuesView[V]):
    __slots__ = ()

    _mapping: Rows[V]

    def __iter__(self) -> Iterator[V]:
        return iter(self._mapping.decoded())


class _Items(ItemsView[str, V]):
    __slots__ = ()

    _mapping: Rows[V]

    def __iter__(self) -> Iterator[tuple[str, V]]:
        return zip(self._mapping, self._mapping.decoded(), strict=True)
