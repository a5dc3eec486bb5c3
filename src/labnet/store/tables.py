"""Tables: the current state of each entity, and the log of changes."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from labnet.model.forms import FORMS
from labnet.model.records import Entity
from labnet.model.rows import Form

__all__ = ["CHANGE", "METADATA", "SELDOM", "STATE", "VERSION_TABLE"]

METADATA: Final = sa.MetaData()

# Ids are in the same order on every engine, that of their code points, whatever the language of a server.
_TEXT: Final = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

VERSION_TABLE: Final = "labnet_schema"
"""Holds the schema's revision; also the mark by which a labnet store is known from any other database."""

# Both ends of a tie are foreign keys: a tie without them means nothing, and a walk would fall off the graph.
# Territories, themes and sources are not: data sets name places and subjects that are described later, elsewhere
# or never, and an actor must not be refused for it. check() reports the ones that lead nowhere.
_ENDS: Final = ("from_id", "to_id")


def _table(form: Form[Any]) -> sa.Table:
    return sa.Table(
        str(form.entity),
        METADATA,
        *(_column(form, name) for name in form.names),
        sa.Column("version", sa.Integer, nullable=False),
        *([sa.Column("updated_at", _TEXT, nullable=False)] if form.entity is Entity.ACTOR else []),
        sqlite_strict=True,
    )


def _column(form: Form[Any], name: str) -> sa.Column[str]:
    ends = [sa.ForeignKey("actor.id")] if form.entity is Entity.TIE and name in _ENDS else []
    return sa.Column(
        name, _TEXT, *ends, primary_key=name == "id", nullable=name not in form.required, index=bool(ends) or None
    )


STATE: Final[dict[Entity, sa.Table]] = {entity: _table(form) for entity, form in FORMS.items()}
"""The table of each entity: its form's names, version, and for actors the time of the last change."""


def _seldom(tie: sa.Table) -> sa.ColumnElement[bool]:
    dot = sa.literal(".")
    since = sa.func.coalesce(dot + tie.c.since, sa.literal(""))
    told = [tie.c[name].is_not(None) for name in ("purpose", "amount", "amount_basis", "note")]
    return sa.or_(
        *told, tie.c.version != 1, tie.c.id != tie.c.from_id + dot + tie.c.relation + dot + tie.c.to_id + since
    )


SELDOM: Final = _seldom(STATE[Entity.TIE])
"""Whether a tie is one of the few of which ends, relation, dates, role, weight and evidence do not tell everything."""

# The few are found without looking at all others: that, millions of ids being compared, would take long at a start.
sa.Index("tie_seldom", STATE[Entity.TIE].c.version, sqlite_where=SELDOM, postgresql_where=SELDOM)

CHANGE: Final = sa.Table(
    "change",
    METADATA,
    # Whoever writes numbers its entries from the last one on: a sequence of PostgreSQL would leave gaps.
    sa.Column("seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False),
    sa.Column("at", _TEXT, nullable=False),
    sa.Column("who", _TEXT),
    sa.Column("action", _TEXT, nullable=False),
    sa.Column("entity", _TEXT, nullable=False),
    sa.Column("entity_id", _TEXT, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("fields", _TEXT, nullable=False),
    sa.Column("request", _TEXT),
    sqlite_autoincrement=True,
    sqlite_strict=True,
)
"""The log: who changed what, in which order, and never to what value."""

_DROPPED: Final = CHANGE.c.action == sa.literal_column("'drop'")

# Only what was dropped is ever looked up by id, when it comes back: indexing that alone keeps imports fast.
sa.Index("change_dropped", CHANGE.c.entity, CHANGE.c.entity_id, sqlite_where=_DROPPED, postgresql_where=_DROPPED)
