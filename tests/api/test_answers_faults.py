from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

import pytest

from labnet.api.answers import FAULT, INTERNAL, Operation, answer
from labnet.api.context import Context
from labnet.model.kinds import KINDS
from labnet.network.changes import build
from labnet.network.search import SearchIndex
from labnet.service.registry import Registry
from labnet.service.viewer import VISITOR
from labnet.service.views import View
from labnet.settings import Settings

Lab = KINDS["LAB"].record


def broken() -> Context:
    """Give a view whose image holds a record that no store would: its moment of change is a word."""
    wrong: Any = {"updated_at": "yesterday"}
    image = build([Lab(id="a", name="A")], revision=1)
    image.records.keep(0, Lab(id="a", name="A", **wrong))
    return Context(viewer=VISITOR, view=View(image, SearchIndex()), today=dt.date(2026, 11, 23))


def test_a_fault_of_labnet_is_masked_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    document = '{ actor(by: {slug: "a"}) { name updatedAt } }'

    with caplog.at_level(logging.ERROR, "labnet"):
        found = answer(broken(), Operation(document), Settings())

    assert found.ran
    assert found.body["errors"] == [
        {
            "message": "labnet could not answer this; the fault is logged and not yours",
            "locations": [{"line": 1, "column": 33}],
            "path": ["actor", "updatedAt"],
            "extensions": {"code": INTERNAL},
        }
    ]
    assert "yesterday" not in str(found.body)
    assert [record.exc_info is not None for record in caplog.records] == [True]


def test_what_cannot_even_be_measured_is_masked_and_logged(shipped: Registry, caplog: pytest.LogCaptureFixture) -> None:
    variables: Any = 7
    context = Context(viewer=VISITOR, view=shipped.view(VISITOR), today=dt.date(2026, 11, 23))
    document = "query($n: Int) { actors(first: $n) { totalCount } }"

    with caplog.at_level(logging.ERROR, "labnet"):
        found = answer(context, Operation(document, variables), Settings())

    assert (found.ran, found.failed) == (False, True)
    assert found.body == {"errors": [{"message": FAULT, "extensions": {"code": INTERNAL}}]}
    assert [record.exc_info is not None for record in caplog.records] == [True]


def test_what_is_the_clients_fault_is_not_logged(body: Callable[..., Any], caplog: pytest.LogCaptureFixture) -> None:
    body("{ nope }")
    body("{ actors(first: -1) { totalCount } }")

    assert caplog.records == []
