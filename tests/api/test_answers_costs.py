from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from labnet.api.answers import Operation, answer
from labnet.api.context import Context
from labnet.model.kinds import KINDS
from labnet.model.provenance import Evidence
from labnet.model.vocabularies import Confidence
from labnet.network.changes import build
from labnet.network.search import SearchIndex
from labnet.service.registry import Registry
from labnet.service.viewer import VISITOR, Role, Viewer
from labnet.service.views import View
from labnet.settings import Settings

Lab = KINDS["LAB"].record


def made_up(*, fictional: bool) -> Context:
    image = build([Lab(id="a", name="A", fictional=fictional)], revision=1)
    return Context(viewer=VISITOR, view=View(image, SearchIndex()), today=dt.date(2026, 11, 23))


@pytest.mark.parametrize(
    "document", ["{ viewer { role } }", '{ actor(by: {slug: "a"}) { neighbours(hops: 0) { totalCount } } }']
)
def test_every_answer_from_a_network_that_is_made_up_says_so(document: str) -> None:
    said, unsaid = (answer(made_up(fictional=which), Operation(document), Settings()).body for which in (True, False))

    assert said == {**unsaid, "extensions": {"fictional": True, **unsaid["extensions"]}}
    assert set(unsaid["extensions"]) == {"cost"}


def test_every_answer_of_what_was_run_says_what_it_cost_and_what_may_be(shipped: Registry) -> None:
    context = Context(viewer=VISITOR, view=shipped.view(VISITOR), today=dt.date(2026, 11, 23))
    settings = Settings(visitor_nodes=70, visitor_cost=400)
    document = "query($n: Int) { labs(first: $n) { nodes { territory { id } } } }"

    found = answer(context, Operation(document, {"n": 3}), settings).body
    more = answer(context, Operation(document, {"n": 40}), settings).body

    assert found["extensions"]["cost"] == {"nodes": 7, "maxNodes": 70, "cost": 257, "maxCost": 400}
    assert more["errors"][0]["message"].startswith("the answer may hold 81 objects, and 70 are allowed")


def test_what_may_be_asked_for_goes_by_the_role(shipped: Registry) -> None:
    settings = Settings()
    asked = Operation("{ actors(first: 100) { nodes { ties(first: 100) { nodes { id } } } } }")

    def told(role: Role | None) -> dict[str, Any]:
        viewer = Viewer(role=role)
        return answer(Context(viewer, shipped.view(viewer), dt.date(2026, 11, 23)), asked, settings).body

    assert told(None)["errors"][0]["extensions"] == {"code": "TOO_MUCH"}
    assert [told(role)["extensions"]["cost"]["maxNodes"] for role in Role] == [20_000, 50_000, 50_000]


def test_a_list_that_is_longer_than_it_was_taken_to_be_counts_for_what_it_is() -> None:
    labs = [Lab(id="a", name="A", evidence=(Evidence(confidence=Confidence.SOURCED),) * 30)]
    context = Context(viewer=VISITOR, view=View(build(labs, revision=1), SearchIndex()), today=dt.date(2026, 11, 23))
    # What has an error is left to graphql-core.
    fields = "evidence { confidence }", "neighbours(hops: 0) { totalCount }"
    asked = " ".join(f"a{at}: actor(by: $by) {{ {each} }}" for at, each in enumerate(fields))
    operation = Operation(f"query($by: ActorBy!) {{ {asked} }}", {"by": {"slug": "a"}})

    found = answer(context, operation, Settings(visitor_nodes=31)).body
    refused = answer(context, operation, Settings(visitor_nodes=30)).body

    assert found["extensions"]["cost"]["nodes"] == 31
    assert refused["errors"][0]["message"].startswith("the answer may hold 31 objects, and 30 are allowed")
