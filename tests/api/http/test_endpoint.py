"""GraphQL over HTTP, asked over real connections to a server of its own."""

from __future__ import annotations

import datetime as dt
import json
import logging
import socket
import threading
import time
from typing import Any

import httpx
import pytest
from tests.answered import without_cost
from tests.posting import GRAPHQL, JSON, VIEWER, code_of, post
from tests.serving import routed, served

from labnet.api.context import Context, visitor_context
from labnet.api.http.endpoint import Endpoint
from labnet.model.kinds import KINDS
from labnet.network.changes import build
from labnet.network.search import SearchIndex
from labnet.service.registry import Registry
from labnet.service.viewer import VISITOR
from labnet.service.views import View
from labnet.settings import Settings

# What is answered


def test_a_question_is_answered_by_post_and_by_get(client: httpx.Client) -> None:
    document = "query Q($slug: String!) { actor(by: {slug: $slug}) { name } }"
    variables = {"slug": "lab-labase"}

    posted = post(client, {"query": document, "variables": variables, "operationName": "Q"})
    got = client.get("/graphql", params={"query": document, "variables": json.dumps(variables), "operationName": "Q"})

    for response in (posted, got):
        assert response.status_code == 200
        assert response.headers["content-type"] == f"{JSON}; charset=utf-8"
        assert without_cost(response.json()) == {"data": {"actor": {"name": "LaBase"}}}
    assert (posted.headers["cache-control"], got.headers["cache-control"]) == ("no-store", "public, no-cache")


@pytest.mark.parametrize("content_type", [JSON, "application/json; charset=utf-8", "Application/JSON ;charset=UTF-8"])
def test_json_is_json_with_or_without_its_charset(client: httpx.Client, content_type: str) -> None:
    response = client.post("/graphql", content=json.dumps({"query": VIEWER}), headers={"content-type": content_type})

    assert without_cost(response.json()) == {"data": {"viewer": None}}


@pytest.mark.parametrize("nothing", [{"variables": None, "operationName": None}, {"variables": {}}, {"extensions": {}}])
def test_what_may_be_left_out_may_be_null_or_empty(client: httpx.Client, nothing: dict[str, Any]) -> None:
    assert without_cost(post(client, {"query": VIEWER, **nothing}).json()) == {"data": {"viewer": None}}


def test_empty_parameters_of_an_address_are_as_good_as_none(client: httpx.Client) -> None:
    response = client.get("/graphql", params={"query": VIEWER, "variables": "", "operationName": ""})

    assert without_cost(response.json()) == {"data": {"viewer": None}}


def test_head_is_get_without_the_body(client: httpx.Client) -> None:
    response = client.head("/graphql", params={"query": VIEWER})

    assert (response.status_code, response.content) == (200, b"")


# Media types and statuses


@pytest.mark.parametrize(
    ("accept", "media", "status"),
    [
        (GRAPHQL, GRAPHQL, 400),
        (f"{GRAPHQL}, {JSON};q=0.9", GRAPHQL, 400),
        (JSON, JSON, 200),
        ("*/*", JSON, 200),
        ("text/html, */*;q=0.1", JSON, 200),
        (f"{JSON};q=0.4, {GRAPHQL};q=0.5", GRAPHQL, 400),
        (f"{GRAPHQL};q=0, */*", JSON, 200),
    ],
)
@pytest.mark.parametrize(
    "document", ["{", "{ nope }", "mutation { a }", "query A { viewer { role } } query B { viewer { role } }"]
)
def test_what_was_not_run_has_a_status_by_the_media_type(
    client: httpx.Client, document: str, accept: str, media: str, status: int
) -> None:
    response = post(client, {"query": document}, accept=accept)

    assert (response.status_code, response.headers["content-type"]) == (status, f"{media}; charset=utf-8")
    assert code_of(response) == "BAD_QUERY"


@pytest.mark.parametrize("accept", [GRAPHQL, JSON])
def test_what_was_run_is_200_even_with_errors(client: httpx.Client, accept: str) -> None:
    response = post(client, {"query": '{ viewer { role } paths(from: "a", to: "b") { length } }'}, accept=accept)

    assert response.status_code == 200
    assert response.json()["errors"][0]["extensions"] == {"code": "BAD_INPUT"}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_not_allowed_and_the_answer_says_which_are(client: httpx.Client, method: str) -> None:
    response = client.request(method, "/graphql")

    assert response.status_code == 405
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_INPUT"
    assert "POST" in response.headers["allow"]
    assert {"GET", "POST"} <= {each.strip() for each in response.headers["allow"].split(",")}


def test_a_mutation_is_not_run_by_get(client: httpx.Client) -> None:
    response = client.get("/graphql", params={"query": "mutation { a }"}, headers={"accept": GRAPHQL})

    assert (response.status_code, code_of(response), response.headers["allow"]) == (405, "BAD_QUERY", "POST")


def test_a_word_in_a_document_does_not_make_it_a_mutation(client: httpx.Client) -> None:
    document = "# a mutation\nquery mutation { viewer { role } }"

    assert without_cost(client.get("/graphql", params={"query": document}).json()) == {"data": {"viewer": None}}


