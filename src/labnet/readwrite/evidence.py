"""Evidence: in the rows of records where it speaks for the whole record, in a file of its own otherwise."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import compress
from operator import not_
from typing import Any, TypeAlias

from labnet.model.fields import Fact
from labnet.model.provenance import NEEDS_SOURCE, Evidence
from labnet.model.vocabularies import Confidence
from labnet.readwrite.csvfile import Cells, CsvFile
from labnet.readwrite.faults import Place
from labnet.readwrite.tables import EVIDENCE, PROVENANCE
from labnet.readwrite.values import Columns, format_value, parse_value

__all__ = ["Remark", "Remarks", "arrange", "provenance_cells", "read_evidence", "remark_rows", "split"]

_ENTITIES = ("actor", "tie")
_PROVENANCE = Columns(PROVENANCE)
_COLUMNS = Columns(EVIDENCE.facts)
_Pieces: TypeAlias = tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """A row of evidence: the line it stands on, what it is about and what it says."""

    line: int
    about: str
    column: str | None
    value: str | None
    pieces: _Pieces


@dataclass(slots=True)
class Remarks:
    """The rows of evidence of a data set, kept until the records they are about are read."""

    file: CsvFile
    _by_record: dict[str, list[Remark]] = field(default_factory=dict)

    def read(self) -> None:
        """Read them all."""
        for cells in self.file:
            place = self.place(cells.line)
            before = place.faults.total
            values = _COLUMNS.read(cells, place)
            _see_source(values, cells, place)
            about = _about(values.get("about"), place)
            remark = Remark(cells.line, about or "", values.get("field"), values.get("value"), _pieces(values))
            if cells.sound and place.faults.total == before:
                _see_that_it_says_something(remark, place)
            if about and cells.sound and place.faults.total == before:
                self._by_record.setdefault(about, []).append(remark)

    def __iter__(self) -> Iterator[Remark]:
        """Give those that no record has taken yet."""
        return (remark for remarks in self._by_record.values() for remark in remarks)

    def place(self, line: int) -> Place:
        """Give the place of a line, for its faults."""
        return Place(self.file.path, line, self.file.faults)

    def drop(self, remarks: AbstractSet[Remark]) -> None:
        """Leave remarks out."""
        for about in {remark.about for remark in remarks}:
            self._by_record[about] = [remark for remark in self._by_record[about] if remark not in remarks]

    def take(self, about: str, columns: Mapping[str, Fact] | None) -> _Pieces:
        """Take what is said about a record, given the columns it has; None where they are not known."""
        remarks = self._by_record.pop(about, [])
        return () if columns is None else tuple(piece for remark in remarks for piece in self._checked(remark, columns))

    def refuse_rest(self, entity: str, file: str) -> None:
        """Record a fault for all that is said about records that the data set does not have."""
        for about in [about for about in self._by_record if about.startswith(f"{entity}:")]:
            for remark in self._by_record.pop(about):
                self.place(remark.line).fault(
                    "about", f"{about!r} is not in {file}: put it there, or take this row out"
                )

    def _checked(self, remark: Remark, columns: Mapping[str, Fact]) -> _Pieces:
        if remark.column is None:
            return remark.pieces
        place = self.place(remark.line)
        fact = columns.get(remark.column)
        if fact is None:
            place.fault("field", f"{remark.column!r} is no column of {remark.about}: use one of {', '.join(columns)}")
            return ()
        try:
            value = remark.value and fact.type.format(parse_value(fact, remark.value))
        except ValueError as error:
            place.fault("value", str(error))
            return ()
        return tuple(dataclasses.replace(piece, field=fact.name, value=value) for piece in remark.pieces)


def read_evidence(cells: Cells, place: Place) -> _Pieces:
    """Read the evidence that stands in the row of a record: one piece for each source, or one without any.

    Without a confidence, a source means the least that can be claimed: ``DECLARED``.
    """
    values = _PROVENANCE.read(cells, place)
    _see_source(values, cells, place)
    return _pieces(values)


def split(evidence: Sequence[Evidence]) -> tuple[_Pieces, _Pieces]:
    """Part the evidence of a record into what its own row can say, and the rest.

    The row says what speaks for the whole record without a note, with the confidence of the first piece that does.
    """
    if len(evidence) <= 1:
        alone = tuple(evidence)
        return (alone, ()) if not alone or _fits_a_row(alone[0]) else ((), alone)
    pieces = tuple(dict.fromkeys(evidence))
    first = next((piece for piece in pieces if _fits_a_row(piece)), None)
    if first is None:
        return (), pieces
    if first.source is None:
        return (first,), tuple(piece for piece in pieces if piece != first)
    alike = [_same_but_for_source(piece, first) for piece in pieces]
    return tuple(compress(pieces, alike)), tuple(compress(pieces, map(not_, alike)))


def arrange(evidence: Sequence[Evidence]) -> _Pieces:
    """Put evidence into the order in which data sets keep it: once each, what stands in the record's row first."""
    own, rest = split(evidence)
    return own + rest


def provenance_cells(pieces: Sequence[Evidence]) -> list[str]:
    """Write pieces that share their confidence as the cells source and confidence."""
    if not pieces:
        return ["", ""]
    values = (tuple(piece.source for piece in pieces if piece.source), pieces[0].confidence)
    return [format_value(fact, value) for fact, value in zip(PROVENANCE, values, strict=True)]


def remark_rows(about: str, evidence: Sequence[Evidence], columns: Mapping[str, Fact]) -> Iterator[list[str]]:
    """Write the evidence that does not stand in the record's own row; ``columns`` are its facts by name."""
    for piece in split(evidence)[1]:
        field = piece.field or ""
        column = columns[field].column if field in columns else field
        yield [about, column, piece.value or "", *provenance_cells((piece,)), piece.note or ""]


def _pieces(values: Mapping[str, Any]) -> _Pieces:
    sources, confidence, note = values.get("source", ()), values.get("confidence"), values.get("note")
    if not (sources or confidence or note):
        return ()
    confidence = confidence or Confidence.DECLARED
    return tuple(Evidence(confidence=confidence, source=source, note=note) for source in sources or (None,))


def _see_source(values: Mapping[str, Any], cells: Cells, place: Place) -> None:
    """Record a confidence that claims a source where none is named; one that could not be read has its own fault."""
    confidence = values.get("confidence")
    unread = "source" not in values and cells.values.get("source", not cells.sound)
    if confidence in NEEDS_SOURCE and not (values.get("source") or unread):
        word = confidence.value.lower()
        place.fault("source", f"what is {word} has a source: name it, or make the confidence inferred or declared")


def _about(text: str | None, place: Place) -> str | None:
    if text is None:
        return None
    entity, colon, id_ = text.partition(":")
    if colon and id_ and entity.lower() in _ENTITIES:
        return f"{entity.lower()}:{id_}"
    place.fault("about", f"{text!r} names no record: write actor: or tie: and its id, as in actor:lab-zero")
    return None


def _see_that_it_says_something(remark: Remark, place: Place) -> None:
    if not remark.pieces:
        place.fault("confidence", "the row says neither source, nor confidence, nor note: fill one, or take it out")
    if remark.value and not remark.column:
        place.fault("field", "a value is given, but not what it is a value of: name the field")


def _same_but_for_source(piece: Evidence, first: Evidence) -> bool:
    return _fits_a_row(piece) and piece.source is not None and piece.confidence is first.confidence


def _fits_a_row(piece: Evidence) -> bool:
    return piece.field is None and piece.note is None
