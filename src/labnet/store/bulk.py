"""Inserting rows by the million: SQLAlchemy words the statement for any engine, and the driver is given the rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

__all__ = ["insert"]


def insert(connection: sa.Connection, table: sa.Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert whole rows.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    table : Table
        Where to; its values are texts and numbers, which drivers take just as they are.
    rows : sequence of tuple
        The values of each row, in the order of the table's columns.
    """
    if not rows:
        return
    names = table.columns.keys()
    statement = sa.insert(table).compile(dialect=connection.dialect, column_keys=names)
    if statement.positional:
        connection.exec_driver_sql(str(statement), list(rows))
    else:
        connection.exec_driver_sql(str(statement), [dict(zip(names, row, strict=True)) for row in rows])
