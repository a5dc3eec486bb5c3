"""How any type refers to actors, whose types stand above all others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, Any, Final

import strawberry

from labnet.analysis.selection import ActorOrder, ActorSelection, actor_keys
from labnet.api import ids
from labnet.api.context import Context
from labnet.api.enums import Kind
from labnet.api.execution.plan import Batch
from labnet.api.filters import ActorFilter
from labnet.api.paging import Connection, Page, paged
from labnet.model import kinds
from labnet.model.dates import PartialDate

if TYPE_CHECKING:
    from labnet.api.types.actors import Actor

__all__ = ["ACTOR_TYPES", "ActorRef", "Actors", "AsOf", "actor_at", "actors_page", "day_of"]

ActorRef = Annotated["Actor", strawberry.lazy("labnet.api.types.actors")]
"""The interface of actors, for annotations in modules that it builds on."""

AsOf = Annotated[
    dt.date | None,
    strawberry.argument(
        description="Day on which ties must be active to count; if absent today, or the last day of what has ended."
    ),
]

_KINDS: Final = tuple(kinds.KINDS)

ACTOR_TYPES: Final[dict[str, type[Any]]] = {}
"""The GraphQL type of each kind, by code; filled where the types are made."""


def day_of(at: Context, as_of: dt.date | None, until: PartialDate | None) -> dt.date:
    """Give the day that a question means: the one asked for, else today, or the last day of what has ended."""
    return as_of or (at.today if until is None else min(at.today, until.last_day()))


def actor_at(at: Context, row: int) -> Actor:
    """Give the actor in a row, as the type of its kind."""
    made: Actor = ACTOR_TYPES[_KINDS[at.image.kinds[row]]](at=at, row=row)
    return made


class Actors(Batch["Actor"]):
    """Actors by their rows.

    Attributes
    ----------
    at : Context
        The request they are part of.
    rows : sequence of int
        Their rows in its image.
    """

    def __init__(self, at: Context, rows: Sequence[int]) -> None:
        self.at = at
        self.rows = rows

    @classmethod
    def of(cls, objects: Sequence[Actor]) -> Actors:
        """Make a batch of actors."""
        made = cls(objects[0].at, [each.row for each in objects])
        made.objects = list(objects)
        return made

    def keys(self) -> Sequence[int]:
        """Give their rows."""
        return self.rows

    def __len__(self) -> int:
        """Count them."""
        return len(self.rows)

    def take(self, places: Sequence[int]) -> Actors:
        """Give those at some places."""
        return Actors(self.at, [self.rows[place] for place in places])

    def one(self, place: int) -> Actor:
        """Make the actor at a place."""
        return actor_at(self.at, self.rows[place])

    def classes(self) -> Sequence[type[Any]]:
        """Give the type of each one's kind."""
        types = [ACTOR_TYPES[kind] for kind in _KINDS]
        return [types[code] for code in self.at.image.kinds[self.rows].tolist()]

    def ids(self) -> list[str]:
        """Give their global ids."""
        known = self.at.image.ids
        return [ids.global_id(ids.ACTOR, known[row]) for row in self.rows]

    def slugs(self) -> list[str]:
        """Give the ids that data sets use."""
        known = self.at.image.ids
        return [known[row] for row in self.rows]

    def kinds_of(self) -> list[Kind]:
        """Give their kinds."""
        words = list(Kind)
        return [words[code] for code in self.at.image.kinds[self.rows].tolist()]

    @classmethod
    def stored(cls, name: str) -> Callable[[Actors], list[Any]]:
        """Give what reads a field that records hold as it is answered."""
        get = attrgetter(name)
        return lambda batch: list(map(get, batch.records))

    @cached_property
    def records(self) -> list[kinds.Actor]:
        """Their records."""
        return self.at.image.actors_in(self.rows)


def actors_page(
    at: Context,
    wanted: ActorFilter | None,
    page: Page,
    *,
    order: ActorOrder = ActorOrder.NAME,
    **more: Any,
) -> Connection[Actor]:
    """Give a page of actors that a filter selects, among those that `more` (a selection of its own) does."""
    at.check_time()
    among = ActorSelection(**more)
    keys = actor_keys(at.image, among, order)
    if wanted is None:
        return paged(keys, page, lambda rows: Actors(at, rows), (actors_page, among, order))
    asked = {int(key[-1]) for key in actor_keys(at.image, wanted.selection(at), order)}
    keys = [key for key in keys if int(key[-1]) in asked]
    return paged(keys, page, lambda rows: Actors(at, rows))
