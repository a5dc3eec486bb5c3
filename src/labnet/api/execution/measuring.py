"""How deep an operation goes, how many objects it may give and what it costs, worked out before it runs.

Each selection and fragment is measured once, however often it is used, so that measuring takes no longer than reading.
What depends on variables is kept as a sum to be worked out when they are known; all the rest is a number at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeAlias

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
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

from labnet.api.execution.costs import ASSUMED_LIST, Price, Prices
from labnet.errors import TooMuch

__all__ = ["Measure", "Size", "measure", "objects_in"]

_CEILING: Final = 10**9
_LONGEST_NUMBER: Final = 11
"""Digits of a number that is read; a longer one is beyond any page size."""
_META: Final = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}
"""What asks for the schema itself: validation bounds its depth, and tools ask deeper than any other question."""
_TYPENAME: Final = "__typename"


class Size(NamedTuple):
    """The most objects that an answer may hold, and what it costs (saturating)."""

    nodes: int
    cost: int


@dataclass(frozen=True, slots=True)
class Measure:
    """What is known of an operation before it runs.

    Attributes
    ----------
    depth, fields, aliases : int
        Levels of fields, fields and aliases, fragments included (saturating); fields and aliases are those of the
        operation or fragment of the document that has most of them, for validation reads them all.
    about_schema : bool
        Whether the schema alone is asked for, without variables: then the answer is always the same.
    """

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    about_schema: bool = False
    _sum: _Sum | None = None
    _defaults: Mapping[str, Any] = field(default_factory=dict)

    def size(self, variables: Mapping[str, Any] | None = None) -> Size:
        """Give how large the answer may be, and what it costs, with some variables."""
        if self._sum is None:
            return Size(0, 0)
        if not self._sum.terms:
            return Size(self._sum.nodes, self._sum.cost)
        return self._sum.with_({**self._defaults, **(variables or {})}, {})


def measure(
    schema: GraphQLSchema, prices: Prices, document: DocumentNode, operation: OperationDefinitionNode
) -> Measure:
    """Measure one operation of a document; fields that do not exist give no objects, as validation refuses them.

    Raises
    ------
    TooMuch
        If selections are nested too deeply to be measured.
    """
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    walk = _Walk(schema, prices, fragments)
    try:
        found = [walk.selection(each.selection_set, schema.get_root_type(each.operation)) for each in operations]
        chosen = found[operations.index(operation)]
        everything = found + [walk.fragment(name) for name in fragments]
    except RecursionError:
        raise TooMuch("the document is nested too deeply to be measured; ask in parts") from None
    return Measure(
        chosen.depth,
        max(each.fields for each in everything),
        max(each.aliases for each in everything),
        not (chosen.beyond_schema or operation.variable_definitions),
        chosen.own.plus(ASSUMED_LIST, chosen.sized),
        _defaults(operation),
    )


def objects_in(data: bytes) -> int:
    """Count the objects of an answer that is JSON, besides itself; a brace in a text counts as one.

    Examples
    --------
    >>> objects_in(b'{"labs":{"nodes":[{"name":"A"},{"name":"B"}]}}')
    3
    """
    return max(0, data.count(b"{") - 1)


def _defaults(operation: OperationDefinitionNode) -> dict[str, Any]:
    given = ((each.variable.name.value, each.default_value) for each in operation.variable_definitions or ())
    return {name: _constant(value) for name, value in given if isinstance(value, IntValueNode | ListValueNode)}


@dataclass(frozen=True, slots=True)
class _Asked:
    """A number of items that variables say: the largest that one of them or `least` gives, `otherwise` without any."""

    variables: tuple[str, ...]
    least: int | None
    otherwise: int

    def of(self, variables: Mapping[str, Any]) -> int:
        found = [_number(variables.get(name)) for name in self.variables]
        known = [each for each in (*found, self.least) if each is not None]
        return max(known, default=self.otherwise)


_Times: TypeAlias = int | _Asked


@dataclass(eq=False, slots=True)
class _Sum:
    """Objects and cost of a part of a document: so many, and so many times those of other parts."""

    nodes: int = 0
    cost: int = 0
    terms: list[tuple[_Times, _Sum]] = field(default_factory=list)

    def plus(self, times: _Times, other: _Sum) -> _Sum:
        """Add another part so many times, and give the same sum."""
        if isinstance(times, int) and not other.terms:
            self.nodes = min(self.nodes + times * other.nodes, _CEILING)
            self.cost = min(self.cost + times * other.cost, _CEILING)
        elif other.terms or other.nodes or other.cost:
            self.terms.append((times, other))
        return self

    def with_(self, variables: Mapping[str, Any], known: dict[int, Size]) -> Size:
        """Work the sum out; parts that are in it several times are worked out once."""
        found = known.get(id(self))
        if found is None:
            nodes, cost = self.nodes, self.cost
            for times, other in self.terms:
                number = times if isinstance(times, int) else times.of(variables)
                more = other.with_(variables, known)
                nodes = min(nodes + number * more.nodes, _CEILING)
                cost = min(cost + number * more.cost, _CEILING)
            found = known[id(self)] = Size(nodes, cost)
        return found


@dataclass(slots=True)
class _Part:
    """What is known of a selection: `sized` are its fields that have as many items as the field it belongs to says."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    beyond_schema: bool = False
    own: _Sum = field(default_factory=_Sum)
    sized: _Sum = field(default_factory=_Sum)

    def add(self, other: _Part) -> None:
        self.depth = max(self.depth, other.depth)
        self.fields = min(self.fields + other.fields, _CEILING)
        self.aliases = min(self.aliases + other.aliases, _CEILING)
        self.beyond_schema |= other.beyond_schema
        self.own.plus(1, other.own)
        self.sized.plus(1, other.sized)


