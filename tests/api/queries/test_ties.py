from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_ties_of_all_times_come_by_the_ids_of_their_ends(ask: Callable[..., Any]) -> None:
    found = ask("{ ties(first: 100) { totalCount nodes { from { slug } relation to { slug } since until } } }")["ties"]

    places = [
        (node["from"]["slug"], node["relation"], node["to"]["slug"], node["since"] or "") for node in found["nodes"]
    ]
    assert found["totalCount"] == 203
    assert places == sorted(places)
    assert any(node["until"] for node in found["nodes"])


def test_collaborations_are_works_by_name_and_then_direct_ties(ask: Callable[..., Any]) -> None:
    nodes = ask("{ collaborations(first: 100) { nodes { id subject { name } } } }")["collaborations"]["nodes"]

    works = [node["subject"]["name"] for node in nodes if node["subject"]]
    direct = [node["id"] for node in nodes if not node["subject"]]
    assert [node["subject"] is None for node in nodes] == [False] * len(works) + [True] * len(direct)
    assert works.index("La Fabrique RH") < works.index("LaBase") < works.index("Ti Lab")
    assert direct == sorted(direct)
    assert "collaboration:tie/sgmap.collaborates_with.27e-region.2015" in direct


def test_a_path_and_a_neighbourhood_are_asked_by_global_ids(ask: Callable[..., Any]) -> None:
    found = ask(
        """
        query($a: ID! = "actor:sgar-na", $b: ID! = "actor:bxmetro") {
          paths(from: $a, to: $b, first: 1) { actors { slug } }
          neighbourhood(of: $a) { nodes { slug } }
        }
        """
    )

    assert [actor["slug"] for actor in found["paths"][0]["actors"]] == ["sgar-na", "lab-labase", "bxmetro"]
    assert [node["slug"] for node in found["neighbourhood"]["nodes"]] == ["sgar-na", "lab-labase"]
