from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
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


def bomb(shape: str, levels: int = 18) -> str:
    """Give fragments that spread the next one several times each."""
    spread = shape.count("%d")
    fragments = "".join(
        f"fragment F{level} on Actor {{ {shape % ((level + 1,) * spread)} }} " for level in range(levels)
    )
    return f'{{ actor(by: {{slug: "a"}}) {{ ...F0 }} }} {fragments} fragment F{levels} on Actor {{ id }}'


def nested(levels: int) -> str:
    inner = "id"
    for _ in range(levels):
        inner = f"neighbours {{ nodes {{ actor {{ {inner} }} }} }}"
    return f'{{ actor(by: {{slug: "a"}}) {{ {inner} }} }}'


def viewers(count: int) -> str:
    return "{ " + " ".join(f"a{n}: viewer {{ role }}" for n in range(count)) + " }"


SPREADS = " ".join(f"...F{n}" for n in range(28))
TYPES = "types { fields { type { fields { name } } } }"
REFUSED = {
    "lists nested fifty deep": (nested(50), "TOO_MUCH"),
    "ten thousand aliases": (viewers(10_000), "TOO_MUCH"),
    "as many aliases as tokens allow": (viewers(330), "TOO_MUCH"),
    "twenty thousand directives": ("{ viewer { role " + "@include(if: true) " * 20_000 + "} }", "TOO_MUCH"),
    "as many directives as tokens allow": ("{ viewer { role " + "@include(if: true) " * 280 + "} }", "TOO_MUCH"),
    "a fragment bomb": (bomb("a: administrations { ...F%d } b: administrations { ...F%d }"), "TOO_MUCH"),
    "eighteen levels of shared fragments": (bomb("...F%d ...F%d id"), "TOO_MUCH"),
    "shared fragments with lists": (bomb("...F%d administrations { id } ...F%d", 24), "TOO_MUCH"),
    "a fragment that spreads itself": ("{ ...A } fragment A on Query { ...A viewer { role } }", "BAD_QUERY"),
    "a circle of fragments": (
        "{ ...F0 } " + "".join(f"fragment F{n} on Query {{ ...F{(n + 1) % 180} }} " for n in range(180)),
        "TOO_MUCH",
    ),
    "every fragment within every other": (
        "{ ...F0 } "
        + "".join(f"fragment F{n} on Query {{ {' '.join(f'...F{m}' for m in range(28))} }} " for n in range(28)),
        "TOO_MUCH",
    ),
    "four hundred times one field": ("{ " + "viewer { role } " * 400 + "}", "TOO_MUCH"),
    "four hundred times one leaf": ("{ viewer { " + "role " * 400 + "} }", "TOO_MUCH"),
    "two megabytes of comments": ("#" + "x" * 2_000_000 + "\n{ viewer { role } }", "TOO_MUCH"),
    "two megabytes of short comments": ("#\n" * 1_000_000 + "{ viewer { role } }", "TOO_MUCH"),
    "as many comments as the length allows": ("#\n" * 49_000 + "{ viewer { role } }", "TOO_MUCH"),
    "the schema within itself": (
        "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
        "BAD_QUERY",
    ),
    "the schema over and over": ("{ __schema { " + " ".join(f"a{n}: {TYPES}" for n in range(60)) + " } }", "TOO_MUCH"),
    "a number of ninety thousand digits": ("{ actors(first: " + "9" * 90_000 + ") { totalCount } }", "BAD_QUERY"),
    "a number beyond all pages": ("{ actors(first: 99999999999) { nodes { id } } }", "TOO_MUCH"),
    "lists without end": ("{ actors(first: " + "[" * 900 + "]" * 900 + ") { totalCount } }", "TOO_MUCH"),
    "eleven operations": (" ".join(f"query Q{n} {{ viewer {{ role }} }}" for n in range(11)), "TOO_MUCH"),
}


@pytest.mark.parametrize(("document", "code"), REFUSED.values(), ids=REFUSED.keys())
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
