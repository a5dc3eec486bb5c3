from __future__ import annotations

import base64
import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labnet.api.paging import MAX_PAGE, Page, paged
from labnet.errors import BadInput, TooMuch
from labnet.model.kinds import KINDS
from labnet.model.records import Entity
from labnet.service.registry import Registry

Lab = KINDS["LAB"].record

LISTS = {
    "actors": "{ list: actors(%s) { ... Page } }",
    "by ties": "{ list: actors(orderBy: TIES, %s) { ... Page } }",
    "by since": "{ list: actors(orderBy: SINCE, %s) { ... Page } }",
    "by update": "{ list: actors(orderBy: UPDATED, %s) { ... Page } }",
    **{spec.plural: f"{{ list: {spec.plural}(%s) {{ ... Page }} }}" for spec in KINDS.values()},
    "themes": "{ list: themes(%s) { ... Page } }",
    "territories": "{ list: territories(%s) { ... Page } }",
    "ties": "{ list: ties(%s) { ... Page } }",
    "collaborations": "{ list: collaborations(%s) { ... Page } }",
    "ties of one": '{ of: actor(by: {slug: "27e-region"}) { list: ties(%s) { ... Page } } }',
    "collaborations of one": '{ of: actor(by: {slug: "lab-labase"}) { list: collaborations(%s) { ... Page } } }',
    "projects": '{ of: actor(by: {slug: "lab-labase"}) { ... on Lab { list: projects(%s) { ... Page } } } }',
    "actors of a theme": '{ of: node(id: "theme:digital") { ... on Theme { list: actors(%s) { ... Page } } } }',
    "actors there": '{ of: node(id: "territory:country:FR") { ... on Territory { list: actors(%s) { ... Page } } } }',
}
UNNAMED = {
    "neighbours": '{ of: actor(by: {slug: "lab-labase"}) { list: neighbours(hops: 2, %s) { ... Page } } }',
    "laureates": '{ of: actor(by: {slug: "prg-lit"}) { ... on Programme { list: laureates(%s) { ... Page } } } }',
}
PAGE = "{ totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { %s } } }"
INNER = {"neighbours": "actor { id }", "laureates": "lab { id }"}


def page_of(ask: Callable[..., Any], name: str, arguments: str) -> dict[str, Any]:
    shape = PAGE % INNER.get(name, "id")
    found = ask(((LISTS | UNNAMED)[name] % arguments).replace("{ ... Page }", shape))
    page: dict[str, Any] = found["of"]["list"] if "of" in found else found["list"]
    return page


def walk(ask: Callable[..., Any], name: str, sizes: list[int], *, forward: bool) -> list[Any]:
    """Go through a list by pages of the given sizes, over and over."""
    size, cursor = ("first", "after") if forward else ("last", "before")
    met: list[Any] = []
    at = None
    for turn in range(10_000):
        page = page_of(ask, name, f"{size}: {sizes[turn % len(sizes)]}" + (f', {cursor}: "{at}"' if at else ""))
        edges = page["edges"]
        met = [*met, *edges] if forward else [*edges, *met]
        assert page["pageInfo"]["startCursor"] == (edges[0]["cursor"] if edges else None)
        at = page["pageInfo"]["endCursor" if forward else "startCursor"]
        assert page["pageInfo"]["hasPreviousPage" if forward else "hasNextPage"] is (turn > 0)
        if not page["pageInfo"]["hasNextPage" if forward else "hasPreviousPage"]:
            assert page["totalCount"] == len(met)
            return met
    raise AssertionError


@pytest.mark.parametrize("name", [*LISTS, *UNNAMED])
@settings(max_examples=4, deadline=None)
@given(forward=st.booleans(), sizes=st.lists(st.integers(3, MAX_PAGE), min_size=1, max_size=3))
def test_every_connection_is_walked_either_way_with_each_item_once_and_in_order(
    ask: Callable[..., Any], name: str, *, forward: bool, sizes: list[int]
) -> None:
    whole = walk(ask, name, [MAX_PAGE], forward=True)

    met = walk(ask, name, sizes, forward=forward)

    assert met == whole
    assert len({json.dumps(edge) for edge in met}) == len(met) > 0


@given(
    numbers=st.sets(st.integers(-50, 50), max_size=30),
    after=st.none() | st.integers(-60, 60),
    before=st.none() | st.integers(-60, 60),
    size=st.none() | st.integers(0, MAX_PAGE),
    backward=st.booleans(),
)
def test_a_page_is_the_slice_that_its_arguments_name(
    numbers: set[int], after: int | None, before: int | None, size: int | None, *, backward: bool
) -> None:
    whole = sorted(numbers)
    part = whole[0 if after is None else bisect_right(whole, after) :]
    part = part if before is None else part[: bisect_left(part, before)]
    expected = (
        part[max(0, len(part) - size) :] if backward and size is not None else part[: 20 if size is None else size]
    )

    page = Page(
        first=None if backward else size,
        last=size if backward else None,
        after=None if after is None else cursor([after]),
        before=None if before is None else cursor([before]),
    )
    found = paged(
        [(number, place) for place, number in enumerate(whole)], page, lambda places: [whole[place] for place in places]
    )

    assert found.nodes() == expected
    assert [edge.node for edge in found.edges()] == expected
    assert found.total_count() == len(whole)
    if expected:
        assert found.page_info().has_previous_page is (expected[0] != whole[0])
        assert found.page_info().has_next_page is (expected[-1] != whole[-1])


