"""Compiling an operation to a plan: for each selection and type the readers and completers of its fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any, Final, TypeAlias, cast

import strawberry
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLUnionType,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    is_leaf_type,
)

from labnet.api.execution.costs import Cost, ListSize, declared
from labnet.api.execution.plan.batches import Batch
from labnet.api.execution.plan.collecting import Collector, Fields
from labnet.api.execution.plan.completing import Completer, abstract, items, leaf, never_null, objects
from labnet.api.execution.plan.keeping import kept, keys_of
from labnet.api.execution.plan.reading import DEFINITION, Asked, Reader, Unplanned, reader_of

__all__ = ["Plan", "compile_plan"]

_TYPENAME: Final = "__typename"

_numbers: Final = count()
"""Tell selections apart, also those of plans that are no longer held."""

_Composite: TypeAlias = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType


class Plan:
    """An operation that is ready to be run: on any context, with any variables that include the same of it.

    Attributes
    ----------
    is_local : bool
        Whether no field of it has a weight of its own or gives a part of a longer list: the work grows with the answer.
    fields : int
        How many fields were compiled, each for every type that it may be asked of.
    """

    def __init__(self, root: Completer, *, is_local: bool, fields: int) -> None:
        self._root = root
        self.fields = fields
        self.is_local = is_local

    def run(self, asked: Asked) -> dict[str, Any]:
        """Give the data of the answer.

        Raises
        ------
        Exception
            Whatever a resolver raises, and `Surprise`: graphql-core must answer then.
        """
        (data,) = self._root([None], asked)
        return cast("dict[str, Any]", data)


def compile_plan(
    schema: strawberry.Schema, document: DocumentNode, operation: OperationDefinitionNode, chosen: Mapping[str, bool]
) -> Plan:
    """Compile a query that has been validated.

    Parameters
    ----------
    schema : strawberry.Schema
        What it was validated by.
    document, operation
        The document, and the operation of it to be run.
    chosen : mapping of str to bool
        Values of the variables that ``@include`` and ``@skip`` ask for; another choice is another plan.

    Raises
    ------
    Unplanned
        If the operation is not a query, or asks for something that plans do not know: the schema itself, resolvers
        behind permissions or extensions, asynchronous ones.
    """
    core: GraphQLSchema = schema._schema  # noqa: SLF001 - strawberry has no public name for it
    if operation.operation is not OperationType.QUERY or core.query_type is None:
        raise Unplanned(operation.operation.value)
    compiler = _Compiler(schema, core, Collector(core, document, chosen))
    root = compiler.selection(core.query_type, (operation.selection_set,))
    return Plan(root, is_local=compiler.is_local, fields=compiler.compiled)


class _Compiler:
    def __init__(self, schema: strawberry.Schema, core: GraphQLSchema, collector: Collector) -> None:
        self._schema = schema
        self._core = core
        self._collector = collector
        # The same selections of the same type are compiled once, in however many places they stand.
        self._known: dict[tuple[str, tuple[int, ...]], Completer] = {}
        self.is_local = True
        self.compiled = 0

    def selection(
        self,
        kind: GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType,
        selections: tuple[SelectionSetNode, ...],
    ) -> Completer:
        """Compile what is selected of objects of a type."""
        key = (kind.name, tuple(map(id, selections)))
        if key not in self._known:
            if isinstance(kind, GraphQLObjectType):
                self._known[key] = self._of_type(kind, self._collector.fields(selections, kind))
            else:
                self._known[key] = self._of_any(kind, selections)
        return self._known[key]

    def _of_any(
        self, kind: GraphQLInterfaceType | GraphQLUnionType, selections: tuple[SelectionSetNode, ...]
    ) -> Completer:
        possible = self._core.get_possible_types(kind)
        if isinstance(kind, GraphQLInterfaceType) and self._is_uniform(kind, possible, selections):
            return self.selection(possible[0], selections)
        return abstract({_class_of(each): self.selection(each, selections) for each in possible})

    def _is_uniform(
        self,
        kind: GraphQLInterfaceType,
        possible: Sequence[GraphQLObjectType],
        selections: tuple[SelectionSetNode, ...],
    ) -> bool:
        """Tell whether all objects of an interface are asked for the same fields, and read alike."""
        wider = frozenset({kind.name, *(each.name for each in kind.interfaces)})
        if not self._collector.is_uniform(selections, wider):
            return False
        asked = {nodes[0].name.value for nodes in self._collector.fields(selections, possible[0]).values()}
        if not asked or _TYPENAME in asked:
            return False
        return all(len({_source_of(each, name) for each in possible}) == 1 for name in asked)

    def _of_type(self, kind: GraphQLObjectType, fields: Fields) -> Completer:
        self.compiled += len(fields)
        parts = [(key, *self._field(kind, nodes)) for key, nodes in fields.items()]
        batch = getattr(_class_of(kind), "batch", None)

        def write(values: Sequence[Any], asked: Asked) -> list[dict[str, Any]]:
            asked.check_time()
            written: list[dict[str, Any]] = [{} for _ in range(len(values))]
            for key, read, done in parts:
                for one, value in zip(written, done(read(values, asked), asked), strict=True):
                    one[key] = value
            return written

        number = next(_numbers) if self._collector.is_constant(fields) else None

        def complete(values: Sequence[Any], asked: Asked) -> Sequence[Any]:
            whole = values if batch is None or isinstance(values, Batch) else batch.of(values)
            keys = None if number is None else keys_of(whole)
            return write(whole, asked) if number is None or keys is None else kept(number, whole, keys, asked, write)

        return complete

    def _field(self, kind: GraphQLObjectType, nodes: list[FieldNode]) -> tuple[Reader, Completer]:
        name = nodes[0].name.value
        if name == _TYPENAME:
            return (lambda values, _: [kind.name] * len(values)), (lambda values, _: values)
        if name.startswith("__"):
            raise Unplanned(name)
        definition = kind.fields[name]
        self.is_local = self.is_local and _is_local(definition)
        selections = tuple(node.selection_set for node in nodes if node.selection_set is not None)
        return reader_of(self._schema, definition, nodes[0]), self._completer(definition.type, selections)

    def _completer(self, kind: GraphQLOutputType, selections: tuple[SelectionSetNode, ...]) -> Completer:
        if isinstance(kind, GraphQLNonNull):
            return never_null(self._completer(kind.of_type, selections))
        if isinstance(kind, GraphQLList):
            return items(self._completer(kind.of_type, selections))
        if is_leaf_type(kind):
            return leaf(kind)
        return objects(self.selection(cast("_Composite", kind), selections))


def _class_of(kind: GraphQLObjectType) -> type[Any]:
    return cast("type[Any]", kind.extensions[DEFINITION].origin)


def _source_of(kind: GraphQLObjectType, name: str) -> object:
    """Give what reads a field of a type; equal for two types that have it from the same class."""
    declared = kind.fields[name].extensions.get(DEFINITION)
    resolver = getattr(declared, "base_resolver", None)
    return getattr(declared, "python_name", None) if resolver is None else resolver.wrapped_func


def _is_local(definition: GraphQLField) -> bool:
    """Tell whether it takes no longer to read a field than what it gives is long."""
    size = declared(definition, ListSize)
    return declared(definition, Cost) is None and (size is None or not size.slicing_arguments)
