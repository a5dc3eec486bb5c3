from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

import pytest

from labnet.api.types import connections
from labnet.network.walk import Trail
from labnet.service.registry import Registry

Read: TypeAlias = Callable[[str], list[Any]]
Ask: TypeAlias = Callable[..., Any]

# A ring of bodies around a programme: a-b-c-d-a by work, and everybody a laureate or a selector of p.
RING = """
organisation a
organisation b
organisation c
organisation d
organisation alone
programme p
a COLLABORATES_WITH b since=2010 until=2015
b COLLABORATES_WITH c since=2010 weight=0.5
c COLLABORATES_WITH d since=2010
d COLLABORATES_WITH a since=2010
a RUNS p
c RUNS p
"""
PATHS = """
query($from: ID!, $to: ID!, $relations: [Relation!], $avoid: [ID!], $asOf: Date, $first: Int! = 3) {
  paths(from: $from, to: $to, relations: $relations, avoid: $avoid, asOf: $asOf, first: $first) {
    length strength actors { slug } ties { id }
  }
}
"""
NEAR = """
query($hops: Int! = 1, $relations: [Relation!], $kinds: [Kind!], $asOf: Date) {
  actor(by: {slug: "a"}) {
    neighbours(hops: $hops, relations: $relations, kinds: $kinds, asOf: $asOf) {
      nodes { distance actor { slug } via { id } }
    }
  }
}
"""
AROUND = """
query($of: ID! = "actor:a", $hops: Int! = 1, $relations: [Relation!], $kinds: [Kind!], $asOf: Date, $most: Int! = 200) {
  neighbourhood(of: $of, hops: $hops, relations: $relations, kinds: $kinds, asOf: $asOf, maxNodes: $most) {
    truncated nodes { slug } ties { id }
  }
}
"""


@pytest.fixture
def ring(plant: Callable[..., Registry], asking: Callable[[Registry], Ask], read: Read) -> Ask:
    """The ring, asked on 23 November 2026: the tie between a and b ended in 2015."""
    return asking(plant(*read(RING)))


def ways(ring: Ask, **variables: Any) -> list[str]:
    found = ring(PATHS, {"from": "actor:a", "to": "actor:c", **variables})["data"]["paths"]
    return ["".join(actor["slug"] for actor in path["actors"]) for path in found]


def near(ring: Ask, **variables: Any) -> dict[str, int]:
    nodes = ring(NEAR, variables)["data"]["actor"]["neighbours"]["nodes"]
    return {node["actor"]["slug"]: node["distance"] for node in nodes}


def test_paths_follow_ties_of_the_day_and_do_not_go_through_programmes(ring: Ask) -> None:
    assert ways(ring) == ["adc"]
    assert ways(ring, asOf="2012-01-01") == ["adc", "abc"]


def test_paths_go_through_programmes_if_the_relation_is_named(ring: Ask) -> None:
    assert ways(ring, relations=["RUNS"]) == ["apc"]


def test_paths_are_no_more_than_asked_for(ring: Ask) -> None:
    assert ways(ring, asOf="2012-01-01", first=1) == ["adc"]


def test_paths_avoid_whom_they_are_told_to(ring: Ask) -> None:
    assert ways(ring, asOf="2012-01-01", avoid=["actor:d"]) == ["abc"]
    assert ways(ring, avoid=["actor:d"]) == ways(ring, to="actor:alone") == ways(ring, to="actor:a") == []


def test_a_path_tells_its_ties_and_their_strength(ring: Ask) -> None:
    (path,) = ring(PATHS, {"from": "actor:a", "to": "actor:c", "asOf": "2020-01-01"})["data"]["paths"]

    # Two ties of ten years each: a half times a half.
    assert path["length"] == 2
    assert path["strength"] == pytest.approx(0.25)
    assert [tie["id"] for tie in path["ties"]] == [
        "tie:d.collaborates_with.a.2010",
        "tie:c.collaborates_with.d.2010",
    ]


@pytest.mark.parametrize(
    ("variables", "code", "message"),
    [
        ({"first": 0}, "BAD_INPUT", "first: 0 is less than 1"),
        ({"first": 11}, "TOO_MUCH", "first: 11 is more than 10"),
        ({"from": "a"}, "BAD_INPUT", "from: 'a' is not the id of an actor; ids look like actor:lab-labase"),
        (
            {"to": "actor:nope"},
            "BAD_INPUT",
            "to: 'actor:nope' is not the id of an actor; ids look like actor:lab-labase",
        ),
        ({"avoid": ["tie:b"]}, "BAD_INPUT", "avoid: 'tie:b' is not the id of an actor; ids look like actor:lab-labase"),
        ({"avoid": ["actor:a"]}, "BAD_INPUT", "avoid: it names an end of the path; leave the ends out of it"),
        ({"avoid": ["actor:b"] * 101}, "TOO_MUCH", "avoid: 101 actors are more than 100"),
    ],
)
def test_paths_that_cannot_be_asked_for_are_refused(
    ring: Ask, variables: dict[str, Any], code: str, message: str
) -> None:
    (error,) = ring(PATHS, {"from": "actor:a", "to": "actor:c", **variables})["errors"]

    assert (error["extensions"]["code"], error["message"]) == (code, message)


