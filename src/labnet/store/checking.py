"""Checking: whether what is stored can be read, leads somewhere and agrees with the log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import sqlalchemy as sa

from labnet.model.forms import FORMS
from labnet.model.kinds import Actor
from labnet.model.provenance import Evidence
from labnet.model.records import Entity, Record
from labnet.model.relations import RELATIONS
from labnet.model.ties import Tie
from labnet.model.vocabularies import Territory, Theme
from labnet.store.log import Action
from labnet.store.tables import CHANGE, STATE

__all__ = ["faults"]

_ROWS_A_FETCH: Final = 2_000


def faults(connection: sa.Connection) -> Iterator[str]:
    """Say what is wrong with the records, one sentence each.

    Values that cannot be read, ties that their relation does not allow, references to what is not there, and versions
    that the log does not know. Actors are read before ties, and what others refer to before them.
    """
    known = _Known({entity: _ids(connection, entity) for entity in (Entity.SOURCE, Entity.THEME, Entity.TERRITORY)})
    known.ids[Entity.ACTOR] = _ids(connection, Entity.ACTOR)
    for entity in Entity:
        yield from _records(connection, entity, known)
        yield from _versions(connection, entity)


@dataclass(slots=True)
class _Known:
    """What references may lead to: the ids of each entity, and the kinds of the actors read so far."""

    ids: dict[Entity, frozenset[str]]
    kinds: dict[str, str] = field(default_factory=dict)

    def missing(self, entity: Entity, ids: Iterable[str | None]) -> Iterator[str]:
        for id_ in dict.fromkeys(ids):
            if id_ is not None and id_ not in self.ids[entity]:
                yield f"{entity} {id_!r}"


def _ids(connection: sa.Connection, entity: Entity) -> frozenset[str]:
    return frozenset(connection.scalars(sa.select(STATE[entity].c.id)))


def _records(connection: sa.Connection, entity: Entity, known: _Known) -> Iterator[str]:
    form, table = FORMS[entity], STATE[entity]
    query = sa.select(table).order_by(table.c.id).execution_options(yield_per=_ROWS_A_FETCH)
    parts = connection.execute(query).partitions()
    for row, readable in ((row, readable) for part in parts for readable in [form.are_readable(part)] for row in part):
        unreadable = [] if readable else list(form.faults(row))
        yield from (f"{entity} {row[0]!r}: {fault}" for fault in unreadable)
        if not unreadable:
            record = form.record(row)
            yield from (f"{entity} {row[0]!r} refers to {end}, which is not there" for end in _loose(record, known))
            yield from _against_the_rules(record, known)


def _loose(record: Record, known: _Known) -> Iterator[str]:
    match record:
        case Actor():
            yield from known.missing(Entity.ACTOR, [record.administration])
            yield from known.missing(Entity.TERRITORY, [record.territory])
            yield from known.missing(Entity.THEME, (*record.themes, *record.offers, *record.needs))
            yield from known.missing(Entity.SOURCE, _sources(record.evidence))
        case Tie():
            yield from known.missing(Entity.ACTOR, [record.from_id, record.to_id])
            yield from known.missing(Entity.SOURCE, _sources(record.evidence))
        case Theme():
            yield from known.missing(Entity.THEME, [record.broader])
        case Territory():
            yield from known.missing(Entity.TERRITORY, [record.parent])
            yield from known.missing(Entity.SOURCE, [record.source])


def _sources(evidence: Sequence[Evidence]) -> Iterator[str | None]:
    return (piece.source for piece in evidence)


def _against_the_rules(record: Record, known: _Known) -> Iterator[str]:
    if isinstance(record, Actor):
        known.kinds[record.id] = record.kind
    if not isinstance(record, Tie):
        return
    relation = RELATIONS[record.relation]
    ends = ((record.from_id, relation.sources, "from"), (record.to_id, relation.targets, "to"))
    for id_, allowed, way in ends:
        kind = known.kinds.get(id_)
        if kind is not None and kind not in allowed:
            yield f"tie {record.id!r}: {relation.code} does not go {way} {id_!r}, which is of kind {kind}"


def _versions(connection: sa.Connection, entity: Entity) -> Iterator[str]:
    table = STATE[entity]
    last = _last_entries(entity)
    query = (
        sa.select(table.c.id, table.c.version, last.c.version, last.c.action)
        .select_from(table.outerjoin(last, last.c.entity_id == table.c.id))
        .order_by(table.c.id)
    )
    for id_, version, logged, action in connection.execute(query):
        if action == Action.DROP:
            yield f"{entity} {id_!r} is there, although the log says that it was dropped"
        elif version != logged:
            yield f"{entity} {id_!r} has version {version}, and the log {logged or 'does not know it'}"
    gone = (
        sa.select(last.c.entity_id)
        .select_from(last.outerjoin(table, last.c.entity_id == table.c.id))
        .where(table.c.id.is_(None), last.c.action != Action.DROP.value)
        .order_by(last.c.entity_id)
    )
    for id_ in connection.scalars(gone):
        yield f"{entity} {id_!r} is not there, although the log says nothing of its being dropped"


def _last_entries(entity: Entity) -> sa.Subquery:
    latest = (
        sa.select(sa.func.max(CHANGE.c.seq).label("seq"))
        .where(CHANGE.c.entity == str(entity))
        .group_by(CHANGE.c.entity_id)
        .subquery()
    )
    columns = (CHANGE.c.entity_id, CHANGE.c.version, CHANGE.c.action)
    return sa.select(*columns).join(latest, latest.c.seq == CHANGE.c.seq).subquery()
