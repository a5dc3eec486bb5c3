"""Answers as server-sent events, read from real connections."""

from __future__ import annotations

import json
import logging
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
import pytest

from labnet.api.context import visitor_context
from labnet.api.http import events as events_module
from labnet.api.http.endpoint import Endpoint
from labnet.model.kinds import Lab
from labnet.model.records import Entity
from labnet.service.registry import Registry
from labnet.settings import Settings

EVENTS = "text/event-stream"
VIEWER = "{ viewer { role } }"
FOLLOW = "subscription($after: Int) { networkChanged(after: $after) { revision everything actorsAdded { id } } }"


@pytest.fixture
def registry() -> Iterator[Registry]:
    with Registry("sqlite://") as opened:
        yield opened


def put(registry: Registry, id_: str) -> None:
    with registry.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id=id_, name=id_)])


@contextmanager
def following(client: httpx.Client, **options: Any) -> Iterator[Iterator[dict[str, str]]]:
    """Follow a subscription by POST, and give its events as they come."""
    headers = {"accept": EVENTS, **options.pop("headers", {})}
    with client.stream("POST", "/graphql", json={"query": FOLLOW, **options}, headers=headers) as response:
        assert response.status_code == 200
        yield events(response)


def events(response: httpx.Response) -> Iterator[dict[str, str]]:
    """Give the events of a stream; what only keeps it alive is an event without anything."""
    event: dict[str, str] = {}
    for line in response.iter_lines():
        if line:
            name, _, value = line.partition(":")
            event |= {name: value.removeprefix(" ")} if name else {}
        else:
            yield event
            event = {}


def told(event: dict[str, str]) -> dict[str, Any]:
    assert event["event"] == "next"
    found: dict[str, Any] = json.loads(event["data"])["data"]["networkChanged"]
    return found


def wait_for_followers(registry: Registry, number: int) -> None:
    deadline = time.monotonic() + 20
    while registry.network.feed.followers != number:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_changes_are_told_as_events_with_the_revision_as_their_id(
    registry: Registry, serve: Callable[[Registry], httpx.Client]
) -> None:
    with following(serve(registry)) as stream:
        wait_for_followers(registry, 1)
        put(registry, "a")
        first = next(stream)
        put(registry, "b")
        second = next(stream)

    assert told(first) == {"revision": 1, "everything": False, "actorsAdded": [{"id": "actor:a"}]}
    assert told(second) == {"revision": 2, "everything": False, "actorsAdded": [{"id": "actor:b"}]}
    assert [first["id"], second["id"]] == ["1", "2"]
    wait_for_followers(registry, 0)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("accept", [EVENTS, f"application/json, {EVENTS}", "*/*"])
def test_a_subscription_is_a_stream_for_whoever_takes_one(client: httpx.Client, method: str, accept: str) -> None:
    asked = {"query": FOLLOW, "variables": {"after": 0}}
    parameters = {key: value if isinstance(value, str) else json.dumps(value) for key, value in asked.items()}
    options: dict[str, Any] = {"params": parameters} if method == "GET" else {"json": asked}

    with client.stream(method, "/graphql", headers={"accept": accept}, **options) as response:
        first = next(events(response))

    assert response.headers["content-type"] == f"{EVENTS}; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-accel-buffering"] == "no"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "content-encoding" not in response.headers
    assert told(first)["everything"] is True


def test_whoever_comes_back_misses_nothing(registry: Registry, serve: Callable[[Registry], httpx.Client]) -> None:
    client = serve(registry)
    put(registry, "a")
    with following(client, variables={"after": 0}) as stream:
        seen = next(stream)["id"]
    wait_for_followers(registry, 0)
    put(registry, "b")
    put(registry, "c")

    with following(client, variables={"after": 0}, headers={"Last-Event-ID": seen}) as stream:
        event = next(stream)

    assert told(event)["actorsAdded"] == [{"id": "actor:b"}, {"id": "actor:c"}]


