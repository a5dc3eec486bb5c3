"""Declaring fields: strawberry's decorator, with its types kept and a description required."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import strawberry

from labnet.api.execution.costs import Cost, ListSize

__all__ = ["field", "followed"]

Resolver = TypeVar("Resolver", bound=Callable[..., Any])


def field(
    description: str, *, name: str | None = None, cost: int = 0, size: ListSize | None = None
) -> Callable[[Resolver], Resolver]:
    """Publish a method as a field of its GraphQL type, under its own name in camel case or the one given.

    Parameters
    ----------
    cost : int
        What it costs each time that it is asked for, beside 1 for each object that it gives: `labnet.api.costs`.
    size : ListSize, optional
        How many items it has, where that does not follow from its type and arguments.
    """
    directives = [*([Cost(weight=str(cost))] if cost else []), *([size] if size else [])]
    made = strawberry.field(description=description, name=name, directives=directives)
    return cast("Callable[[Resolver], Resolver]", made)


def followed(description: str) -> Callable[[Resolver], Resolver]:
    """Publish a method that gives one event after the other as a field that can be subscribed to."""
    return cast("Callable[[Resolver], Resolver]", strawberry.subscription(description=description))
