from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

import pytest
from graphql import get_introspection_query, get_operation_ast, parse

from labnet.api.costs import SCAN
from labnet.api.execution.costs import Prices
from labnet.api.execution.measuring import Measure, Size, measure, objects_in
from labnet.api.schema import core_schema
from labnet.assets import schema_folder
from labnet.errors import TooMuch
from labnet.settings import Settings

LEVELS = 18


SCHEMA = core_schema()
PRICES = Prices(SCHEMA)


def measured(document: str, name: str | None = None) -> Measure:
    parsed = parse(document)
    operation = get_operation_ast(parsed, name)
    assert operation is not None
    return measure(SCHEMA, PRICES, parsed, operation)


@pytest.mark.parametrize(
    ("document", "depth", "nodes", "scans"),
    [
        ("{ viewer { role } }", 2, 1, 0),
        # The connection, and of what it has only what is asked for; the look through the network costs 250.
        ("{ actors(first: 30) { totalCount } }", 2, 1, 1),
        ("{ actors(first: 30) { nodes { id } } }", 3, 1 + 30, 1),
        ("{ actors { nodes { id } pageInfo { endCursor } } }", 3, 1 + 20 + 1, 1),
        ("{ actors(last: 3) { edges { node { id } } } }", 4, 1 + 3 * (1 + 1), 1),
        ("{ actors(first: 3) { ...C } } fragment C on ActorConnection { nodes { id } }", 3, 1 + 3, 1),
        # Lists within lists multiply: 10 labs, of each 100 projects; a plain list is taken to have ten.
        ("{ labs(first: 10) { nodes { projects(first: 100) { nodes { id } } } } }", 5, 1 + 10 * (1 + 1 + 100), 1),
        ("{ labs(first: 10) { nodes { carriers { id } } } }", 4, 1 + 10 * (1 + 10), 1),
        ('{ search(text: "a") { score } }', 2, 10, 1),
        ('{ search(text: "a", first: 50) { score } }', 2, 50, 1),
        ('{ paths(from: "a", to: "b") { length } }', 2, 3, 1),
        ('{ neighbourhood(of: "a") { truncated } }', 2, 1, 1),
        ('{ neighbourhood(of: "a") { nodes { id } } }', 3, 1 + 200, 1),
        ('{ neighbourhood(of: "a", maxNodes: 7) { nodes { id } ties { id } } }', 3, 1 + 7 + 500, 1),
        # Lists of one actor look at its own ties only.
        ('{ actor(by: {slug: "a"}) { ties(first: 7) { nodes { id } } } }', 4, 1 + 1 + 7, 0),
        ("{ ...T } fragment T on Query { ties(first: 7) { nodes { id } } }", 3, 1 + 7, 1),
        # Null is no page size; of two sizes the larger counts, though the question is refused when it is run.
        ("{ ties(first: null) { nodes { id } } }", 3, 1 + 20, 1),
        ("{ ties(first: null, last: 100) { nodes { id } } }", 3, 1 + 100, 1),
        ("{ ties(first: 1, last: 100) { nodes { id } } }", 3, 1 + 100, 1),
        ("query($n: Int) { ties(first: $n, last: 100) { nodes { id } } }", 3, 1 + 100, 1),
        ('query($n: Int!) { search(text: "a", first: $n) { score } }', 2, 10, 1),
        ('{ nodes(ids: ["a", "b", "c"]) { id } }', 2, 3, 0),
        ("{ nodes(ids: []) { id } }", 2, 1, 0),
        ("{ actors(first: 0) { nodes { id } } }", 3, 1 + 1, 1),
        ("{ actors(first: -7) { nodes { id } } }", 3, 1 + 1, 1),
        ("{ a: viewer { role } b: viewer { role } }", 2, 2, 0),
        ("{ ... on Query { viewer { role } } ... { viewer { role } } }", 2, 2, 0),
        ("{ ... V } fragment V on Query { viewer { actor { name } } }", 3, 2, 0),
        ("{ nope { nothing } }", 2, 0, 0),
        ("{ ... Unknown }", 0, 0, 0),
        ("mutation { nope { id } }", 2, 0, 0),
    ],
)
def test_an_operation_is_as_deep_and_as_large_as_its_answer_may_be(
    document: str, depth: int, nodes: int, scans: int
) -> None:
    found = measured(document)

    assert found.depth == depth
    assert found.size() == Size(nodes, nodes + scans * SCAN)


@pytest.mark.parametrize(
    ("given", "nodes"),
    [
        ({"n": 50}, 51),
        ({"n": 50.0}, 51),
        ({}, 8),
        ({"n": None}, 21),
        ({"n": "x"}, 21),
        ({"n": 10**30}, 10**9),
        ({"n": 10**5_000}, 10**9),
        ({"n": math.inf}, 10**9),
        ({"n": -math.inf}, 2),
        ({"n": math.nan}, 2),
    ],
)
def test_a_page_size_may_be_a_variable_with_a_default(given: dict[str, Any], nodes: int) -> None:
    found = measured("query($n: Int = 7) { actors(first: $n) { nodes { id } } }")

    assert found.size(given).nodes == nodes
    assert measured("{ actors(first: 7) { nodes { id } } }").size(given).nodes == 8


def test_variables_count_wherever_they_are_spread() -> None:
    found = measured(
        "query($n: Int, $m: Int) { actors(first: $n) { ...N } labs(first: 2) { nodes { ...P ...P } } } "
        "fragment N on ActorConnection { nodes { id } } "
        "fragment P on Lab { projects(first: $m) { nodes { id } } }"
    )

    assert found.size({"n": 3, "m": 5}) == Size(1 + 3 + 1 + 2 * (1 + 2 * (1 + 5)), 31 + 2 * SCAN)
    assert found.size({}).nodes == 1 + 20 + 1 + 2 * (1 + 2 * (1 + 20))


