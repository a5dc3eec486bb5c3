"""Rows read whole where nothing is wrong with them, which takes a fraction of the time that telling faults does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from operator import call, itemgetter
from pathlib import Path
from typing import Any, Final, TypeAlias

from labnet.model.dates import PartialDate
from labnet.model.fields import REFERENCE, Fact
from labnet.model.kinds import KINDS, Actor
from labnet.model.making import Maker
from labnet.model.provenance import Evidence
from labnet.model.ties import Tie
from labnet.readwrite.csvfile import Cells, clean
from labnet.readwrite.evidence import Remarks, arrange, read_evidence
from labnet.readwrite.faults import FaultList, Place
from labnet.readwrite.records import Row
from labnet.readwrite.tables import KIND, PROVENANCE, actor_facts, foreign_columns, tie_facts
from labnet.readwrite.values import parse_value

__all__ = ["WholeActors", "WholeTies"]

_Pick: TypeAlias = Callable[[Sequence[str]], tuple[str, ...]]

_KEPT: Final = 65_536
_KEPT_REFERENCES: Final = 524_288
_FIRST: Final = ("id", "from_id", "to_id", "relation", "since", "until")


class _Memo(dict[Any, Any]):
    """What was read from each text, since most texts come again; it is emptied when it is full."""

    def __init__(self, read: Callable[[Any], Any], most: int = _KEPT) -> None:
        super().__init__()
        self._read = read
        self._most = most

    def __missing__(self, text: Any) -> Any:
        value = self._read(text)
        if len(self) >= self._most:
            self.clear()
        self[text] = value
        return value


class _Columns:
    """The columns of a file, and how their cells are read: each gives its value, or a `ValueError`."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._at = {column: place for place, column in enumerate(columns)}
        self._memos: dict[str, _Memo] = {}

    def pick(self, columns: Iterable[str]) -> _Pick:
        """Give what takes the cells of two columns or more out of a row; those that are not there are its last cell."""
        return itemgetter(*(self._at.get(column, -1) for column in columns))

    def reader(self, fact: Fact) -> Callable[[str], Any]:
        """Give what reads the cells of a column."""

        def read(raw: str) -> Any:
            text = clean(raw)
            if text:
                return parse_value(fact, text)
            if fact.required:
                raise ValueError(fact.column)
            return fact.default

        if fact.name == "id":
            return read
        if fact.type is not REFERENCE:
            return self._memos.setdefault(fact.column, _Memo(read)).__getitem__
        # Both ends of a tie are from the same ids.
        return self._memos.setdefault(f"reference {fact.required}", _Memo(read, _KEPT_REFERENCES)).__getitem__


class _Provenance:
    """The evidence that stands in the row of a record."""

    def __init__(self, columns: _Columns) -> None:
        self._pick = columns.pick(fact.column for fact in PROVENANCE)
        self._memo = _Memo(_evidence)

    def __call__(self, cells: Sequence[str]) -> tuple[Evidence, ...]:
        return self._memo[self._pick(cells)]  # type: ignore[no-any-return] # memos hold what their function gives


