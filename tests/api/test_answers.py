from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

import pytest
from graphql import GraphQLError, get_introspection_query

from labnet.api.answers import Answer, Operation, answer, error_of, is_light
from labnet.api.context import Context
from labnet.errors import BadInput, TooMuch
from labnet.service.registry import Registry
from labnet.service.viewer import VISITOR
from labnet.settings import Settings

LEVELS = 18


def nested(levels: int) -> str:
    inner = "id"
    for _ in range(levels):
        inner = f"parent {{ {inner} }}"
    return f'{{ actor(by: {{slug: "lab-labase"}}) {{ territory {{ {inner} }} }} }}'


def bomb(shape: str, levels: int = LEVELS) -> str:
    fragments = "".join(f"fragment F{level} on Actor {{ {shape % ((level + 1,) * 2)} }} " for level in range(levels))
    return f'{{ actor(by: {{slug: "lab-labase"}}) {{ ...F0 }} }} {fragments} fragment F{levels} on Actor {{ id }}'


def wrapped(levels: int) -> str:
    """Give fragments that spread the next one within twelve nested inline fragments."""
    inner = "... { " * 12 + "...F%d " + "} " * 12
    fragments = "".join(f"fragment F{level} on Query {{ {inner % (level + 1)} }} " for level in range(levels))
    return f"{{ ...F0 }} {fragments} fragment F{levels} on Query {{ viewer {{ role }} }}"


REFUSED = {
    "nothing": ("", "BAD_QUERY", "Syntax Error: Unexpected <EOF>."),
    "half a document": ("{", "BAD_QUERY", "Syntax Error: Expected Name, found <EOF>."),
    "an unknown field": ("{ nope }", "BAD_QUERY", "Cannot query field 'nope' on type 'Query'."),
    "no operation": (
        "fragment F on Query { viewer { role } }",
        "BAD_QUERY",
        "give a document with one operation, or say by operationName which of several to run",
    ),
    "several operations": (
        "query A { viewer { role } } query B { viewer { role } }",
        "BAD_QUERY",
        "give a document with one operation, or say by operationName which of several to run",
    ),
    "a mutation": ("mutation { a }", "BAD_QUERY", "The mutation operation is not supported by the schema."),
    "a subscription": ("subscription { a }", "BAD_QUERY", "Cannot query field 'a' on type 'Subscription'."),
    "too deep": (nested(11), "TOO_MUCH", "fields are nested 14 deep; at most 12 are allowed"),
    "braces without end": (
        "{ a " * 600 + "}" * 600,
        "TOO_MUCH",
        "the document is nested too deeply to be read; ask in parts",
    ),
    "lists without end": (
        "{ actors(first: " + "[" * 900 + "]" * 900 + ") { totalCount } }",
        "TOO_MUCH",
        "the document is nested too deeply to be read; ask in parts",
    ),
    "too many objects": (
        "{ actors(first: 100) { nodes { ties(first: 100) { nodes { id } } } } }",
        "TOO_MUCH",
        "the answer may hold 10,201 objects, and 8,000 are allowed; ask for smaller pages (`first`) or fewer lists",
    ),
    "too many tokens": (
        "{ " + "id " * 2_000 + "}",
        "TOO_MUCH",
        "the document has more than 2,000 tokens; ask in parts",
    ),
    "too many long lists": (
        "{ " + " ".join(f"a{n}: actors(first: 100) {{ nodes {{ territory {{ id }} }} }}" for n in range(60)) + " }",
        "TOO_MUCH",
        "the answer may hold 12,060 objects",
    ),
    "too many looks through the whole network": (
        "{ " + " ".join(f"a{n}: collaborations(first: 1) {{ totalCount }}" for n in range(60)) + " }",
        "TOO_MUCH",
        "the operation costs 15,060 points, and 10,000 are allowed; ask in parts: each look through",
    ),
    "a page size that is null": (
        "{ actors(first: null, last: 100) { nodes { ties(first: 100) { nodes { id } } } } }",
        "TOO_MUCH",
        "the answer may hold 10,201 objects",
    ),
    "too many aliases": (
        "{ " + " ".join(f"a{n}: viewer {{ role }}" for n in range(61)) + " }",
        "TOO_MUCH",
        "the document has 61 aliases, and 60 are allowed; ask in parts",
    ),
    "too many fields": (
        "{ " + " ".join(f"a{n}: viewer {{ actor {{ id slug name note url version }} }}" for n in range(51)) + " }",
        "TOO_MUCH",
        "the document has 408 fields, and 400 are allowed; ask in parts",
    ),
    "too many directives": (
        "{ viewer { role " + "@include(if: true) " * 51 + "} }",
        "TOO_MUCH",
        "the document has 51 directives, and 50 are allowed; ask in parts",
    ),
    "fragments spread everywhere": (
        "{ " + " ".join(f"a{n}: viewer {{ ...F0 }}" for n in range(60)) + " } "
        "" + "".join(f"fragment F{n} on Viewer {{ ...F{n + 1} ...F0 }} " for n in range(150)),
        "TOO_MUCH",
        "fragments are spread in too many places; ask in parts",
    ),
    "inline fragments within fragments": (
        wrapped(40),
        "TOO_MUCH",
        "the document is too long or nested too deeply to be checked; ask in parts",
    ),
    "inline fragments within fewer fragments": (
        wrapped(20),
        "TOO_MUCH",
        "the document is too long or nested too deeply to be checked; ask in parts",
    ),
    "a fragment cycle": (
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
        "BAD_QUERY",
        "Cannot spread fragment 'A' within itself via 'B'.",
    ),
    "a fragment bomb": (bomb("a: administrations { ...F%d } b: administrations { ...F%d }"), "TOO_MUCH", "fields are"),
    "a flat fragment bomb": (bomb("...F%d administrations { id } ...F%d"), "TOO_MUCH", "the document has 786,"),
    "a huge number": (
        "{ actors(first: " + "9" * 1_000 + ") { nodes { id } } }",
        "TOO_MUCH",
        "the answer may hold 1,000,",
    ),
    "a number that nobody means": (
        "{\n  actors(first: " + "9" * 1_001 + ") { totalCount } }",
        "BAD_QUERY",
        "line 2, column 17: the number is too long to be one that is meant",
    ),
    "a default that nobody means": (
        "query($n: Int = " + "9" * 6_000 + ') { neighbourhood(of: "a", hops: $n) { truncated } }',
        "BAD_QUERY",
        "line 1, column 17: the number is too long to be one that is meant",
    ),
    "a number beyond 32 bits": (
        "{ actors(filter: {}, first: 99999999999) { nodes { id } } }",
        "TOO_MUCH",
        "the answer",
    ),
    "one field over and over": (
        "{ " + "viewer { role } " * 31 + "}",
        "TOO_MUCH",
        "one selection asks for `viewer` 31 times, and 30 are allowed; ask for it once",
    ),
}