@pytest.mark.parametrize("id_", ["", "x", "-1", "9" * 40, "1.5"])
def test_an_id_that_no_event_had_is_as_good_as_none(client: httpx.Client, id_: str) -> None:
    with following(client, variables={"after": 0}, headers={"Last-Event-ID": id_}) as stream:
        assert told(next(stream))["everything"] is True


@pytest.mark.parametrize("query", [VIEWER, "{ nope }", "subscription { nope }", "{"])
def test_what_has_one_answer_is_complete_after_it(client: httpx.Client, query: str) -> None:
    response = client.post("/graphql", json={"query": query}, headers={"accept": EVENTS})
    plain = client.post("/graphql", json={"query": query}, headers={"accept": "application/json"})

    first, second = events(response)
    assert response.status_code == 200
    assert (first["event"], json.loads(first["data"])) == ("next", plain.json())
    assert second == {"event": "complete", "data": ""}


@pytest.mark.parametrize("sent", [b"[]", b"{", b'{"documentId": "00"}'])
def test_what_is_no_request_is_refused_with_a_status(client: httpx.Client, sent: bytes) -> None:
    headers = {"accept": EVENTS, "content-type": "application/json"}
    response = client.post("/graphql", content=sent, headers=headers)

    assert response.status_code == (404 if b"documentId" in sent else 400)
    assert "errors" in response.json()


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
def test_whoever_takes_no_stream_is_told_how_to_follow(client: httpx.Client, accept: str) -> None:
    response = client.post("/graphql", json={"query": FOLLOW}, headers={"accept": accept})

    (error,) = response.json()["errors"]
    assert error["extensions"] == {"code": "BAD_QUERY"}
    assert "accept text/event-stream" in error["message"]


def test_the_head_of_a_stream_ends(client: httpx.Client) -> None:
    response = client.head("/graphql", params={"query": FOLLOW}, headers={"accept": EVENTS})

    assert response.status_code == 200


def test_a_mutation_in_an_address_is_no_stream_either(client: httpx.Client) -> None:
    response = client.get("/graphql", params={"query": "mutation { a }"}, headers={"accept": EVENTS})

    assert (response.status_code, response.headers["allow"]) == (405, "POST")


def test_a_stream_is_never_silent_for_long(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events_module, "_ALIVE_SECONDS", 0.05)

    with following(client) as stream:
        assert [next(stream) for _ in range(3)] == [{}] * 3


def test_so_many_streams_are_open_and_no_more(shipped: Registry, serve_app: Callable[..., httpx.Client]) -> None:
    client = serve_app(Endpoint(shipped, Settings(max_streams=2, max_streams_each=5), visitor_context))

    with following(client), following(client):
        refused = client.post("/graphql", json={"query": FOLLOW}, headers={"accept": EVENTS})

    assert (refused.status_code, refused.json()["errors"][0]["extensions"]) == (503, {"code": "BUSY"})
    assert "retry-after" in refused.headers


def test_who_reads_nothing_costs_others_nothing_and_the_server_little(
    registry: Registry, serve: Callable[[Registry], httpx.Client], caplog: pytest.LogCaptureFixture
) -> None:
    client = serve(registry)
    body = json.dumps({"query": FOLLOW}).encode()
    head = (
        f"POST /graphql HTTP/1.1\r\nHost: x\r\nAccept: {EVENTS}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    with ExitStack() as stack, following(client) as stream:
        for _ in range(5):
            deaf = stack.enter_context(
                socket.create_connection((str(client.base_url.host), client.base_url.port or 80))
            )
            deaf.sendall(head.encode() + body)
        wait_for_followers(registry, 6)
        for number in range(30):
            put(registry, f"a{number}")
        heard: list[str] = []
        while len(heard) < 30:
            heard += [actor["id"] for actor in told(next(stream))["actorsAdded"]]

    assert heard == [f"actor:a{number}" for number in range(30)]
    wait_for_followers(registry, 0)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
