"""Writing: rows and their log entries, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
import sqlalchemy as sa

from labnet.errors import BadInput
from labnet.model.forms import FORMS, TIES
from labnet.model.records import Entity, Record
from labnet.model.rows import Form, Texts
from labnet.store.log import Action
from labnet.store.reading import Reading, by_hundreds, storable
from labnet.store.tables import CHANGE, STATE

__all__ = ["Outcome", "Writing"]

_NO_FIELDS: Final = "[]"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many records were new, how many changed, and how many were there already just as they are."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0

    def __add__(self, other: Outcome) -> Outcome:
        """Add up, count by count."""
        return Outcome(self.created + other.created, self.updated + other.updated, self.unchanged + other.unchanged)


class Writing(Reading):
    """The one transaction that writes; it sees its own changes, the others see all of them at its end, or none.

    Parameters
    ----------
    connection : Connection
        In a transaction that holds the write lock.
    who : str, optional
        Who makes the changes, for the log.
    request : str, optional
        The request that they belong to, for the log.
    """

    def __init__(self, connection: sa.Connection, *, who: str | None = None, request: str | None = None) -> None:
        super().__init__(connection)
        self._at = dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")
        self._common = {"at": self._at, "who": who and storable(who), "request": request and storable(request)}

    def put(self, entity: Entity, records: Iterable[Record]) -> Outcome:
        """Create the records whose ids are new and update the others; one that is there just so is left alone.

        Versions are counted here: a new record has version 1 (or goes on from where it was dropped), each update adds
        one. Of two records with the same id, the later counts. A record that could not be read back, or a tie whose
        ends are not in the store, is `BadInput`.
        """
        latest = {record.id: record for record in records}
        outcome = Outcome()
        for part in by_hundreds(latest.values()):
            outcome += self._put(FORMS[entity], part)
        return outcome

    def drop(self, entity: Entity, ids: Iterable[str]) -> int:
        """Delete the records that have these ids, and say how many there were; ties of a dropped actor go with it."""
        table = STATE[entity]
        dropped = 0
        for part in by_hundreds(dict.fromkeys(map(storable, ids))):
            if entity is Entity.ACTOR:
                self.drop(Entity.TIE, self._ties_of(part))
            named = table.c.id.in_(part)
            versions = self._connection.execute(sa.select(table.c.id, table.c.version).where(named)).all()
            self._connection.execute(sa.delete(table).where(named))
            self._log(entity, [(Action.DROP, id_, version + 1, _NO_FIELDS) for id_, version in versions])
            dropped += len(versions)
        return dropped

    def _put(self, form: Form[Any], records: Sequence[Record]) -> Outcome:
        new = {record.id: form.texts(record) for record in records}
        old = {row[0]: row for row in self._rows(form.entity, new)}
        width = len(form.names)
        created = {id_: texts for id_, texts in new.items() if id_ not in old}
        updated = {id_: texts for id_, texts in new.items() if id_ in old and tuple(old[id_][:width]) != texts}
        if form is TIES:
            self._see_that_ends_exist([*created.values(), *updated.values()])
        self._create(form, created)
        self._update(form, updated, old)
        return Outcome(len(created), len(updated), len(new) - len(created) - len(updated))

    def _create(self, form: Form[Any], created: Mapping[str, Texts]) -> None:
        if not created:
            return
        last = self._last_versions(form.entity, created)
        versions = {id_: last.get(id_, 0) + 1 for id_ in created}
        rows = [self._columns(form, texts, versions[id_]) for id_, texts in created.items()]
        self._connection.execute(sa.insert(STATE[form.entity]), rows)
        self._log(form.entity, [(Action.CREATE, id_, version, _NO_FIELDS) for id_, version in versions.items()])

    def _update(self, form: Form[Any], updated: Mapping[str, Texts], old: Mapping[str, Sequence[Any]]) -> None:
        if not updated:
            return
        table, version = STATE[form.entity], len(form.names)
        versions = {id_: old[id_][version] + 1 for id_ in updated}
        rows = [self._columns(form, texts, versions[id_]) for id_, texts in updated.items()]
        for row in rows:
            row["key"] = row.pop("id")
        self._connection.execute(sa.update(table).where(table.c.id == sa.bindparam("key")), rows)
        fields = {id_: orjson.dumps(form.changed(old[id_], texts)).decode() for id_, texts in updated.items()}
        self._log(form.entity, [(Action.UPDATE, id_, versions[id_], fields[id_]) for id_ in updated])

    def _columns(self, form: Form[Any], texts: Texts, version: int) -> dict[str, Any]:
        columns: dict[str, Any] = dict(zip(form.names, texts, strict=True))
        columns["version"] = version
        if form.entity is Entity.ACTOR:
            columns["updated_at"] = self._at
        return columns

    def _log(self, entity: Entity, changes: Sequence[tuple[Action, str, int, str]]) -> None:
        if not changes:
            return
        common = {**self._common, "entity": str(entity)}
        entries = [
            {**common, "seq": seq, "action": action.value, "entity_id": id_, "version": version, "fields": fields}
            for seq, (action, id_, version, fields) in enumerate(changes, self.seq + 1)
        ]
        self._connection.execute(sa.insert(CHANGE), entries)
        self.seq += len(entries)

    def _last_versions(self, entity: Entity, ids: Iterable[str]) -> dict[str, int]:
        dropped = sa.and_(
            CHANGE.c.action == sa.literal_column(f"'{Action.DROP}'"),
            CHANGE.c.entity == str(entity),
            CHANGE.c.entity_id.in_(list(ids)),
        )
        query = sa.select(CHANGE.c.entity_id, sa.func.max(CHANGE.c.version)).where(dropped)
        found = self._connection.execute(query.group_by(CHANGE.c.entity_id)).all()
        return {id_: version for id_, version in found}  # noqa: C416 - rows are not typed as pairs

    def _ties_of(self, actors: Sequence[str]) -> list[str]:
        tie = STATE[Entity.TIE]
        query = sa.select(tie.c.id).where(sa.or_(tie.c.from_id.in_(actors), tie.c.to_id.in_(actors)))
        return list(self._connection.scalars(query.order_by(tie.c.id)))

    def _see_that_ends_exist(self, ties: Sequence[Texts]) -> None:
        actor = STATE[Entity.ACTOR]
        id_, from_, to = (TIES.names.index(name) for name in ("id", "from_id", "to_id"))
        ends = dict.fromkeys(end for tie in ties for end in (str(tie[from_]), str(tie[to])))
        there: set[str] = set()
        for part in by_hundreds(ends):
            there.update(self._connection.scalars(sa.select(actor.c.id).where(actor.c.id.in_(part))))
        for tie in ties:
            if tie[from_] == tie[to]:
                msg = f"the tie {tie[id_]!r} cannot be stored: it joins {tie[from_]!r} to itself"
                raise BadInput(msg)
            missing = next((end for end in (tie[from_], tie[to]) if end not in there), None)
            if missing is not None:
                msg = f"the tie {tie[id_]!r} cannot be stored: there is no actor {missing!r}, store it first"
                raise BadInput(msg)
