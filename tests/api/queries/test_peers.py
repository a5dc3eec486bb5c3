from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from labnet.service.viewer import OPERATOR, VISITOR

Ask: TypeAlias = Callable[..., Any]
FIELDS = """
  rank score otherAdministration distance actor { name slug }
  reasons { kind label weight actors { name } themes { slug } }
  through { length actors { name slug } }
"""


def test_peers_of_labase_are_labs_like_it_with_reasons_and_ways(ask: Ask) -> None:
    found = ask(f'{{ peers(of: "actor:lab-labase") {{ totalCount nodes {{ {FIELDS} }} }} }}')["peers"]
    nodes = found["nodes"]
    assert nodes[0]["actor"]["name"] == "Ti Lab"
    assert [node["rank"] for node in nodes] == list(range(1, 11))
    assert found["totalCount"] > 10
    for node in nodes:
        assert 0 < node["score"] <= 1
        assert sum(reason["weight"] for reason in node["reasons"]) == pytest.approx(1)
        weights = [reason["weight"] for reason in node["reasons"]]
        assert weights == sorted(weights, reverse=True)
        assert (node["through"] is None) == (node["distance"] is None or node["distance"] > 4)
        if node["through"] is not None:
            assert node["through"]["length"] == node["distance"]
            assert node["through"]["actors"][0]["slug"] == "lab-labase"
            assert node["through"]["actors"][-1]["slug"] == node["actor"]["slug"]
    assert "participation citoyenne" in str(nodes[0]["reasons"])
    assert sum(node["otherAdministration"] for node in nodes) >= 5


def test_an_actor_tells_its_own_peers_the_same_page_by_page(ask: Ask) -> None:
    whole = ask(f'{{ peers(of: "actor:lab-labase", first: 6) {{ nodes {{ {FIELDS} }} }} }}')["peers"]["nodes"]
    page = """
      query($after: String) { actor(by: { slug: "lab-labase" }) {
        peers(first: 3, after: $after) { nodes { rank actor { slug } } pageInfo { endCursor hasNextPage } }
      } }
    """
    one = ask(page)["actor"]["peers"]
    other = ask(page, {"after": one["pageInfo"]["endCursor"]})["actor"]["peers"]
    told = [(node["rank"], node["actor"]["slug"]) for node in (*one["nodes"], *other["nodes"])]
    assert told == [(node["rank"], node["actor"]["slug"]) for node in whole]
    last = ask('{ peers(of: "actor:lab-labase", last: 2) { nodes { rank } totalCount } }')["peers"]
    assert [node["rank"] for node in last["nodes"]] == [last["totalCount"] - 1, last["totalCount"]]


def test_filters_say_whom_to_suggest(ask: Ask) -> None:
    found = ask("""{
      peers(of: "actor:lab-labase", filter: { kinds: [STATE_SERVICE] }) { nodes { actor { kind } } }
    }""")["peers"]["nodes"]
    assert {node["actor"]["kind"] for node in found} == {"STATE_SERVICE"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ('of: "actor:nobody"', "of: 'actor:nobody' is not the id of an actor"),
        ('of: "actor:lab-labase", openness: 1.5', "openness: 1.5 is not between 0 and 1"),
        ('of: "actor:lab-labase", first: 101', "first"),
    ],
)
def test_what_cannot_be_asked_is_refused(body: Ask, arguments: str, told: str) -> None:
    (error,) = body(f"{{ peers({arguments}) {{ nodes {{ rank }} }} }}")["errors"]
    assert told in error["message"]


def test_a_far_way_is_a_distance_and_no_introduction(ask: Ask) -> None:
    nodes = ask(f'{{ peers(of: "actor:lab-labase") {{ nodes {{ {FIELDS} }} }} }}')["peers"]["nodes"]
    told = {node["actor"]["name"]: (node["distance"], node["through"]) for node in nodes}
    assert told["La Fabrique à projets"] == (7, None)


def test_contacts_of_the_past_are_said_to_be(ask: Ask) -> None:
    nodes = ask("""{ peers(of: "actor:lab-labase") {
      nodes { actor { name } reasons { kind label past } administrationKnown otherAdministration }
    } }""")["peers"]["nodes"]
    told = {node["actor"]["name"]: node for node in nodes}
    contacts = {
        name: reason for name, node in told.items() for reason in node["reasons"] if reason["kind"] == "SHARED_CONTACT"
    }
    assert contacts["Ti Lab"] == {"kind": "SHARED_CONTACT", "label": "contact commun\u00a0: DITP", "past": False}
    assert contacts["Nuunat"]["past"]
    assert contacts["Nuunat"]["label"].startswith("anciens contacts communs\u00a0: ")
    assert not told["Le Lab AH"]["administrationKnown"]
    assert not told["Le Lab AH"]["otherAdministration"]


@pytest.mark.parametrize("filtered", ["", ", filter: { kinds: [INNOVATOR, ORGANISATION] }"])
def test_people_are_suggested_to_members_only(ask: Ask, filtered: str) -> None:
    document = f'{{ peers(of: "actor:marthe-pommie", first: 100{filtered}) {{ nodes {{ actor {{ kind }} }} }} }}'
    kinds = {
        name: {node["actor"]["kind"] for node in ask(document, viewer=viewer)["peers"]["nodes"]}
        for name, viewer in (("visitor", VISITOR), ("operator", OPERATOR))
    }
    assert "INNOVATOR" not in kinds["visitor"]
    assert "ORGANISATION" in kinds["visitor"]
    assert "INNOVATOR" in kinds["operator"]