@pytest.mark.parametrize("document", ["mutation {", "mutation A { a } mutation B { b }"])
def test_what_cannot_be_told_to_be_a_mutation_is_refused_as_what_it_is(client: httpx.Client, document: str) -> None:
    response = client.get("/graphql", params={"query": document}, headers={"accept": GRAPHQL})

    assert (response.status_code, code_of(response)) == (400, "BAD_QUERY")


@pytest.mark.parametrize("accept", ["text/html", "application/json; charset=latin-1", f"{JSON};q=0, {GRAPHQL};q=0"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_who_takes_no_json_is_told_what_there_is(client: httpx.Client, method: str, accept: str) -> None:
    parameters = {"query": VIEWER} if method == "GET" else None
    response = client.request(method, "/graphql", params=parameters, json={"query": VIEWER}, headers={"accept": accept})

    assert (response.status_code, code_of(response)) == (406, "BAD_INPUT")
    assert GRAPHQL in response.json()["errors"][0]["message"]


@pytest.mark.parametrize("content_type", ["application/json; charset=latin-1", 'application/json;charset="utf-16"'])
def test_json_in_another_charset_is_not_read(client: httpx.Client, content_type: str) -> None:
    response = post(client, {"query": VIEWER}, **{"content-type": content_type})

    assert (response.status_code, code_of(response)) == (415, "BAD_INPUT")


@pytest.mark.parametrize("content_type", ["application/graphql", "text/plain", "application/x-www-form-urlencoded", ""])
@pytest.mark.parametrize("accept", [GRAPHQL, JSON])
def test_bodies_that_are_not_json_are_not_read(client: httpx.Client, content_type: str, accept: str) -> None:
    response = post(client, {"query": VIEWER}, **{"content-type": content_type, "accept": accept})

    assert (response.status_code, response.headers["content-type"]) == (415, f"{accept}; charset=utf-8")
    assert code_of(response) == "BAD_INPUT"


# Bodies that cannot be

BAD_BODIES = {
    "nothing": b"",
    "null": b"null",
    "a number": b"7",
    "a list": b"[]",
    "a batch": json.dumps([{"query": VIEWER}]).encode(),
    "a text": b'"x"',
    "half of JSON": b'{"query": ',
    "two objects": b"{}{}",
    "bad UTF-8": b'{"query": "\xff\xfe"}',
    "UTF-16": '{"query": "{ viewer { role } }"}'.encode("utf-16"),
    "half a surrogate": b'{"query": "\\ud800"}',
    "nested lists": b"[" * 50_000,
    "nested objects": b'{"variables": ' * 5_000 + b"1" + b"}" * 5_000,
    "no query": b"{}",
    "a query that is a number": b'{"query": 7}',
    "a query that is null": b'{"query": null}',
    "variables that are a list": b'{"query": "{ viewer { role } }", "variables": [1]}',
    "variables that are a text": b'{"query": "{ viewer { role } }", "variables": "{}"}',
    "extensions that are a list": b'{"query": "{ viewer { role } }", "extensions": []}',
    "a document that clients register": b'{"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "00"}}}',
    "an id that is a number": b'{"documentId": 7}',
    "a document and an id": b'{"query": "{ viewer { role } }", "documentId": "sha256:00"}',
    "a name that is a number": b'{"query": "{ viewer { role } }", "operationName": 7}',
}


@pytest.mark.parametrize("accept", [GRAPHQL, JSON])
@pytest.mark.parametrize("sent", BAD_BODIES.values(), ids=BAD_BODIES)
def test_a_body_that_is_no_request_is_refused(client: httpx.Client, sent: bytes, accept: str) -> None:
    response = post(client, sent, accept=accept)

    assert (response.status_code, response.headers["content-type"]) == (400, f"{accept}; charset=utf-8")
    assert code_of(response) == "BAD_INPUT"


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"variables": "{}"},
        {"query": VIEWER, "variables": "{"},
        {"query": VIEWER, "variables": "7"},
        {"query": VIEWER, "extensions": "[]"},
    ],
)
def test_an_address_that_is_no_request_is_refused(client: httpx.Client, parameters: dict[str, str]) -> None:
    response = client.get("/graphql", params=parameters)

    assert (response.status_code, code_of(response)) == (400, "BAD_INPUT")


def test_bytes_that_are_no_text_in_an_address_are_the_clients_fault(client: httpx.Client) -> None:
    response = client.get("/graphql?query=%7B%ff%7D", headers={"accept": GRAPHQL})

    assert (response.status_code, code_of(response)) == (400, "BAD_QUERY")


@pytest.mark.parametrize("length", [100_001, 20_000_000])
def test_a_body_that_is_too_long_is_not_read_to_its_end(client: httpx.Client, length: int) -> None:
    began = time.perf_counter()

    response = post(client, b" " * length)

    assert (response.status_code, code_of(response)) == (413, "TOO_MUCH")
    assert time.perf_counter() - began < 5


