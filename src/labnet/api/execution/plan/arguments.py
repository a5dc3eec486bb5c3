"""Arguments of fields: what hangs on no variable is worked out once, and a variable alone is handed on as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, cast

import strawberry
from graphql import (
    ArgumentNode,
    FieldNode,
    GraphQLField,
    GraphQLNonNull,
    VariableNode,
    get_argument_values,
    is_leaf_type,
)
from graphql.execution.values import VariableValues
from strawberry.types.arguments import StrawberryArgument, convert_arguments
from strawberry.types.base import StrawberryMaybe

from labnet.api.execution.plan.collecting import is_variable

__all__ = ["Arguments", "arguments_of"]

Arguments: TypeAlias = Callable[[VariableValues], dict[str, Any]]
"""Gives what a resolver is called with: its own names, strawberry's types."""


def arguments_of(
    schema: strawberry.Schema, declared: list[StrawberryArgument], definition: GraphQLField, node: FieldNode
) -> Arguments:
    """Give what works out the arguments of one field of an operation."""
    by_name = {schema.config.name_converter.from_argument(each): each for each in declared}

    def converter(of: GraphQLField, given: list[Any]) -> Arguments:
        left = FieldNode(name=node.name, arguments=tuple(given), directives=())
        return lambda variables: convert_arguments(
            get_argument_values(of, left, variables),
            declared,
            scalar_registry=schema.schema_converter.scalar_registry,
            config=schema.config,
        )

    given = list(node.arguments or ())
    everything = converter(definition, given)
    alone = [each for each in given if _is_alone(each, by_name, definition)]
    others = [each for each in given if each not in alone]
    if any(is_variable(each.value) for each in others):
        return everything
    names = {each.name.value for each in alone}
    rest = GraphQLField(definition.type, {name: each for name, each in definition.args.items() if name not in names})
    constant = converter(rest, others)(VariableValues({}, {}))
    handed_on: list[tuple[str, str, bool]] = [
        (
            by_name[each.name.value].python_name,
            cast("VariableNode", each.value).name.value,
            isinstance(definition.args[each.name.value].type, GraphQLNonNull),
        )
        for each in alone
    ]

    def arguments(variables: VariableValues) -> dict[str, Any]:
        found = dict(constant)
        for name, variable, is_needed in handed_on:
            value = variables.coerced.get(variable)
            if value is None and (is_needed or variable not in variables.coerced):
                # Left out, or null where it must not be: defaults and refusals are for graphql-core to know.
                return everything(variables)
            found[name] = value
        return found

    return arguments


def _is_alone(given: ArgumentNode, declared: Mapping[str, StrawberryArgument], definition: GraphQLField) -> bool:
    """Tell whether an argument is a variable that strawberry takes just as graphql-core coerces it."""
    name = given.name.value
    if not isinstance(given.value, VariableNode) or isinstance(declared[name].type, StrawberryMaybe):
        return False
    kind = definition.args[name].type
    return is_leaf_type(kind.of_type if isinstance(kind, GraphQLNonNull) else kind)
