"""Finding again what has a global id."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Final

import strawberry

from labnet.api import ids
from labnet.api.context import Context, Info
from labnet.api.costs import sliced
from labnet.api.fields import field
from labnet.api.paging import MAX_PAGE
from labnet.api.types.collaborations import collaboration_by_key
from labnet.api.types.node import Node
from labnet.api.types.provenance import Source
from labnet.api.types.references import actor_at
from labnet.api.types.ties import tie_at
from labnet.api.types.vocabularies import Theme, territory_of
from labnet.errors import TooMuch

__all__ = ["NodeQueries"]


@strawberry.type
class NodeQueries:
    """Finding again what has a global id."""

    @field("What has a global id; null where there is none, or the viewer may not see it.")
    def node(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The global id.")],  # noqa: A002 - what clients call it
    ) -> Node | None:
        """Give what has a global id."""
        return _node(info.context, id)

    @field("What has each of some global ids, in their order; null where there is none.", size=sliced(["ids"]))
    def nodes(
        self,
        info: Info,
        ids: Annotated[list[strawberry.ID], strawberry.argument(description=f"The global ids, at most {MAX_PAGE}.")],
    ) -> list[Node | None]:
        """Give what has each id."""
        if len(ids) > MAX_PAGE:
            raise TooMuch(f"ids: {len(ids)} are more than {MAX_PAGE}")
        return [_node(info.context, each) for each in ids]


def _node(at: Context, text: str) -> Node | None:
    sort, key = ids.split(text)
    find = _FINDERS.get(sort)
    return None if find is None else find(at, key)


def _actor(at: Context, key: str) -> Node | None:
    row = at.image.row(key)
    return None if row is None else actor_at(at, row)


def _tie(at: Context, key: str) -> Node | None:
    row = at.image.tie_row(key)
    return None if row is None else tie_at(at, row)


def _theme(at: Context, key: str) -> Node | None:
    found = at.image.vocabulary.themes.get(key)
    return None if found is None else Theme(at=at, record=found)


def _source(at: Context, key: str) -> Node | None:
    found = at.image.vocabulary.sources.get(key)
    return None if found is None else Source(record=found)


_FINDERS: Final[dict[str, Callable[[Context, str], Node | None]]] = {
    ids.ACTOR: _actor,
    ids.TIE: _tie,
    ids.COLLABORATION: collaboration_by_key,
    ids.THEME: _theme,
    ids.TERRITORY: territory_of,
    ids.SOURCE: _source,
}
