from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

NODE = "query($id: ID!) { node(id: $id) { __typename id } }"
NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"

FOUND = {
    "actor:lab-labase": "Lab",
    "actor:sgmap": "StateService",
    "tie:cdc.selects.prg-lit.2016": "Tie",
    "collaboration:lab-labase": "Collaboration",
    "collaboration:tie/sgmap.collaborates_with.27e-region.2015": "Collaboration",
    "theme:open-data": "Theme",
    "territory:region:93": "Territory",
    "territory:department:2A": "Territory",
    "source:seed": "Source",
}
MISSING = [
    *("", ":", "actor", "actor:", "lab-labase", "actor:nobody", "tie:nothing", "theme:nothing", "source:nothing"),
    *(
        "territory:93",
        "territory:nowhere:93",
        "collaboration:sgmap",
        "collaboration:nothing",
        "collaboration:tie/nothing",
    ),
    *("collaboration:tie/cdc.selects.prg-lit.2016", "person:x", "Actor:lab-labase", "actor:LAB-LABASE", "x" * 10_000),
    *("actor:\u0000", "actor:lab-labase ", "tie:lab-labase", "actor:tie:x"),
]


@pytest.mark.parametrize(("key", "sort"), FOUND.items())
def test_each_sort_of_id_is_found_as_what_it_is(ask: Callable[..., Any], key: str, sort: str) -> None:
    assert ask(NODE, {"id": key}) == {"node": {"__typename": sort, "id": key}}


@pytest.mark.parametrize("key", MISSING, ids=lambda key: repr(key[:40]))
def test_an_id_of_nothing_is_null(ask: Callable[..., Any], key: str) -> None:
    assert ask(NODE, {"id": key}) == {"node": None}


def test_a_number_may_be_an_id_as_graphql_has_it(ask: Callable[..., Any]) -> None:
    assert ask("{ node(id: 7) { id } }") == {"node": None}


def test_nodes_come_in_the_order_of_their_ids(ask: Callable[..., Any]) -> None:
    keys = [*reversed(FOUND), "actor:nobody", "theme:open-data"]

    found = ask(NODES, {"ids": keys})["nodes"]

    assert found == [None if key == "actor:nobody" else {"id": key} for key in keys]
    assert ask(NODES, {"ids": []}) == {"nodes": []}


def test_a_hundred_nodes_are_given_and_no_more(body: Callable[..., Any]) -> None:
    whole = body(NODES, {"ids": ["theme:open-data"] * 100})
    (error,) = body(NODES, {"ids": ["theme:open-data"] * 101})["errors"]

    assert len(whole["data"]["nodes"]) == 100
    assert (error["extensions"]["code"], error["message"]) == ("TOO_MUCH", "ids: 101 are more than 100")
