"""The change log read entry by entry, which labnet itself has no need to do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import orjson
import sqlalchemy as sa

from labnet.model.records import Entity
from labnet.store import Action, Reading
from labnet.store.tables import CHANGE

__all__ = ["LogEntry", "changes_after"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One change of one record.

    ``fields`` names what an update changed; it is empty for a record that was created or dropped, since that is all of
    it. The version is the one that the change led to; a drop counts, so that no version of an id ever comes twice.
    """

    seq: int
    at: dt.datetime
    who: str | None
    action: Action
    entity: Entity
    id: str
    version: int
    fields: tuple[str, ...]
    request: str | None


def changes_after(reading: Reading, seq: int, limit: int = 1_000) -> list[LogEntry]:
    """Give at most so many changes after a number, in order."""
    query = sa.select(CHANGE).where(CHANGE.c.seq > seq).order_by(CHANGE.c.seq).limit(limit)
    return [
        LogEntry(
            seq=row.seq,
            at=dt.datetime.fromisoformat(row.at),
            who=row.who,
            action=Action(row.action),
            entity=Entity(row.entity),
            id=row.entity_id,
            version=row.version,
            fields=tuple(orjson.loads(row.fields)),
            request=row.request,
        )
        for row in reading._connection.execute(query)  # noqa: SLF001 - in the same view
    ]
