"""Reading records by the million: some columns of all of them, part by part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from functools import lru_cache
from itertools import count
from typing import Any, Final

import orjson
import sqlalchemy as sa

from labnet.model.records import Entity
from labnet.store.tables import CHANGE, STATE

__all__ = ["Parts"]

_ROWS_A_PART: Final = 1_000
# What a server gives at a time must fit in the memory it has for it (4 MB), or it writes it to its disk first.
_LONG_ROWS_A_PART: Final = 250
_NUMBERS_A_PART: Final = 16_000

_ACTOR: Final = STATE[Entity.ACTOR]
_TIE: Final = STATE[Entity.TIE]

# SQLite numbers the rows of a table; where some were deleted there are gaps.
_NUMBER: Final = sa.literal_column("rowid", sa.Integer)
_LEAST: Final = -(1 << 63)
_FIRST: Final = sa.bindparam("first", type_=sa.Integer)
_AFTER: Final = sa.bindparam("after", type_=sa.BigInteger)
_END: Final = sa.bindparam("end", type_=sa.Integer)


class Parts:
    """Reads in the transaction of a connection, as the driver has it: to wrap each of millions of rows takes long."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._sqlite = connection.dialect.name == "sqlite"
        self._streams = ExitStack()
        self._cursors = count(1)

    def close(self) -> None:
        """End what nobody read to its end: it would hold the transaction open."""
        self._streams.close()

    def actors(self, names: Sequence[str]) -> Iterator[Sequence[Sequence[Any]]]:
        """Give some columns of all actors and, last, their whole rows as JSON lists; ordered by id."""
        # A server must put them in order before they are made JSON: to sort long rows takes a disk. SQLite need not
        # sort, as it goes along the index of ids.
        actor = _ACTOR if self._sqlite else sa.select(_ACTOR).order_by(_ACTOR.c.id).subquery()
        whole = (sa.func.json_array if self._sqlite else sa.func.json_build_array)(*actor.c)
        # As text, or the driver of PostgreSQL would read it.
        query = sa.select(*(actor.c[name] for name in names), sa.cast(whole, sa.Text))
        ordered = (query.order_by(actor.c.id), _ROWS_A_PART) if self._sqlite else (query, _LONG_ROWS_A_PART)
        return (list(zip(*part, strict=True)) for part in self.rows(*ordered))

    def ties(self, names: Sequence[str]) -> Iterator[Sequence[Sequence[Any]]]:
        """Give some columns of all ties, in any order."""
        if self._sqlite:
            return self._as_json(names)
        return (list(zip(*part, strict=True)) for part in self.rows(sa.select(*(_TIE.c[name] for name in names))))

    def rows(self, query: sa.Select[Any], rows: int = _ROWS_A_PART) -> Iterator[Sequence[tuple[Any, ...]]]:
        """Give the rows of a query, many at a time."""
        # SQLite takes an index of some rows only if it reads in the query itself which they are.
        return self._fetched(self._text(query, literal_binds=True), (), rows)

    def changed(self, entity: Entity, seq: int) -> Iterator[Sequence[tuple[Any, ...]]]:
        """Give the rows that changed after a number and are still there, many at a time."""
        query = _changed(entity, self._connection.dialect)
        return self._fetched(query, (seq,) if self._sqlite else {"after": seq}, _ROWS_A_PART)

    def _fetched(
        self, text: str, given: Sequence[int] | dict[str, int], rows: int
    ) -> Iterator[Sequence[tuple[Any, ...]]]:
        # Where the server can hold the result, it must: the driver would fetch all of it at once.
        held = self._connection.dialect.supports_server_side_cursors
        cursor = self._cursor(*([f"labnet_parts_{next(self._cursors)}"] if held else []))
        cursor.execute(text, given)
        while part := cursor.fetchmany(rows):
            yield part
        cursor.close()

    def _as_json(self, names: Sequence[str]) -> Iterator[list[Sequence[Any]]]:
        """Give columns of ties of which SQLite makes JSON lists: it takes half the time of making rows of values."""
        columns = [_TIE.c[name] for name in names]
        lists, values = (self._text(_in_span(chosen)) for chosen in (map(sa.func.json_group_array, columns), columns))
        following = self._text(sa.select(sa.func.min(_NUMBER)).select_from(_TIE).where(_NUMBER >= _FIRST))
        cursor, first = self._cursor(), _LEAST
        while (first := cursor.execute(following, [first]).fetchone()[0]) is not None:
            span = (first, first + _NUMBERS_A_PART)
            (part,) = cursor.execute(lists, span)
            try:
                yield list(map(orjson.loads, part))
            except orjson.JSONDecodeError:
                # Something is no text at all, which the driver tells as it tells all errors.
                yield list(zip(*cursor.execute(values, span), strict=True))
            first += _NUMBERS_A_PART
        cursor.close()

    def _text(self, query: sa.Select[Any], *, literal_binds: bool = False) -> str:
        """Word a query for the driver, which is given what is bound in the order in which it stands there."""
        return str(query.compile(dialect=self._connection.dialect, compile_kwargs={"literal_binds": literal_binds}))

    def _cursor(self, *name: str) -> Any:
        cursor = self._connection.connection.cursor(*name)
        self._streams.callback(cursor.close)
        return cursor


def _in_span(columns: Iterable[sa.ColumnElement[Any]]) -> sa.Select[Any]:
    return sa.select(*columns).select_from(_TIE).where(_NUMBER >= _FIRST, _NUMBER < _END)


@lru_cache(maxsize=64)
def _changed(entity: Entity, dialect: sa.Dialect) -> str:
    """Word a query once: it is asked at every change, and to word it takes longer than the answer."""
    of_these = CHANGE.c.entity == sa.literal_column(f"'{entity}'")
    changed = sa.select(CHANGE.c.entity_id).where(CHANGE.c.seq > _AFTER, of_these)
    return str(sa.select(STATE[entity]).where(STATE[entity].c.id.in_(changed)).compile(dialect=dialect))
