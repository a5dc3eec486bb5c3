from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

import pytest
from graphql import get_introspection_query, parse

from labnet.api.execution.limits import Measure, measure
from labnet.api.schema import core_schema
from labnet.errors import TooMuch

LEVELS = 18


def measured(document: str, variables: dict[str, Any] | None = None, name: str | None = None) -> Measure:
    return measure(core_schema(), parse(document), variables, name)


@pytest.mark.parametrize(
    ("document", "depth", "nodes"),
    [
        ("{ viewer { role } }", 2, 1),
        # Thirty actors, and one list of them, for the one connection; the look through the network counts 250.
        ("{ actors(first: 30) { totalCount } }", 2, 30 + 250),
        ("{ actors(first: 30) { nodes { id } } }", 3, 30 * (1 + 1) + 250),
        ("{ actors { nodes { id } } }", 3, 20 * (1 + 1) + 250),
        ("{ actors(last: 3) { edges { node { id } } } }", 4, 3 * (1 + (1 + 1)) + 250),
        # Lists within lists multiply: 10 labs, of each 100 projects; a plain list is taken to have ten.
        ("{ labs(first: 10) { nodes { projects(first: 100) { nodes { id } } } } }", 5, 10 * (1 + (1 + 100 * 2)) + 250),
        ("{ labs(first: 10) { nodes { carriers { id } } } }", 4, 10 * (1 + (1 + 10)) + 250),
        ('{ search(text: "a") { score } }', 2, 10 + 250),
        ('{ search(text: "a", first: 50) { score } }', 2, 50 + 250),
        ('{ paths(from: "a", to: "b") { length } }', 2, 3 + 250),
        ('{ neighbourhood(of: "a") { truncated } }', 2, 200 + 250),
        ('{ neighbourhood(of: "a", maxNodes: 7) { nodes { id } } }', 3, 7 * 2 + 250),
        # Lists of one actor look at its own ties only.
        ('{ actor(by: {slug: "a"}) { ties(first: 7) { totalCount } } }', 3, 1 * (1 + 7)),
        ("{ ...T } fragment T on Query { ties(first: 7) { totalCount } }", 2, 7 + 250),
        # Null is no page size; of two sizes the larger counts, though the question is refused when it is run.
        ("{ ties(first: null) { totalCount } }", 2, 20 + 250),
        ("{ ties(first: null, last: 100) { totalCount } }", 2, 100 + 250),
        ("{ ties(first: 1, last: 100) { totalCount } }", 2, 100 + 250),
        ("query($n: Int) { ties(first: $n, last: 100) { totalCount } }", 2, 100 + 250),
        ('query($n: Int!) { search(text: "a", first: $n) { score } }', 2, 10 + 250),
        ('{ nodes(ids: ["a", "b", "c"]) { id } }', 2, 3),
        ("{ nodes(ids: []) { id } }", 2, 1),
        ("{ actors(first: 0) { nodes { id } } }", 3, 2 + 250),
        ("{ actors(first: -7) { nodes { id } } }", 3, 2 + 250),
        ("{ a: viewer { role } b: viewer { role } }", 2, 2),
        ("{ ... on Query { viewer { role } } ... { viewer { role } } }", 2, 2),
        ("{ ... V } fragment V on Query { viewer { actor { name } } }", 3, 2),
        ("{ nope { nothing } }", 2, 0),
        ("{ ... Unknown }", 0, 0),
        ("mutation { nope { id } }", 2, 0),
        ("fragment V on Query { viewer { role } }", 0, 0),
    ],
)
def test_an_operation_is_as_deep_and_as_large_as_its_answer_may_be(document: str, depth: int, nodes: int) -> None:
    found = measured(document)

    assert (found.depth, found.nodes) == (depth, nodes)


@pytest.mark.parametrize(
    ("given", "nodes"),
    [
        ({"n": 50}, 350),
        ({"n": 50.0}, 350),
        ({}, 264),
        ({"n": None}, 290),
        ({"n": "x"}, 290),
        ({"n": 10**30}, 10**9),
        ({"n": 10**5_000}, 10**9),
        ({"n": math.inf}, 10**9),
        ({"n": -math.inf}, 252),
        ({"n": math.nan}, 252),
    ],
)
def test_a_page_size_may_be_a_variable_with_a_default(given: dict[str, Any], nodes: int) -> None:
    document = "query($n: Int = 7) { actors(first: $n) { nodes { id } } }"

    assert measured(document, given).nodes == nodes


def test_ids_that_are_a_variable_are_counted() -> None:
    document = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"

    assert [measured(document, given).nodes for given in ({"ids": ["a"] * 60}, {"ids": "a"}, {})] == [60, 1, 1]
    assert measured('query($ids: [ID!]! = ["a", "b", "c"]) { nodes(ids: $ids) { id } }').nodes == 3


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
    document = "query($n: Int = " + "9" * 6_000 + ") { actors(first: $n) { totalCount } }"

    assert measured(document).nodes == 10**9


def test_selections_too_deep_to_be_walked_are_refused() -> None:
    inner = "... { " * 12 + "...F%d " + "} " * 12
    fragments = "".join(f"fragment F{level} on Query {{ {inner % (level + 1)} }} " for level in range(200))

    with pytest.raises(TooMuch, match="nested too deeply to be measured"):
        measured("{ ...F0 } " + fragments)


def test_only_the_operation_that_is_run_counts() -> None:
    document = "query A { viewer { role } } query B { actors(first: 50) { nodes { id } } }"

    assert [measured(document, name=name).nodes for name in ("A", "B", "C", None)] == [1, 350, 0, 350]


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
    assert found.nodes == 10**9
    # Two fields at each level, of which each has all those of the next; and the one at the end of each.
    assert found.fields == 1 + sum(2**level for level in range(1, LEVELS + 1)) + 2**LEVELS
    assert found.aliases == sum(2**level for level in range(1, LEVELS + 1))


def test_fragments_that_spread_themselves_are_not_followed() -> None:
    document = "{ ...A } fragment A on Query { viewer { role } ...B } fragment B on Query { ...A viewer { role } }"

    assert measured(document) == Measure(2, 2, 4, 0)


def test_asking_for_the_schema_is_not_deep() -> None:
    assert measured(get_introspection_query()).depth == 1
    assert measured('{ __type(name: "Lab") { fields { name } } }') == Measure(1, 6, 3, 0)
    assert measured("{ viewer { __typename } __typename }").depth == 2


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
