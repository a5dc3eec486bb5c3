"""Which engine a URL names."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from labnet.errors import BadInput, StoreUnavailable
from labnet.store import sqlite
from labnet.store.engine import Engine

__all__ = ["connect"]

_KNOWN: Final = f"postgresql://user:password@host:port/database, {sqlite.FORM}"


def connect(url: str, *, create: bool) -> Engine:
    """Give the engine for a database URL; `BadInput` where it is of no kind that labnet knows."""
    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        msg = f"the database is not named by a URL: write {_KNOWN}"
        raise BadInput(msg) from None
    match parsed.drivername:
        case "sqlite":
            return sqlite.Sqlite(parsed, create=create)
        case "postgresql":
            return _postgresql(parsed)
        case unknown:
            msg = f"labnet cannot keep a store in {unknown!r}: write {_KNOWN}"
            raise BadInput(msg)


def _postgresql(url: sa.URL) -> Engine:
    try:
        from labnet.store.postgresql import Postgresql  # noqa: PLC0415 - its driver is an extra that few need
    except ImportError:
        msg = (
            "a store in PostgreSQL needs the driver psycopg, which is not installed here: "
            "run `pip install 'labnet[postgresql]'`"
        )
        raise StoreUnavailable(msg) from None
    return Postgresql(url)
