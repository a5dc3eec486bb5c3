"""Ties as columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from labnet.model.dates import ALWAYS, NEVER_ENDS, PartialDate
from labnet.model.forms import TIES
from labnet.model.provenance import Evidence
from labnet.model.relations import RELATIONS
from labnet.model.rows import EVIDENCE, UNREADABLE, Row
from labnet.model.ties import Tie, tie_id
from labnet.network.columns import Buffer, Codes, Ints, Parsed

__all__ = ["RELATION_CODES", "RELATION_NAMES", "TieColumns", "made_id"]

RELATION_NAMES: Final = tuple(RELATIONS)
RELATION_CODES: Final = {name: code for code, name in enumerate(RELATION_NAMES)}

_PLACE: Final = {name: place for place, name in enumerate((*TIES.names, "version"))}
_SELDOM: Final = tuple(_PLACE[name] for name in ("role", "purpose", "amount", "amount_basis", "note"))
_PARTS: Final = tuple(_PLACE[name] for name in ("from_id", "relation", "to_id", "since"))
_RELATION_OF_TEXT: Final = {name.lower(): code for name, code in RELATION_CODES.items()}
_ORDINARY_WEIGHT: Final = 1.0


class TieColumns:
    """Every tie as one row of small numbers, 21 bytes; the whole row of the few that have more stands in `seldom`.

    A tie that changes gets a new row, so rows never change: an image knows by its adjacency which rows are current.

    Attributes
    ----------
    source, target : Buffer of int32
        Rows of the actors that a tie leads from and to.
    relation : Buffer of uint8
        Place of the relation in `RELATION_NAMES`.
    since, until : Buffer of int32
        First and last day, as `PartialDate.start_code` and `PartialDate.end_code`.
    weight : Codes of float
    evidence : Codes of tuple of Evidence
    seldom : dict of int to row
        Rows (as stored) of ties with an id of their own, a role, a sum and the like, or a version beyond the first.
    named : dict of str to tuple of int
        Rows by id, for ids that are not made of ends, relation and start.
    """

    __slots__ = ("_weights", "evidence", "named", "relation", "seldom", "since", "source", "target", "until", "weight")

    def __init__(self) -> None:
        ints = np.empty(0, np.int32)
        self.source, self.target, self.since, self.until = Buffer(ints), Buffer(ints), Buffer(ints), Buffer(ints)
        self.relation = Buffer(np.empty(0, np.uint8))
        self.weight = Codes[float]()
        self._weights = np.empty(0, np.float64)
        self.evidence = Codes[tuple[Evidence, ...]]()
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
        count = len(columns[0])
        weights = Parsed[str | None, int](lambda text: self.weight.distinct.number(float(text or _ORDINARY_WEIGHT)))
        evidence = Parsed[str | None, int](lambda text: self.evidence.distinct.number(_evidence(text)))
        meanings: tuple[tuple[str, Mapping[Any, int], npt.DTypeLike], ...] = (
            ("from_id", actors, np.int32),
            ("to_id", actors, np.int32),
            ("relation", _RELATION_OF_TEXT, np.uint8),
            ("since", Parsed(_start), np.int32),
            ("until", Parsed(_end), np.int32),
            ("weight", weights, np.int32),
            ("evidence", evidence, np.int32),
        )
        # All is read before any column grows: what cannot be read must not leave them of different lengths.
        sources, targets, relations, since, until, weight, pieces = (
            np.fromiter(map(meaning.__getitem__, columns[_PLACE[name]]), dtype, count)
            for name, meaning, dtype in meanings
        )
        self.weight.extend(weight)
        self.evidence.extend(pieces)
        for buffer, values in (
            (self.relation, relations),
            (self.since, since),
            (self.until, until),
            (self.target, targets),
            (self.source, sources),
        ):
            buffer.extend(values)

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
            parts = zip(*(columns[place] for place in _PARTS), strict=True)
            made = (_made_id(*each) for each in parts)
            pairs = enumerate(zip(ids, made, strict=True))
            found.update(row for row, (id_, other) in pairs if id_ is not None and id_ != other)
        return found

    def keep(self, row: int, tie: Row) -> None:
        """Keep the whole row of a tie that has more than the columns hold."""
        whole = self.seldom[row] = _whole(tie)
        if whole[0] != made_id(tie):
            self.named[whole[0]] = (*self.named.get(whole[0], ()), row)

    def taken(self, rows: Ints) -> TieColumns:
        """Give columns of some of the ties, with nothing of the others; `source` and `target` stay as they are."""
        found = TieColumns()
        for name in ("source", "target", "relation", "since", "until"):
            setattr(found, name, Buffer(getattr(self, name).data[rows]))
        found.weight, found.evidence = self.weight.taken(rows), self.evidence.taken(rows)
        if self.seldom:
            places = dict(zip(rows.tolist(), range(len(rows)), strict=True))
            for row, tie in self.seldom.items():
                if row in places:
                    found.keep(places[row], tie)
        return found

    def weights(self, rows: Ints) -> npt.NDArray[np.float64]:
        """Give the weights of ties."""
        values = self._weights
        if len(values) < len(self.weight.values):
            values = self._weights = np.array(self.weight.values, np.float64)
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
        if row in self.seldom:
            return TIES.record(self.seldom[row])
        return Tie(
            id=self.id(row, from_id, to_id),
            from_id=from_id,
            to_id=to_id,
            relation=RELATION_NAMES[self.relation.data[row]],
            since=PartialDate.from_code(int(self.since.data[row])),
            until=PartialDate.from_code(int(self.until.data[row])),
            weight=self.weight.of(row),
            evidence=self.evidence.of(row),
        )

    def row(self, row: int, from_id: str, to_id: str) -> Row:
        """Give the tie in a row as it is stored."""
        return self.seldom[row] if row in self.seldom else TIES.row(self.tie(row, from_id, to_id))


def _start(text: str | None) -> int:
    return ALWAYS if text is None else PartialDate.parse(text).start_code


def _end(text: str | None) -> int:
    return NEVER_ENDS if text is None else PartialDate.parse(text).end_code


def _evidence(text: str | None) -> tuple[Evidence, ...]:
    return () if text is None else EVIDENCE.type.parse(text)


def made_id(tie: Row) -> str:
    """Give the id that is made of a tie's ends, relation and start (`labnet.model.ties.tie_id`), from its row."""
    return _made_id(*(tie[place] for place in _PARTS))


def _whole(tie: Row) -> Row:
    """Give a row with its id, which is made where it is None."""
    return tie if tie[0] is not None else (made_id(tie), *tie[1:])


def _made_id(from_id: str, relation: str, to_id: str, since: str | None) -> str:
    made = f"{from_id}.{relation}.{to_id}"
    return f"{made}.{since}" if since else made
