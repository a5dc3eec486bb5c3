"""Inserting rows by the million: SQLAlchemy words the statement for any engine, and the driver is given the rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, count
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
    many = len(rows) - len(rows) % _ROWS_A_STATEMENT
    if many:
        _insert_many(connection, str(statement), rows[:many])
    if many < len(rows):
        connection.exec_driver_sql(str(statement), list(rows[many:]))


def _insert_many(connection: sa.Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert many rows a statement, naming once what all of them have in a column.

    Where the database is a library, to carry a statement out and to be given each value is what takes the time.
    """
    columns = list(zip(*rows, strict=True))
    same = tuple(column[0] == column[-1] and column.count(column[0]) == len(rows) for column in columns)
    common = [column[0] for column, alike in zip(columns, same, strict=True) if alike]
    own = list(zip(*(column for column, alike in zip(columns, same, strict=True) if not alike), strict=True))
    parts = (own[start : start + _ROWS_A_STATEMENT] for start in range(0, len(own), _ROWS_A_STATEMENT))
    head, _ = statement.split(" VALUES ")
    connection.exec_driver_sql(
        f"{head} VALUES {_values(same)}", [(*common, *chain.from_iterable(part)) for part in parts]
    )


@lru_cache(maxsize=1_024)
def _values(same: tuple[bool, ...]) -> str:
    """Give the places of a statement's values: first come those that all rows have alike, then those of each row."""
    common, own = count(1), count(1 + sum(same))
    numbers = [next(common) if alike else 0 for alike in same]
    row = ", ".join("?{}" for _ in same)
    return ", ".join(f"({row.format(*(number or next(own) for number in numbers))})" for _ in range(_ROWS_A_STATEMENT))


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
