"""Declaring fields: strawberry's decorator, with its types kept and a description required."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import strawberry

__all__ = ["field"]

Resolver = TypeVar("Resolver", bound=Callable[..., Any])


def field(description: str, *, name: str | None = None) -> Callable[[Resolver], Resolver]:
    """Publish a method as a field of its GraphQL type, under its own name in camel case or the one given."""
    return cast("Callable[[Resolver], Resolver]", strawberry.field(description=description, name=name))
