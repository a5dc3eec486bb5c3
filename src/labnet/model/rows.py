"""Records as rows: each value in its text form, a kind's own fields and the evidence as JSON, nothing known as NULL."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter, itemgetter
from typing import Any, Final, Generic, TypeAlias, TypeVar

import orjson

from labnet.errors import BadInput, StoreUnavailable
from labnet.model import fields
from labnet.model.fields import Fact, FieldType, facts
from labnet.model.kinds import KINDS, Actor
from labnet.model.making import Maker
from labnet.model.provenance import Evidence
from labnet.model.records import Entity, Licence
from labnet.model.slots import SHARED, UNREADABLE, Slot
from labnet.model.vocabularies import Confidence

__all__ = ["EVIDENCE", "LICENCES", "UNREADABLE", "ActorForm", "Form", "Row", "Texts"]

R = TypeVar("R")

Texts: TypeAlias = tuple[str | None, ...]
"""The values of a row in the order of its form's names; version and time of change are not among them."""

Row: TypeAlias = Sequence[Any]
"""The values of a row, then its version and, for an actor, the time of its last change."""

_CONFIDENCE: Final = fields.choice(Confidence)


def _kind(text: str) -> str:
    code = text.upper()
    if code not in KINDS:
        msg = f"{text!r} is not a kind: use one of {', '.join(KINDS)}"
        raise ValueError(msg)
    return code


def _json(value: object) -> str:
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError as error:
        raise ValueError(str(error)) from None


def _write_evidence(evidence: tuple[Evidence, ...]) -> str:
    return _json([_known({**_plain(piece), "confidence": _CONFIDENCE.format(piece.confidence)}) for piece in evidence])


def _read_evidence(text: str) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(confidence=_CONFIDENCE.parse(piece.pop("confidence")), **_long_texts(piece))
        for piece in orjson.loads(text)
    )


def _write_licences(licences: tuple[Licence, ...]) -> str:
    return _json([_known(_plain(licence)) for licence in licences])


def _read_licences(text: str) -> tuple[Licence, ...]:
    return tuple(Licence(**_long_texts(licence)) for licence in orjson.loads(text))


def _plain(piece: Evidence | Licence) -> dict[str, Any]:
    return {field.name: getattr(piece, field.name) for field in dataclasses.fields(piece)}


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _long_texts(texts: dict[str, str]) -> dict[str, Any]:
    return {name: fields.LONG_TEXT.parse(text) for name, text in texts.items()}


_KIND: Final = FieldType("kind", _kind, str.lower)
LICENCES: Final = FieldType("licences", _read_licences, _write_licences)
EVIDENCE: Final = Fact(
    "evidence", FieldType("evidence", _read_evidence, _write_evidence), "What speaks for it.", (), required=False
)
"""The evidence of actors and ties: one column of the record's row, so that it is versioned with it and read with it."""


class Form(Generic[R]):
    """How the records of one entity are written as rows, and read back."""

    def __init__(self, entity: Entity, record: type[R], columns: Sequence[Fact]) -> None:
        self.entity = entity
        self.names = tuple(column.name for column in columns)
        self.required = frozenset(column.name for column in columns if column.required)
        self._slots = tuple(Slot(column) for column in columns)
        self._get = attrgetter(*self.names)
        self._needed = itemgetter(0, *(place for place, slot in enumerate(self._slots) if slot.required))
        self._plan(record)

    def texts(self, record: Any) -> Texts:
        """Give the row of a record; `BadInput` where a value could not be read back."""
        try:
            (texts,) = self._texts([record])
        except ValueError as error:
            msg = f"the {self.entity} {record.id!r} cannot be stored: {error}"
            raise BadInput(msg) from None
        return texts

    def many_texts(self, records: Sequence[Any]) -> list[Texts]:
        """Give the rows of many records, column by column: far cheaper than one by one."""
        try:
            return self._texts(records)
        except ValueError:
            # One of them is at fault; taken one by one, it is named.
            return [self.texts(record) for record in records]

    def row(self, record: Any) -> Row:
        """Give the whole row of a record: `texts`, its version, and for an actor the time of its last change."""
        version = getattr(record, "version", 1)
        return (*self.texts(record), version)

    def record(self, row: Sequence[Any]) -> R:
        """Give the record of a row: texts in the order of `names`, version, and time of change where there is one."""
        try:
            return self._record(row)
        except UNREADABLE as error:
            msg = (
                f"the {self.entity} {row[0]!r} is stored in a form that labnet cannot read ({error}): "
                "run `labnet check` to see all of them, then import it anew or restore a backup"
            )
            raise StoreUnavailable(msg) from None

    def changed(self, before: Sequence[Any], after: Texts) -> tuple[str, ...]:
        """Give the names of the fields in which two rows of a record differ."""
        pairs = zip(self.names, before, after, strict=False)
        return tuple(name for name, old, new in pairs if old != new)

    def are_readable(self, rows: Sequence[Sequence[Any]]) -> bool:
        """Tell whether nothing in many rows is a fault (see `faults`), each value being read once."""
        columns = zip(*rows, strict=True)
        return all(slot.are_readable(texts) for slot, texts in zip(self._slots, columns, strict=False))

    def faults(self, row: Sequence[Any]) -> Iterator[str]:
        """Say what in a row cannot be read, value by value."""
        found = (slot.fault(text) for slot, text in zip(self._slots, row, strict=False))
        return (fault for fault in found if fault is not None)

    def _texts(self, records: Sequence[Any]) -> list[Texts]:
        columns = zip(*map(self._get, records), strict=True)
        return list(zip(*[slot.texts(column) for slot, column in zip(self._slots, columns, strict=True)], strict=True))

    def _plan(self, record: type[R]) -> None:
        """Settle how records are made of rows; the id of a territory is no field of it, as it is made of others."""
        given = {field.name for field in dataclasses.fields(record)}  # type: ignore[arg-type] # all records are dataclasses
        slots = [slot for slot in self._slots if slot.name in given]
        self._versioned = "version" in given
        self._pick = itemgetter(*(self.names.index(slot.name) for slot in slots))
        self._reads = [(slot.read, slot.default) for slot in slots]
        self._make = Maker(record).in_order([*(slot.name for slot in slots), *["version"] * self._versioned])

    def _record(self, row: Sequence[Any]) -> R:
        if None in self._needed(row):
            raise TypeError("something is missing that every record has")
        pairs = zip(self._reads, self._pick(row), strict=True)
        values = [default if text is None else read(text) for (read, default), text in pairs]
        if self._versioned:
            values.append(row[len(self.names)])
        return self._make(values)


