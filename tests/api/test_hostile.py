from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from benchmarks.hostile.documents import DOCUMENTS, bomb, viewers
from graphql import get_operation_ast, parse

from labnet.api.answers import Operation, answer
from labnet.api.context import Context
from labnet.api.execution.bounds import Bounds, check_bounds
from labnet.api.execution.costs import Prices
from labnet.api.execution.measuring import measure
from labnet.api.schema import core_schema
from labnet.errors import TooMuch
from labnet.service.registry import Registry
from labnet.service.viewer import VISITOR
from labnet.settings import Settings

WIDE = Bounds(10**9, 10**9, 10**9, 10**9, 10**9, 10**9, 10**9)
PRICES = Prices(core_schema())


@pytest.mark.parametrize(("document", "code"), DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_hostile_documents_are_refused_with_a_code(shipped: Registry, document: str, code: str) -> None:
    context = Context(viewer=VISITOR, view=shipped.view(VISITOR), today=dt.date(2026, 11, 23))
    name = "Q0" if document.startswith("query Q0") else None

    found = answer(context, Operation(document, name=name), Settings())

    assert (found.ran, found.failed) == (False, False)
    assert found.body["errors"][0]["extensions"]["code"] == code


def seconds(document: str) -> float:
    """Give how long the checks before validation take, at best."""
    parsed = parse(document)
    operation = get_operation_ast(parsed, None)
    assert operation is not None
    taken = []
    for _ in range(5):
        began = time.thread_time()
        with suppress(TooMuch):
            check_bounds(parsed, measure(core_schema(), PRICES, parsed, operation), WIDE)
        taken.append(time.thread_time() - began)
    return min(taken)


@pytest.mark.parametrize(
    "make",
    [
        viewers,
        lambda size: "{ viewer { role " + "@include(if: true) " * size + "} }",
        lambda size: "{ " + "viewer { role } " * size + "}",
        lambda size: bomb("a: administrations { ...F%d } b: administrations { ...F%d }", size // 10),
    ],
    ids=["aliases", "directives", "duplicates", "bomb"],
)
def test_checks_before_validation_take_time_in_proportion(make: Callable[[int], str]) -> None:
    # Sixteen times as long would be by the square; the rest is room for a busy machine.
    assert seconds(make(1_600)) < 12 * seconds(make(400))


def test_a_document_may_be_as_long_as_a_body(shipped: Registry) -> None:
    context = Context(viewer=VISITOR, view=shipped.view(VISITOR), today=dt.date(2026, 11, 23))

    def asked(length: int) -> dict[str, Any]:
        return answer(context, Operation("{ viewer { role } }".ljust(length)), Settings(max_body_bytes=1_000)).body

    assert asked(1_000)["data"] == {"viewer": None}
    assert asked(1_001)["errors"][0]["message"] == "the document is longer than 1,000 characters; ask in parts"
