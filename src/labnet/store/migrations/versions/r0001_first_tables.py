"""The first tables: the state of each entity, and the log of changes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0001"
down_revision: str | None = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    _actor_and_tie()
    _vocabularies()
    _change()


def _actor_and_tie() -> None:
    op.create_table(
        "actor",
        _id(),
        *_required("kind", "name"),
        *_optional("aliases", "tier", "administration", "territory", "themes", "offers", "needs", "since", "until"),
        *_optional("siret", "siren", "identifiers", "url", "description", "note", "visibility", "confirmed_at"),
        *_optional("fictional", "evidence", "details"),
        _version(),
        *_required("updated_at"),
        sqlite_strict=True,
    )
    op.create_table(
        "tie",
        _id(),
        sa.Column("from_id", _TEXT, sa.ForeignKey("actor.id"), nullable=False),
        sa.Column("to_id", _TEXT, sa.ForeignKey("actor.id"), nullable=False),
        *_required("relation"),
        *_optional("role", "purpose", "since", "until", "weight", "amount", "amount_basis", "note", "evidence"),
        _version(),
        sqlite_strict=True,
    )
    op.create_index("ix_tie_from_id", "tie", ["from_id"])
    op.create_index("ix_tie_to_id", "tie", ["to_id"])


def _vocabularies() -> None:
    op.create_table("source", _id(), *_optional("title", "url", "date", "note"), _version(), sqlite_strict=True)
    op.create_table(
        "theme",
        _id(),
        *_required("label_fr", "label_en"),
        *_optional("synonyms_fr", "synonyms_en", "broader"),
        _version(),
        sqlite_strict=True,
    )
    op.create_table(
        "territory",
        _id(),
        *_required("level", "code", "name"),
        *_optional("parent", "source"),
        _version(),
        sqlite_strict=True,
    )
    op.create_table(
        "manifest",
        _id(),
        *_required("title"),
        *_optional("description", "licences", "method", "fictional"),
        _version(),
        sqlite_strict=True,
    )


def _change() -> None:
    op.create_table(
        "change",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=False),
        *_required("at"),
        *_optional("who"),
        *_required("action", "entity", "entity_id"),
        _version(),
        *_required("fields"),
        *_optional("request"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    dropped = sa.text("action = 'drop'")
    op.create_index("change_dropped", "change", ["entity", "entity_id"], sqlite_where=dropped, postgresql_where=dropped)


def _id() -> sa.Column[str]:
    return sa.Column("id", _TEXT, primary_key=True)


def _version() -> sa.Column[int]:
    return sa.Column("version", sa.Integer, nullable=False)


def _required(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, _TEXT, nullable=False) for name in names]


def _optional(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, _TEXT) for name in names]
