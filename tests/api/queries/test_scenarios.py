from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from tests.pictures import ties_of

from labnet.api.answers import Operation, answer
from labnet.api.context import Context
from labnet.service.registry import Registry
from labnet.service.viewer import OPERATOR, VISITOR, Role, Viewer
from labnet.settings import Settings

Ask = Callable[..., Any]

DOCUMENT = """
query($add: [HypotheticalTie!]! = [], $remove: [ID!]! = [], $by: GroupBy! = SPHERE, $asOf: Date, $first: Int! = 100) {
  whatIf(scenario: { add: $add, remove: $remove }, by: $by, asOf: $asOf) {
    changes { indicator before after }
    pairs(first: 50) { a { key } b { key } observed verdict brokers { slug } }
    pairsBefore(first: 50) { a { key } b { key } observed }
    totalSeparated
    separated(first: $first) { slug }
  }
}
"""


@pytest.fixture(scope="module")
def imagine(shipped: Registry) -> Ask:
    """Ask as the operator, on 23 November 2026, and get the whole body."""

    def imagine_(viewer: Viewer = OPERATOR, **variables: Any) -> dict[str, Any]:
        context = Context(viewer=viewer, view=shipped.view(viewer), today=dt.date(2026, 11, 23))
        return answer(context, Operation(DOCUMENT, variables), Settings()).body

    return imagine_


def _changes(body: dict[str, Any]) -> dict[str, tuple[float, float]]:
    return {each["indicator"]: (each["before"], each["after"]) for each in body["data"]["whatIf"]["changes"]}


def test_without_ti_lab_two_halves_of_the_network_lose_each_other(imagine: Ask) -> None:
    body = imagine(remove=["actor:lab-tilab"])
    found = body["data"]["whatIf"]
    separated = {each["slug"] for each in found["separated"]}
    assert {"pref-bzh", "reg-bretagne", "27e-region"} <= separated
    assert found["totalSeparated"] == len(found["separated"]) == len(separated)
    assert "lab-tilab" not in separated
    before, after = _changes(body)["LARGEST_COMPONENT"]
    assert after < before - 0.1
    assert _changes(body)["ACTORS"] == (before_actors := _changes(imagine())["ACTORS"][0], before_actors - 1)


def test_pairs_are_told_before_and_after_in_one_order(imagine: Ask) -> None:
    found = imagine(remove=["actor:lab-tilab"])["data"]["whatIf"]
    assert [(each["a"], each["b"]) for each in found["pairs"]] == [(e["a"], e["b"]) for e in found["pairsBefore"]]
    assert found["pairs"]
    assert all(
        one["observed"] != other["observed"] for one, other in zip(found["pairs"], found["pairsBefore"], strict=True)
    )


def test_when_the_call_of_2016_ends_those_are_alone_whom_nothing_else_joined(imagine: Ask) -> None:
    body = imagine(remove=["actor:prg-lit"], asOf="2017-06-01")
    separated = {each["slug"] for each in body["data"]["whatIf"]["separated"]}
    assert {"lab-siilab", "lab-zero", "lab-etatlin"} <= separated
    assert not {"lab-labase", "lab-tilab", "sgmap"} & separated
    assert all(before == after for before, after in _changes(body).values())


def test_a_tie_may_be_taken_out_and_another_added(imagine: Ask, shipped: Registry) -> None:
    image = shipped.view(OPERATOR).image
    names = [f"tie:{each.id}" for each in ties_of(image) if (each.from_id, each.to_id) == ("pref-bzh", "lab-tilab")]
    assert names
    removed = imagine(remove=names)
    assert _changes(removed)["TIES"][1] == _changes(removed)["TIES"][0] - len(names)
    added = imagine(
        remove=names, add=[{"from": "actor:pref-bzh", "to": "actor:lab-tilab", "relation": "PARTNERS_WITH"}]
    )
    assert _changes(added)["TIES"][1] == _changes(removed)["TIES"][1] + 1
    assert added["data"]["whatIf"]["totalSeparated"] < removed["data"]["whatIf"]["totalSeparated"]


def test_lists_are_as_long_as_one_asks_for(imagine: Ask) -> None:
    found = imagine(remove=["actor:lab-tilab"], first=2)["data"]["whatIf"]
    assert len(found["separated"]) == 2 < found["totalSeparated"]


def test_members_may_ask_and_visitors_may_not(imagine: Ask) -> None:
    assert "errors" not in imagine(Viewer(role=Role.MEMBER), remove=["actor:lab-tilab"])
    (error,) = imagine(VISITOR, remove=["actor:lab-tilab"])["errors"]
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert error["message"].startswith("whatIf is for members: sign in")


@pytest.mark.parametrize(
    ("variables", "code", "message"),
    [
        ({"remove": ["actor:nobody"]}, "BAD_INPUT", "remove: 'actor:nobody' is not the id of an actor"),
        ({"remove": ["tie:nothing"]}, "BAD_INPUT", "remove: 'tie:nothing' is not the id of a tie"),
        ({"remove": ["actor:lab-labase"] * 51}, "TOO_MUCH", "remove: 51 are more than 50"),
        ({"add": [{"from": "actor:ditp", "to": "actor:dinum"}]}, "BAD_INPUT", "to: 'actor:dinum' is not the id"),
        (
            {"add": [{"from": "actor:ditp", "to": "actor:ditp"}]},
            "BAD_INPUT",
            "add: 'actor:ditp' cannot be tied to itself",
        ),
        (
            {"add": [{"from": "actor:ditp", "to": "actor:sgmap", "relation": "LAUREATE_OF"}]},
            "BAD_INPUT",
            "add: LAUREATE_OF does not lead from STATE_SERVICE to STATE_SERVICE",
        ),
        (
            {"add": [{"from": "actor:ditp", "to": "actor:sgmap"}], "remove": ["actor:sgmap"]},
            "BAD_INPUT",
            "add: sgmap is taken out",
        ),
        ({"add": [{"from": "actor:ditp", "to": "actor:sgmap"}] * 51}, "TOO_MUCH", "add: 51 are more than 50"),
        ({"first": 501}, "TOO_MUCH", "first: 501 is more than 500"),
    ],
)
def test_what_cannot_be_imagined_is_refused(imagine: Ask, variables: dict[str, Any], code: str, message: str) -> None:
    (error,) = imagine(**variables)["errors"]
    assert (error["extensions"]["code"], message in error["message"]) == (code, True), error["message"]
