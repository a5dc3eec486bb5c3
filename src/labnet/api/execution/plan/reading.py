"""How a field is read for many objects: by a function of their batch, as an attribute, or by its resolver."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from types import SimpleNamespace
from typing import Any, Final, TypeAlias, cast

import strawberry
from graphql import FieldNode, GraphQLField, get_argument_values
from graphql.execution.values import VariableValues
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver

from labnet.api.execution.plan.batches import BATCH, Batch
from labnet.api.execution.plan.collecting import is_variable
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
    arguments: dict[int, dict[str, Any]] = field(default_factory=dict)
    """Arguments of each field that has any, by the identity of its node."""


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
    arguments = _arguments_of(schema, declared, definition, node) if declared.arguments else None

    def values(objects: Sequence[Any], asked: Asked) -> Sequence[Any]:
        given: dict[str, Any] = {} if arguments is None else dict(arguments(asked))
        if info is not None:
            raw: Any = SimpleNamespace(context=asked.context)
            given[info.name] = strawberry.Info(_raw_info=raw, _field=declared)
        if has_self:
            return [call(each, **given) for each in objects]
        return [call(**given) for _ in objects]

    return values


def _arguments_of(
    schema: strawberry.Schema, declared: StrawberryField, definition: GraphQLField, node: FieldNode
) -> Callable[[Asked], Mapping[str, Any]]:
    converter = schema.schema_converter

    def converted(variables: VariableValues) -> dict[str, Any]:
        return convert_arguments(
            get_argument_values(definition, node, variables),
            declared.arguments,
            scalar_registry=converter.scalar_registry,
            config=schema.config,
        )

    if not any(map(is_variable, (argument.value for argument in node.arguments or ()))):
        constant = converted(VariableValues({}, {}))
        return lambda _: constant

    def arguments(asked: Asked) -> Mapping[str, Any]:
        found = asked.arguments.get(id(node))
        if found is None:
            found = asked.arguments[id(node)] = converted(asked.variables)
        return found

    return arguments
