"""How much of the schema itself a document asks for, worked out before it is answered.

An answer about the schema is as long as the schema is, and a document may ask for it many times over. How long its
lists are is known: under all `types` they are as long as they are on average, anywhere else as long as the longest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_introspection_query,
    is_abstract_type,
    parse,
)

from labnet.errors import TooMuch

__all__ = ["Described"]

_META: Final = ("__schema", "__type")
_OTHER_TYPES: Final = ("type", "interfaces", "possibleTypes")
"""What leads from all types to some, which may be the longest ones over and over."""
_CEILING: Final = 1e9
_NESTING: Final = 0.5
"""How many types of fields and arguments are within another (`ofType`), where all of them are asked."""

_WHOLE: Final = get_introspection_query(
    specified_by_url=True, directive_is_repeatable=True, schema_description=True, input_value_deprecation=True
)
"""How tools ask for all of it."""
_MORE: Final = 1.25
"""How much more than that may be asked."""


@dataclass(frozen=True, slots=True)
class _Length:
    average: float
    longest: float


class Described:
    """What a schema tells of itself, of which so much may be asked at once."""

    def __init__(self, schema: GraphQLSchema) -> None:
        types = list(schema.type_map.values())
        directives = len(schema.directives)
        inputs = [len(each.fields) for each in types if isinstance(each, GraphQLInputObjectType)]
        fields = [len(each.fields) for each in types if isinstance(each, GraphQLObjectType | GraphQLInterfaceType)]
        arguments = [len(getattr(field, "args", ())) for each in types for field in _fields(each)]
        values = [len(getattr(each, "values", ())) for each in types]
        interfaces = [len(getattr(each, "interfaces", ())) for each in types]
        possible = [len(schema.get_possible_types(each)) for each in types if is_abstract_type(each)]
        self._lengths: Mapping[str, _Length] = {
            "types": _Length(len(types), len(types)),
            "directives": _Length(directives, directives),
            "fields": _length(fields, len(types)),
            "inputFields": _length(inputs, len(types)),
            "args": _length(arguments, len(arguments)),
            "enumValues": _length(values, len(types)),
            "interfaces": _length(interfaces, len(types)),
            "possibleTypes": _length(possible, len(types)),
            "ofType": _Length(_NESTING, _NESTING),
        }
        self._most = int(_MORE * self.fields_of(parse(_WHOLE)))

    def check(self, document: DocumentNode) -> None:
        """Refuse a document that asks for more than the whole description once, and a little.

        Raises
        ------
        TooMuch
            If it does.
        """
        fields = self.fields_of(document)
        if fields > self._most:
            raise TooMuch(
                f"the answer may hold {fields:,} fields of the schema's description, and {self._most:,} are allowed; "
                "ask for it once, and for less"
            )

    def fields_of(self, document: DocumentNode) -> int:
        """Give how many fields of the schema's description the answer to a document may hold (saturating)."""
        fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
        walk = _Walk(self._lengths, fragments)
        operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
        return int(max((walk.selection(each.selection_set, None) for each in operations), default=0))


class _Walk:
    def __init__(self, lengths: Mapping[str, _Length], fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self.lengths = lengths
        self.fragments = fragments
        self.known: dict[tuple[str, bool | None], float] = {}

    def selection(self, node: SelectionSetNode | None, typical: bool | None) -> float:  # noqa: FBT001 - three states of one thing
        """Count the fields of a selection: on types on average (True), on any type (False), or on neither (None)."""
        found = 0.0
        for choice in node.selections if node else ():
            if isinstance(choice, FieldNode):
                found += self.field(choice, typical)
            elif isinstance(choice, InlineFragmentNode):
                found += self.selection(choice.selection_set, typical)
            elif isinstance(choice, FragmentSpreadNode):
                found += self.fragment(choice.name.value, typical)
        return min(found, _CEILING)

    def fragment(self, name: str, typical: bool | None) -> float:  # noqa: FBT001 - three states of one thing
        key = name, typical
        if key not in self.known:
            self.known[key] = 0.0  # one that spreads itself is refused by validation; here it just must not be followed
            fragment = self.fragments.get(name)
            self.known[key] = self.selection(fragment.selection_set, typical) if fragment else 0.0
        return self.known[key]

    def field(self, node: FieldNode, typical: bool | None) -> float:  # noqa: FBT001 - three states of one thing
        name = node.name.value
        if name in _META:
            return 1 + self.selection(node.selection_set, name == "__schema")
        if typical is None:
            return self.selection(node.selection_set, None)
        length = self.lengths.get(name)
        times = 1.0 if length is None else length.average if typical else length.longest
        inner = name == "types" or (typical and name not in _OTHER_TYPES)
        return 1 + times * self.selection(node.selection_set, inner)


def _fields(of: GraphQLNamedType) -> Sequence[Any]:
    return list(getattr(of, "fields", {}).values())


def _length(found: Sequence[int], among: int) -> _Length:
    return _Length(sum(found) / max(among, 1), max(found, default=0))
