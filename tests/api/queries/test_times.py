from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Ask = Callable[..., Any]

INDICATORS = """
query($by: GroupBy! = SPHERE, $scope: ScopeInput, $asOf: Date) {
  indicators(by: $by, scope: $scope, asOf: $asOf) {
    asOf by actors ties undated components largestComponent crossAdministrationShare meanDistance
    externalInternal { value expected z pValue n method seed } assortativity { value expected method }
  }
}
"""
TREND = """
query($from: Date! = "2014-01-01", $to: Date! = "2025-01-01", $stepMonths: Int! = 12, $by: GroupBy! = SPHERE) {
  trend(from: $from, to: $to, stepMonths: $stepMonths, by: $by) {
    asOf by actors ties undated components largestComponent crossAdministrationShare meanDistance
    externalInternal { value expected z pValue n method seed } assortativity { value expected method }
  }
}
"""
DIFF = """
query($from: Date! = "2016-01-01", $to: Date! = "2018-01-01", $first: Int! = 100, $after: String) {
  diff(from: $from, to: $to) {
    from to undated
    newTies(first: $first, after: $after) { totalCount nodes { id since } pageInfo { endCursor } }
    endedTies { totalCount nodes { id until } }
    newActors(first: 100) { totalCount nodes { slug since } }
    endedActors { totalCount }
    indicators { indicator before after }
  }
}
"""


def test_indicators_of_today_tell_how_many_ties_have_no_known_start(ask: Ask) -> None:
    found = ask(INDICATORS)["indicators"]
    assert (found["asOf"], found["by"]) == ("2026-11-23", "SPHERE")
    assert 0 < found["undated"] < found["ties"]
    assert 0 < found["largestComponent"] < 1
    # Labs are carried by different administrations, for those of one make a lab among themselves unseen.
    assert found["crossAdministrationShare"] > 0.9
    assert found["externalInternal"]["value"] > found["externalInternal"]["expected"]
    assert (found["externalInternal"]["method"], found["externalInternal"]["seed"]) == ("NORMAL", None)


def test_a_trend_is_the_indicators_of_its_days(ask: Ask) -> None:
    points = ask(TREND)["trend"]
    assert [point["asOf"] for point in points] == [f"{year}-01-01" for year in range(2014, 2026)]
    for point in (points[0], points[3], points[-1]):
        assert ask(INDICATORS, {"asOf": point["asOf"]})["indicators"] == point
    # The call of 2016 is what the network grew from.
    assert points[4]["ties"] > 2 * points[2]["ties"]
    assert points[4]["largestComponent"] > 3 * points[2]["largestComponent"]


def test_a_scope_and_a_grouping_narrow_and_change_the_figures(ask: Ask) -> None:
    brittany = ask(INDICATORS, {"scope": {"territory": "region:53"}})["indicators"]
    everywhere = ask(INDICATORS, {"by": "ADMINISTRATION"})["indicators"]
    assert 0 < brittany["ties"] < everywhere["ties"]
    assert everywhere["externalInternal"]["value"] > 0.9


def test_what_came_and_went_is_told_page_by_page(ask: Ask) -> None:
    found = ask(DIFF)["diff"]
    assert (found["from"], found["to"]) == ("2016-01-01", "2018-01-01")
    assert {"lab-labase", "lab-tilab"} <= {node["slug"] for node in found["newActors"]["nodes"]}
    assert all(node["since"] and node["since"] >= "2016" for node in found["newActors"]["nodes"])
    assert found["endedActors"]["totalCount"] == 0
    ids = [node["id"] for node in found["newTies"]["nodes"]]
    assert found["newTies"]["totalCount"] == len(ids)
    assert all(node["since"] is None or node["since"] >= "2016" for node in found["newTies"]["nodes"])
    assert {node["until"] for node in found["endedTies"]["nodes"]} >= {"2016-11", "2017-11"}
    first = ask(DIFF, {"first": 5})["diff"]["newTies"]
    rest = ask(DIFF, {"after": first["pageInfo"]["endCursor"]})["diff"]["newTies"]
    assert [node["id"] for node in (*first["nodes"], *rest["nodes"])] == ids


def test_indicators_of_both_days_are_told_beside(ask: Ask) -> None:
    changes = {each["indicator"]: each for each in ask(DIFF)["diff"]["indicators"]}
    before, after = (ask(INDICATORS, {"asOf": f"{year}-01-01"})["indicators"] for year in (2016, 2018))
    assert (changes["TIES"]["before"], changes["TIES"]["after"]) == (before["ties"], after["ties"])
    assert changes["MEAN_DISTANCE"]["after"] == after["meanDistance"]
    assert changes["EXTERNAL_INTERNAL"]["before"] == before["externalInternal"]["value"]


@pytest.mark.parametrize(
    ("document", "variables", "code", "message"),
    [
        (TREND, {"stepMonths": 0}, "BAD_INPUT", "stepMonths: 0 is less than 1"),
        (TREND, {"stepMonths": 1}, "TOO_MUCH", "trend: 133 days are more than 120"),
        (TREND, {"to": "2013-12-31"}, "BAD_INPUT", "from: 2014-01-01 is after 2013-12-31"),
        (DIFF, {"to": "2015-12-31"}, "BAD_INPUT", "from: 2016-01-01 is after 2015-12-31"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    body: Ask, document: str, variables: dict[str, Any], code: str, message: str
) -> None:
    (error,) = body(document, variables)["errors"]
    assert error["extensions"]["code"] == code
    assert message in error["message"]