class ActorForm(Form[Actor]):
    """The form of actors: the kind chooses the class, and its own fields stand together in ``details``."""

    def __init__(self) -> None:
        common = _published(Actor)
        first, *others = common
        kind = Fact("kind", _KIND, "", None, required=True)
        super().__init__(Entity.ACTOR, Actor, (first, kind, *others, EVIDENCE))
        self._bare = len(self.names)
        self.names = (*self.names, "details")
        own = {code: _published(spec.record)[len(common) :] for code, spec in KINDS.items()}
        self._own = {code: {about.name: Slot(about) for about in abouts} for code, abouts in own.items()}
        self._makers = {code: Maker(spec.record) for code, spec in KINDS.items()}

    def changed(self, before: Sequence[Any], after: Texts) -> tuple[str, ...]:
        """Give the names of the fields in which two rows of an actor differ, those of its kind one by one."""
        names = super().changed(before[: self._bare], after)
        try:
            old, new = (_details(row[self._bare]) for row in (before, after))
        except UNREADABLE:
            return (*names, "details")
        return names + tuple(name for name in {**old, **new} if old.get(name) != new.get(name))

    def faults(self, row: Sequence[Any]) -> Iterator[str]:
        """Say what in the row of an actor cannot be read, the fields of its kind among it."""
        yield from super().faults(row[: self._bare])
        yield from self._faults_of_details(row[1], row[self._bare])

    def are_readable(self, rows: Sequence[Sequence[Any]]) -> bool:
        """Tell whether nothing in many rows of actors is a fault, the fields of their kinds among it."""
        details = {(row[1], row[self._bare]) for row in rows}
        return super().are_readable(rows) and not any(any(self._faults_of_details(*each)) for each in details)

    def _faults_of_details(self, kind: str, text: str | None) -> Iterator[str]:
        slots: Mapping[str, Slot] = self._own.get(str(kind).upper(), {})
        try:
            details = _details(text)
        except UNREADABLE as error:
            yield f"details cannot be read: {error}"
            return
        for name, detail in details.items():
            fault = slots[name].fault(detail) if name in slots else f"{name} is no field of its kind"
            if fault is not None:
                yield fault

    def row(self, record: Any) -> Row:
        """Give the whole row of an actor: `texts`, its version, and the time of its last change where it is known."""
        at = record.updated_at
        return (*self.texts(record), record.version, at.isoformat(timespec="microseconds") if at else None)

    def _texts(self, records: Sequence[Any]) -> list[Texts]:
        bare = super()._texts(records)
        details: list[str | None] = [None] * len(records)
        places: dict[str, list[int]] = {}
        for place, record in enumerate(records):
            if self._own[record.kind]:
                places.setdefault(record.kind, []).append(place)
        for kind, at in places.items():
            own = self._own[kind]
            texts = [slot.texts([getattr(records[place], name) for place in at]) for name, slot in own.items()]
            for place, row in zip(at, zip(*texts, strict=True), strict=True):
                details[place] = _joined(tuple(own), row)
        return [(*texts, detail) for texts, detail in zip(bare, details, strict=True)]

    def _plan(self, record: type[Actor]) -> None:
        """Leave it to the kinds, each of which has a class of its own."""

    def _record(self, row: Sequence[Any]) -> Actor:
        kind = _kind(row[1])
        pairs = zip(self._slots, row, strict=False)
        values = {slot.name: slot.read(text) for slot, text in pairs if text is not None}
        del values["kind"]
        slots = self._own[kind]
        own = {name: slots[name].read(text) for name, text in _details(row[self._bare]).items()}
        version, at = row[len(self.names) :]
        return self._makers[kind]({**values, **own, "version": version, "updated_at": at and _moment(at)})


def _published(record: type) -> tuple[Fact, ...]:
    return facts(record)


@lru_cache(maxsize=SHARED)
def _joined(names: tuple[str, ...], texts: Texts) -> str | None:
    known = _known(dict(zip(names, texts, strict=True)))
    return _json(known) if known else None


def _details(text: str | None) -> dict[str, str]:
    return dict(orjson.loads(text)) if text else {}


@lru_cache(maxsize=1_024)
def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)