class _Walk:
    def __init__(self, schema: GraphQLSchema, prices: Prices, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self.schema = schema
        self.prices = prices
        self.fragments = fragments
        self.known: dict[str, _Part] = {}

    def selection(self, node: SelectionSetNode | None, parent: Any) -> _Part:
        found = _Part()
        for choice in node.selections if node else ():
            if isinstance(choice, FieldNode):
                self.field(choice, parent, found)
            elif isinstance(choice, InlineFragmentNode):
                name = choice.type_condition.name.value if choice.type_condition else None
                found.add(self.selection(choice.selection_set, self.schema.get_type(name) if name else parent))
            elif isinstance(choice, FragmentSpreadNode):
                found.add(self.fragment(choice.name.value))
        return found

    def fragment(self, name: str) -> _Part:
        fragment = self.fragments.get(name)
        if fragment is None:
            return _Part()
        if name not in self.known:
            # A fragment that spreads itself is refused by validation; here it just must not be followed.
            self.known[name] = _Part()
            on = self.schema.get_type(fragment.type_condition.name.value)
            self.known[name] = self.selection(fragment.selection_set, on)
        return self.known[name]

    def field(self, node: FieldNode, parent: Any, into: _Part) -> None:
        """Add a field to the selection that it is in."""
        name = node.name.value
        definition = _META.get(name) or getattr(parent, "fields", {}).get(name)
        inner = self.selection(node.selection_set, None if definition is None else get_named_type(definition.type))
        into.beyond_schema |= name not in _META and name != _TYPENAME
        into.depth = max(into.depth, 1 if name in _META else inner.depth + 1)
        into.fields = min(into.fields + inner.fields + 1, _CEILING)
        into.aliases = min(into.aliases + inner.aliases + (node.alias is not None), _CEILING)
        if definition is None:
            return
        price = self.prices.of(definition)
        items = _items(node, price)
        is_sized = (getattr(parent, "name", None), name) in self.prices.sized
        found = into.sized if is_sized else into.own
        if node.selection_set is not None:
            each = _Sum(1, 1).plus(1, inner.own).plus(items if price.sizes else ASSUMED_LIST, inner.sized)
            found.plus(1 if price.sizes or is_sized else items, each)
        found.plus(1, _Sum(cost=price.weight))


def _items(node: FieldNode, price: Price) -> _Times:
    """Give how many items a field has, or says that fields of it have."""
    given = {each.name.value: each.value for each in node.arguments or () if each.name.value in price.slicing}
    values = [_number(_constant(each)) for each in given.values() if isinstance(each, IntValueNode | ListValueNode)]
    least = max((each for each in values if each is not None), default=None)
    variables = tuple(each.name.value for each in given.values() if isinstance(each, VariableNode))
    if variables:
        return _Asked(variables, least, price.otherwise)
    return price.otherwise if least is None else least


def _number(value: Any) -> int | None:
    """Give a number of items; None where none is given, or null, as if the argument were not there."""
    if isinstance(value, list):
        return max(1, len(value))
    # A whole number may come as 100.0, which GraphQL takes for 100.
    return int(max(1, min(value, _CEILING))) if isinstance(value, int | float) else None


def _constant(value: IntValueNode | ListValueNode) -> int | list[Any]:
    if isinstance(value, ListValueNode):
        return list(value.values)
    return int(value.value) if len(value.value) <= _LONGEST_NUMBER else _CEILING