def test_neighbours_are_met_by_distance_and_programmes_are_ends(ring: Ask) -> None:
    assert near(ring) == {"d": 1, "p": 1}
    assert near(ring, hops=2) == {"d": 1, "p": 1, "c": 2}
    assert near(ring, hops=4) == {"d": 1, "p": 1, "c": 2, "b": 3}
    assert near(ring, asOf="2012-01-01") == {"b": 1, "d": 1, "p": 1}


def test_neighbours_of_other_kinds_are_walked_through(ring: Ask) -> None:
    assert near(ring, hops=2, kinds=["ORGANISATION"]) == {"d": 1, "c": 2}
    assert near(ring, hops=2, kinds=["ORGANISATION"], relations=["RUNS"]) == {"c": 2}
    assert near(ring, kinds=[]) == near(ring, relations=[]) == {}


def test_a_neighbour_comes_with_the_ties_that_lead_there(ring: Ask) -> None:
    nodes = ring(NEAR, {"hops": 2, "kinds": ["ORGANISATION"]})["data"]["actor"]["neighbours"]["nodes"]

    assert [[tie["id"] for tie in node["via"]] for node in nodes] == [
        ["tie:d.collaborates_with.a.2010"],
        ["tie:d.collaborates_with.a.2010", "tie:c.collaborates_with.d.2010"],
    ]


@pytest.mark.parametrize(
    ("hops", "code", "message"),
    [(0, "BAD_INPUT", "hops: 0 is less than 1"), (5, "TOO_MUCH", "hops: 5 is more than 4")],
)
@pytest.mark.parametrize("document", [NEAR, AROUND])
def test_walks_have_bounds(ring: Ask, document: str, hops: int, code: str, message: str) -> None:
    (error,) = ring(document, {"hops": hops})["errors"]

    assert (error["extensions"]["code"], error["message"]) == (code, message)


def test_a_neighbourhood_has_all_ties_among_those_it_shows(ring: Ask) -> None:
    found = ring(AROUND, {"hops": 2})["data"]["neighbourhood"]

    assert found["truncated"] is False
    assert [node["slug"] for node in found["nodes"]] == ["a", "p", "d", "c"]
    assert {tie["id"] for tie in found["ties"]} == {
        *("tie:c.collaborates_with.d.2010", "tie:d.collaborates_with.a.2010", "tie:a.runs.p", "tie:c.runs.p"),
    }


def test_a_neighbourhood_of_some_kinds_still_has_its_middle(ring: Ask) -> None:
    found = ring(AROUND, {"hops": 2, "kinds": ["PROGRAMME"]})["data"]["neighbourhood"]

    assert [node["slug"] for node in found["nodes"]] == ["a", "p"]


@pytest.mark.parametrize(("most", "slugs"), [(1, ["a"]), (2, ["a", "p"]), (3, ["a", "p", "d"])])
def test_a_neighbourhood_that_is_cut_says_so(ring: Ask, most: int, slugs: list[str]) -> None:
    found = ring(AROUND, {"hops": 2, "most": most})["data"]["neighbourhood"]

    assert found["truncated"] is True
    assert [node["slug"] for node in found["nodes"]] == slugs


@pytest.mark.parametrize(
    ("variables", "code", "message"),
    [
        ({"most": 0}, "BAD_INPUT", "maxNodes: 0 is less than 1"),
        ({"most": 2_001}, "TOO_MUCH", "maxNodes: 2001 is more than 2000"),
        ({"of": "p"}, "BAD_INPUT", "of: 'p' is not the id of an actor; ids look like actor:lab-labase"),
    ],
)
def test_neighbourhoods_that_cannot_be_asked_for_are_refused(
    ring: Ask, variables: dict[str, Any], code: str, message: str
) -> None:
    document = AROUND.replace("nodes { slug } ties { id }", "")

    (error,) = ring(document, variables)["errors"]

    assert (error["extensions"]["code"], error["message"]) == (code, message)


@pytest.fixture
def short_sight(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let walks and searches look at no more than a few ties."""

    def shorten(budget: int) -> None:
        monkeypatch.setattr(connections, "Trail", partial(Trail, budget=budget))

    return shorten


def test_paths_say_whether_the_search_looked_everywhere(ring: Ask, short_sight: Callable[[int], None]) -> None:
    """In 2012 a and c have three ties each, so that the first path is found with three."""
    asked = {"from": "actor:a", "to": "actor:c", "asOf": "2012-01-01"}
    document = PATHS.replace("strength", "strength truncated")

    assert [path["truncated"] for path in ring(document, asked)["data"]["paths"]] == [False, False]
    short_sight(6)
    assert [path["truncated"] for path in ring(document, asked)["data"]["paths"]] == [True]


def test_a_search_that_stopped_before_it_found_a_path_does_not_say_that_there_is_none(
    ring: Ask, short_sight: Callable[[int], None]
) -> None:
    short_sight(2)

    (error,) = ring(PATHS, {"from": "actor:a", "to": "actor:c"})["errors"]

    assert error["extensions"]["code"] == "TOO_MUCH"
    assert error["message"].startswith("paths: no way was found among the 2 ties that a search may look at")


def test_neighbours_say_whether_the_walk_met_everybody(ring: Ask, short_sight: Callable[[int], None]) -> None:
    document = NEAR.replace("nodes", "truncated totalCount nodes")

    def found() -> tuple[bool, int]:
        near = ring(document, {"hops": 2})["data"]["actor"]["neighbours"]
        return near["truncated"], near["totalCount"]

    assert found() == (False, 3)
    short_sight(3)
    assert found() == (True, 2)
