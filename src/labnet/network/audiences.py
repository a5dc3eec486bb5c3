"""Who may see what: decided before any question is asked, so that what is hidden is absent from every answer."""

from __future__ import annotations

import dataclasses
from collections.abc import Container, Mapping
from enum import Enum
from typing import Any, Final, TypeVar

from labnet.model.fields import REFERENCE, Fact, facts
from labnet.model.kinds import KINDS, Actor
from labnet.model.provenance import Evidence
from labnet.model.records import Record
from labnet.model.ties import Tie
from labnet.model.vocabularies import Territory, Visibility

__all__ = ["SEEN_BY", "Audience", "as_seen", "cites", "mentions", "names_others", "visible"]

R = TypeVar("R", bound=Record)

_REFERENCES: Final[dict[type[Any], Mapping[str | None, Fact]]] = {}


class Audience(Enum):
    """The few groups who see the same network; each has an image of its own, packed with just what it may see."""

    PUBLIC = "PUBLIC"
    MEMBERS = "MEMBERS"


SEEN_BY: Final[Mapping[Audience, frozenset[Visibility]]] = {
    Audience.PUBLIC: frozenset({Visibility.PUBLIC}),
    Audience.MEMBERS: frozenset({Visibility.PUBLIC, Visibility.MEMBERS}),
}
"""What visibility an actor must have for an audience to see it."""


def visible(actor: Actor, audience: Audience) -> bool:
    """Tell whether an audience may see an actor; ties are seen by those who see both ends."""
    return (actor.visibility or KINDS[actor.kind].visibility) in SEEN_BY[audience]


def as_seen(record: R, seen: Container[str]) -> R:
    """Give a record as if nobody existed but the actors that are seen.

    Fields that name somebody else are blank, and evidence that such a field has or had that value is left out. The ends
    of a tie stay: who does not see both does not see the tie.

    Parameters
    ----------
    record : Record
        A record that may be seen.
    seen : container of str
        Ids of the actors that may be seen.

    Examples
    --------
    >>> lab = KINDS["LAB"].record(id="lab", name="Lab", administration="hidden")
    >>> as_seen(lab, {"lab"}).administration is None
    True
    """
    if not isinstance(record, Actor | Tie):
        return record
    references = _references(type(record))
    blank = {name for name in _named_in(record) if getattr(record, name) not in seen}
    evidence = tuple(
        piece
        for piece in record.evidence
        if piece.field not in references
        or (references[piece.field].name not in blank if piece.value is None else piece.value in seen)
    )
    if not blank and len(evidence) == len(record.evidence):
        return record
    changes: dict[str, Any] = {**dict.fromkeys(blank), "evidence": evidence}
    return dataclasses.replace(record, **changes)


def mentions(record: Record) -> set[str]:
    """Give the ids of actors that a record names, for which `as_seen` may change it."""
    if not isinstance(record, Actor | Tie):
        return set()
    references = _references(type(record))
    values = {piece.value for piece in record.evidence if piece.field in references}
    values.update(getattr(record, name) for name in _named_in(record))
    return {value for value in values if value is not None}


def cites(record: Record) -> set[str]:
    """Give the ids of the sources that a record cites."""
    if isinstance(record, Actor | Tie):
        return {piece.source for piece in record.evidence if piece.source is not None}
    return {record.source} if isinstance(record, Territory) and record.source is not None else set()


def names_others(sort: type[Actor | Tie], evidence: tuple[Evidence, ...]) -> bool:
    """Tell whether a record with this evidence may name actors otherwise than as its administration or its ends."""
    references = _references(sort)
    beside = any(not fact.required and fact.name != "administration" for fact in references.values())
    return beside or any(piece.field in references for piece in evidence)


def _references(sort: type[Any]) -> Mapping[str | None, Fact]:
    """Give the fields in which records of a class name an actor, by all that evidence may call them."""
    if sort not in _REFERENCES:
        found = [fact for fact in facts(sort) if fact.type is REFERENCE]
        _REFERENCES[sort] = {name: fact for fact in found for name in (fact.name, fact.column)}
    return _REFERENCES[sort]


def _named_in(record: Actor | Tie) -> set[str]:
    """Give the fields in which a record names an actor that it could do without."""
    names = {fact.name for fact in _references(type(record)).values() if not fact.required}
    return {name for name in names if getattr(record, name) is not None}
