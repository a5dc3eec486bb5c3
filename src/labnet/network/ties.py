"""Ties as columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from types import MappingProxyType
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt

from labnet.model.dates import PartialDate
from labnet.model.forms import TIES
from labnet.model.provenance import Evidence
from labnet.model.relations import RELATIONS
from labnet.model.rows import EVIDENCE, UNREADABLE, Row
from labnet.model.ties import Tie, tie_id
from labnet.network.audiences import names_others
from labnet.network.columns import Buffer, Codes, Ints, Parsed, among, end_of, start_of

__all__ = ["NUMBERS", "RELATION_CODES", "RELATION_NAMES", "TEXTS", "TOLD", "Arriving", "TieColumns", "paired"]

RELATION_NAMES: Final = tuple(RELATIONS)
RELATION_CODES: Final = {name: code for code, name in enumerate(RELATION_NAMES)}

NUMBERS: Final = ("source", "target", "relation", "since", "until")
TEXTS: Final = ("weight", "role", "evidence")

TOLD: Final = ("from_id", "relation", "to_id", "since", "until", *TEXTS)
"""The columns of the store that tell everything of most ties."""

V = TypeVar("V")

_VERSION: Final = "version"
_PLACE: Final = {name: place for place, name in enumerate(TIES.names)}
_SELDOM: Final = ("purpose", "amount", "amount_basis", "note")
_PARTS: Final = ("from_id", "relation", "to_id", "since")
_PLACES: Final = tuple(_PLACE[name] for name in _PARTS)
_RELATION_OF_TEXT: Final = {name.lower(): code for name, code in RELATION_CODES.items()}
_ORDINARY_WEIGHT: Final = 1.0


@dataclass(frozen=True, slots=True)
class Arriving:
    """Ties that arrive together, as they are stored (see `labnet.model.forms.TIES`).

    Attributes
    ----------
    rows : sequence of row
        One for each of them.
    columns : dict of str to tuple
        The same by column.
    made : list of str
        The ids that are made of their ends, relations and starts (`labnet.model.ties.tie_id`).
    """

    rows: Sequence[Row]
    columns: Mapping[str, Sequence[Any]]
    made: Sequence[str]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Arriving:
        """Take some rows."""
        columns = _columns(rows)
        return cls(rows, columns, list(map(_made_id, *(columns[name] for name in _PARTS))))

    def __len__(self) -> int:
        """Count them."""
        return len(self.rows)

    @property
    def named(self) -> Iterator[int]:
        """The places of those that have an id of their own."""
        return (
            place for place, (id_, made) in enumerate(zip(self.columns["id"], self.made, strict=True)) if id_ != made
        )

    def with_more(self) -> set[int]:
        """Give the places of those of which `TOLD` does not tell everything."""
        found = set(self.named)
        for name, ordinary in (*((name, None) for name in _SELDOM), (_VERSION, 1)):
            column = self.columns[name]
            if column.count(ordinary) < len(column):
                found.update(place for place, value in enumerate(column) if value != ordinary)
        return found


class TieColumns:
    """Every tie as one row of small numbers, 23 bytes; the whole row of the few that have more stands in `seldom`.

    A tie that changes gets a new row, so rows never change: an image knows by its adjacency which rows are current.

    Attributes
    ----------
    source, target : Buffer of int32
        Rows of the actors that a tie leads from and to.
    relation : Buffer of uint8
        Place of the relation in `RELATION_NAMES`.
    since, until : Buffer of int32
        First and last day, as `PartialDate.start_code` and `PartialDate.end_code`.
    weight, role, evidence : Codes of str or None
        Texts that recur, as they are stored.
    cited : list of tuple of str
        The ids of the sources in each different evidence.
    naming : set of int
        The numbers of evidence that names actors.
    seldom : dict of int to row
        Rows (as stored) of ties with an id of their own, a sum, a note and the like.
    versions : dict of int to int
        Versions beyond the first, of the other ties.
    named : dict of str to tuple of int
        Rows by id, for ids that are not made of ends, relation and start.
    """

    __slots__ = (*NUMBERS, *TEXTS, "_ends", "_starts", "_weights", "cited", "named", "naming", "seldom", "versions")

    def __init__(self) -> None:
        ints = np.empty(0, np.int32)
        self.source, self.target, self.since, self.until = Buffer(ints), Buffer(ints), Buffer(ints), Buffer(ints)
        self.relation = Buffer(np.empty(0, np.uint8))
        self.weight, self.role, self.evidence = Codes(), Codes(), Codes()
        self._weights = np.empty(0, np.float64)
        self._starts, self._ends = Parsed(start_of), Parsed(end_of)
        self.cited: list[tuple[str, ...]] = []
        self.naming: set[int] = set()
        self.seldom: dict[int, Row] = {}
        self.versions: dict[int, int] = {}
        self.named: dict[str, tuple[int, ...]] = {}

    def __len__(self) -> int:
        """Count the rows, those of replaced ties included."""
        # The last column that grows: whoever reads while others write finds so many in every one.
        return self.evidence.numbers.size

    def append(self, ties: Arriving, sources: Ints, targets: Ints) -> Ints:
        """Append ties that lead from and to the actors in some rows, and give the rows of the ties."""
        if not len(ties):
            return np.empty(0, np.int32)
        first = len(self)
        try:
            read = self._read(ties.columns)
        except UNREADABLE:
            _refuse(ties.rows)
            raise
        self._extend({"source": sources, "target": targets, **read})
        for place in ties.with_more():
            self.keep(first + place, ties.rows[place])
        return np.arange(first, len(self), dtype=np.int32)

    def fill(
        self, parts: Iterable[Sequence[Sequence[Any]]], seldom: Sequence[Row], find: Callable[[Sequence[str]], Ints]
    ) -> None:
        """Append all ties of a store, many at a time.

        Parameters
        ----------
        parts : iterable of sequence of sequence
            The columns that `TOLD` names, of some ties each.
        seldom : sequence of row
            The whole rows of those among them that have more.
        find : callable
            Gives the rows of actors by their ids.
        """
        read: dict[str, list[npt.NDArray[Any]]] = {name: [] for name in (*NUMBERS, *TEXTS)}
        for part in parts:
            columns = dict(zip(TOLD, part, strict=True))
            try:
                found = {**self._read(columns), "source": find(columns["from_id"]), "target": find(columns["to_id"])}
            except UNREADABLE:
                whole = {tuple(row[_PLACE[name]] for name in TOLD): row for row in seldom}
                _refuse(whole.get(tuple(row)) or _whole_of(row) for row in zip(*part, strict=True))
                raise
            for name, numbers in found.items():
                read[name].append(numbers)
        if read["source"]:
            self._extend({name: np.concatenate(arrays) for name, arrays in read.items()})
        if seldom:
            self._keep_seldom(seldom, find)

    def _read(self, columns: Mapping[str, Sequence[Any]]) -> dict[str, npt.NDArray[Any]]:
        """Give the numbers that stand for some ties, but for their ends; nothing grows but the texts that are known."""

        def read(name: str, meaning: Callable[[Any], Any], dtype: npt.DTypeLike = np.int32) -> npt.NDArray[Any]:
            return np.fromiter(map(meaning, columns[name]), dtype, len(columns[name]))

        numbers = {
            "relation": read("relation", _RELATION_OF_TEXT.__getitem__, np.uint8),
            "since": read("since", self._starts.__getitem__),
            "until": read("until", self._ends.__getitem__),
        }
        for weight in set(columns["weight"]):
            _weight(weight)
        new = {text: _evidence(text) for text in set(columns["evidence"]) if text not in self.evidence.distinct}
        numbers.update((name, read(name, getattr(self, name).distinct.number)) for name in TEXTS)
        self.see_evidence(new)
        return numbers

    def _extend(self, read: Mapping[str, npt.NDArray[Any]]) -> None:
        for name, numbers in read.items():
            getattr(self, name).extend(numbers)

    def _keep_seldom(self, seldom: Sequence[Row], find: Callable[[Sequence[str]], Ints]) -> None:
        """Keep whole rows, each beside a row of the columns that says the same."""
        columns = _columns(seldom)
        told = {**self._read(columns), "source": find(columns["from_id"]), "target": find(columns["to_id"])}
        near = np.zeros(int(self.source.used().max()) + 1, np.bool_)
        near[told["source"]] = True
        rows = np.flatnonzero(near[self.source.used()])
        rows = rows[
            np.isin(paired(self.source.data[rows], self.target.data[rows]), paired(told["source"], told["target"]))
        ]
        alike: dict[tuple[int, ...], list[int]] = {}
        held = (getattr(self, name) for name in told)
        numbers = [(column.numbers if isinstance(column, Codes) else column).data[rows].tolist() for column in held]
        for row, key in zip(rows.tolist(), zip(*numbers, strict=True), strict=True):
            alike.setdefault(key, []).append(row)
        for tie, key in zip(seldom, zip(*(column.tolist() for column in told.values()), strict=True), strict=True):
            self.keep(alike[key].pop(), tie)

    def see_evidence(self, read: Mapping[str | None, tuple[Evidence, ...]] = MappingProxyType({})) -> None:
        """Note of new evidence which sources it cites, and whether it names actors; some may have been read already."""
        for text in self.evidence.values[len(self.cited) :]:
            evidence = read[text] if text in read else _evidence(text)
            if names_others(Tie, evidence):
                self.naming.add(len(self.cited))
            self.cited.append(tuple(dict.fromkeys(piece.source for piece in evidence if piece.source is not None)))

    def keep(self, row: int, tie: Row) -> None:
        """Keep what a tie has that the columns do not hold: its version, or all of its row where there is more."""
        named = tie[0] != _made_id(*(tie[place] for place in _PLACES))
        if not named and all(tie[_PLACE[name]] is None for name in _SELDOM):
            self.versions[row] = tie[-1]
            return
        self.seldom[row] = tie
        if named:
            self.named[tie[0]] = (*self.named.get(tie[0], ()), row)

    def taken(self, rows: Ints) -> TieColumns:
        """Give columns of some ties, in order, with nothing of the others; `source` and `target` stay as they are."""
        found = TieColumns()
        for name in NUMBERS:
            setattr(found, name, Buffer(getattr(self, name).data, rows))
        for name in TEXTS:
            setattr(found, name, getattr(self, name).taken(rows))
        found.see_evidence()
        found.seldom, found.versions = _moved(self.seldom, rows), _moved(self.versions, rows)
        for row, tie in found.seldom.items():
            if tie[0] in self.named:
                found.named[tie[0]] = (*found.named.get(tie[0], ()), row)
        return found

    def weights(self, rows: Ints) -> npt.NDArray[np.float64]:
        """Give the weights of ties."""
        values = self._weights
        if len(values) < len(self.weight.values):
            values = self._weights = np.array(list(map(_weight, self.weight.values)))
        found: npt.NDArray[np.float64] = values[self.weight.numbers.data[rows]]
        return found

    def id(self, row: int, from_id: str, to_id: str) -> str:
        """Give the id of the tie in a row."""
        if row in self.seldom:
            return str(self.seldom[row][0])
        since = PartialDate.from_code(int(self.since.data[row]))
        return tie_id(from_id, RELATION_NAMES[self.relation.data[row]], to_id, since)

    def tie(self, row: int, from_id: str, to_id: str) -> Tie:
        """Give the tie in a row as a record."""
        return TIES.record(self.row(row, from_id, to_id))

    def row(self, row: int, from_id: str, to_id: str) -> Row:
        """Give the tie in a row as it is stored."""
        if row in self.seldom:
            return self.seldom[row]
        since, until = (PartialDate.from_code(int(codes.data[row])) for codes in (self.since, self.until))
        told = {
            "id": self.id(row, from_id, to_id),
            "from_id": from_id,
            "to_id": to_id,
            "relation": RELATION_NAMES[self.relation.data[row]].lower(),
            "since": since and str(since),
            "until": until and str(until),
            **{name: getattr(self, name).of(row) for name in TEXTS},
        }
        return (*map(told.get, TIES.names), self.versions.get(row, 1))


def _moved(kept: Mapping[int, V], rows: Ints) -> dict[int, V]:
    """Give what is kept of some rows, which are in order, by their places among these."""
    # A writer may keep more of them meanwhile, which are none of these.
    held = np.fromiter(list(kept), np.int64)
    held = held[among(held, rows)]
    return {place: kept[row] for place, row in zip(rows.searchsorted(held).tolist(), held.tolist(), strict=True)}


def _weight(text: str | None) -> float:
    return _ORDINARY_WEIGHT if text is None else float(text)


def _evidence(text: str | None) -> tuple[Evidence, ...]:
    return () if text is None else EVIDENCE.type.parse(text)


def _whole_of(told: Row) -> Row:
    """Give the whole row of a tie of which `TOLD` tells everything."""
    known = dict(zip(TOLD, told, strict=True))
    known["id"] = _made_id(*(known[name] for name in _PARTS))
    return (*map(known.get, TIES.names), 1)


def _refuse(rows: Iterable[Row]) -> None:
    """Raise what is to be said of the first row that cannot be read, if there is one."""
    for row in rows:
        TIES.record(row)


def _columns(rows: Sequence[Row]) -> dict[str, Sequence[Any]]:
    names = (*TIES.names, _VERSION)
    return dict(zip(names, zip(*rows, strict=True) if rows else repeat(()), strict=False))


def paired(sources: Ints, targets: Ints) -> Ints:
    """Give one number for each pair of rows."""
    return (sources.astype(np.int64) << 32) | targets


def _made_id(from_id: str, relation: str, to_id: str, since: str | None) -> str:
    made = f"{from_id}.{relation}.{to_id}"
    return f"{made}.{since}" if since else made
