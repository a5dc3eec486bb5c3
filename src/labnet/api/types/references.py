"""How any type refers to actors, whose types stand above all others."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, Final

import strawberry

from labnet.analysis.selection import ActorOrder, ActorSelection, actor_keys
from labnet.api.context import Context
from labnet.api.filters import ActorFilter
from labnet.api.paging import Connection, Page, paged
from labnet.model.dates import PartialDate

if TYPE_CHECKING:
    from labnet.api.types.actors import Actor

__all__ = ["ACTOR_TYPES", "ActorRef", "AsOf", "actor_at", "actors_page", "day_of"]

ActorRef = Annotated["Actor", strawberry.lazy("labnet.api.types.actors")]
"""The interface of actors, for annotations in modules that it builds on."""

AsOf = Annotated[
    dt.date | None,
    strawberry.argument(
        description="Day on which ties must be active to count; if absent today, or the last day of what has ended."
    ),
]

ACTOR_TYPES: Final[dict[str, type[Any]]] = {}
"""The GraphQL type of each kind, by code; filled where the types are made."""


def day_of(at: Context, as_of: dt.date | None, until: PartialDate | None) -> dt.date:
    """Give the day that a question means: the one asked for, else today, or the last day of what has ended."""
    return as_of or (at.today if until is None else min(at.today, until.last_day()))


def actor_at(at: Context, row: int) -> Actor:
    """Give the actor in a row, as the type of its kind."""
    made: Actor = ACTOR_TYPES[at.image.actor(row).kind](at=at, row=row)
    return made


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
    keys = actor_keys(at.image, ActorSelection(**more), order)
    if wanted is not None:
        asked = {int(key[-1]) for key in actor_keys(at.image, wanted.selection(at), order)}
        keys = [key for key in keys if int(key[-1]) in asked]
    return paged(keys, page, lambda key: actor_at(at, int(key[-1])))
