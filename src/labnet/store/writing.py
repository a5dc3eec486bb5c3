"""Writing: rows and their log entries, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import itemgetter
from typing import Any, Final

import orjson
import sqlalchemy as sa

from labnet.errors import BadInput
from labnet.model.forms import FORMS, TIES
from labnet.model.records import Entity, Record
from labnet.model.rows import Form, Texts
from labnet.store.bulk import Filling, insert
from labnet.store.log import Action
from labnet.store.reading import Reading, by_hundreds, storable
from labnet.store.tables import CHANGE, STATE

__all__ = ["Outcome", "Writing"]

_NO_FIELDS: Final = "[]"
_PART: Final = 10_000


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
        self._who = who and storable(who)
        self._request = request and storable(request)
        self._filling: dict[Entity, Filling | None] = {}
        self._ever_dropped: dict[Entity, bool] = {}

    def put(self, entity: Entity, records: Iterable[Record]) -> Outcome:
        """Create the records whose ids are new and update the others; one that is there just so is left alone.

        Versions are counted here: a new record has version 1 (or goes on from where it was dropped), each update adds
        one. Of two records with the same id, the later counts. A record that could not be read back, or a tie whose
        ends are not in the store, is `BadInput`.
        """
        latest = list({record.id: record for record in records}.values())
        outcome = Outcome()
        for start in range(0, len(latest), _PART):
            outcome += self._put(FORMS[entity], latest[start : start + _PART])
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
            self._log(entity, Action.DROP, [(id_, version + 1, _NO_FIELDS) for id_, version in versions])
            self._ever_dropped[entity] = True
            filling = self._filled(entity)
            if filling is not None:
                filling.ids.difference_update(part)
            dropped += len(versions)
        return dropped

    def stay(self) -> None:
        """Tell the database that this transaction goes on: one that says nothing for a minute is given up."""
        self._connection.execute(sa.select(1))

    def finish(self) -> None:
        """Do what was put off until all is written; whoever opened it calls this before what was written is stored."""
        for filling in self._filling.values():
            if filling is not None:
                filling.finish(self._connection)

    def _put(self, form: Form[Any], records: Sequence[Record]) -> Outcome:
        new = {record.id: texts for record, texts in zip(records, form.many_texts(records), strict=True)}
        old = {row[0]: row for row in self._rows(form.entity, new)}
        width = len(form.names)
        created = [texts for id_, texts in new.items() if id_ not in old]
        updated = {id_: new[id_] for id_, row in old.items() if tuple(row[:width]) != new[id_]}
        if form is TIES:
            self._see_that_ends_exist([*created, *updated.values()])
        self._create(form, created)
        self._update(form, updated, old)
        return Outcome(len(created), len(updated), len(new) - len(created) - len(updated))

    def _create(self, form: Form[Any], created: Sequence[Texts]) -> None:
        ids = [str(texts[0]) for texts in created]
        last = self._last_versions(form.entity, ids)
        versions = [last.get(id_, 0) + 1 for id_ in ids] if last else [1] * len(ids)
        at = (self._at,) if form.entity is Entity.ACTOR else ()
        rows = [(*texts, version, *at) for texts, version in zip(created, versions, strict=True)]
        filling = self._filled(form.entity)
        if filling is None:
            insert(self._connection, STATE[form.entity], rows)
        else:
            filling.insert(self._connection, rows)
        self._log(form.entity, Action.CREATE, list(zip(ids, versions, repeat(_NO_FIELDS))))

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
        self._log(form.entity, Action.UPDATE, [(id_, versions[id_], fields[id_]) for id_ in updated])

    def _columns(self, form: Form[Any], texts: Texts, version: int) -> dict[str, Any]:
        columns: dict[str, Any] = dict(zip(form.names, texts, strict=True))
        columns["version"] = version
        if form.entity is Entity.ACTOR:
            columns["updated_at"] = self._at
        return columns

    def _log(self, entity: Entity, action: Action, changes: Sequence[tuple[str, int, str]]) -> None:
        start, middle = (self._at, self._who, action.value, str(entity)), (self._request,)
        entries = [(seq, *start, *change, *middle) for seq, change in enumerate(changes, self.seq + 1)]
        insert(self._connection, CHANGE, entries)
        self.seq += len(entries)

    def _rows(self, entity: Entity, ids: Iterable[str]) -> Iterator[Sequence[Any]]:
        filling = self._filled(entity)
        yield from super()._rows(entity, ids if filling is None else filter(filling.ids.__contains__, ids))

    def _filled(self, entity: Entity) -> Filling | None:
        """Give what is known of a table that was empty when it was first asked for; None where it was not."""
        if entity not in self._filling:
            held = self._connection.scalar(sa.select(sa.exists(sa.select(STATE[entity].c.id))))
            self._filling[entity] = None if held else Filling(STATE[entity])
        return self._filling[entity]

    def _last_versions(self, entity: Entity, ids: Iterable[str]) -> dict[str, int]:
        """Give the last versions of those that were dropped earlier."""
        dropped = sa.and_(
            CHANGE.c.action == sa.literal_column(f"'{Action.DROP}'"),
            CHANGE.c.entity == str(entity),
        )
        if entity not in self._ever_dropped:
            ever = self._connection.scalar(sa.select(sa.exists(sa.select(CHANGE.c.seq).where(dropped))))
            self._ever_dropped[entity] = bool(ever)
        last: dict[str, int] = {}
        for part in by_hundreds(ids) if self._ever_dropped[entity] else ():
            query = sa.select(CHANGE.c.entity_id, sa.func.max(CHANGE.c.version))
            found = query.where(dropped, CHANGE.c.entity_id.in_(part)).group_by(CHANGE.c.entity_id)
            last.update((id_, version) for id_, version in self._connection.execute(found))
        return last

    def _ties_of(self, actors: Sequence[str]) -> list[str]:
        tie = STATE[Entity.TIE]
        query = sa.select(tie.c.id).where(sa.or_(tie.c.from_id.in_(actors), tie.c.to_id.in_(actors)))
        return list(self._connection.scalars(query.order_by(tie.c.id)))

    def _see_that_ends_exist(self, ties: Sequence[Texts]) -> None:
        actor = STATE[Entity.ACTOR]
        id_, from_, to = (TIES.names.index(name) for name in ("id", "from_id", "to_id"))
        filling = self._filled(Entity.ACTOR)
        there = set() if filling is None else filling.ids
        ends = {str(end) for way in (from_, to) for end in map(itemgetter(way), ties)}
        for part in by_hundreds(ends) if filling is None else ():
            there.update(self._connection.scalars(sa.select(actor.c.id).where(actor.c.id.in_(part))))
        missing = ends - there
        for tie in ties:
            if tie[from_] == tie[to]:
                msg = f"the tie {tie[id_]!r} cannot be stored: it joins {tie[from_]!r} to itself"
                raise BadInput(msg)
            if missing and not missing.isdisjoint((tie[from_], tie[to])):
                end = tie[from_] if tie[from_] in missing else tie[to]
                msg = f"the tie {tie[id_]!r} cannot be stored: there is no actor {end!r}, store it first"
                raise BadInput(msg)