class WholeTies:
    """Reads the rows of ties of a file with these columns; gives None where anything is wrong, or said elsewhere."""

    def __init__(self, columns: Sequence[str], remarks: Remarks) -> None:
        cells = _Columns(columns)
        own = {fact.name: fact for fact in tie_facts()}
        first = [own.pop(name) for name in _FIRST]
        self._pick = cells.pick(fact.column for fact in first)
        self._id, self._from, self._to, self._relation, self._since, self._until = map(cells.reader, first)
        self._between = _Memo(lambda text: f".{self._relation(text).lower()}.")
        self._after = _Memo(self._start)
        # What else a tie says is the same for many ties: it is read all together.
        self._pick_rest = cells.pick([fact.column for fact in (*own.values(), *PROVENANCE)])
        self._rest = _Memo(_rest([cells.reader(fact) for fact in own.values()]))
        self._said = {remark.about for remark in remarks}
        self._make = Maker(Tie).in_order([*_FIRST, *own, "evidence", "version"])

    def __call__(self, line: int, cells: Sequence[str]) -> Row[Tie] | None:
        """Read a row."""
        # One cell more, for all columns that the file does not have.
        cells = (*cells, "")
        try:
            id_, from_id, to_id, relation, since, until = self._pick(cells)
            from_id, to_id = self._from(from_id), self._to(to_id)
            made = f"{from_id}{self._between[relation]}{to_id}{self._after[since]}"
            # Most ties have the id that is made of what was just read, which needs no further look.
            id_ = made if id_ == made else self._id(id_) or made
            relation, since, until = self._relation(relation), self._since(since), self._until(until)
            rest = self._rest[self._pick_rest(cells)]
        except ValueError:
            return None
        if from_id == to_id or not _in_order(since, until) or (self._said and f"tie:{id_}" in self._said):
            return None
        return Row(line, id_, self._make((id_, from_id, to_id, relation, since, until, *rest, 1)))

    def _start(self, text: str) -> str:
        since = self._since(text)
        return f".{since}" if since else ""


class WholeActors:
    """Reads the rows of actors of a file with these columns; gives None where anything is wrong, or said elsewhere.

    ``fictional`` is what those are that do not say.
    """

    def __init__(self, columns: Sequence[str], remarks: Remarks, *, fictional: bool) -> None:
        cells = _Columns(columns)
        self._kind_at = columns.index(KIND.column)
        self._kind = cells.reader(KIND)
        self._of_kind = {kind: _OfKind(kind, cells, fictional=fictional) for kind in KINDS}
        self._provenance = _Provenance(cells)
        self._said = {remark.about for remark in remarks}

    def __call__(self, line: int, cells: Sequence[str]) -> Row[Actor] | None:
        """Read a row."""
        cells = (*cells, "")
        try:
            kind = self._kind(cells[self._kind_at])
            actor = self._of_kind[kind].read(cells, self._provenance(cells))
        except ValueError:
            return None
        if actor is None or f"actor:{actor.id}" in self._said:
            return None
        return Row(line, actor.id, actor, kind)


class _OfKind:
    """How the rows of actors of a kind are read."""

    def __init__(self, kind: str, cells: _Columns, *, fictional: bool) -> None:
        known = actor_facts(kind)
        own = [replace(fact, default=fictional) if fact.name == "fictional" else fact for fact in known]
        self._names = [fact.name for fact in own]
        self._pick = cells.pick(fact.column for fact in own)
        self._readers = [cells.reader(fact) for fact in own]
        self._foreign = cells.pick(foreign_columns(kind))
        self._tiers = KINDS[kind].tiers
        self._make = Maker(KINDS[kind].record)

    def read(self, cells: Sequence[str], evidence: tuple[Evidence, ...]) -> Actor | None:
        values = dict(zip(self._names, map(call, self._readers, self._pick(cells)), strict=True))
        tier = values["tier"]
        if any(self._foreign(cells)) or not (tier is None or tier in self._tiers):
            return None
        if not _in_order(values["since"], values["until"]):
            return None
        values["evidence"] = evidence
        return self._make(values)


def _rest(readers: Sequence[Callable[[str], Any]]) -> Callable[[Sequence[str]], tuple[Any, ...]]:
    """Give what reads further cells of a row, and then the evidence at their end."""

    def read(cells: Sequence[str]) -> tuple[Any, ...]:
        own = len(readers)
        return (*map(call, readers, cells[:own]), _evidence(cells[own:]))

    return read


def _in_order(since: PartialDate | None, until: PartialDate | None) -> bool:
    return since is None or until is None or since.start_code <= until.end_code


def _evidence(cells: Sequence[str]) -> tuple[Evidence, ...]:
    faults = FaultList()
    values = {fact.column: clean(cell) for fact, cell in zip(PROVENANCE, cells, strict=True)}
    evidence = read_evidence(Cells(0, values, sound=True), Place(Path(), None, faults))
    if faults.total:
        raise ValueError(values)
    return arrange(evidence)
