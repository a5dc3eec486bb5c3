from __future__ import annotations

import pytest
from graphql import build_schema, get_introspection_query, parse

from labnet.api.execution.describing import Described
from labnet.api.schema import core_schema
from labnet.errors import TooMuch

SCHEMA = build_schema("type Query { a: Query b(c: Int d: Int): Int } enum E { F G }")


def fields_of(document: str) -> int:
    return Described(SCHEMA).fields_of(parse(document))


def test_what_is_not_about_the_schema_counts_nothing() -> None:
    assert fields_of("{ a { b a { b } } }") == 0


def test_fields_of_all_types_are_those_that_are_there() -> None:
    types = len(SCHEMA.type_map)
    fields = sum(len(getattr(each, "fields", ())) for each in SCHEMA.type_map.values())

    assert fields_of("{ __schema { types { name } } }") == 2 + types
    # An average is not quite exact.
    assert fields_of("{ __schema { types { fields { name } } } }") == pytest.approx(2 + types + fields, abs=1)
    assert fields_of("{ a { b } __schema { types { name } } }") == 2 + types


def test_fields_of_one_type_are_as_many_as_any_has() -> None:
    longest = max(len(getattr(each, "fields", ())) for each in SCHEMA.type_map.values())

    assert fields_of('{ __type(name: "E") { fields { name } } }') == 2 + longest


def test_fragments_count_where_they_are_spread_and_are_not_followed_round() -> None:
    document = (
        "{ __schema { ...A ...A } } fragment A on __Schema { types { ...B } } fragment B on __Type { name ...B ...C }"
    )

    assert fields_of(document) == 1 + 2 * (1 + len(SCHEMA.type_map))
    assert fields_of("{ __schema { ... { types { name } } } }") == 2 + len(SCHEMA.type_map)


def test_of_several_operations_the_longest_counts() -> None:
    assert fields_of("query A { b } query B { __schema { types { name } } }") == 2 + len(SCHEMA.type_map)


@pytest.mark.parametrize("more", [{}, {"input_value_deprecation": True, "schema_description": True}])
def test_the_whole_description_may_be_asked_once_and_not_twice(more: dict[str, bool]) -> None:
    whole = get_introspection_query(**more)
    twice = whole.replace("types {", "again: types { ...FullType } types {", 1)
    described = Described(core_schema())

    described.check(parse(whole))
    with pytest.raises(TooMuch, match="ask for it once, and for less"):
        described.check(parse(twice))