def cursor(parts: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def test_twenty_are_given_unless_one_says_how_many(ask: Callable[..., Any]) -> None:
    page = ask("{ actors { totalCount nodes { id } } }")["actors"]

    assert (len(page["nodes"]), page["totalCount"]) == (20, 155)


def test_a_page_of_none_tells_the_total(ask: Callable[..., Any]) -> None:
    page = page_of(ask, "ties", "first: 0")

    assert page == {
        "totalCount": 203,
        "edges": [],
        "pageInfo": {"hasNextPage": True, "hasPreviousPage": False, "startCursor": None, "endCursor": None},
    }


def test_a_page_between_two_cursors_has_what_lies_between(ask: Callable[..., Any]) -> None:
    edges = page_of(ask, "labs", "first: 10")["edges"]

    page = page_of(ask, "labs", f'first: 50, after: "{edges[2]["cursor"]}", before: "{edges[7]["cursor"]}"')

    assert page["edges"] == edges[3:7]
    assert page["pageInfo"]["hasNextPage"] is page["pageInfo"]["hasPreviousPage"] is True


def test_a_page_between_crossed_cursors_is_empty(ask: Callable[..., Any]) -> None:
    edges = page_of(ask, "labs", "first: 10")["edges"]

    page = page_of(ask, "labs", f'after: "{edges[7]["cursor"]}", before: "{edges[2]["cursor"]}"')

    assert page["edges"] == []


def test_cursors_survive_what_is_written_between_pages(
    plant: Callable[..., Registry], asking: Callable[[Registry], Callable[..., Any]]
) -> None:
    registry = plant(*(Lab(id=key, name=key.upper()) for key in "bdfh"))
    ask = asking(registry)
    document = "query($after: String) { labs(first: 2, after: $after) { nodes { name } pageInfo { endCursor } } }"
    first = ask(document)["data"]["labs"]

    with registry.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id=key, name=key.upper()) for key in "aceg"])
        writing.drop(Entity.ACTOR, ["d"])
    second = ask(document, {"after": first["pageInfo"]["endCursor"]})["data"]["labs"]

    assert [node["name"] for node in first["nodes"]] == ["B", "D"]
    assert [node["name"] for node in second["nodes"]] == ["E", "F"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ("first: 1, last: 1", "BAD_INPUT", "first, last: give one of the two, not both"),
        ("first: -1", "BAD_INPUT", "first: -1 is less than 0"),
        ("last: -5", "BAD_INPUT", "last: -5 is less than 0"),
        ("first: 101", "TOO_MUCH", "first: 101 is more than 100; ask for less and follow the cursors"),
        ("last: 1000", "TOO_MUCH", "last: 1000 is more than 100; ask for less and follow the cursors"),
    ],
)
@pytest.mark.parametrize("name", [*LISTS, *UNNAMED])
def test_paging_arguments_that_cannot_be_are_refused_by_every_connection(
    body: Callable[..., Any], name: str, arguments: str, code: str, message: str
) -> None:
    found = body(((LISTS | UNNAMED)[name] % arguments).replace("{ ... Page }", "{ totalCount }"))

    assert [(error["extensions"]["code"], error["message"]) for error in found["errors"]] == [(code, message)]


NO_CURSORS = {
    "nothing": "",
    "a word": "cursor",
    "letters beyond base64": "é",
    "not base64": "!!!!",
    "no JSON": base64.urlsafe_b64encode(b"\xff\x00").decode(),
    "a number": cursor(7),
    "an object": cursor({"a": 1}),
    "too short": cursor(["lab zero"]),
    "too long": cursor(["lab zero", "lab-zero", 5]),
    "of other types": cursor([1, 2]),
    "of another list": cursor([3, "lab zero", "lab-zero"]),
    "nested": base64.urlsafe_b64encode(b"[" * 100_000).decode(),
    "not a number": cursor([float("nan"), "a"]),
}


@pytest.mark.parametrize("argument", ["after", "before"])
@pytest.mark.parametrize("sent", NO_CURSORS.values(), ids=NO_CURSORS.keys())
def test_what_is_no_cursor_of_the_list_is_refused(body: Callable[..., Any], argument: str, sent: str) -> None:
    found = body(f"query($cursor: String) {{ actors({argument}: $cursor) {{ totalCount }} }}", {"cursor": sent})

    assert found["errors"][0]["extensions"] == {"code": "BAD_INPUT"}
    assert found["errors"][0]["message"].startswith(f"{argument}: this is not a cursor of this list")


@given(sent=st.text() | st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_no_cursor_whatever_is_a_fault_of_labnet(body: Callable[..., Any], sent: str) -> None:
    found = body("query($cursor: String) { ties(after: $cursor) { totalCount } }", {"cursor": sent})

    assert {error["extensions"]["code"] for error in found.get("errors", [])} <= {"BAD_INPUT"}


def test_pages_have_bounds_of_their_own() -> None:
    with pytest.raises(TooMuch):
        paged([], Page(first=MAX_PAGE + 1), list)
    with pytest.raises(BadInput):
        paged([], Page(first=1, last=1), list)
