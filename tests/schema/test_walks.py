"""The operations that walk along ties, on the data set that labnet ships."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

Run: TypeAlias = Callable[..., Any]

LIT = "Réseau des laboratoires interministériels d'innovation territoriale"


def test_paths_are_labelled_and_meet_a_network_not_the_sgmap(run: Run) -> None:
    first, *more = run("paths", asOf="2018-01-01")["paths"]

    assert [actor["name"] for actor in first["actors"]] == ["LaBase", LIT, "Lab Archipel"]
    assert [(tie["relation"], tie["since"]) for tie in first["ties"]] == [("MEMBER_OF", "2017"), ("MEMBER_OF", "2016")]
    assert first["length"] == 2
    for path in [first, *more]:
        assert not {"SGMAP"} & {actor["name"] for actor in path["actors"]}
        assert "PROGRAMME" not in {actor["kind"] for actor in path["actors"]}


def test_the_strength_of_a_path_is_the_product_of_faded_ties(run: Run) -> None:
    # Ten years halve a tie: on 1 January 2026 one of 2017 has 9 years, one of 2016 has 10.
    (first, *_) = run("paths", asOf="2026-01-01")["paths"]

    assert first["strength"] == pytest.approx(0.5**0.9 * 0.5**1.0)


def test_avoiding_the_one_network_leaves_no_way_or_another_one(run: Run) -> None:
    found = run("paths", avoid=["actor:net-liit"])["paths"]

    assert all(LIT not in {actor["name"] for actor in path["actors"]} for path in found)


def test_programmes_are_walked_through_when_the_relation_is_named(run: Run) -> None:
    found = run("paths", relations=["LAUREATE_OF"], first=1)["paths"]

    assert [actor["kind"] for actor in found[0]["actors"]] == ["LAB", "PROGRAMME", "LAB"]


def test_neighbours_are_within_two_contacts_and_reached_by_their_ties(run: Run) -> None:
    found = run("neighbours", first=100)["actor"]["neighbours"]
    near = {node["actor"]["name"]: node for node in found["nodes"]}

    assert found["totalCount"] == len(near)
    assert [node["distance"] for node in found["nodes"]] == sorted(node["distance"] for node in found["nodes"])
    assert {"SGAR Nouvelle-Aquitaine", "Ellyx", LIT} <= {name for name, node in near.items() if node["distance"] == 1}
    assert "SGMAP" not in near
    assert "PROGRAMME" not in {node["actor"]["kind"] for node in found["nodes"]}
    for name, node in near.items():
        assert len(node["via"]) == node["distance"]
        assert "LaBase" in (node["via"][0]["from"]["name"], node["via"][0]["to"]["name"])
        assert name in (node["via"][-1]["from"]["name"], node["via"][-1]["to"]["name"])


def test_an_ended_lab_has_neighbours_only_in_its_time(run: Run) -> None:
    def near(day: str | None) -> set[str]:
        nodes = run("neighbours", slug="lab-zero", hops=1, asOf=day)["actor"]["neighbours"]["nodes"]
        return {node["actor"]["name"] for node in nodes}

    assert near(None) == set()
    assert near("2018-06-01") == {
        "Coco Velten",
        "Friche la Belle de Mai",
        "Marseille Solutions",
        "Marthe Pommié",
        "Préfecture de région Provence-Alpes-Côte d'Azur",
        "SGAR Provence-Alpes-Côte d'Azur",
        "Zéro habitant sans droit",
        "Zéro sans-abrisme",
    }
    # It ended in 2020, through 31 December; Marthe Pommié is last seen there in January 2019.
    assert near("2020-12-31") == near("2018-06-01") - {"Marthe Pommié"}
    assert near("2021-01-01") == set()


def test_a_neighbourhood_holds_the_ties_between_its_actors_and_says_when_it_is_cut(run: Run) -> None:
    whole = run("neighbourhood", of="actor:net-labonautes", hops=1, asOf="2022-06-01")["neighbourhood"]
    cut = run("neighbourhood", of="actor:net-labonautes", hops=1, asOf="2022-06-01", maxNodes=5)["neighbourhood"]

    ids = {node["id"] for node in whole["nodes"]}
    assert whole["truncated"] is False
    assert whole["nodes"][0]["id"] == "actor:net-labonautes"
    assert all({tie["from"]["id"], tie["to"]["id"]} <= ids for tie in whole["ties"])
    assert cut["truncated"] is True
    assert [node["id"] for node in cut["nodes"]] == [node["id"] for node in whole["nodes"]][:5]
