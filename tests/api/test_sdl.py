from __future__ import annotations

import pytest
from graphql import build_schema

from labnet.api.sdl import breaking_changes, current_sdl
from labnet.errors import BadInput

_OLD = """
enum Kind { LAB PROJECT }
type Lab { name: String! url: String }
type Query { labs(first: Int, kind: Kind): [Lab!]! }
"""


def test_the_schema_is_printed_as_text_that_builds_a_schema_again() -> None:
    sdl = current_sdl()

    assert build_schema(sdl).query_type is not None
    assert sdl.endswith("}\n")
    assert breaking_changes(sdl, sdl) == []


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ("url: String }", "}", "Lab.url"),
        ("name: String!", "name: String", "Lab.name"),
        ("PROJECT }", "}", "PROJECT"),
        ("first: Int, ", "", "first"),
        ("first: Int, ", "first: Int!, ", "first"),
        ("kind: Kind)", "kind: Kind, after: String!)", "after"),
        ("type Lab {", "type Laboratory {", "Lab"),
    ],
)
def test_what_breaks_clients_is_named(before: str, after: str, named: str) -> None:
    new = _OLD.replace(before, after).replace("[Lab!]", "[Laboratory!]" if "Laboratory" in after else "[Lab!]")

    changes = breaking_changes(_OLD, new)

    assert changes
    assert all(named in change for change in changes[:1])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("url: String }", "url: String! phone: String }"),
        ("PROJECT }", "PROJECT EVENT }"),
        ("first: Int, ", "first: Int, after: String, "),
        ("type Lab {", '"A lab." type Lab {'),
    ],
)
def test_what_only_adds_breaks_nothing(before: str, after: str) -> None:
    new = _OLD.replace(before, after)

    assert new != _OLD
    assert breaking_changes(_OLD, new) == []


@pytest.mark.parametrize("text", ["type Query {", "", "type Query { a: Unknown }", "no schema at all"])
def test_text_that_is_no_schema_is_bad_input(text: str) -> None:
    with pytest.raises(BadInput, match="old schema cannot be read"):
        breaking_changes(text, _OLD)
    with pytest.raises(BadInput, match="new schema cannot be read"):
        breaking_changes(_OLD, text)
