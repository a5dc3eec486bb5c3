"""How deep an operation goes and how many objects it may give, worked out before it runs.

Each selection and fragment is measured once, however often it is used, so that measuring takes no longer than reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SchemaMetaFieldDef,
    SelectionSetNode,
    TypeMetaFieldDef,
    VariableNode,
    get_named_type,
)

from labnet.api.paging import DEFAULT_PAGE

__all__ = ["Measure", "measure"]

_ASSUMED_LIST: Final = 5
"""How many items a list without a page size is taken to have."""
_CEILING: Final = 10**9
_SIZES: Final = ("first", "last", "maxNodes")
_LISTED: Final = "ids"
"""The argument of a list that has one item for each id it is given."""
_META: Final = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}
"""What asks for the schema itself: validation bounds its depth, and tools ask deeper than any other question."""


@dataclass(frozen=True, slots=True)
class Measure:
    """Depth of the fields, and the most objects the answer may hold (saturating)."""

    depth: int = 0
    nodes: int = 0


def measure(
    schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any] | None, operation: str | None
) -> Measure:
    """Measure one operation of a document; fields that do not exist count for nothing, as validation refuses them."""
    definitions = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    chosen = [each for each in definitions if operation is None or (each.name and each.name.value == operation)]
    walk = _Walk(schema, fragments, dict(variables or {}))
    found = [walk.operation(each) for each in chosen]
    return Measure(max((each.depth for each in found), default=0), max((each.nodes for each in found), default=0))


class _Walk:
    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], variables: dict[str, Any]
    ) -> None:
        self.schema = schema
        self.fragments = fragments
        self.variables = variables
        self.known: dict[tuple[str, str], Measure] = {}

    def operation(self, node: OperationDefinitionNode) -> Measure:
        for definition in node.variable_definitions or ():
            default = definition.default_value
            if isinstance(default, IntValueNode):
                self.variables.setdefault(definition.variable.name.value, int(default.value))
        root = self.schema.get_root_type(node.operation)
        return Measure() if root is None else self.selection(node.selection_set, root)

    def selection(self, node: SelectionSetNode | None, parent: Any) -> Measure:
        depth = nodes = 0
        for choice in node.selections if node else ():
            found = self.choice(choice, parent)
            depth = max(depth, found.depth)
            nodes = min(nodes + found.nodes, _CEILING)
        return Measure(depth, nodes)

    def choice(self, node: Any, parent: Any) -> Measure:
        if isinstance(node, FieldNode):
            return self.field(node, parent)
        if isinstance(node, InlineFragmentNode):
            name = node.type_condition.name.value if node.type_condition else None
            return self.selection(node.selection_set, self.schema.get_type(name) if name else parent)
        return self.spread(node, parent) if isinstance(node, FragmentSpreadNode) else Measure()

    def spread(self, node: FragmentSpreadNode, parent: Any) -> Measure:
        fragment = self.fragments.get(node.name.value)
        if fragment is None:
            return Measure()
        key = (node.name.value, str(parent))
        if key not in self.known:
            # A fragment that spreads itself is refused by validation; here it just must not be followed.
            self.known[key] = Measure()
            found = self.selection(fragment.selection_set, self.schema.get_type(fragment.type_condition.name.value))
            self.known[key] = found
        return self.known[key]

    def field(self, node: FieldNode, parent: Any) -> Measure:
        name = node.name.value
        definition = _META.get(name) or getattr(parent, "fields", {}).get(name)
        if definition is None:
            inner = self.selection(node.selection_set, None)
            return Measure(inner.depth + 1, inner.nodes)
        inner = self.selection(node.selection_set, get_named_type(definition.type))
        if node.selection_set is None:
            return Measure(1, 0)
        size = self.size(node, definition)
        depth = 1 if name in _META else inner.depth + 1
        return Measure(depth, min(size * (1 + inner.nodes), _CEILING))

    def size(self, node: FieldNode, definition: GraphQLField) -> int:
        """Give how many objects a field may give: its page for a connection, whose lists then count once."""
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        for name in _SIZES:
            if name in definition.args and name in given:
                return max(1, self.number(given[name]))
        if _LISTED in definition.args and _LISTED in given:
            return self.length(given[_LISTED])
        named = get_named_type(definition.type).name
        if named.endswith("Connection"):
            return DEFAULT_PAGE
        default = next((definition.args[name].default_value for name in _SIZES if name in definition.args), None)
        if isinstance(default, int):
            return default
        within_page = node.name.value in ("nodes", "edges")
        return _ASSUMED_LIST if _is_list(definition.type) and not within_page else 1

    def number(self, value: Any) -> int:
        found = self.variables.get(value.name.value) if isinstance(value, VariableNode) else None
        if isinstance(value, IntValueNode):
            found = int(value.value) if len(value.value) < 12 else _CEILING  # noqa: PLR2004 - beyond any page size
        # A whole number may come as 100.0, which GraphQL takes for 100.
        return int(min(found, _CEILING)) if isinstance(found, int | float) else DEFAULT_PAGE

    def length(self, value: Any) -> int:
        if isinstance(value, ListValueNode):
            return max(1, len(value.values))
        found = self.variables.get(value.name.value) if isinstance(value, VariableNode) else None
        return max(1, len(found)) if isinstance(found, list) else 1


def _is_list(kind: Any) -> bool:
    return isinstance(kind.of_type if isinstance(kind, GraphQLNonNull) else kind, GraphQLList)
