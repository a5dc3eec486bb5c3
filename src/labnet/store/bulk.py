"""Inserting rows by the million: SQLAlchemy words the statement for any engine, and the driver is given the rows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from operator import itemgetter
from typing import Any, Final

import sqlalchemy as sa

__all__ = ["Filling", "insert"]

_MANY: Final = 50_000
_ROWS_A_STATEMENT: Final = 40


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
    if not statement.positional:
        connection.exec_driver_sql(str(statement), [dict(zip(names, row, strict=True)) for row in rows])
        return
    # Many rows a statement: where the database is a library, to carry a statement out is what takes the time.
    many = len(rows) - len(rows) % _ROWS_A_STATEMENT
    if many:
        head, values = str(statement).split(" VALUES ")
        parts = (rows[start : start + _ROWS_A_STATEMENT] for start in range(0, many, _ROWS_A_STATEMENT))
        whole = f"{head} VALUES {', '.join([values] * _ROWS_A_STATEMENT)}"
        connection.exec_driver_sql(whole, [tuple(chain.from_iterable(part)) for part in parts])
    if many < len(rows):
        connection.exec_driver_sql(str(statement), list(rows[many:]))


class Filling:
    """A table that was empty when a transaction came to it.

    What it holds is known without looking. Once it is given many rows, its indexes are taken away, and made when all
    rows are there: that takes half the time of keeping them in order row by row.

    Attributes
    ----------
    ids : set of str
        All ids that it holds.
    """

    def __init__(self, table: sa.Table) -> None:
        self.ids: set[str] = set()
        self._table = table
        self._put_off: list[sa.Index] = []

    def insert(self, connection: sa.Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert whole rows, their ids first."""
        self.ids.update(map(itemgetter(0), rows))
        if len(self.ids) > _MANY and not self._put_off:
            self._put_off = list(self._table.indexes)
            for index in self._put_off:
                index.drop(connection)
        insert(connection, self._table, rows)

    def finish(self, connection: sa.Connection) -> None:
        """Make the indexes that were put off."""
        for index in self._put_off:
            index.create(connection)
        self._put_off = []