def test_ids_that_are_a_variable_are_counted() -> None:
    found = measured("query($ids: [ID!]!) { nodes(ids: $ids) { id } }")

    assert [found.size(given).nodes for given in ({"ids": ["a"] * 60}, {"ids": "a"}, {})] == [60, 10, 10]
    assert measured('query($ids: [ID!]! = ["a", "b", "c"]) { nodes(ids: $ids) { id } }').size().nodes == 3


@pytest.mark.parametrize(
    ("document", "fields", "aliases"),
    [
        ("{ viewer { role } }", 2, 0),
        ("{ a: viewer { b: role role } viewer { role } }", 5, 2),
        ("{ ... { ...V } ...V } fragment V on Query { a: viewer { role } }", 4, 2),
        ("{ nope { x: nothing } ...Unknown }", 2, 1),
        ("{ viewer { role } } fragment V on Query { a: viewer { b: role c: role } }", 3, 3),
        ("mutation { a: nope { id } }", 2, 1),
        ("{ __schema { types { name } } }", 3, 0),
    ],
)
def test_fields_and_aliases_are_counted_wherever_they_are_spread(document: str, fields: int, aliases: int) -> None:
    found = measured(document)

    assert (found.fields, found.aliases) == (fields, aliases)


def test_a_default_too_long_to_be_read_is_more_than_any_page() -> None:
    document = "query($n: Int = " + "9" * 6_000 + ") { actors(first: $n) { nodes { id } } }"

    assert measured(document).size().nodes == 10**9


def test_selections_too_deep_to_be_walked_are_refused() -> None:
    inner = "... { " * 12 + "...F%d " + "} " * 12
    fragments = "".join(f"fragment F{level} on Query {{ {inner % (level + 1)} }} " for level in range(200))

    with pytest.raises(TooMuch, match="nested too deeply to be measured"):
        measured("{ ...F0 } " + fragments)


def test_only_the_operation_that_is_run_counts() -> None:
    document = "query A { viewer { role } } query B { actors(first: 50) { nodes { id } } }"

    assert [measured(document, name).size().nodes for name in ("A", "B")] == [1, 51]


def test_measuring_shared_fragments_takes_no_longer_than_reading_them() -> None:
    twice = "administrations { ...F%d }"
    fragments = "".join(
        f"fragment F{level} on Actor {{ a: {twice % (level + 1)} b: {twice % (level + 1)} }} "
        for level in range(LEVELS)
    )
    document = f'{{ actor(by: {{slug: "a"}}) {{ ...F0 }} }} {fragments} fragment F{LEVELS} on Actor {{ id }}'
    began = time.perf_counter()

    found = measured(document)

    assert time.perf_counter() - began < 1
    assert found.depth == LEVELS + 2
    assert found.size() == Size(10**9, 10**9)
    # Two fields at each level, of which each has all those of the next; and the one at the end of each.
    assert found.fields == 1 + sum(2**level for level in range(1, LEVELS + 1)) + 2**LEVELS
    assert found.aliases == sum(2**level for level in range(1, LEVELS + 1))


def test_fragments_that_spread_themselves_are_not_followed() -> None:
    document = "{ ...A } fragment A on Query { viewer { role } ...B } fragment B on Query { ...A viewer { role } }"

    found = measured(document)

    assert (found.depth, found.size().nodes, found.fields, found.aliases) == (2, 2, 4, 0)


def test_asking_for_the_schema_is_not_deep() -> None:
    assert measured(get_introspection_query()).depth == 1
    assert measured('{ __type(name: "Lab") { fields { name } } }').size() == Size(6, 6)
    assert measured("{ viewer { __typename } __typename }").depth == 2


@pytest.mark.parametrize(
    ("document", "is_about_schema"),
    [
        ("{ __schema { queryType { name } } a: __typename }", True),
        ("{ ...S } fragment S on Query { __schema { queryType { name } } }", True),
        ("{ __schema { queryType { name } } viewer { role } }", False),
        ("{ ...S } fragment S on Query { __schema { queryType { name } } viewer { role } }", False),
        ("query($n: String!) { __type(name: $n) { name } }", False),
    ],
)
def test_what_is_about_the_schema_alone_is_known(document: str, is_about_schema: bool) -> None:  # noqa: FBT001 - parametrised
    assert measured(document).about_schema is is_about_schema


def test_the_objects_of_an_answer_are_counted_without_the_answer_itself() -> None:
    assert objects_in(b'{"a":{"b":[{"c":1},null,{"c":[[{}],7]}]},"d":[1],"e":null}') == 4
    assert objects_in(b"null") == 0


def test_operations_that_labnet_ships_are_within_what_a_visitor_may_ask_for() -> None:
    settings = Settings()

    for path in (schema_folder() / "operations").glob("*.graphql"):
        size = measured(path.read_text("utf-8")).size()
        assert size.nodes <= settings.visitor_nodes, path.name
        assert size.cost <= settings.visitor_cost, path.name


@pytest.mark.parametrize(
    "document",
    [
        "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
        "{ __schema { "
        + " ".join(f"a{n}: types {{ fields {{ type {{ fields {{ name }} }} }} }}" for n in range(60))
        + " } }",
    ],
    ids=["nested", "repeated"],
)
def test_asking_for_the_schema_over_and_over_is_refused(body: Callable[..., Any], document: str) -> None:
    (error,) = body(document)["errors"]

    assert error["extensions"]["code"] in ("TOO_MUCH", "BAD_QUERY")
