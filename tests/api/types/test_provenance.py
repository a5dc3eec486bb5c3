from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_a_source_without_an_address_says_what_it_is(ask: Callable[..., Any]) -> None:
    found = ask('{ node(id: "source:seed") { ... on Source { id title url date note } } }')["node"]

    assert (found["id"], found["url"], found["date"]) == ("source:seed", None, "2016-11-18")
    assert found["title"].startswith("Article de presse sur les douze lauréats")
    assert "aucune adresse connue" in found["note"]


def test_sources_that_disagree_stand_side_by_side(ask: Callable[..., Any]) -> None:
    evidence = ask('{ actor(by: {slug: "lab-siilab"}) { evidence { field value confidence source { id } } } }')[
        "actor"
    ]["evidence"]

    assert [item for item in evidence if item["field"] == "since"] == [
        {"field": "since", "value": "2016", "confidence": "SOURCED", "source": {"id": "source:coval"}},
        {"field": "since", "value": "2017", "confidence": "REPORTED", "source": {"id": "source:profil-siilab"}},
    ]
