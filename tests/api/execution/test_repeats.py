from __future__ import annotations

import pytest
from graphql import parse

from labnet.api.execution.repeats import Repeats, repeats
from labnet.errors import TooMuch


def found(document: str) -> Repeats:
    return repeats(parse(document))


@pytest.mark.parametrize(
    ("document", "key", "times"),
    [
        ("{ a b c }", "a", 1),
        ("{ a b a b b }", "b", 3),
        ("{ a: x b: x c: x }", "a", 1),
        ("{ a: x a: y a }", "a", 3),
        ("{ a { b } a { b } }", "a", 2),
        ("{ x { a a a } y { a a } }", "a", 3),
        # Inline fragments answer where they stand, at whatever depth.
        ("{ a ... { a ... on Query { a } } }", "a", 3),
        # A fragment counts once in a selection, and anew in each other.
        ("{ a ...F ...F } fragment F on Query { a a }", "a", 3),
        ("{ ...F ...G } fragment F on Query { ...G a } fragment G on Query { a }", "a", 2),
        ("{ x { ...F } y { ...F } } fragment F on Q { a a }", "a", 2),
        ("{ a } fragment Unused on Query { b b }", "b", 2),
        ("{ a } query B { b b }", "b", 2),
        ("{ ...F ...Unknown } fragment F on Query { a }", "a", 1),
        ("{ ...F } fragment F on Query { ...F }", "", 0),
        ("type Query { a: Int a: Int }", "", 0),
    ],
)
def test_a_key_is_counted_where_its_fields_are_compared(document: str, key: str, times: int) -> None:
    counted = found(document)

    assert (counted.key, counted.times) == (key, times)


@pytest.mark.parametrize(
    ("document", "directives"),
    [
        ("{ a @x b @x @y { c @x } }", 4),
        ("query Q($v: Int @x) @y { a }", 2),
        ("{ ...F @x ... @y { a @z } } fragment F on Query @x { b @y }", 5),
        # Those of a fragment stand in the document once, however often it is spread.
        ("{ a { ...F } b { ...F } } fragment F on Query { c @x }", 1),
    ],
)
def test_directives_are_counted_where_they_stand(document: str, directives: int) -> None:
    assert found(document).directives == directives


def test_fragments_spread_in_too_many_places_are_not_counted_to_the_end() -> None:
    fragments = "".join(f"fragment F{n} on Query {{ ...F{n + 1} a }} " for n in range(200))

    # Each fragment alone gives 2 selections for it and for each that it leads to: 200 * 201 of them.
    with pytest.raises(TooMuch, match="spread in too many places"):
        found("{ ...F0 } " + fragments)
