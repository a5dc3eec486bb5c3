"""Requests that are made to do harm, sent to a server that runs as it does for everybody."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx
import pytest
from benchmarks.hostile.asking import codes_of, sent, split
from benchmarks.hostile.floods import OPENING, frame
from benchmarks.hostile.requests import REQUESTS, Request
from tests.processes import ask, free_port, serving, wait_until
from tests.serving import routed, served

from labnet.api.context import visitor_context
from labnet.api.http import events
from labnet.api.http.endpoint import Endpoint
from labnet.service.registry import Registry
from labnet.settings import Settings
from labnet.web import connections


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A server; in the end it has said nothing."""
    found, folder = free_port(), tmp_path_factory.mktemp("hostile")
    with serving(found, "--quiet", "--database", f"sqlite:///{folder / 'labnet.db'}") as server:
        yield found
        assert said_by(server) == ""


def said_by(server: subprocess.Popen[str]) -> str:
    """Stop a server, and give what it has said of faults."""
    server.terminate()
    return server.communicate(timeout=30)[1]


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
def test_what_is_made_to_do_harm_is_refused_with_a_code_and_others_are_answered(port: int, request_: Request) -> None:
    status, content = split(sent(port, request_.sent))

    assert (status, codes_of(content) - {"TOO_MUCH"} or {"TOO_MUCH"}) == (request_.status, {request_.code})
    assert ask(port, "{ viewer { role } }")["data"] == {"viewer": None}


# Clients that are slow, or read nothing


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    """An endpoint, whose clients have little time."""
    monkeypatch.setattr(connections, "_LOOK_SECONDS", 0.05)
    monkeypatch.setattr(connections, "_STUCK_SECONDS", 0.4)
    monkeypatch.setattr(connections, "_REQUEST_SECONDS", 0.4)
    monkeypatch.setattr(connections.SocketConnection, "others", 0)  # or it took long until nothing more can be sent
    with Registry("sqlite://") as registry:
        yield Endpoint(registry, Settings(), visitor_context)


@contextmanager
def connected(client: httpx.Client, *, least: bool = False) -> Iterator[socket.socket]:
    """Connect; what is not read may take the `least` room there is."""
    with socket.socket() as opened:
        if least:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        opened.settimeout(20)
        opened.connect((client.base_url.host, client.base_url.port))
        yield opened


@contextmanager
def greeted(client: httpx.Client) -> Iterator[socket.socket]:
    """Open a WebSocket that is not read any more."""
    with connected(client, least=True) as opened:
        opened.sendall(OPENING)
        assert opened.recv(4_096).startswith(b"HTTP/1.1 101")
        opened.sendall(frame(0x81, b'{"type": "connection_init"}'))
        assert b"connection_ack" in opened.recv(4_096)
        yield opened


def send_until_closed(connection: socket.socket, content: bytes) -> None:
    def send() -> None:
        while True:
            connection.sendall(content)

    with pytest.raises(ConnectionError):
        send()


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET /graphql HTTP/1.1\r\nX: ",
        b"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{",
    ],
    ids=["nothing", "headers", "body"],
)
def test_a_request_that_does_not_come_is_not_waited_for(endpoint: Endpoint, begun: bytes) -> None:
    with served(routed(endpoint)) as client, connected(client) as opened:
        opened.sendall(begun)
        status, content = split(opened.recv(4_096))

        assert (status, codes_of(content)) == (408, {"BAD_INPUT"})
        assert opened.recv(4_096) == b""


def test_who_has_been_answered_may_be_silent(endpoint: Endpoint) -> None:
    asked = b"GET /graphql?query=%7Bviewer%7Brole%7D%7D HTTP/1.1\r\nHost: a\r\n\r\n"
    with served(routed(endpoint)) as client, connected(client) as opened:
        opened.sendall(asked)
        assert opened.recv(4_096).startswith(b"HTTP/1.1 200")
        time.sleep(0.8)
        opened.sendall(asked)

        assert opened.recv(4_096).startswith(b"HTTP/1.1 200")


def test_who_asks_and_reads_no_answers_is_let_go(endpoint: Endpoint) -> None:
    ask_ = b"GET /graphql?query=%7B__schema%7Btypes%7Bdescription%7D%7D%7D HTTP/1.1\r\nHost: a\r\n\r\n"
    with served(routed(endpoint)) as client, connected(client, least=True) as opened:
        send_until_closed(opened, ask_)

        assert client.post("/graphql", json={"query": "{ viewer { role } }"}).status_code == 200


@pytest.mark.parametrize(
    "content",
    [frame(0x81, b'{"type": "ping", "payload": {"a": "%s"}}' % (b"a" * 60_000)), frame(0x89, b"a" * 125) * 1_000],
    ids=["of the protocol", "of the socket"],
)
def test_a_socket_that_is_not_read_gives_its_place_up(endpoint: Endpoint, content: bytes) -> None:
    with served(routed(endpoint)) as client, greeted(client) as opened:
        assert len(endpoint.streams) == 1
        send_until_closed(opened, content)
        wait_until(lambda: not len(endpoint.streams))

        assert client.post("/graphql", json={"query": "{ viewer { role } }"}).status_code == 200


def test_a_stream_that_is_not_read_gives_its_place_up(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_ALIVE_SECONDS", 0.0001)
    monkeypatch.setattr(events, "_ALIVE", b":\n\n" * 10_000)
    asked = b"GET /graphql?query=subscription%7BnetworkChanged%7Brevision%7D%7D HTTP/1.1\r\nHost: a\r\n"
    with served(routed(endpoint)) as client, connected(client, least=True) as opened:
        opened.sendall(asked + b"Accept: text/event-stream\r\n\r\n")
        assert opened.recv(100).startswith(b"HTTP/1.1 200")
        assert len(endpoint.streams) == 1
        wait_until(lambda: not len(endpoint.streams))


def test_a_message_comes_in_so_many_frames_and_no_more(endpoint: Endpoint) -> None:
    with served(routed(endpoint)) as client, greeted(client) as opened:
        opened.sendall(frame(0x01) + frame(0x00) * 998 + frame(0x80, b'{"type": "ping"}'))
        assert b"pong" in opened.recv(4_096)
        opened.sendall(frame(0x01) + frame(0x00) * 1_001)

        assert opened.recv(4_096)[2:4] == (1_009).to_bytes(2, "big")


def test_an_answer_that_has_begun_is_broken_off_rather_than_mixed_with_a_refusal(endpoint: Endpoint) -> None:
    asked = b"GET /graphql?query=subscription%7BnetworkChanged%7Brevision%7D%7D HTTP/1.1\r\nHost: a\r\n"
    with served(routed(endpoint)) as client, connected(client) as opened:
        opened.sendall(asked + b"Accept: text/event-stream\r\n\r\n")
        assert opened.recv(4_096).startswith(b"HTTP/1.1 200")
        opened.sendall(b"\x00\xff" * 100)

        with suppress(ConnectionError):
            assert b"HTTP/1.1" not in opened.recv(4_096)
        wait_until(lambda: not len(endpoint.streams))
