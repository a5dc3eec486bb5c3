from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from labnet.network.search.folding import fold
from labnet.service.registry import Registry
from labnet.service.viewer import OPERATOR, VISITOR

Ask = Callable[..., Any]

DOCUMENT = """
query(
  $resolution: Float! = 1.0, $runs: Int! = 20, $asOf: Date, $seed: Int! = 0, $scope: ScopeInput, $key: String! = "2"
) {
  communities(resolution: $resolution, runs: $runs, asOf: $asOf, seed: $seed, scope: $scope) {
    revision asOf method resolution modularity stability uncertain totalCommunities ties undated
    communities(first: 25) {
      key label english: label(language: EN) size mix
      spheres { sphere count } themes { slug } territories { id }
      members(first: 15) { totalCount nodes { actor { slug } confidence core } }
      declared { cluster { slug } jaccard missing(first: 5) { slug } extra(first: 2) { slug } }
      inSeveralClusters(first: 2) { slug }
    }
    community(key: $key) { key size members(first: 1) { nodes { actor { slug } } pageInfo { hasNextPage endCursor } } }
  }
}
"""


def _slugs(actors: list[dict[str, str]]) -> list[str]:
    return [actor["slug"] for actor in actors]


def test_communities_of_the_shipped_data_are_labs_with_those_who_make_them(ask: Ask) -> None:
    found = ask(DOCUMENT)["communities"]
    assert (found["asOf"], found["method"], found["uncertain"]) == (
        "2026-11-23",
        "Louvain, accord de 20 passages",
        False,
    )
    assert found["totalCommunities"] == len(found["communities"])
    assert 0.8 < found["modularity"] < 1
    assert found["stability"] == 1
    assert 0 < found["undated"] < found["ties"]
    by_lab = {slug: each for each in found["communities"] for slug in _members(each)}
    tilab = by_lab["lab-tilab"]
    assert {"pref-bzh", "reg-bretagne", "lab-tilab"} <= set(_members(tilab))
    assert tilab["label"] == "Emploi, ressources humaines · Bretagne"
    assert tilab["english"] == "Employment, human resources · Bretagne"
    assert {each["sphere"] for each in tilab["spheres"]} == {"STATE", "LOCAL", "OTHER_PUBLIC", "CIVIL_SOCIETY"}
    assert all(member["core"] for each in found["communities"] for member in each["members"]["nodes"])


def _members(community: dict[str, Any]) -> list[str]:
    return _slugs([node["actor"] for node in community["members"]["nodes"]])


def test_les_labonautes_are_compared_with_the_communities_of_their_time(ask: Ask) -> None:
    communities = ask(DOCUMENT, {"asOf": "2022-06-01"})["communities"]["communities"]
    compared = [one for each in communities for one in each["declared"] if one["cluster"]["slug"] == "net-labonautes"]
    # People met across the country there: no community is like it, and its members are in many.
    assert len(compared) >= 5
    assert max(one["jaccard"] for one in compared) < 0.2
    assert all("grrr" in _slugs(one["missing"]) for one in compared)
    assert all(len(one["extra"]) <= 2 for one in compared)


def test_a_community_is_found_by_its_key_and_its_members_are_paged(ask: Ask) -> None:
    found = ask(DOCUMENT)["communities"]
    second = found["communities"][1]
    assert found["community"]["key"] == second["key"] == "2"
    assert found["community"]["size"] == second["size"] == second["members"]["totalCount"]
    page = found["community"]["members"]
    assert [node["actor"]["slug"] for node in page["nodes"]] == _members(second)[:1]
    rest = ask(
        'query($after: String) { communities { community(key: "2") { members(first: 100, after: $after) '
        "{ nodes { actor { slug } } } } } }",
        {"after": page["pageInfo"]["endCursor"]},
    )["communities"]["community"]
    assert _members(rest) == _members(second)[1:]
    assert ask(DOCUMENT, {"key": "0"})["communities"]["community"] is None


def test_finer_communities_are_more(ask: Ask) -> None:
    fine, coarse = (ask(DOCUMENT, {"resolution": each, "runs": 3})["communities"] for each in (4.0, 0.2))
    assert fine["totalCommunities"] > coarse["totalCommunities"]


def test_a_scope_without_ties_has_no_communities(ask: Ask) -> None:
    found = ask(DOCUMENT, {"scope": {"territory": "region:94"}})["communities"]
    assert (found["totalCommunities"], found["communities"], found["modularity"], found["stability"]) == (
        0,
        [],
        None,
        None,
    )
    assert found["uncertain"] is True


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"resolution": 0}, "resolution: 0 is not between 0.01 and 100"),
        ({"resolution": 1e-9}, "resolution: 1e-09 is not between 0.01 and 100"),
        ({"resolution": 101}, "resolution: 101 is not between 0.01 and 100"),
        ({"runs": 0}, "runs: 0 is less than 1"),
        ({"runs": 51}, "runs: 51 is more than 50"),
        ({"seed": -1}, "seed: -1 is less than 0"),
    ],
)
def test_arguments_out_of_bounds_are_refused(body: Ask, variables: dict[str, Any], message: str) -> None:
    (error,) = body(DOCUMENT, variables)["errors"]
    assert message in error["message"]
    assert error["extensions"]["code"] in {"BAD_INPUT", "TOO_MUCH"}


@pytest.mark.parametrize(("first", "message"), [(-1, "is less than 0"), (201, "is more than 200; ask for less")])
def test_lists_have_bounds(body: Ask, first: int, message: str) -> None:
    (error,) = body(f"{{ communities {{ communities(first: {first}) {{ key }} }} }}")["errors"]
    assert message in error["message"]


def test_communities_that_would_be_called_the_same_are_told_apart_and_nobody_is_named(
    plant: Callable[..., Registry], asking: Callable[[Registry], Ask], read: Callable[[str], list[Any]]
) -> None:
    """Two labs on nothing in particular, and three people among themselves."""
    records = read("""
        local_authority city
        local_authority town
        lab north
        lab south
        innovator ida visibility=public
        innovator bob visibility=public
        innovator eve visibility=public
        city CARRIES north
        town CARRIES south
        ida COLLABORATES_WITH bob
        bob COLLABORATES_WITH eve
    """)
    found = asking(plant(*records))("{ communities { communities { label members { nodes { actor { slug } } } } } }")
    names = {frozenset(_members(each)): each["label"] for each in found["data"]["communities"]["communities"]}
    assert names[frozenset({"city", "north"})] == "city"
    assert names[frozenset({"south", "town"})] == "south"
    assert names[frozenset({"bob", "eve", "ida"})] == "1"


def test_members_are_in_order_of_confidence_for_members_and_of_name_for_visitors(ask: Ask) -> None:
    document = """{ communities(runs: 5, resolution: 2) { communities(first: 3) {
      members(first: 50) { nodes { actor { name } confidence } }
    } } }"""
    for viewer in (VISITOR, OPERATOR):
        for community in ask(document, viewer=viewer)["communities"]["communities"]:
            nodes = community["members"]["nodes"]
            names = [fold(node["actor"]["name"]) for node in nodes]
            sure = [round(node["confidence"], 6) for node in nodes]
            assert names == sorted(names) if viewer is VISITOR else sure == sorted(sure, reverse=True)
