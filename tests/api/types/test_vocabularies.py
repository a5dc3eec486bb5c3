from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_a_theme_has_a_label_in_each_language_and_a_broader_theme(ask: Callable[..., Any]) -> None:
    found = ask(
        """
        { node(id: "theme:homelessness") { ... on Theme {
            id slug label en: label(language: EN) fr: label(language: FR) synonyms
            broader { slug broader { broader { slug } } }
            actors { nodes { slug } } } } }
        """
    )["node"]

    assert (found["id"], found["slug"]) == ("theme:homelessness", "homelessness")
    assert (found["label"], found["fr"], found["en"]) == ("sans-abrisme", "sans-abrisme", "homelessness")
    assert found["synonyms"][0] == "sans-abri"
    assert "rough sleepers" in found["synonyms"]
    assert found["broader"] == {"slug": "poverty", "broader": {"broader": None}}
    assert {node["slug"] for node in found["actors"]["nodes"]} == {"lab-zero", "prj-coco-velten", "prj-zero-sans-abri"}


def test_codes_of_territories_are_told_apart_by_level(ask: Callable[..., Any]) -> None:
    found = ask(
        """
        { region: node(id: "territory:region:75") { ... on Territory { name level code parent { id } } }
          department: node(id: "territory:department:75") { ... on Territory { name level code parent { name } } } }
        """
    )

    assert found["region"] == {
        "name": "Nouvelle-Aquitaine",
        "level": "REGION",
        "code": "75",
        "parent": {"id": "territory:country:FR"},
    }
    assert found["department"]["parent"] == {"name": "Île-de-France"}


def test_a_country_has_no_parent_and_holds_everybody_with_a_place(ask: Callable[..., Any]) -> None:
    found = ask('{ node(id: "territory:country:FR") { ... on Territory { parent { id } actors { totalCount } } } }')[
        "node"
    ]
    everybody = ask('{ actors(filter: {territory: "country:FR"}) { totalCount } }')["actors"]

    assert found == {"parent": None, "actors": everybody}
    assert everybody["totalCount"] > 90
