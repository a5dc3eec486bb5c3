"""Read-only mappings over an image, in the shapes that networkx reads: actors, ties of an actor, ties of a pair."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sized
from typing import Any, Final, NoReturn, TypeVar

from labnet.model.kinds import Actor
from labnet.model.ties import Tie
from labnet.network.image import Image, Slice
from labnet.network.memo import Memo

__all__ = ["ENTRIES_HELD", "Attrs", "Nodes", "Pair", "Rows", "Ties"]

ENTRIES_HELD: Final = 1 << 18
"""How many entries of decoded rows are held, for each mapping of rows."""

V = TypeVar("V")
Row = TypeVar("Row", bound=Sized)


class Attrs(dict[str, V]):
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
        return dict(self)

    __copy__ = copy

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, V]:
        """Give an ordinary dictionary of copies of the items."""
        return copy.deepcopy(dict(self), memo)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle as an ordinary dictionary."""
        return dict, (dict(self),)


class _ReadOnly(Mapping[str, V]):
    """A mapping of which networkx may ask an ordinary copy."""

    __slots__ = ()

    def copy(self) -> dict[str, Any]:
        """Give an ordinary dictionary of the same items."""
        return dict(self.items())

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle as an ordinary dictionary."""
        return dict, (self.copy(),)


class _ByActor(_ReadOnly[V]):
    """A mapping from the ids of all actors, in order of row."""

    __slots__ = ("_image",)

    _image: Image

    def __contains__(self, key: object) -> bool:
        """Tell whether an actor is there; like a dictionary, refuse what has no hash."""
        return self._image.row(key) is not None  # type: ignore[arg-type] # any hashable is a fair question

    def __iter__(self) -> Iterator[str]:
        """Give the ids of all actors."""
        ids = self._image.ids
        return (ids[row] for row in self._image.living())

    def __len__(self) -> int:
        """Count the actors."""
        return self._image.number_of_actors

    def _row(self, key: str) -> int:
        row = self._image.row(key)
        if row is None:
            raise KeyError(key)
        return row


class Nodes(_ByActor[Attrs[str]]):
    """What networkx is told of each actor; nothing is held."""

    __slots__ = ()

    def __init__(self, image: Image) -> None:
        self._image = image

    def __getitem__(self, key: str) -> Attrs[str]:
        """Give what is told of an actor."""
        return _about(self._image.actor(self._row(key)))


class Rows(_ByActor[Row]):
    """The neighbours of each actor; a row is decoded when first asked for, and the latest are held."""

    __slots__ = ("_decode", "memo")

    def __init__(self, image: Image, decode: Callable[[int], Row]) -> None:
        self._image = image
        self._decode = decode
        self.memo: Memo[str, Row] = Memo(ENTRIES_HELD, lambda row: len(row) + 1)

    def __getitem__(self, key: str) -> Row:
        """Give the neighbours of an actor."""
        held = self.memo.get(key)
        if held is not None:
            return held
        decoded = self._decode(self._row(key))
        self.memo.keep(key, decoded)
        return decoded


class Ties(_ReadOnly["Pair"]):
    """The ties of one actor that lead one way, by neighbour."""

    __slots__ = ("_image", "_rows")

    def __init__(self, image: Image, entries: Slice) -> None:
        rows: dict[str, tuple[int, ...]] = {}
        for neighbour, tie in zip(entries.neighbours.tolist(), entries.ties.tolist(), strict=True):
            name = image.ids[neighbour]
            rows[name] = (*rows.get(name, ()), tie)
        self._image = image
        self._rows = rows

    def __getitem__(self, key: str) -> Pair:
        """Give the ties with a neighbour."""
        return Pair(self._image, self._rows[key])

    def __contains__(self, key: object) -> bool:
        """Tell whether somebody is a neighbour."""
        return key in self._rows

    def __iter__(self) -> Iterator[str]:
        """Give the ids of the neighbours, in order of relation and row."""
        return iter(self._rows)

    def __len__(self) -> int:
        """Count the neighbours."""
        return len(self._rows)


class Pair(_ReadOnly[Attrs[Any]]):
    """The ties from one actor to another, by id; decoded when asked for, and held by nobody else."""

    __slots__ = ("_decoded", "_image", "_rows")

    def __init__(self, image: Image, rows: tuple[int, ...]) -> None:
        self._image = image
        self._rows = rows
        self._decoded: dict[str, Attrs[Any]] | None = None

    def _ties(self) -> dict[str, Attrs[Any]]:
        if self._decoded is None:
            ties = map(self._image.tie, self._rows)
            self._decoded = {tie.id: _of(tie) for tie in ties}
        return self._decoded

    def __getitem__(self, key: str) -> Attrs[Any]:
        """Give the attributes of a tie."""
        return self._ties()[key]

    def __contains__(self, key: object) -> bool:
        """Tell whether a tie joins the two."""
        return key in self._ties()

    def __iter__(self) -> Iterator[str]:
        """Give the ids of the ties."""
        return iter(self._ties())

    def __len__(self) -> int:
        """Count the ties, decoding none."""
        return len(self._rows)


def _about(actor: Actor) -> Attrs[str]:
    """Tell of an actor what every format of networkx can write: texts, and none where nothing is known."""
    told = {
        "kind": actor.kind,
        "name": actor.name,
        "tier": actor.tier.value if actor.tier else "",
        "territory": actor.territory or "",
        "themes": "|".join(actor.themes),
        "since": str(actor.since or ""),
        "until": str(actor.until or ""),
        "fictional": "yes" if actor.fictional else "",
    }
    return Attrs({name: value for name, value in told.items() if value})


def _of(tie: Tie) -> Attrs[Any]:
    """Tell of a tie what every format of networkx can write: its weight, and texts that are known."""
    told = {
        "relation": tie.relation,
        "since": str(tie.since or ""),
        "until": str(tie.until or ""),
        "role": tie.role or "",
    }
    return Attrs({"weight": tie.weight, **{name: value for name, value in told.items() if value}})
