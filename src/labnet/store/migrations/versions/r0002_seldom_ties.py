"""An index of the ties that have more than ends, relation, dates, role, weight and evidence."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0002"
down_revision = "0001"

_SELDOM = (
    "purpose IS NOT NULL OR amount IS NOT NULL OR amount_basis IS NOT NULL OR note IS NOT NULL OR version != 1"
    " OR id != from_id || '.' || relation || '.' || to_id || coalesce('.' || since, '')"
)


def upgrade() -> None:
    """Make the index."""
    seldom = sa.text(_SELDOM)
    op.create_index("tie_seldom", "tie", ["version"], sqlite_where=seldom, postgresql_where=seldom)
