from __future__ import annotations

from typing import Any

import strawberry
from graphql import (
    ConstDirectiveNode,
    GraphQLSchema,
    build_schema,
    get_named_type,
    is_composite_type,
    value_from_ast_untyped,
)

from labnet.api.costs import SCAN, publish
from labnet.api.execution.costs import ASSUMED_LIST, Price, Prices, fields_of, is_list
from labnet.api.fields import field
from labnet.api.paging import Connection, First
from labnet.api.schema import core_schema
from labnet.api.sdl import current_sdl


@strawberry.type
class Thing:
    name: str


@strawberry.type
class Query:
    @field("Some.")
    def things(self) -> list[Thing]:
        return []

    @field("So many.")
    def first_things(self, first: int = 7) -> list[Thing]:
        return [Thing(name="a")] * first

    @field("A page.")
    def pages(self, first: First = None) -> Connection[Thing]:
        raise NotImplementedError

    @field("Words.")
    def words(self) -> list[str]:
        return []

    @field("Said.", cost=3)
    def said(self) -> Thing | None:
        return None


def arguments(directives: tuple[ConstDirectiveNode, ...] | None, name: str) -> dict[str, Any]:
    """Give what the SDL says by a directive of a field."""
    found = [each for each in directives or () if each.name.value == name]
    return {
        argument.name.value: value_from_ast_untyped(argument.value)
        for each in found
        for argument in each.arguments or ()
    }


def test_what_an_operation_is_measured_by_is_what_the_published_schema_says() -> None:
    schema, published = core_schema(), build_schema(current_sdl())
    prices = Prices(schema)
    sized = set()

    for kind, name, found in fields_of(schema):
        node = published.type_map[kind.name].fields[name].ast_node  # type: ignore[attr-defined] # the same type as in the code
        cost, size = arguments(node.directives, "cost"), arguments(node.directives, "listSize")
        price = prices.of(found)
        assert price.weight == int(cost.get("weight", 0))
        assert list(price.slicing) == size.get("slicingArguments", [])
        assert price.sizes == bool(size.get("sizedFields"))
        defaults = [found.args[argument].default_value for argument in price.slicing]
        default = next((value for value in defaults if isinstance(value, int)), None)
        without = ASSUMED_LIST if is_list(found.type) else 1
        assert price.otherwise == (default or size.get("assumedSize", without))
        sized |= {(get_named_type(found.type).name, each) for each in size.get("sizedFields", ())}

    assert sized == prices.sized


def test_every_list_of_objects_says_how_long_it_is() -> None:
    schema = core_schema()
    prices = Prices(schema)

    for kind, name, found in fields_of(schema):
        if is_list(found.type) and is_composite_type(get_named_type(found.type)):
            node = found.extensions["strawberry-definition"]
            assert (kind.name, name) in prices.sized or node.directives, f"{kind.name}.{name}"


def test_a_new_field_costs_what_follows_from_its_type() -> None:
    schema: GraphQLSchema = strawberry.Schema(Query)._schema  # noqa: SLF001 - as in labnet's own schema
    publish(schema)
    prices = Prices(schema)
    assert schema.query_type is not None

    assert {name: prices.of(each) for name, each in schema.query_type.fields.items()} == {
        "things": Price(otherwise=ASSUMED_LIST),
        "firstThings": Price(slicing=("first",), otherwise=7),
        "pages": Price(SCAN, ("first",), 20, sizes=True),
        "words": Price(otherwise=ASSUMED_LIST),
        "said": Price(3),
    }
    assert prices.sized == {("ThingConnection", "edges"), ("ThingConnection", "nodes")}
