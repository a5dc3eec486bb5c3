"""How a field is read for many objects: by a function of their batch, as an attribute, or by its resolver."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from types import SimpleNamespace
from typing import Any, Final, TypeAlias, cast

import strawberry
from graphql import FieldNode, GraphQLField
from graphql.execution.values import VariableValues
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver

from labnet.api.execution.plan.arguments import arguments_of
from labnet.api.execution.plan.batches import BATCH, Batch
from labnet.api.execution.plan.written import Written

__all__ = ["Asked", "Reader", "Unplanned", "reader_of"]

DEFINITION: Final = "strawberry-definition"


class Unplanned(Exception):
    """An operation holds something that plans do not know."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is the same for all fields of one run.

    Attributes
    ----------
    variables : VariableValues
        As graphql-core coerced them.
    context : object
        What resolvers find in their ``info``.
    check_time : callable
        Raises when the time is up.
    written : Written
        What was written of the same state of things before.
    """

    variables: VariableValues
    context: Any
    check_time: Callable[[], None]
    written: Written


Reader: TypeAlias = Callable[[Sequence[Any], Asked], Sequence[Any]]
"""Gives the value of a field for each of some objects."""


def reader_of(schema: strawberry.Schema, definition: GraphQLField, node: FieldNode) -> Reader:
    """Give the reader of a field.

    Raises
    ------
    Unplanned
        If something stands between the field and its resolver that only strawberry knows how to pass.
    """
    declared = definition.extensions.get(DEFINITION)
    if not isinstance(declared, StrawberryField) or declared.extensions or declared.permission_classes:
        raise Unplanned(node.name.value)
    if (read := declared.metadata.get(BATCH)) is not None:
        return _of_batch(read)
    if declared.base_resolver is None:
        return _of_attribute(declared.python_name)
    return _of_resolver(schema, declared, declared.base_resolver, definition, node)


def _of_batch(read: Callable[[Any], Sequence[Any]]) -> Reader:
    def values(objects: Sequence[Any], asked: Asked) -> Sequence[Any]:  # noqa: ARG001 - all readers are called so
        return read(objects)

    return values


def _of_attribute(name: str) -> Reader:
    get = attrgetter(name)

    def values(objects: Sequence[Any], asked: Asked) -> Sequence[Any]:  # noqa: ARG001 - all readers are called so
        return objects.values(name) if isinstance(objects, Batch) else list(map(get, objects))

    return values


def _of_resolver(
    schema: strawberry.Schema,
    declared: StrawberryField,
    resolver: StrawberryResolver[Any],
    definition: GraphQLField,
    node: FieldNode,
) -> Reader:
    if resolver.is_async or resolver.parent_parameter or resolver.root_parameter:
        raise Unplanned(node.name.value)
    call: Callable[..., Any] = cast("Any", resolver.wrapped_func)
    info = resolver.info_parameter
    has_self = resolver.self_parameter is not None
    arguments = arguments_of(schema, declared.arguments, definition, node) if declared.arguments else None

    def values(objects: Sequence[Any], asked: Asked) -> Sequence[Any]:
        given: dict[str, Any] = {} if arguments is None else arguments(asked.variables)
        if info is not None:
            raw: Any = SimpleNamespace(context=asked.context)
            given[info.name] = strawberry.Info(_raw_info=raw, _field=declared)
        if has_self:
            return [call(each, **given) for each in objects]
        return [call(**given) for _ in objects]

    return values
