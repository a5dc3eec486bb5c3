"""The plans of one operation: one for each choice of what ``@include`` and ``@skip`` leave in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final

import strawberry
from graphql import (
    DirectiveNode,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    Node,
    OperationDefinitionNode,
    VariableNode,
)
from graphql.execution.values import VariableValues

from labnet.api.execution.plan.compiling import Plan, compile_plan
from labnet.api.execution.plan.reading import Unplanned
from labnet.api.execution.plan.variables import Variables

__all__ = ["Plans"]

_MOST: Final = 16
_BYTES_OF_FIELD: Final = 1_000
"""What a field of a type takes in a plan, about."""
_CONDITIONS: Final = ("include", "skip")


class Plans:
    """The plans of an operation that has been validated, each compiled when it is first asked for.

    `grown` is told how many bytes each of them takes, about.
    """

    def __init__(
        self,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        grown: Callable[[int], object] = lambda size: None,  # noqa: ARG005 - nobody wants to know
    ) -> None:
        self._document = document
        self._operation = operation
        self._grown = grown
        self._known: dict[tuple[bool, ...], Plan | None] = {}
        self._variables: Variables | None = None

    def coerced(self, schema: GraphQLSchema, sent: Mapping[str, Any]) -> VariableValues | list[GraphQLError]:
        """Give the values of the variables that the operation declares, or what is wrong with them."""
        if self._variables is None:
            self._variables = Variables(schema, self._operation)
        return self._variables.coerced(sent)

    def find(self, schema: strawberry.Schema, variables: VariableValues) -> Plan | None:
        """Give the plan for some variables; None where the operation cannot be planned, or has too many plans."""
        chosen = self._chosen(variables)
        if chosen is None:
            return None
        key = tuple(chosen.values())
        if key not in self._known:
            if len(self._known) >= _MOST:
                return None
            try:
                plan = self._known[key] = compile_plan(schema, self._document, self._operation, chosen)
            except Unplanned:
                self._known[key] = None
            else:
                self._grown(plan.fields * _BYTES_OF_FIELD)
        return self._known[key]

    def known(self, variables: VariableValues) -> Plan | None:
        """Give the plan for some variables if it has been compiled."""
        chosen = self._chosen(variables)
        return None if chosen is None else self._known.get(tuple(chosen.values()))

    def _chosen(self, variables: VariableValues) -> dict[str, bool] | None:
        given = {name: variables.coerced.get(name) for name in self._conditions}
        # A condition must not be null, even where its variable may be: graphql-core says so where it is met.
        return None if None in given.values() else {name: bool(value) for name, value in given.items()}

    @cached_property
    def _conditions(self) -> tuple[str, ...]:
        """Names of the variables of the operation that decide what is left in; other operations have their own."""
        declared = {each.variable.name.value for each in self._operation.variable_definitions or ()}
        found = (
            argument.value.name.value
            for node in _nodes(self._document)
            if isinstance(node, DirectiveNode) and node.name.value in _CONDITIONS
            for argument in node.arguments or ()
            if isinstance(argument.value, VariableNode)
        )
        return tuple(name for name in dict.fromkeys(found) if name in declared)


def _nodes(document: DocumentNode) -> Iterator[Node]:
    """Give all parts of a document."""
    pending: list[Node] = [document]
    while pending:
        node = pending.pop()
        yield node
        for name in node.keys:
            value = getattr(node, name)
            if isinstance(value, Node):
                pending.append(value)
            elif isinstance(value, list | tuple):
                pending.extend(each for each in value if isinstance(each, Node))
