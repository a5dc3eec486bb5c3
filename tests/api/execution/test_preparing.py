from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import strawberry
from graphql import GraphQLSchema, build_schema, validate
from graphql.execution.values import VariableValues

from labnet.api.execution import preparing
from labnet.api.execution.bounds import Bounds
from labnet.api.execution.preparing import Preparation

SCHEMA = build_schema("type Query { a: Query b: Int }")
BOUNDS = Bounds(tokens=100, depth=4, fields=20, aliases=5, directives=5)


def preparation(documents: int = 10, size: int = 1_000_000) -> Preparation:
    return Preparation(SCHEMA, BOUNDS, documents, size)


def messages(found: preparing.Prepared) -> list[str]:
    return [fault["message"] for fault in found.faults]


def test_a_document_is_prepared_once() -> None:
    here = preparation()

    first = here.prepare("{ a { b } }")

    assert first.operation is not None
    assert first.faults == ()
    assert here.prepare("{ a { b } }") is first
    assert here.prepare("{ a { b }  }") is not first


def test_each_operation_of_a_document_is_prepared_for_itself() -> None:
    here = preparation()
    document = "query A { b } query B { a { b } }"

    found = [here.prepare(document, name) for name in ("A", "B", "A", "C", None)]

    assert [each.measure.depth for each in found[:2]] == [1, 2]
    assert found[2] is found[0]
    assert messages(found[3]) == ["operationName: the document has no operation 'C'"]
    assert messages(found[4]) == ["give a document with one operation, or say by operationName which of several to run"]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("{", "BAD_QUERY"),
        ("{ nope }", "BAD_QUERY"),
        ("{ a { a { a { a { b } } } } }", "TOO_MUCH"),
        ("{ " + "b " * 100 + "}", "TOO_MUCH"),
    ],
)
def test_what_is_wrong_with_a_document_is_found_once(document: str, code: str) -> None:
    here = preparation()

    first = here.prepare(document)

    assert [fault["extensions"]["code"] for fault in first.faults] == [code]
    assert (first.document, first.operation) == (None, None)
    assert here.prepare(document) is first


def test_of_too_many_documents_those_not_used_lately_are_given_up() -> None:
    here = preparation(documents=2)
    a, b = here.prepare("{ a { b } }"), here.prepare("{ b }")

    assert here.prepare("{ a { b } }") is a
    here.prepare("{")

    assert here.prepare("{ a { b } }") is a
    assert here.prepare("{ b }") is not b


def test_documents_that_take_too_many_bytes_are_given_up() -> None:
    here = preparation(size=20_000)
    short = here.prepare("{ b }")
    long = here.prepare("{ a { b } } #" + "x" * 15_000)

    assert here.prepare("{ b }") is not short
    assert here.prepare("{ a { b } } #" + "x" * 15_000) is not long


def test_a_document_sent_by_many_at_once_is_prepared_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, arrived, times = threading.Event(), threading.Event(), []

    def slow(schema: GraphQLSchema, *others: Any, **named: Any) -> Any:
        times.append(threading.get_ident())
        begun.set()
        assert arrived.wait(10)
        return validate(schema, *others, **named)

    monkeypatch.setattr(preparing, "validate", slow)
    here = preparation()
    with ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(here.prepare, "{ b }") for _ in range(8)]
        assert begun.wait(10)
        arrived.set()
        found = [each.result() for each in sent]

    assert len(times) == 1
    assert all(each is found[0] for each in found)


def test_a_fault_of_preparation_is_told_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError

    here = preparation()
    with monkeypatch.context() as patched:
        patched.setattr(preparing, "validate", failing)
        with pytest.raises(ZeroDivisionError):
            here.prepare("{ b }")

    assert here.prepare("{ b }").faults == ()


def test_so_many_faults_of_a_document_are_listed_and_no_more() -> None:
    found = preparation().prepare("query(" + " ".join(f"$a{n}: Nope" for n in range(22)) + ") { b }")

    assert [fault["extensions"]["code"] for fault in found.faults] == ["BAD_QUERY"] * 20 + ["TOO_MUCH"]
    assert found.faults[-1]["message"] == "the document has more faults than can be listed; mend these first"


def test_what_plans_take_counts_and_is_free_again_with_the_document() -> None:
    schema = strawberry.Schema(Asked)
    # A document of so many tokens takes 8 thousand bytes and a few, and each field of its plan a thousand more.
    here = Preparation(schema._schema, BOUNDS, 10, 20_000)  # noqa: SLF001 - strawberry has no public name for it
    first, second, third = (here.prepare(text) for text in ("{ a b c }", "{ b a c }", "{ c b a }"))

    def kept() -> list[bool]:
        return [here.kept(text) is not None for text in ("{ a b c }", "{ b a c }", "{ c b a }")]

    before = kept()
    for found in (third, second, first):
        assert found.plans is not None
        found.plans.find(schema, VariableValues({}, {}))

    assert before == [False, True, True]
    assert kept() == [False, False, True]
    here.prepare("{ a b }")
    assert kept() == [False, False, True]


@strawberry.type
class Asked:
    a: int = 1
    b: int = 2
    c: int = 3