@pytest.mark.parametrize(("document", "code", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_run_is_refused_with_a_code_and_a_reason(
    body: Callable[..., Any], document: str, code: str, message: str
) -> None:
    found = body(document)

    assert "data" not in found
    error = found["errors"][0]
    assert error["extensions"] == {"code": code}
    assert error["message"].startswith(message)
    assert set(error) <= {"message", "locations", "extensions"}


@pytest.mark.parametrize(
    "document",
    [
        bomb("a: administrations { ...F%d } b: administrations { ...F%d }"),
        bomb("...F%d ...F%d"),
        bomb("...F%d administrations { id } ...F%d"),
    ],
    ids=["aliased", "flat", "mixed"],
)
def test_fragments_that_double_at_every_level_are_answered_in_under_a_second(
    body: Callable[..., Any], document: str
) -> None:
    began = time.perf_counter()

    body(document)

    assert time.perf_counter() - began < 1


def test_as_many_aliases_and_directives_as_are_allowed_are_answered(body: Callable[..., Any]) -> None:
    directives = "@include(if: true) "
    aliased = body("{ " + " ".join(f"a{n}: viewer {{ role }}" for n in range(60)) + " }")
    directed = body("{ " + " ".join(f"a{n}: viewer {directives}{{ role }}" for n in range(50)) + " }")

    assert aliased == {"data": {f"a{n}": None for n in range(60)}}
    assert directed == {"data": {f"a{n}": None for n in range(50)}}


def test_one_field_thirty_times_is_one_field(body: Callable[..., Any]) -> None:
    assert body("{ " + "viewer { role } " * 30 + "}") == {"data": {"viewer": None}}


def test_tools_may_ask_for_the_whole_schema(body: Callable[..., Any]) -> None:
    document = get_introspection_query(
        specified_by_url=True, directive_is_repeatable=True, schema_description=True, input_value_deprecation=True
    )

    assert body(document)["data"]["__schema"]["queryType"] == {"name": "Query", "kind": "OBJECT"}


def test_fields_of_questions_that_are_not_run_count_too(body: Callable[..., Any]) -> None:
    viewers = " ".join(f"a{n}: viewer {{ role }}" for n in range(61))

    (other,) = body(f"query A {{ viewer {{ role }} }} query B {{ {viewers} }}", None, "A")["errors"]
    (unused,) = body(f"{{ viewer {{ role }} }} fragment F on Query {{ {viewers} }}")["errors"]

    assert {other["message"], unused["message"]} == {"the document has 61 aliases, and 60 are allowed; ask in parts"}


@pytest.mark.parametrize(
    "document",
    [
        "{ " + "viewer { role } " * 490 + "}",
        "{ " + ("viewer { " + "role " * 30 + "} ") * 30 + "}",
        "{ " + ("viewer { " + "role " * 19 + "} ") * 20 + "}",
        "{ viewer { role " + "@include(if: true) " * 300 + "} }",
        "{ ...F0 } " + "".join(f"fragment F{n} on Query {{ ...F{n + 1} viewer {{ role }} }} " for n in range(150)),
        wrapped(20),
        wrapped(40),
    ],
    ids=["repeated", "repeated within", "as much as allowed", "directives", "chained", "wrapped", "wrapped deeper"],
)
def test_what_is_slow_to_validate_costs_under_half_a_second(body: Callable[..., Any], document: str) -> None:
    began = time.process_time()

    body(document)

    assert time.process_time() - began < 0.5


def test_when_there_are_more_faults_than_can_be_listed_the_answer_says_so(body: Callable[..., Any]) -> None:
    *faults, last = body("{ " + " ".join(f"x{n}" for n in range(101)) + " }")["errors"]
    *others, end = body("query($a: [ID!]!) { nodes(ids: $a) { id } }", {"a": [{}] * 51})["errors"]

    assert (len(faults), len(others)) == (20, 20)
    assert {fault["extensions"]["code"] for fault in faults + others} == {"BAD_QUERY"}
    assert last == {
        "message": "the document has more faults than can be listed; mend these first",
        "extensions": {"code": "TOO_MUCH"},
    }
    assert end == {
        "message": "the variables have more faults than can be listed; mend these first",
        "extensions": {"code": "TOO_MUCH"},
    }


def test_an_answer_that_takes_too_long_is_given_up(shipped: Registry) -> None:
    context = Context(viewer=VISITOR, view=shipped.view(VISITOR), today=dt.date(2026, 11, 23))

    found = answer(context, Operation("{ viewer { role } }"), Settings(max_seconds=0.0))

    message = "the answer took longer than 0 seconds; ask for less"
    assert found == Answer(
        b'{"errors":[{"message":"%s","extensions":{"code":"TOO_MUCH"}}]}' % message.encode(), ran=False
    )


def test_a_context_has_no_deadline_but_the_one_it_is_given_and_keeps_the_nearest(shipped: Registry) -> None:
    context = Context(viewer=VISITOR, view=shipped.view(VISITOR), today=dt.date(2026, 11, 23))

    near = context.within(0)
    far = near.within(60)

    context.check_time()
    context.within(60).check_time()
    assert far is near
    with pytest.raises(TooMuch, match=r"the answer took longer than 0 seconds; ask for less"):
        far.check_time()


@pytest.mark.parametrize("name", ["B", "", "x" * 500])
def test_an_operation_must_be_in_the_document_by_its_name(body: Callable[..., Any], name: str) -> None:
    found = body("query A { viewer { role } } query C { viewer { role } }", None, name)

    (error,) = found["errors"]
    assert error == {
        "message": f"operationName: the document has no operation {name[:80]!r}",
        "extensions": {"code": "BAD_QUERY"},
    }


def test_one_of_several_operations_is_run_by_its_name(body: Callable[..., Any]) -> None:
    document = 'query A { viewer { role } } query B { actor(by: {slug: "lab-labase"}) { name } }'

    assert body(document, None, "B") == {"data": {"actor": {"name": "LaBase"}}}


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        (None, "Variable '$by' has invalid value: Expected a value of non-null type 'ActorBy!'"),
        ({"by": None}, "Variable '$by' has invalid value: Expected value of non-null type 'ActorBy!' not to be None."),
        ({"by": 7}, "Variable '$by' has invalid value: Expected value of type 'ActorBy' to be an object, found: 7."),
        ({"by": {"name": "x"}}, "Variable '$by' has invalid value: Expected value of type 'ActorBy'"),
    ],
)
def test_variables_of_the_wrong_shape_are_the_clients_fault(
    body: Callable[..., Any], variables: dict[str, Any] | None, message: str
) -> None:
    found = body("query($by: ActorBy!) { actor(by: $by) { name } }", variables)

    assert "data" not in found
    assert found["errors"][0]["extensions"] == {"code": "BAD_QUERY"}
    assert found["errors"][0]["message"].startswith(message)


