"""From what a field gives to what the answer holds: leaves written, lists and objects followed, nulls where allowed.

A completer takes the values that a field has for many objects and gives what stands in the answer for each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain, islice
from typing import Any, Final, TypeAlias

from graphql import GraphQLBoolean, GraphQLEnumType, GraphQLID, GraphQLLeafType, GraphQLString

from labnet.api.execution.plan.batches import Batch
from labnet.api.execution.plan.reading import Asked

__all__ = ["Completer", "Surprise", "abstract", "items", "leaf", "never_null", "objects"]


class Surprise(Exception):
    """Something turned up that only graphql-core knows how to answer."""


Completer: TypeAlias = Callable[[Sequence[Any], Asked], Sequence[Any]]

_AS_THEY_ARE: Final[dict[GraphQLLeafType, frozenset[type[Any]]]] = {
    GraphQLString: frozenset({str}),
    GraphQLID: frozenset({str}),
    GraphQLBoolean: frozenset({bool}),
}
"""Leaves that JSON writes as graphql-core would, where they are of just these types."""


def leaf(kind: GraphQLLeafType) -> Completer:
    """Write leaves."""
    serialize: Callable[[Any], Any] = kind.serialize
    if isinstance(kind, GraphQLEnumType):
        serialize = _Words(serialize).__getitem__
    plain = _AS_THEY_ARE.get(kind, frozenset())

    def complete(values: Sequence[Any], asked: Asked) -> Sequence[Any]:  # noqa: ARG001 - all completers are called so
        if plain.issuperset(map(type, values)):
            return values
        return [None if value is None else serialize(value) for value in values]

    return complete


class _Words(dict[Any, Any]):
    """The word of each value of an enum, as far as they have been written."""

    def __init__(self, serialize: Callable[[Any], Any]) -> None:
        super().__init__()
        self._serialize = serialize

    def __missing__(self, value: Any) -> Any:
        word = self[value] = self._serialize(value)
        return word


def never_null(inner: Completer) -> Completer:
    """Write what must not be null; that it is, is a surprise: only graphql-core knows how far up it tells."""

    def complete(values: Sequence[Any], asked: Asked) -> Sequence[Any]:
        done = inner(values, asked)
        if None in done:
            raise Surprise
        return done

    return complete


def items(inner: Completer) -> Completer:
    """Write lists: the items of all of them at once."""

    def complete(values: Sequence[Any], asked: Asked) -> Sequence[Any]:
        known = [value for value in values if value is not None]
        if not all(isinstance(value, list | tuple | Batch) for value in known):
            raise Surprise
        done = inner(_joined(known), asked) if any(map(len, known)) else []
        left = iter(done)
        return [None if value is None else list(islice(left, len(value))) for value in values]

    return complete


def _joined(lists: list[Any]) -> Sequence[Any]:
    """Give the items of all lists; a batch alone stays one."""
    return lists[0] if len(lists) == 1 else list(chain.from_iterable(lists))


def objects(selection: Completer) -> Completer:
    """Write objects of one type: each of them once, however often it is referred to."""

    def complete(values: Sequence[Any], asked: Asked) -> Sequence[Any]:
        if isinstance(values, Batch):
            return selection(values, asked)
        places = {id(value): value for value in values if value is not None}
        if len(places) == len(values):
            return selection(values, asked)
        if not places:
            return [None] * len(values)
        written = dict(zip(places, selection(list(places.values()), asked), strict=True))
        return [None if value is None else written[id(value)] for value in values]

    return complete


def abstract(by_class: dict[type[Any], Completer]) -> Completer:
    """Write objects of several types, those of each type at once."""

    def complete(values: Sequence[Any], asked: Asked) -> Sequence[Any]:
        kinds = values.classes() if isinstance(values, Batch) else None
        if kinds is None:
            kinds = [type(value) for value in values]
        places: dict[type[Any], list[int]] = {}
        for place, kind in enumerate(kinds):
            places.setdefault(kind, []).append(place)
        done: list[Any] = [None] * len(values)
        for kind, of_kind in places.items():
            if kind is type(None):
                continue
            if kind not in by_class:
                raise Surprise
            part = values.take(of_kind) if isinstance(values, Batch) else [values[place] for place in of_kind]
            for place, each in zip(of_kind, by_class[kind](part, asked), strict=True):
                done[place] = each
        return done

    return complete
