"""Relay connections over sorted keys, with cursors that hold the key itself and so survive inserts."""

from __future__ import annotations

import base64
import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Final, Generic, TypeVar

import orjson
import strawberry

from labnet.analysis.selection import Key
from labnet.api.execution.plan import Batch
from labnet.api.fields import field
from labnet.errors import BadInput, TooMuch

__all__ = [
    "DEFAULT_PAGE",
    "MAX_PAGE",
    "After",
    "Before",
    "Connection",
    "Edge",
    "Edges",
    "First",
    "Last",
    "Page",
    "PageInfo",
    "Part",
    "check_bound",
    "paged",
]

T = TypeVar("T")

DEFAULT_PAGE: Final = 20
MAX_PAGE: Final = 100

First = Annotated[
    int | None,
    strawberry.argument(
        description="How many to give from the start, 1 to 100; 20 if neither this nor `last` is given."
    ),
]
After = Annotated[str | None, strawberry.argument(description="Give those after this cursor.")]
Last = Annotated[int | None, strawberry.argument(description="How many to give from the end, 1 to 100.")]
Before = Annotated[str | None, strawberry.argument(description="Give those before this cursor.")]


@dataclass(frozen=True, slots=True)
class Page:
    """The paging arguments of a connection."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    """Where a page stands in its list."""

    has_next_page: bool = strawberry.field(description="Whether there is more after this page.")
    has_previous_page: bool = strawberry.field(description="Whether there is more before this page.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first on this page.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last on this page.")


@strawberry.type(description="One item of a list, with its cursor.")
class Edge(Generic[T]):
    """One item of a list, with its cursor."""

    cursor: str = strawberry.field(description="Where the item stands in the list; opaque.")
    node: T = strawberry.field(description="The item.")


class Edges(Batch[Edge[T]]):
    """Items with their cursors, which are written only when somebody asks for them."""

    def __init__(self, keys: Sequence[Key], nodes: Sequence[T]) -> None:
        self._keys = keys
        self._nodes = nodes

    def __len__(self) -> int:
        """Count them."""
        return len(self._keys)

    def one(self, place: int) -> Edge[T]:
        """Give the item at a place with its cursor."""
        return Edge(cursor=_cursor(self._keys[place]), node=self._nodes[place])

    def take(self, places: Sequence[int]) -> Edges[T]:
        """Give those at some places."""
        return Edges([self._keys[place] for place in places], [self._nodes[place] for place in places])

    def values(self, attribute: str) -> Sequence[Any]:
        """Give all cursors, or all items."""
        return self._nodes if attribute == "node" else list(map(_cursor, self._keys))


@dataclass(frozen=True)
class Part(Generic[T]):
    """A part of a list, of which nothing is made before somebody asks for it.

    Attributes
    ----------
    keys : sequence of tuple
        The keys of the whole list.
    low, high : int
        From where to where in it.
    make : callable
        Makes items from the last parts of their keys.
    """

    keys: Sequence[Key]
    low: int
    high: int
    make: Callable[[list[int]], Sequence[T]]

    @cached_property
    def chosen(self) -> Sequence[Key]:
        """The keys of the part."""
        return self.keys[self.low : self.high]

    @cached_property
    def items(self) -> Sequence[T]:
        """Its items."""
        return self.make([key[-1] for key in self.chosen])  # type: ignore[misc] # the last part is a row


@strawberry.type(description="One page of a list.")
class Connection(Generic[T]):
    """One page of a list.

    Pages with the same `written_as` are the same, as long as the network is: what was written of one is kept.
    """

    part: strawberry.Private[Part[T]]
    written_as: strawberry.Private[Hashable] = None

    @field("Items with their cursors.")
    def edges(self) -> Sequence[Edge[T]]:
        """Give the items with their cursors."""
        return Edges(self.part.chosen, self.part.items)

    @field("Items alone.")
    def nodes(self) -> Sequence[T]:
        """Give the items."""
        return self.part.items

    @field("Where the page stands in the list.")
    def page_info(self) -> PageInfo:
        """Tell where the page stands."""
        part = self.part
        return PageInfo(
            has_next_page=part.high < len(part.keys),
            has_previous_page=part.low > 0,
            start_cursor=_cursor(part.chosen[0]) if part.chosen else None,
            end_cursor=_cursor(part.chosen[-1]) if part.chosen else None,
        )

    @field("How many items the whole list has.")
    def total_count(self) -> int:
        """Count the whole list."""
        return len(self.part.keys)


def paged(
    keys: Sequence[Key], page: Page, nodes: Callable[[list[int]], Sequence[T]], listed: Hashable = None
) -> Connection[T]:
    """Give a page of a list.

    Parameters
    ----------
    keys : sequence of tuple
        What the list is sorted by, in order; the last part of each is where the item is found and stays out of cursors.
    page : Page
        Which part of it.
    nodes : callable
        Makes items from the last parts of their keys.
    listed : hashable, optional
        What tells the list from all others of the network as it is.

    Raises
    ------
    BadInput, TooMuch
        If the arguments contradict each other, or a cursor is not one, or a page would be too long.
    """
    low, high = _bounds(keys, page)
    return Connection(part=Part(keys, low, high, nodes), written_as=None if listed is None else (listed, low, high))


def _bounds(keys: Sequence[Key], page: Page) -> tuple[int, int]:
    if page.first is not None and page.last is not None:
        raise BadInput("first, last: give one of the two, not both")
    for name, size in (("first", page.first), ("last", page.last)):
        if size is not None and size < 0:
            raise BadInput(f"{name}: {size} is less than 0")
        if size is not None and size > MAX_PAGE:
            raise TooMuch(f"{name}: {size} is more than {MAX_PAGE}; ask for less and follow the cursors")
    # A key begins with what its cursor holds: it comes after the cursor's parts, and before these with no end.
    low = 0 if page.after is None else bisect_right(keys, (*_parts(keys, page.after, "after"), math.inf))
    high = len(keys) if page.before is None else bisect_left(keys, _parts(keys, page.before, "before"))
    high = max(low, high)
    if page.last is not None:
        return max(low, high - page.last), high
    size = DEFAULT_PAGE if page.first is None else page.first
    return low, min(high, low + size)


def _stable(key: Key) -> Key:
    """Give the part of a key that means the same in every process and at every revision."""
    return key[:-1]


def _cursor(key: Key) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(_stable(key))).decode().rstrip("=")


def _parts(keys: Sequence[Key], cursor: str, argument: str) -> tuple[Any, ...]:
    """Read a cursor: the parts of the key that it holds."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        parts = orjson.loads(base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True))
    except (TypeError, ValueError, RecursionError):
        parts = None
    # Not base64, not JSON, or the key of another list: all one to whoever sent it.
    if not isinstance(parts, list) or (keys and [*map(type, parts)] != [*map(type, _stable(keys[0]))]):
        raise BadInput(f"{argument}: this is not a cursor of this list; take one from pageInfo or edges")
    return tuple(parts)


def check_bound(argument: str, value: int, most: int) -> None:
    """See that a number that somebody gives as an argument is from 1 to the most that may be.

    Raises
    ------
    BadInput
        If it is less than 1.
    TooMuch
        If it is more.
    """
    if value < 1:
        raise BadInput(f"{argument}: {value} is less than 1")
    if value > most:
        raise TooMuch(f"{argument}: {value} is more than {most}")