def test_an_error_of_one_field_leaves_the_others_and_says_where(body: Callable[..., Any]) -> None:
    found = body(
        '{ good: viewer { role } bad: actor(by: {slug: "lab-labase"}) { neighbours(hops: 0) { totalCount } } }'
    )

    assert found["data"] == {"good": None, "bad": None}
    assert found["errors"] == [
        {
            "message": "hops: 0 is less than 1",
            "locations": [{"line": 1, "column": 64}],
            "path": ["bad", "neighbours"],
            "extensions": {"code": "BAD_INPUT"},
        }
    ]


def test_limits_are_settings(shipped: Registry) -> None:
    context = Context(viewer=VISITOR, view=shipped.view(VISITOR), today=dt.date(2026, 11, 23))
    wide = Settings(max_depth=20, visitor_nodes=50, max_tokens=100)

    assert answer(context, Operation(nested(11)), Settings()).body == {
        "errors": [{"message": "fields are nested 14 deep; at most 12 are allowed", "extensions": {"code": "TOO_MUCH"}}]
    }
    assert answer(context, Operation(nested(11)), wide).ran


def test_an_error_that_never_met_graphql_has_the_same_form() -> None:
    expected = {"message": "the body is not JSON", "extensions": {"code": "BAD_INPUT"}}

    assert error_of(BadInput("the body is not JSON")) == expected
    assert error_of(GraphQLError("x", original_error=BadInput("the body is not JSON"))) == expected