def test_a_body_just_as_long_as_allowed_is_read(client: httpx.Client) -> None:
    sent = json.dumps({"query": VIEWER}).encode()

    assert without_cost(post(client, sent.ljust(100_000)).json()) == {"data": {"viewer": None}}


def test_a_long_body_in_pieces_is_refused_too(client: httpx.Client) -> None:
    pieces = (b" " * 1_000 for _ in range(1_000))

    response = client.post("/graphql", content=pieces, headers={"content-type": JSON})

    assert response.status_code == 413


def test_an_operation_that_is_not_there_is_named_in_the_answer(client: httpx.Client) -> None:
    response = post(client, {"query": VIEWER, "operationName": "Nope"}, accept=GRAPHQL)

    assert (response.status_code, code_of(response)) == (400, "BAD_QUERY")
    assert response.json()["errors"][0]["message"] == "operationName: the document has no operation 'Nope'"


@pytest.mark.parametrize("value", [[[[[]]]], {"a": {"b": 1}}, 10**40, 1e400, -1, True, "\u0000", "💥"])
def test_values_of_variables_whatever_they_are_do_no_harm(client: httpx.Client, value: Any) -> None:
    sent = {
        "query": "query($f: Int, $t: String!) { actors(first: $f) { totalCount } search(text: $t) { score } }",
        "variables": {"f": value, "t": value},
    }

    response = post(client, sent)

    assert response.status_code in (200, 400)
    assert {error["extensions"]["code"] for error in response.json()["errors"]} <= {
        "BAD_QUERY",
        "BAD_INPUT",
        "TOO_MUCH",
    }


def test_a_body_that_says_it_is_too_long_is_refused_before_any_of_it_comes(client: httpx.Client) -> None:
    head = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %s\r\n\r\n"

    with socket.create_connection((str(client.base_url.host), client.base_url.port or 80), timeout=5) as connection:
        connection.sendall(head % b"20000000")
        said = b"".join(iter(lambda: connection.recv(65_536), b""))

    assert said.startswith(b"HTTP/1.1 413 ")
    assert b"connection: close" in said.lower()


# Faults, and keeping going


def test_a_fault_of_labnet_is_masked_over_http_and_logged(shipped: Registry, caplog: pytest.LogCaptureFixture) -> None:
    wrong: Any = {"updated_at": "yesterday"}
    image = build([KINDS["LAB"].record(id="a", name="A")], revision=1)
    image.records.keep(0, KINDS["LAB"].record(id="a", name="A", **wrong))
    context = Context(viewer=VISITOR, view=View(image, SearchIndex()), today=dt.date(2026, 11, 23))
    endpoint = Endpoint(shipped, Settings(), lambda _: context)

    with served(routed(endpoint)) as client, caplog.at_level(logging.ERROR, "labnet"):
        response = post(
            client, {"query": '{ good: viewer { role } actor(by: {slug: "a"}) { updatedAt } }'}, accept=GRAPHQL
        )

    (error,) = response.json()["errors"]
    assert response.status_code == 200
    assert response.json()["data"] == {"good": None, "actor": None}
    assert error["extensions"] == {"code": "INTERNAL"}
    assert "yesterday" not in response.text
    assert len([record for record in caplog.records if record.exc_info]) == 1


@pytest.mark.parametrize("accept", [GRAPHQL, JSON])
def test_a_question_that_labnet_fails_to_run_has_status_500(
    shipped: Registry, caplog: pytest.LogCaptureFixture, accept: str
) -> None:
    settings: Any = {"max_fields": "many"}
    endpoint = Endpoint(shipped, Settings(**settings), visitor_context)

    with served(routed(endpoint)) as client, caplog.at_level(logging.ERROR, "labnet"):
        response = post(client, {"query": VIEWER}, accept=accept)

    assert (response.status_code, response.headers["content-type"]) == (500, f"{accept}; charset=utf-8")
    assert code_of(response) == "INTERNAL"
    assert len([record for record in caplog.records if record.exc_info]) == 1


def test_a_body_that_breaks_off_does_no_harm(client: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    address = (str(client.base_url.host), client.base_url.port or 80)

    with caplog.at_level(logging.ERROR), socket.create_connection(address) as connection:
        connection.sendall(b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n")
        connection.sendall(b"Content-Length: 50\r\n\r\n{")
        time.sleep(0.05)
    time.sleep(0.1)

    assert without_cost(post(client, {"query": VIEWER}).json()) == {"data": {"viewer": None}}
    assert caplog.records == []


def test_what_needs_a_look_through_the_network_is_answered_in_a_thread_each_time(shipped: Registry) -> None:
    threads: list[str] = []

    def noted(registry: Registry) -> Context:
        threads.append(threading.current_thread().name)
        return visitor_context(registry)

    document = "query ($siret: String!) { actor(by: { siret: $siret }) { id } }"
    with served(routed(Endpoint(shipped, Settings(), noted))) as client:
        answers = [
            post(client, {"query": document, "variables": {"siret": siret}}).json()["data"]
            for siret in ("11000201100044", "x")
        ]

    assert answers == [{"actor": None}, {"actor": None}]
    assert "worker" in threads[-1]
