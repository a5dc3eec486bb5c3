from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

SEARCH = """
query($text: String!, $kinds: [Kind!], $first: Int! = 10) {
  search(text: $text, kinds: $kinds, first: $first) { score node { __typename id } matches { field words } }
}
"""


def test_themes_come_by_their_french_label(ask: Callable[..., Any]) -> None:
    labels = [node["label"] for node in ask("{ themes(first: 100) { nodes { label } } }")["themes"]["nodes"]]

    assert len(labels) == 47
    assert labels[:3] == ["accès aux droits", "administration numérique", "alimentation"]
    assert labels.index("éducation") < labels.index("emploi")


def test_territories_come_by_level_and_code(ask: Callable[..., Any]) -> None:
    document = "query($level: TerritoryLevel) { territories(level: $level, first: 100) { totalCount nodes { id } } }"
    everywhere = ask(document)["territories"]
    regions = ask(document, {"level": "REGION"})["territories"]

    ids = [node["id"].removeprefix("territory:") for node in everywhere["nodes"]]
    assert everywhere["totalCount"] == 120
    assert ids[0] == "country:FR"
    assert ids[1 : 1 + regions["totalCount"]] == [node["id"].removeprefix("territory:") for node in regions["nodes"]]
    assert regions["nodes"][0] == {"id": "territory:region:01"}
    assert ask(document, {"level": "COMMUNE"})["territories"] == {"totalCount": 0, "nodes": []}


@pytest.mark.parametrize(
    ("text", "sort", "key"),
    [
        ("la base", "Lab", "actor:lab-labase"),
        ("données ouvertes", "Theme", "theme:open-data"),
        ("nouvelle aquitaine", "Territory", "territory:region:75"),
        ("27eme region", "Organisation", "actor:27e-region"),
    ],
)
def test_actors_themes_and_territories_are_found(ask: Callable[..., Any], text: str, sort: str, key: str) -> None:
    hits = ask(SEARCH, {"text": text})["search"]

    assert {"__typename": sort, "id": key} in [hit["node"] for hit in hits]
    assert all(0 < hit["score"] <= 1 for hit in hits)


def test_a_hit_says_where_it_matched(ask: Callable[..., Any]) -> None:
    (hit,) = ask(SEARCH, {"text": "pommier"})["search"]

    assert hit["node"]["id"] == "actor:marthe-pommie"
    assert {"field": "aliases", "words": ["Pommier"]} in hit["matches"]


def test_kinds_leave_themes_and_territories_out(ask: Callable[..., Any]) -> None:
    hits = ask(SEARCH, {"text": "bretagne", "kinds": ["LOCAL_AUTHORITY"]})["search"]

    assert {hit["node"]["__typename"] for hit in hits} == {"LocalAuthority"}
    assert ask(SEARCH, {"text": "bretagne", "kinds": []}) == {"search": []}


@pytest.mark.parametrize("text", ["", "   ", "…", "le la les", "\u0000", "𓀀", "'\"<>&%_*", "a" * 20_000, "x " * 5_000])
def test_whatever_is_typed_is_answered(ask: Callable[..., Any], text: str) -> None:
    assert isinstance(ask(SEARCH, {"text": text})["search"], list)


@pytest.mark.parametrize(
    ("first", "code", "message"),
    [(0, "BAD_INPUT", "first: 0 is less than 1"), (101, "TOO_MUCH", "first: 101 is more than 100")],
)
def test_a_search_has_bounds(body: Callable[..., Any], first: int, code: str, message: str) -> None:
    (error,) = body(SEARCH, {"text": "lab", "first": first})["errors"]

    assert (error["extensions"]["code"], error["message"]) == (code, message)