def test_an_answer_that_is_too_long_is_not_given(shipped: Registry) -> None:
    context = Context(viewer=VISITOR, view=shipped.view(VISITOR), today=dt.date(2026, 11, 23))

    found = answer(
        context, Operation("{ labs(first: 50) { nodes { description } } }"), Settings(max_answer_bytes=1_000)
    )

    assert found.body["errors"] == [
        {"message": "the answer is longer than 1,000 bytes; ask in parts", "extensions": {"code": "TOO_MUCH"}}
    ]


def test_a_document_is_light_by_the_plan_that_would_be_run(shipped: Registry) -> None:
    context = Context(viewer=VISITOR, view=shipped.view(VISITOR), today=dt.date(2026, 11, 23))
    text = """
    query ($near: Boolean!) {
      actor(by: { slug: "lab-zero" }) { slug neighbours(first: 1) @include(if: $near) { totalCount } }
    }
    """
    few, many = (Operation(text, {"near": near}) for near in (False, True))
    unknown = is_light(few, Settings())
    answer(context, few, Settings())
    known = [is_light(few, Settings()), is_light(many, Settings())]
    answer(context, many, Settings())

    assert not unknown
    assert known == [True, False]
    assert [is_light(few, Settings()), is_light(many, Settings())] == [True, False]


def test_what_was_written_is_kept_for_one_day(shipped: Registry) -> None:
    days = [dt.date(2026, 11, 23), dt.date(2026, 11, 24), dt.date(2026, 11, 23)]
    first, second, third = (Context(viewer=VISITOR, view=shipped.view(VISITOR), today=day).written for day in days)

    assert first is not second
    assert first is not third
