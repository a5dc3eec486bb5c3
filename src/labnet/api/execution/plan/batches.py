"""Batches: many objects of one sort told together, so that a field is read for all of them at once."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import cached_property
from typing import Any, Final, Self, TypeVar, overload

import strawberry

__all__ = ["BATCH", "Batch", "batched"]

BATCH: Final = "labnet.batch"
"""Where the metadata of a field hold the function that reads it for a batch."""

T = TypeVar("T")


class Batch(Sequence[T]):
    """Objects that are made only when somebody looks at them one by one; all different, none of them None.

    A class with `batched` fields names its batch as ``batch``, which makes itself of objects by a class method ``of``.
    """

    @abstractmethod
    def take(self, places: Sequence[int]) -> Self:
        """Give those at some places."""

    @abstractmethod
    def one(self, place: int) -> T:
        """Make the object at a place."""

    @cached_property
    def objects(self) -> list[T]:
        """All of them, made."""
        return list(map(self.one, range(len(self))))

    def __iter__(self) -> Iterator[T]:
        """Go through all of them."""
        return iter(self.objects)

    def keys(self) -> Sequence[Hashable] | None:
        """Give what tells each from all others of its type in the same state of things; None where nothing does."""
        return None

    def classes(self) -> Sequence[type[Any]] | None:
        """Give the class that each object would be of; None where it takes the objects to tell."""
        return None

    def values(self, attribute: str) -> Sequence[Any]:
        """Give an attribute of each object."""
        return [getattr(each, attribute) for each in self]

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Self: ...
    def __getitem__(self, place: int | slice) -> T | Self:
        """Give the object at a place, or a part of the batch."""
        places = range(len(self))[place]
        return self.one(places) if isinstance(places, int) else self.take(places)


def batched(read: Callable[[Any], Sequence[Any]], description: str, *, name: str | None = None) -> Any:
    """Declare a field by the function that reads it for a batch: for each object its value, in order.

    The field's type is the annotation beside it, and the class of the object names the batch::

        batch: ClassVar = People
        name: str = batched(People.names, "What they are called.")

    Whoever asks for one object gets it from a batch of one.
    """

    def resolve(self: Any) -> Any:
        return read(type(self).batch.of([self]))[0]

    return strawberry.field(resolver=resolve, description=description, name=name, metadata={BATCH: read})
