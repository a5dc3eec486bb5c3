from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

Ask: TypeAlias = Callable[..., Any]


def _names(actors: list[dict[str, str]]) -> list[str]:
    return [actor["name"] for actor in actors]


def test_bodies_that_link_others_are_told_with_their_roles_beside_chance(ask: Ask) -> None:
    found = ask("""{
      brokers(first: 3) { actor { name kind } constraint effectiveSize betweenness roles { role count expected z } }
    }""")["brokers"]
    assert found[0]["actor"]["name"] == "La 27e Région"
    # Of its 14 contacts two meet: Pôle emploi and the Region, in Ti Lab.
    assert found[0]["effectiveSize"] == pytest.approx(14 - 2 / 14)
    assert {role["role"] for role in found[0]["roles"]} >= {"COORDINATOR", "ITINERANT", "GATEKEEPER", "LIAISON"}
    itinerant = next(role for role in found[0]["roles"] if role["role"] == "ITINERANT")
    assert itinerant["count"] > itinerant["expected"]
    assert all(0 <= each["betweenness"] <= 1 for each in found)


def test_persons_are_not_ranked_for_visitors(ask: Ask) -> None:
    kinds = {each["actor"]["kind"] for each in ask("{ brokers(first: 100) { actor { kind } } }")["brokers"]}
    assert "INNOVATOR" not in kinds
    ends = ask("{ proposedTies(first: 50) { a { kind } b { kind } } }")["proposedTies"]
    assert "INNOVATOR" not in {end["kind"] for each in ends for end in (each["a"], each["b"])}


def test_labs_on_access_to_rights_that_are_not_in_touch_are_told_with_their_theme(ask: Ask) -> None:
    found = ask("""{
      parallelEfforts(theme: "access-to-rights") {
        theme { slug } a { name } b { name } distance territory { id }
      }
    }""")["parallelEfforts"]
    assert found
    assert {each["theme"]["slug"] for each in found} == {"access-to-rights"}
    assert ("Ti Lab", "Zéro habitant sans droit") in {(each["a"]["name"], each["b"]["name"]) for each in found}
    assert all(each["distance"] is None or each["distance"] > 2 for each in found)


def test_proposed_ties_have_reasons_that_add_up_a_way_and_an_effect(ask: Ask) -> None:
    found = ask("""{
      proposedTies(first: 4) {
        a { name spheres } b { name spheres } gain commonContacts { name }
        reasons { kind label(language: EN) weight actors { name } themes { slug } }
        path { length actors { name } }
        effect { indicator before after }
      }
    }""")["proposedTies"]
    assert len(found) == 4
    for each in found:
        assert set(each["a"]["spheres"]) != set(each["b"]["spheres"])
        assert sum(reason["weight"] for reason in each["reasons"]) == pytest.approx(1)
        assert each["path"]["actors"][0]["name"] == each["a"]["name"]
        assert each["gain"] > 0
        effect = {change["indicator"]: change for change in each["effect"]}
        assert effect["TIES"]["after"] == effect["TIES"]["before"] + 1
        assert effect["ACTORS"]["after"] == effect["ACTORS"]["before"]


def test_ties_between_two_groups_join_just_these(ask: Ask) -> None:
    found = ask('{ proposedTies(between: ["STATE", "LOCAL"]) { a { spheres } b { spheres } } }')["proposedTies"]
    assert found
    assert all({*each["a"]["spheres"], *each["b"]["spheres"]} == {"STATE", "LOCAL"} for each in found)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("brokers(seed: -1) { constraint }", "seed: -1 is less than 0"),
        ("brokers(first: 101) { constraint }", "first: 101 is more than 100"),
        ("parallelEfforts(first: 0) { distance }", "first: 0 is less than 1"),
        ('proposedTies(between: ["STATE"]) { gain }', "between: name two different groups"),
        ('proposedTies(between: ["STATE", "STATE"]) { gain }', "between: name two different groups"),
        ("proposedTies(first: 51) { gain }", "first: 51 is more than 50"),
    ],
)
def test_what_cannot_be_asked_is_refused(body: Ask, question: str, told: str) -> None:
    (error,) = body(f"{{ {question} }}")["errors"]
    assert told in error["message"]
