"""The change log: who changed which record, when and in which fields, never to what value."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, TypeAlias

import sqlalchemy as sa

from labnet.model.records import Entity
from labnet.store.tables import CHANGE

__all__ = ["Action", "Mark", "holds", "last_mark", "touched_after"]

Mark: TypeAlias = tuple[int, str]
"""Number and time of a change: by both together one knows a log again that was exchanged for another."""

_START: Final[Mark] = (0, "")

# Made once, since whoever follows the log asks for them at every change.
_NUMBER: Final = sa.bindparam("number", type_=sa.BigInteger)
_LAST: Final = sa.select(CHANGE.c.seq, CHANGE.c.at).order_by(CHANGE.c.seq.desc()).limit(1)
_TIME_OF: Final = sa.select(CHANGE.c.at).where(CHANGE.c.seq == _NUMBER)
_TOUCHED: Final = sa.select(CHANGE.c.entity, CHANGE.c.entity_id).where(CHANGE.c.seq > _NUMBER).order_by(CHANGE.c.seq)


class Action(StrEnum):
    """What may happen to a record."""

    CREATE = "create"
    UPDATE = "update"
    DROP = "drop"


def last_mark(connection: sa.Connection) -> Mark:
    """Give the mark of the last change; its number is 0 before the first."""
    last = connection.execute(_LAST).one_or_none()
    return _START if last is None else (last[0], last[1])


def holds(connection: sa.Connection, mark: Mark) -> bool:
    """Tell whether the log has the change of a mark."""
    seq, at = mark
    return mark == _START or connection.scalar(_TIME_OF, {"number": seq}) == at


def touched_after(connection: sa.Connection, seq: int) -> tuple[int, dict[Entity, list[str]]]:
    """Give how many changes came after a number, and the ids of the records they touched, each once, in order."""
    rows = connection.execute(_TOUCHED, {"number": seq}).all()
    touched: dict[str, dict[str, None]] = {}
    for entity, id_ in rows:
        touched.setdefault(entity, {})[id_] = None
    return len(rows), {Entity(entity): list(ids) for entity, ids in touched.items()}
