"""What a field costs and how many items it gives, said in the schema itself.

The two directives are those of the GraphQL cost directives specification (IBM, 2021). They are printed with the schema,
and what an operation is measured by is read from them alone, so that what is published is what is enforced.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import strawberry
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
)
from strawberry.schema_directive import Location
from strawberry.types.field import StrawberryField

__all__ = ["ASSUMED_LIST", "Cost", "ListSize", "Price", "Prices", "declared", "fields_of", "is_list", "sized_fields"]

ASSUMED_LIST: Final = 10
"""How many items a list is taken to have that neither has a page size nor says otherwise."""
ASSUMED_OF_SCHEMA: Final = 5
"""The same where the schema itself is asked for: tools ask for all of it at once, and it is small and at hand."""

_DEFINITION: Final = "strawberry-definition"


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="cost",
    description="What it costs each time that the field is asked for, besides 1 for each object that it gives.",
)
class Cost:
    """What a field costs each time that it is asked for."""

    weight: str = strawberry.directive_field(name="weight")


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="listSize",
    description=(
        "How many items a list has at most: as the largest of its slicing arguments says, which is a number, or a list "
        "that has one item for each. Where none is given, the default of one; else `assumedSize`. With `sizedFields` "
        "it is not the field itself that has so many items, but these fields of it."
    ),
)
class ListSize:
    """How many items a list has at most."""

    assumed_size: int | None = strawberry.directive_field(name="assumedSize", default=strawberry.UNSET)
    slicing_arguments: list[str] | None = strawberry.directive_field(name="slicingArguments", default=strawberry.UNSET)
    sized_fields: list[str] | None = strawberry.directive_field(name="sizedFields", default=strawberry.UNSET)
    require_one_slicing_argument: bool | None = strawberry.directive_field(
        name="requireOneSlicingArgument", default=strawberry.UNSET
    )


@dataclass(frozen=True, slots=True)
class Price:
    """What is said of a field.

    Attributes
    ----------
    weight : int
        What it costs each time that it is asked for.
    slicing : tuple of str
        The arguments that say how many items there are.
    otherwise : int
        How many there are where no argument says so; 1 for what is no list.
    sizes : bool
        Whether it is fields of it that have so many items, not the field itself.
    """

    weight: int = 0
    slicing: tuple[str, ...] = ()
    otherwise: int = 1
    sizes: bool = False


class Prices:
    """What the fields of a schema cost, as its directives say.

    Attributes
    ----------
    sized : set of (str, str)
        Types and fields that have as many items as the field says by which one came to the type.
    """

    def __init__(self, schema: GraphQLSchema) -> None:
        self.sized = sized_fields(schema)
        self._known: dict[int, Price] = {}

    def of(self, field: GraphQLField) -> Price:
        """Give the price of a field of the schema, introspection included."""
        found = self._known.get(id(field))
        if found is None:
            found = self._known[id(field)] = _price(field)
        return found


def declared(field: GraphQLField, directive: type[Any]) -> Any:
    """Give the directive of a class that a field has, None where it has none."""
    definition = field.extensions.get(_DEFINITION)
    directives = definition.directives if isinstance(definition, StrawberryField) else ()
    return next((each for each in directives if isinstance(each, directive)), None)


def fields_of(schema: GraphQLSchema) -> Iterator[tuple[GraphQLObjectType | GraphQLInterfaceType, str, GraphQLField]]:
    """Give all fields of a schema that are not its introspection, with the types they are of and their names."""
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and not kind.name.startswith("__"):
            for name, field in kind.fields.items():
                yield kind, name, field


def sized_fields(schema: GraphQLSchema) -> set[tuple[str, str]]:
    """Give the types and fields whose number of items is said by the field that one comes to the type by."""
    return {
        (get_named_type(field.type).name, name)
        for _, _, field in fields_of(schema)
        if (size := declared(field, ListSize)) is not None
        for name in size.sized_fields or ()
    }


def is_list(kind: Any) -> bool:
    """Tell whether a type is a list, null or not."""
    return isinstance(kind.of_type if isinstance(kind, GraphQLNonNull) else kind, GraphQLList)


def _price(field: GraphQLField) -> Price:
    cost, size = declared(field, Cost), declared(field, ListSize)
    weight = 0 if cost is None else int(cost.weight)
    if size is None:
        assumed = ASSUMED_OF_SCHEMA if get_named_type(field.type).name.startswith("__") else ASSUMED_LIST
        return Price(weight, otherwise=assumed if is_list(field.type) else 1)
    slicing = tuple(size.slicing_arguments or ())
    defaults = (field.args[name].default_value for name in slicing)
    default = next((value for value in defaults if isinstance(value, int)), size.assumed_size or ASSUMED_LIST)
    return Price(weight, slicing, default, bool(size.sized_fields))
