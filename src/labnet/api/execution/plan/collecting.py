"""Which fields of a selection answer for objects of one type: fragments spread, equal keys merged, conditions kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Final, TypeAlias

from graphql import (
    BooleanValueNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    ListValueNode,
    ObjectValueNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    is_abstract_type,
)

__all__ = ["Collector", "Fields", "is_variable"]

Fields: TypeAlias = dict[str, list[FieldNode]]
"""The fields that answer under each key, in the order in which the keys come first."""

_WANTED: Final = {"include": True, "skip": False}


class Collector:
    """Collects fields as the specification says (CollectFields), for one choice of what is included.

    Parameters
    ----------
    schema : GraphQLSchema
        Types and what they implement.
    document : DocumentNode
        Where fragments are defined; it has been validated.
    chosen : mapping of str to bool
        Values of the variables that ``@include`` and ``@skip`` ask for.
    """

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, chosen: Mapping[str, bool]) -> None:
        self._schema = schema
        self._chosen = chosen
        self._fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }

    def fields(self, selections: Iterable[SelectionSetNode], kind: GraphQLObjectType) -> Fields:
        """Give the fields that answer for an object of a type."""
        found: Fields = {}
        spread: set[str] = set()
        for selection in selections:
            self._collect(selection, kind, found, spread)
        return found

    def is_uniform(self, selections: Iterable[SelectionSetNode], wider: frozenset[str]) -> bool:
        """Tell whether every object gets the same fields, as no condition is narrower than some types all are of."""
        pending, seen = list(selections), set[str]()
        while pending:
            for each in pending.pop().selections:
                fragment = self._fragment(each)
                if fragment is None or (isinstance(each, FragmentSpreadNode) and each.name.value in seen):
                    continue
                if isinstance(each, FragmentSpreadNode):
                    seen.add(each.name.value)
                if fragment.type_condition is not None and fragment.type_condition.name.value not in wider:
                    return False
                pending.append(fragment.selection_set)
        return True

    def is_constant(self, fields: Fields) -> bool:
        """Tell whether fields, and all that is selected within them, ask the same whatever the variables are."""
        pending: list[SelectionNode] = list(chain.from_iterable(fields.values()))
        seen: set[str] = set()
        while pending:
            each = pending.pop()
            if isinstance(each, FieldNode) and any(is_variable(argument.value) for argument in each.arguments or ()):
                return False
            if isinstance(each, FragmentSpreadNode):
                if each.name.value in seen:
                    continue
                seen.add(each.name.value)
            inner = each if isinstance(each, FieldNode) else self._fragment(each)
            if inner is not None and inner.selection_set is not None:
                pending.extend(inner.selection_set.selections)
        return True

    def _collect(self, selection: SelectionSetNode, kind: GraphQLObjectType, found: Fields, spread: set[str]) -> None:
        for each in selection.selections:
            if not self._is_included(each):
                continue
            if isinstance(each, FieldNode):
                found.setdefault((each.alias or each.name).value, []).append(each)
                continue
            if isinstance(each, FragmentSpreadNode):
                if each.name.value in spread:
                    continue
                spread.add(each.name.value)
            fragment = self._fragment(each)
            if fragment is not None and self._applies(fragment, kind):
                self._collect(fragment.selection_set, kind, found, spread)

    def _fragment(self, each: SelectionNode) -> FragmentDefinitionNode | InlineFragmentNode | None:
        if isinstance(each, FragmentSpreadNode):
            return self._fragments[each.name.value]
        return each if isinstance(each, InlineFragmentNode) else None

    def _applies(self, fragment: FragmentDefinitionNode | InlineFragmentNode, kind: GraphQLObjectType) -> bool:
        if fragment.type_condition is None:
            return True
        condition = self._schema.get_type(fragment.type_condition.name.value)
        return condition is kind or (is_abstract_type(condition) and self._schema.is_sub_type(condition, kind))

    def _is_included(self, node: SelectionNode) -> bool:
        return all(
            self._chosen_by((directive.arguments or ())[0].value) is _WANTED[directive.name.value]
            for directive in node.directives or ()
            if directive.name.value in _WANTED
        )

    def _chosen_by(self, value: object) -> bool:
        if isinstance(value, VariableNode):
            return self._chosen[value.name.value]
        return isinstance(value, BooleanValueNode) and value.value


def is_variable(value: ValueNode) -> bool:
    """Tell whether a value is a variable, or holds one."""
    if isinstance(value, ListValueNode):
        return any(map(is_variable, value.values))
    if isinstance(value, ObjectValueNode):
        return any(is_variable(field.value) for field in value.fields)
    return isinstance(value, VariableNode)
