"""GraphQL over WebSockets, spoken by a client of another make over real connections."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from labnet.api import following
from labnet.api.context import visitor_context
from labnet.api.documents import document_id
from labnet.api.http import sockets as sockets_module
from labnet.api.http.endpoint import Endpoint
from labnet.model.kinds import Innovator, Lab
from labnet.model.records import Entity
from labnet.model.vocabularies import Visibility
from labnet.service.registry import Registry
from labnet.settings import Settings

PROTOCOL = Subprotocol("graphql-transport-ws")
VIEWER = "{ viewer { role } }"
FOLLOW = """subscription($filter: ChangeFilter) {
  networkChanged(filter: $filter) {
    actorsAdded { id name } actorsChanged { id name } actorsRemoved tiesRemoved
  }
}"""


@contextmanager
def opened(client: httpx.Client, *, greet: bool = True, **options: Any) -> Iterator[ClientConnection]:
    """Open a socket, and close it in the end."""
    address = f"ws://{client.base_url.host}:{client.base_url.port}/graphql"
    with connect(address, **{"subprotocols": [PROTOCOL], **options}) as socket:
        if greet:
            say(socket, type="connection_init")
            assert hear(socket) == {"type": "connection_ack"}
        yield socket


def say(socket: ClientConnection, **message: Any) -> None:
    socket.send(json.dumps(message))


def hear(socket: ClientConnection) -> dict[str, Any]:
    heard: dict[str, Any] = json.loads(socket.recv(timeout=20))
    return heard


def subscribe(socket: ClientConnection, id_: str, query: str, **variables: Any) -> None:
    say(socket, type="subscribe", id=id_, payload={"query": query, "variables": variables})


def ended(socket: ClientConnection) -> tuple[int, str]:
    """Give the code and reason by which the server closes a socket, whatever it says before."""
    with suppress(ConnectionClosed):
        for _ in socket:
            pass
    assert socket.close_code is not None
    return socket.close_code, socket.close_reason or ""


def wait_for_followers(registry: Registry, number: int) -> None:
    deadline = time.monotonic() + 20
    while registry.network.feed.followers < number:
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def registry() -> Iterator[Registry]:
    with Registry("sqlite://") as opened_:
        yield opened_


def put(registry: Registry, *records: Any) -> None:
    with registry.writing() as writing:
        writing.put(Entity.ACTOR, records)


# What is answered


def test_a_question_has_one_answer_and_is_complete(client: httpx.Client) -> None:
    with opened(client) as socket:
        assert socket.subprotocol == PROTOCOL
        subscribe(socket, "1", VIEWER)

        heard = hear(socket)
        assert (heard["id"], heard["type"], heard["payload"]["data"]) == ("1", "next", {"viewer": None})
        assert hear(socket) == {"id": "1", "type": "complete"}
        subscribe(socket, "1", VIEWER)
        assert hear(socket)["id"] == "1"


def test_a_document_is_asked_for_by_its_id(client: httpx.Client) -> None:
    text = (Path(__file__).parents[3] / "schema" / "operations" / "viewer.graphql").read_bytes().decode()
    with opened(client) as socket:
        say(socket, type="subscribe", id="1", payload={"documentId": document_id(text)})

        assert hear(socket)["payload"]["data"] == {"viewer": None}


def test_changes_are_told_to_who_follows_as_they_come(
    registry: Registry, serve: Callable[[Registry], httpx.Client]
) -> None:
    with opened(serve(registry)) as socket:
        subscribe(socket, "labs", FOLLOW, filter={"kinds": ["LAB"]})
        wait_for_followers(registry, 1)
        put(registry, Lab(id="a", name="A"))
        first = hear(socket)
        put(registry, Lab(id="a", name="A2"), Innovator(id="ada", name="Ada"))
        second = hear(socket)

    nothing: dict[str, Any] = {"actorsAdded": [], "actorsChanged": [], "actorsRemoved": [], "tiesRemoved": []}
    assert (first["id"], first["type"]) == ("labs", "next")
    assert first["payload"]["data"]["networkChanged"] == {**nothing, "actorsAdded": [{"id": "actor:a", "name": "A"}]}
    assert second["payload"]["data"]["networkChanged"] == {
        **nothing,
        "actorsChanged": [{"id": "actor:a", "name": "A2"}],
    }


def test_of_whoever_goes_out_of_sight_only_the_id_is_told_and_nothing_after(
    registry: Registry, serve: Callable[[Registry], httpx.Client]
) -> None:
    put(registry, Lab(id="a", name="Canary"))
    with opened(serve(registry)) as socket:
        subscribe(socket, "1", FOLLOW)
        wait_for_followers(registry, 1)
        put(registry, Lab(id="a", name="Canary", visibility=Visibility.MEMBERS))
        gone = hear(socket)
        put(registry, Lab(id="a", name="Canary 2", visibility=Visibility.MEMBERS))
        put(registry, Lab(id="b", name="B"))
        after = hear(socket)

    told = gone["payload"]["data"]["networkChanged"]
    assert told == {"actorsAdded": [], "actorsChanged": [], "actorsRemoved": ["actor:a"], "tiesRemoved": []}
    assert after["payload"]["data"]["networkChanged"]["actorsAdded"] == [{"id": "actor:b", "name": "B"}]
    assert "anary" not in json.dumps([gone, after])


def test_who_says_complete_hears_no_more(registry: Registry, serve: Callable[[Registry], httpx.Client]) -> None:
    with opened(serve(registry)) as socket:
        subscribe(socket, "1", FOLLOW)
        wait_for_followers(registry, 1)
        say(socket, type="complete", id="1")
        say(socket, type="complete", id="never begun")
        while registry.network.feed.followers:
            time.sleep(0.01)
        put(registry, Lab(id="a", name="A"))
        say(socket, type="ping")

        assert hear(socket) == {"type": "pong"}


def test_who_leaves_is_forgotten(registry: Registry, serve: Callable[[Registry], httpx.Client]) -> None:
    client = serve(registry)
    with opened(client) as socket:
        for number in range(5):
            subscribe(socket, str(number), FOLLOW)
        wait_for_followers(registry, 5)

    deadline = time.monotonic() + 20
    while registry.network.feed.followers:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_ping_is_answered_with_what_it_brought_and_a_pong_is_not(client: httpx.Client) -> None:
    with opened(client, greet=False) as socket:
        say(socket, type="pong")
        say(socket, type="ping", payload={"a": 1})
        say(socket, type="ping")

        assert [hear(socket), hear(socket)] == [{"type": "pong", "payload": {"a": 1}}, {"type": "pong"}]


# What is refused


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"query": "{ nope }"}, "BAD_QUERY"),
        ({"query": "subscription { nope }"}, "BAD_QUERY"),
        ({"query": "{"}, "BAD_QUERY"),
        ({}, "BAD_INPUT"),
        ({"query": 7}, "BAD_INPUT"),
        ({"query": VIEWER, "variables": []}, "BAD_INPUT"),
        ({"documentId": "sha256:00"}, "UNKNOWN_DOCUMENT"),
        ({"query": FOLLOW, "variables": {"filter": {"territory": "region:nope"}}}, "BAD_INPUT"),
        ({"query": FOLLOW, "variables": {"filter": {"actors": ["nobody"]}}}, "BAD_INPUT"),
        ({"query": FOLLOW, "variables": {"filter": 7}}, "BAD_QUERY"),
    ],
)
def test_what_cannot_be_answered_is_told_and_the_socket_stays(
    client: httpx.Client, payload: dict[str, Any], code: str
) -> None:
    with opened(client) as socket:
        say(socket, type="subscribe", id="1", payload=payload)
        heard = hear(socket)
        subscribe(socket, "1", VIEWER)

        assert (heard["id"], heard["type"]) == ("1", "error")
        assert heard["payload"][0]["extensions"] == {"code": code}
        assert hear(socket)["payload"]["data"] == {"viewer": None}


JUNK: dict[str, tuple[str | bytes, int]] = {
    "null": ("null", 4400),
    "a list": ("[1]", 4400),
    "a number": ("7", 4400),
    "half of JSON": ("{", 4400),
    "nested lists": ("[" * 50_000, 4400),
    "bytes": (b"\x00\xff", 4400),
    "no type": ("{}", 4400),
    "another type": ('{"type": "start", "id": "1"}', 4400),
    "a type that is a list": ('{"type": []}', 4400),
    "no id": ('{"type": "subscribe", "payload": {"query": "{ viewer { role } }"}}', 4400),
    "an id that is empty": ('{"type": "complete", "id": ""}', 4400),
    "an id that is too long": (json.dumps({"type": "complete", "id": "x" * 201}), 4400),
    "no payload": ('{"type": "subscribe", "id": "1"}', 4400),
    "a payload that is a list": ('{"type": "ping", "payload": [1]}', 4400),
    "a second greeting": ('{"type": "connection_init"}', 4429),
    "too long a text": ('"' + "a" * 70_000 + '"', 1009),
    "too many letters": ('"' + "é" * 40_000 + '"', 1009),
}


@pytest.mark.parametrize(("sent", "code"), JUNK.values(), ids=JUNK)
def test_who_breaks_the_rules_is_told_which_and_the_socket_is_closed(
    client: httpx.Client, sent: str | bytes, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING), opened(client) as socket:
        socket.send(sent)

        assert ended(socket)[0] == code
    assert caplog.records == []


def test_a_text_that_is_no_utf8_closes_the_socket(client: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), opened(client) as socket:
        socket.send(b'{"type": "\xff"}', text=True)

        assert ended(socket)[0] == 1007
    assert caplog.records == []


def test_nothing_is_answered_before_a_client_has_introduced_itself(client: httpx.Client) -> None:
    with opened(client, greet=False) as socket:
        subscribe(socket, "1", VIEWER)

        assert ended(socket) == (4401, "Unauthorized: send connection_init first")


def test_who_does_not_introduce_themselves_in_time_is_let_go(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets_module, "_INIT_SECONDS", 0.2)
    with opened(client, greet=False) as socket:
        say(socket, type="ping")

        assert ended(socket) == (4408, "Connection initialisation timeout")


@pytest.mark.parametrize("protocols", [None, ["graphql-ws"]])
def test_no_other_protocol_is_spoken(client: httpx.Client, protocols: Any) -> None:
    with opened(client, greet=False, subprotocols=protocols) as socket:
        assert ended(socket) == (4406, "Subprotocol not acceptable: speak graphql-transport-ws")


def test_an_id_is_in_use_until_it_is_complete(client: httpx.Client) -> None:
    with opened(client) as socket:
        subscribe(socket, "1", FOLLOW)
        subscribe(socket, "1", FOLLOW)

        assert ended(socket) == (4409, "Subscriber for 1 already exists")


def test_a_socket_has_so_many_operations_and_no_more(client: httpx.Client) -> None:
    with opened(client) as socket:
        for number in range(21):
            subscribe(socket, str(number), FOLLOW)
        heard = hear(socket)
        say(socket, type="complete", id="0")
        subscribe(socket, "20", VIEWER)

        assert (heard["id"], heard["type"]) == ("20", "error")
        assert heard["payload"][0]["extensions"] == {"code": "TOO_MUCH"}
        assert hear(socket)["type"] == "next"


def test_one_address_has_so_many_sockets_and_no_more(
    shipped: Registry, serve_app: Callable[..., httpx.Client], caplog: pytest.LogCaptureFixture
) -> None:
    client = serve_app(Endpoint(shipped, Settings(max_streams_each=2, max_streams=3), visitor_context))

    with opened(client), opened(client), pytest.raises(InvalidStatus) as refused, opened(client):
        pass

    assert refused.value.response.status_code == 429
    assert json.loads(refused.value.response.body or b"")["errors"][0]["extensions"] == {"code": "TOO_MUCH"}
    assert "retry-after" in refused.value.response.headers
    with opened(client) as socket:
        assert socket.subprotocol == PROTOCOL
    assert caplog.records == []


def test_pages_of_other_sites_open_no_sockets(client: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    host = f"{client.base_url.host}:{client.base_url.port}"
    with opened(client, origin=f"http://{host}"):
        pass
    with pytest.raises(InvalidStatus) as refused, opened(client, origin="https://there.example"):
        pass

    assert refused.value.response.status_code == 403
    assert json.loads(refused.value.response.body or b"")["errors"][0]["extensions"] == {"code": "FORBIDDEN"}
    assert caplog.records == []


def test_a_listed_site_opens_sockets(shipped: Registry, serve_app: Callable[..., httpx.Client]) -> None:
    client = serve_app(Endpoint(shipped, Settings(origins="https://there.example"), visitor_context))

    with opened(client, origin="https://there.example") as socket:
        subscribe(socket, "1", VIEWER)
        assert hear(socket)["type"] == "next"


# Many, and slow ones


def test_what_many_follow_is_worked_out_once(registry: Registry, serve_app: Callable[..., httpx.Client]) -> None:
    client = serve_app(Endpoint(registry, Settings(), visitor_context))
    with opened(client) as one, opened(client) as other:
        for socket in (one, other):
            for number in range(10):
                subscribe(socket, str(number), FOLLOW)
        wait_for_followers(registry, 20)
        with counting() as worked_out:
            put(registry, Lab(id="a", name="A"))
            heard = [hear(socket)["payload"] for socket in (one, other) for _ in range(10)]

    assert heard == heard[:1] * 20
    assert len(worked_out) == 1


@contextmanager
def counting() -> Iterator[list[str]]:
    """Give in which threads events are answered, one for each time."""
    calls: list[str] = []

    def counted(*arguments: Any, **named: Any) -> Any:
        calls.append(threading.current_thread().name)
        return original(*arguments, **named)

    original: Any = vars(following)["answer"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(following, "answer", counted)
        yield calls


def test_who_does_not_listen_for_a_while_is_told_of_several_changes_at_once(
    registry: Registry, serve: Callable[[Registry], httpx.Client]
) -> None:
    with opened(serve(registry)) as socket:
        subscribe(socket, "1", FOLLOW)
        wait_for_followers(registry, 1)
        for number in range(60):
            put(registry, Lab(id=f"a{number}", name="A"))
        told: list[str] = []
        events = 0
        while len(told) < 60:
            change = hear(socket)["payload"]["data"]["networkChanged"]
            told += [actor["id"] for actor in change["actorsAdded"]]
            events += 1

    assert told == [f"actor:a{number}" for number in range(60)]
    assert events < 60
