"""How deep an operation goes, how many objects it may give and how much it asks for, worked out before it runs.

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

from labnet.errors import TooMuch

__all__ = ["DEFAULT_PAGE", "SCAN", "Measure", "measure"]

DEFAULT_PAGE: Final = 20
"""How many items a page has, unless somebody asks for more or fewer."""

SCAN: Final = 250
"""What a look through the whole network counts as, in objects."""
_SCANNING: Final = frozenset(
    {
        *("search", "paths", "neighbourhood", "peers"),
        *("mixing", "silos", "parallelEfforts", "brokers", "proposedTies", "communities"),
        *("indicators", "trend", "diff", "whatIf"),
    }
)
"""Questions that look through the whole network, besides all that give a connection."""
_ASSUMED_LIST: Final = 10
"""How many items a list without a page size is taken to have."""
_ASSUMED_OF_SCHEMA: Final = 5
"""The same where the schema itself is asked for: tools ask for all of it at once, and it is small and at hand."""
_CEILING: Final = 10**9
_LONGEST_NUMBER: Final = 11
"""Digits of a number that is read; a longer one is beyond any page size."""
_SIZES: Final = ("first", "last", "maxNodes")
_LISTED: Final = "ids"
"""The argument of a list that has one item for each id it is given."""
_META: Final = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}
"""What asks for the schema itself: validation bounds its depth, and tools ask deeper than any other question."""


@dataclass(frozen=True, slots=True)
class Measure:
    """Depth of the fields, the most objects the answer may hold, and how many fields and aliases (saturating)."""

    depth: int = 0
    nodes: int = 0
    fields: int = 0
    aliases: int = 0


def measure(
    schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any] | None, operation: str | None
) -> Measure:
    """Measure one operation of a document; fields that do not exist give no objects, as validation refuses them.

    Fields and aliases are those of the operation or fragment that has most of them, for validation reads them all.

    Raises
    ------
    TooMuch
        If selections are nested too deeply to be measured.
    """
    definitions = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    chosen = [each for each in definitions if operation is None or (each.name and each.name.value == operation)]
    run, checked = _Walk(schema, fragments, dict(variables or {})), _Walk(schema, fragments, {})
    try:
        found = [run.operation(each) for each in chosen]
        everything = [checked.operation(each) for each in definitions] + [checked.fragment(name) for name in fragments]
    except RecursionError:
        raise TooMuch("the document is nested too deeply to be measured; ask in parts") from None
    return Measure(
        depth=max((each.depth for each in found), default=0),
        nodes=max((each.nodes for each in found), default=0),
        fields=max((each.fields for each in everything), default=0),
        aliases=max((each.aliases for each in everything), default=0),
    )


class _Walk:
    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], variables: dict[str, Any]
    ) -> None:
        self.schema = schema
        self.fragments = fragments
        self.variables = variables
        self.known: dict[str, Measure] = {}

    def operation(self, node: OperationDefinitionNode) -> Measure:
        for definition in node.variable_definitions or ():
            default = definition.default_value
            if isinstance(default, IntValueNode | ListValueNode):
                self.variables.setdefault(definition.variable.name.value, _constant(default))
        root = self.schema.get_root_type(node.operation)
        return self.selection(node.selection_set, root)

    def selection(self, node: SelectionSetNode | None, parent: Any) -> Measure:
        depth = nodes = fields = aliases = 0
        for choice in node.selections if node else ():
            found = self.choice(choice, parent)
            depth = max(depth, found.depth)
            nodes = min(nodes + found.nodes, _CEILING)
            fields = min(fields + found.fields, _CEILING)
            aliases = min(aliases + found.aliases, _CEILING)
        return Measure(depth, nodes, fields, aliases)

    def choice(self, node: Any, parent: Any) -> Measure:
        if isinstance(node, FieldNode):
            return self.field(node, parent)
        if isinstance(node, InlineFragmentNode):
            name = node.type_condition.name.value if node.type_condition else None
            return self.selection(node.selection_set, self.schema.get_type(name) if name else parent)
        return self.fragment(node.name.value) if isinstance(node, FragmentSpreadNode) else Measure()

    def fragment(self, name: str) -> Measure:
        fragment = self.fragments.get(name)
        if fragment is None:
            return Measure()
        if name not in self.known:
            # A fragment that spreads itself is refused by validation; here it just must not be followed.
            self.known[name] = Measure()
            on = self.schema.get_type(fragment.type_condition.name.value)
            self.known[name] = self.selection(fragment.selection_set, on)
        return self.known[name]

    def field(self, node: FieldNode, parent: Any) -> Measure:
        name = node.name.value
        definition = _META.get(name) or getattr(parent, "fields", {}).get(name)
        inner = self.selection(node.selection_set, None if definition is None else get_named_type(definition.type))
        nodes = inner.nodes
        if definition is not None and node.selection_set is not None:
            scan = SCAN if parent is self.schema.query_type and _scans(name, definition) else 0
            nodes = min(self.size(node, definition) * (1 + nodes) + scan, _CEILING)
        depth = 1 if name in _META else inner.depth + 1
        return Measure(depth, nodes, inner.fields + 1, inner.aliases + (node.alias is not None))

    def size(self, node: FieldNode, definition: GraphQLField) -> int:
        """Give how many objects a field may give: its page for a connection, whose lists then count once."""
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        asked = [self.number(given[name]) for name in _SIZES if name in definition.args and name in given]
        if sizes := [size for size in asked if size is not None]:
            return max(sizes)
        if _LISTED in definition.args and _LISTED in given:
            return self.length(given[_LISTED])
        if _is_connection(definition):
            return DEFAULT_PAGE
        default = next((definition.args[name].default_value for name in _SIZES if name in definition.args), None)
        if isinstance(default, int):
            return default
        if not _is_list(definition.type) or node.name.value in ("nodes", "edges"):
            return 1
        return _ASSUMED_OF_SCHEMA if get_named_type(definition.type).name.startswith("__") else _ASSUMED_LIST

    def number(self, value: Any) -> int | None:
        """Give a page size; None where none is given, or null, as if the argument were not there."""
        found = _constant(value) if isinstance(value, IntValueNode) else self.variable(value)
        # A whole number may come as 100.0, which GraphQL takes for 100.
        return int(max(1, min(found, _CEILING))) if isinstance(found, int | float) else None

    def length(self, value: Any) -> int:
        found = _constant(value) if isinstance(value, ListValueNode) else self.variable(value)
        return max(1, len(found)) if isinstance(found, list) else 1

    def variable(self, value: Any) -> Any:
        return self.variables.get(value.name.value) if isinstance(value, VariableNode) else None


def _constant(value: IntValueNode | ListValueNode) -> int | list[Any]:
    if isinstance(value, ListValueNode):
        return list(value.values)
    return int(value.value) if len(value.value) <= _LONGEST_NUMBER else _CEILING


def _scans(name: str, definition: GraphQLField) -> bool:
    return name in _SCANNING or _is_connection(definition)


def _is_connection(definition: GraphQLField) -> bool:
    return get_named_type(definition.type).name.endswith("Connection")


def _is_list(kind: Any) -> bool:
    return isinstance(kind.of_type if isinstance(kind, GraphQLNonNull) else kind, GraphQLList)
