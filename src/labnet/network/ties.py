"""Ties as columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from labnet.model.dates import PartialDate
from labnet.model.forms import TIES
from labnet.model.provenance import Evidence
from labnet.model.relations import RELATIONS
from labnet.model.rows import EVIDENCE, UNREADABLE, Row
from labnet.model.ties import Tie, tie_id
from labnet.network.audiences import names_others
from labnet.network.columns import Buffer, Codes, Ints, end_of, start_of

__all__ = ["NUMBERS", "RELATION_CODES", "RELATION_NAMES", "TEXTS", "TieColumns", "made_id"]

RELATION_NAMES: Final = tuple(RELATIONS)
RELATION_CODES: Final = {name: code for code, name in enumerate(RELATION_NAMES)}

NUMBERS: Final = ("source", "target", "relation", "since", "until")
TEXTS: Final = ("weight", "role", "evidence")

_PLACE: Final = {name: place for place, name in enumerate((*TIES.names, "version"))}
_SELDOM: Final = tuple(_PLACE[name] for name in ("purpose", "amount", "amount_basis", "note"))
_PARTS: Final = tuple(_PLACE[name] for name in ("from_id", "relation", "to_id", "since"))
_FROM, _RELATION, _TO, _SINCE = _PARTS
_RELATION_OF_TEXT: Final = {name.lower(): code for name, code in RELATION_CODES.items()}
_ORDINARY_WEIGHT: Final = 1.0


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
        Rows (as stored) of ties with an id of their own, a sum, a note and the like, or a version beyond the first.
    named : dict of str to tuple of int
        Rows by id, for ids that are not made of ends, relation and start.
    """

    __slots__ = (*NUMBERS, *TEXTS, "_weights", "cited", "named", "naming", "seldom")

    def __init__(self) -> None:
        ints = np.empty(0, np.int32)
        self.source, self.target, self.since, self.until = Buffer(ints), Buffer(ints), Buffer(ints), Buffer(ints)
        self.relation = Buffer(np.empty(0, np.uint8))
        self.weight, self.role, self.evidence = Codes(), Codes(), Codes()
        self._weights = np.empty(0, np.float64)
        self.cited: list[tuple[str, ...]] = []
        self.naming: set[int] = set()
        self.seldom: dict[int, Row] = {}
        self.named: dict[str, tuple[int, ...]] = {}

    def __len__(self) -> int:
        """Count the rows, those of replaced ties included."""
        return self.source.size

    def append(self, rows: Sequence[Row], actors: Mapping[str, int]) -> Ints:
        """Append ties as they are stored (see `labnet.model.forms.TIES`) and give their rows.

        An id of None is the one that is made of the ends, relation and start; `actors` tells the row of each actor.
        """
        if not rows:
            return np.empty(0, np.int32)
        first = len(self)
        columns = list(zip(*rows, strict=True))
        try:
            self._append_numbers(columns, actors)
        except UNREADABLE:
            for tie in rows:
                TIES.record(_whole(tie))
            raise
        for row in self._seldom_rows(columns):
            self.keep(first + row, rows[row])
        return np.arange(first, len(self), dtype=np.int32)

    def _append_numbers(self, columns: Sequence[Sequence[Any]], actors: Mapping[str, int]) -> None:
        def read(name: str, meaning: Callable[[Any], Any], dtype: npt.DTypeLike = np.int32) -> npt.NDArray[Any]:
            texts = columns[_PLACE[name]]
            return np.fromiter(map(meaning, texts), dtype, len(texts))

        # All is read before any column grows: what cannot be read must not leave them of different lengths.
        numbers = {
            "relation": read("relation", _RELATION_OF_TEXT.__getitem__, np.uint8),
            "since": read("since", start_of),
            "until": read("until", end_of),
            "target": read("to_id", actors.__getitem__),
            "source": read("from_id", actors.__getitem__),
        }
        for weight in set(columns[_PLACE["weight"]]):
            _weight(weight)
        new = {text: _evidence(text) for text in set(columns[_PLACE["evidence"]]) if text not in self.evidence.distinct}
        texts = {name: read(name, getattr(self, name).distinct.number) for name in TEXTS}
        self.see_evidence(new)
        for name, found in (*texts.items(), *numbers.items()):
            getattr(self, name).extend(found)

    def see_evidence(self, read: Mapping[str | None, tuple[Evidence, ...]] = MappingProxyType({})) -> None:
        """Note of new evidence which sources it cites, and whether it names actors; some may have been read already."""
        for text in self.evidence.values[len(self.cited) :]:
            evidence = read[text] if text in read else _evidence(text)
            if names_others(Tie, evidence):
                self.naming.add(len(self.cited))
            self.cited.append(tuple(dict.fromkeys(piece.source for piece in evidence if piece.source is not None)))

    def _seldom_rows(self, columns: Sequence[Sequence[Any]]) -> Iterable[int]:
        found: set[int] = set()
        for place in _SELDOM:
            if columns[place].count(None) < len(columns[place]):
                found.update(row for row, value in enumerate(columns[place]) if value is not None)
        versions = columns[_PLACE["version"]]
        if versions.count(1) < len(versions):
            found.update(row for row, version in enumerate(versions) if version != 1)
        ids = columns[_PLACE["id"]]
        if ids.count(None) < len(ids):
            parts = zip(ids, *(columns[place] for place in _PARTS), strict=True)
            found.update(row for row, (id_, *each) in enumerate(parts) if id_ is not None and id_ != _made_id(*each))
        return found

    def keep(self, row: int, tie: Row) -> None:
        """Keep the whole row of a tie that has more than the columns hold."""
        whole = self.seldom[row] = _whole(tie)
        if whole[0] != made_id(tie):
            self.named[whole[0]] = (*self.named.get(whole[0], ()), row)

    def taken(self, rows: Ints) -> TieColumns:
        """Give columns of some of the ties, with nothing of the others; `source` and `target` stay as they are."""
        found = TieColumns()
        for name in NUMBERS:
            setattr(found, name, Buffer(getattr(self, name).data[rows]))
        for name in TEXTS:
            setattr(found, name, getattr(self, name).taken(rows))
        found.see_evidence()
        if self.seldom:
            places = np.full(len(self), -1, np.int32)
            places[rows] = np.arange(len(rows), dtype=np.int32)
            # A writer may append more of them meanwhile, which are none of these.
            seldom = np.array([row for row in list(self.seldom) if row < len(places)], np.int64)
            for row, place in zip(seldom.tolist(), places[seldom].tolist(), strict=True):
                if place >= 0:
                    found.keep(place, self.seldom[row])
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
        return (*map(told.get, TIES.names), 1)


def _weight(text: str | None) -> float:
    return _ORDINARY_WEIGHT if text is None else float(text)


def _evidence(text: str | None) -> tuple[Evidence, ...]:
    return () if text is None else EVIDENCE.type.parse(text)


def made_id(tie: Row) -> str:
    """Give the id that is made of a tie's ends, relation and start (`labnet.model.ties.tie_id`), from its row."""
    return _made_id(tie[_FROM], tie[_RELATION], tie[_TO], tie[_SINCE])


def _whole(tie: Row) -> Row:
    """Give a row with its id, which is made where it is None."""
    return tie if tie[0] is not None else (made_id(tie), *tie[1:])


def _made_id(from_id: str, relation: str, to_id: str, since: str | None) -> str:
    made = f"{from_id}.{relation}.{to_id}"
    return f"{made}.{since}" if since else made
