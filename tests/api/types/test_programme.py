from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from labnet.service.registry import Registry

Read: TypeAlias = Callable[[str], list[Any]]
Ask: TypeAlias = Callable[..., Any]

# Carriers a and b and partner c of lab x: one tie among them before the award, two after, one undated.
CALL = """
programme p support_months=18
programme q
lab x
lab y
lab z
organisation a
organisation b
organisation c
a CARRIES x
b CARRIES x
c PARTNERS_WITH x
a COLLABORATES_WITH b since=2015
a COLLABORATES_WITH c since=2016-11-18
b COLLABORATES_WITH c since=2020
c COLLABORATES_WITH a
x LAUREATE_OF p since=2016-11-18 amount=1000 amount_basis=grant
y LAUREATE_OF p
z LAUREATE_OF q since=2017
a CARRIES y
c CARRIES y
"""
LAUREATES = """
query($slug: String! = "p", $asOf: Date, $day: Date) {
  actor(by: {slug: $slug}) { ... on Programme { laureates(asOf: $asOf) { totalCount nodes {
    lab { slug } programme { slug } award { amount currency } awardBasis supportStartsOn supportEndsOn
    monthsRemaining(asOf: $day) carrierTiesBefore carrierTiesAfter undated evidence { confidence field value }
  } } } }
}
"""


@pytest.fixture
def call(plant: Callable[..., Registry], asking: Callable[[Registry], Ask], read: Read) -> Ask:
    registry = plant(*read(CALL))
    return lambda **variables: asking(registry)(LAUREATES, variables)["data"]["actor"]["laureates"]


def test_a_laureate_tells_the_award_and_the_ties_around_it(call: Ask) -> None:
    dated, undated = call()["nodes"]

    assert dated == {
        "lab": {"slug": "x"},
        "programme": {"slug": "p"},
        "award": {"amount": 1000, "currency": "EUR"},
        "awardBasis": "GRANT",
        "supportStartsOn": "2016-11-18",
        "supportEndsOn": "2018-05-18",
        "monthsRemaining": 0,
        "carrierTiesBefore": 1,
        "carrierTiesAfter": 2,
        "undated": 1,
        # The award has no evidence in this drawing; what labnet counts itself says so.
        "evidence": [{"confidence": "INFERRED", "field": "support", "value": "2016-11-18/2018-05-18"}],
    }
    assert undated == {
        **dict.fromkeys(dated),
        "lab": {"slug": "y"},
        "programme": {"slug": "p"},
        "awardBasis": "UNSPECIFIED",
        "undated": 1,
        "evidence": [],
    }


@pytest.mark.parametrize(
    ("day", "months"),
    [
        ("2016-11-18", 18),
        ("2016-12-17", 17),
        ("2016-12-18", 17),
        ("2016-12-19", 16),
        ("2018-04-18", 1),
        ("2018-04-19", 0),
        ("2018-05-18", 0),
        ("2018-05-19", 0),
        ("2030-01-01", 0),
    ],
)
def test_months_of_support_that_are_left_are_whole_ones(call: Ask, day: str, months: int) -> None:
    assert call(day=day)["nodes"][0]["monthsRemaining"] == months


def test_laureates_of_a_day_are_those_who_had_been_chosen(call: Ask) -> None:
    # An award without a known day counts as always.
    assert [node["lab"]["slug"] for node in call(asOf="2016-11-17")["nodes"]] == ["y"]
    assert [node["lab"]["slug"] for node in call(asOf="2016-11-18")["nodes"]] == ["x", "y"]


def test_without_months_of_support_there_is_no_end(call: Ask) -> None:
    (found,) = call(slug="q")["nodes"]

    assert (found["supportStartsOn"], found["supportEndsOn"], found["monthsRemaining"]) == ("2017", None, None)
    assert (found["carrierTiesBefore"], found["carrierTiesAfter"], found["undated"]) == (0, 0, 0)
