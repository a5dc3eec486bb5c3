"""Reading: everything in one transaction comes from the same moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import chain
from typing import Any, Final, NoReturn, TypeVar, cast

import sqlalchemy as sa

from labnet.errors import BadInput
from labnet.model import forms
from labnet.model.kinds import Actor
from labnet.model.provenance import Source
from labnet.model.records import Entity, Manifest, Record
from labnet.model.rows import Form
from labnet.model.ties import Tie
from labnet.model.vocabularies import Territory, Theme
from labnet.store.log import Mark, holds, last_mark, touched_after
from labnet.store.parts import Parts
from labnet.store.tables import SELDOM, STATE

__all__ = ["Reading", "by_hundreds", "storable"]

T = TypeVar("T")

_IDS_A_QUERY: Final = 500
_ROWS_A_FETCH: Final = 2_000


class Reading:
    """A consistent view of the store: nothing in it changes as long as it is open.

    Attributes
    ----------
    seq : int
        Number of the last change that the view holds, 0 in an empty store.
    mark : Mark
        What to know this change by later.
    """

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._streams = ExitStack()
        self._parts = Parts(connection)
        self._streams.callback(self._parts.close)
        # The first query settles the moment that all others see.
        self.mark = last_mark(connection)
        self.seq = self.mark[0]

    def close(self) -> None:
        """End streams that nobody read to their end, each would hold the view open; and let go of the connection."""
        self._streams.close()
        # The connection may go on to be another thread's, and what has ended must not read or write there.
        self._connection = cast("sa.Connection", _Ended())

    def actors(self) -> Iterator[Actor]:
        """Give all actors, ordered by id."""
        return self._all(forms.ACTORS)

    def ties(self) -> Iterator[Tie]:
        """Give all ties, ordered by id."""
        return self._all(forms.TIES)

    def sources(self) -> Iterator[Source]:
        """Give all sources, ordered by id."""
        return self._all(forms.SOURCES)

    def themes(self) -> Iterator[Theme]:
        """Give all themes, ordered by id."""
        return self._all(forms.THEMES)

    def territories(self) -> Iterator[Territory]:
        """Give all territories, ordered by id."""
        return self._all(forms.TERRITORIES)

    def manifests(self) -> Iterator[Manifest]:
        """Give what each data set in the store says of itself, ordered by id."""
        return self._all(forms.MANIFESTS)

    def holds(self, mark: Mark) -> bool:
        """Tell whether the log still has a change: it has not if another log was put in its place."""
        return holds(self._connection, mark)

    def touched_after(self, seq: int) -> tuple[int, dict[Entity, list[str]]]:
        """Give how many changes follow one, and the ids of the records that they touched, each once, in order."""
        return touched_after(self._connection, seq)

    def actor_parts(self, names: Sequence[str]) -> Iterator[Sequence[Sequence[Any]]]:
        """Give some columns of all actors, and the whole row (`labnet.model.forms`) as a JSON list; ordered by id.

        Many come at a time, as there are hundreds of thousands: each part is a list of columns.
        """
        return self._parts.actors(names)

    def tie_parts(self, names: Sequence[str]) -> Iterator[Sequence[Sequence[Any]]]:
        """Give some columns of all ties, many ties at a time and in any order: each part is a list of columns."""
        return self._parts.ties(names)

    def seldom_ties(self) -> Iterator[tuple[Any, ...]]:
        """Give the rows (`labnet.model.forms`) of the ties that have more than most.

        They have an id that is not made of ends, relation and start, a purpose, a sum or a note, or they were changed.
        """
        return chain.from_iterable(self._parts.rows(sa.select(STATE[Entity.TIE]).where(SELDOM)))

    def rows_after(self, entity: Entity, seq: int) -> Iterator[tuple[Any, ...]]:
        """Give the rows (`labnet.model.forms`) of the records that changed after a number and are still there."""
        return chain.from_iterable(self._parts.changed(entity, seq))

    def get(self, entity: Entity, ids: Iterable[str]) -> dict[str, Record]:
        """Give the records that have these ids, by id; the ones that do not exist are absent."""
        form = forms.FORMS[entity]
        return {row[0]: form.record(row) for row in self._rows(entity, ids)}

    def _all(self, form: Form[T]) -> Iterator[T]:
        return map(form.record, self._stream(form.entity))

    def _stream(self, entity: Entity) -> Iterator[Sequence[Any]]:
        table = STATE[entity]
        query = sa.select(table).order_by(table.c.id).execution_options(yield_per=_ROWS_A_FETCH)
        result = self._connection.execute(query)
        self._streams.callback(result.close)
        for part in result.partitions():
            yield from part

    def _rows(self, entity: Entity, ids: Iterable[str]) -> Iterator[Sequence[Any]]:
        table = STATE[entity]
        for part in by_hundreds(dict.fromkeys(map(storable, ids))):
            yield from self._connection.execute(sa.select(table).where(table.c.id.in_(part)))


class _Ended:
    """Stands where a connection was, and refuses everything."""

    def __getattr__(self, name: str) -> NoReturn:
        raise RuntimeError("this transaction has ended: begin another one")


def storable(text: str) -> str:
    """Give a text back; `BadInput` if it holds the one character that not every engine can keep."""
    if "\0" in text:
        msg = f"the store keeps no character U+0000: leave it out of {text!r}"
        raise BadInput(msg)
    return text


def by_hundreds(items: Iterable[T]) -> Iterator[list[T]]:
    """Give the items in lists of as many as one query may name."""
    part: list[T] = []
    for item in items:
        part.append(item)
        if len(part) == _IDS_A_QUERY:
            yield part
            part = []
    if part:
        yield part
