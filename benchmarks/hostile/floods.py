"""Floods: many connections, or many messages over a few, for a while; each gives how it ended."""

from __future__ import annotations

import os
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Final

__all__ = ["FLOODS", "OPENING", "frame"]

OPENING: Final = (
    b"GET /graphql HTTP/1.1\r\nHost: labnet.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
)
_FOLLOW: Final = b"/graphql?query=subscription%7BnetworkChanged%7Brevision%7D%7D"
_INIT: Final = b'{"type":"connection_init"}'
_TEXT, _PING, _BEGUN, _CONTINUED = 0x81, 0x89, 0x01, 0x00
_AT_ONCE: Final = 65_536
_EACH: Final = 20
"""How many sockets one address may have."""


_SLOW_SECONDS: Final = 26
"""As long as a server may take to let slow clients go."""


def frame(first: int, content: bytes = b"") -> bytes:
    """Give a masked frame, by RFC 6455, section 5.2; the mask is nothing."""
    if len(content) < 126:  # noqa: PLR2004 - by the specification
        length = bytes([0x80 | len(content)])
    elif len(content) < _AT_ONCE:
        length = b"\xfe" + struct.pack("!H", len(content))
    else:
        length = b"\xff" + struct.pack("!Q", len(content))
    return bytes([first]) + length + bytes(4) + content


@contextmanager
def _sockets(port: int, number: int, greeting: bytes = b"") -> Iterator[list[socket.socket]]:
    with ExitStack() as stack:
        opened = []
        for _ in range(number):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
            connection.sendall(OPENING)
            if connection.recv(_AT_ONCE).startswith(b"HTTP/1.1 101") and greeting:
                connection.sendall(greeting)
            opened.append(connection)
        yield opened


def _pour(connections: list[socket.socket], content: bytes, seconds: float, *, reading: bool) -> int:
    """Send the same over all connections again and again; give how many the server has closed."""
    until = time.monotonic() + seconds
    closed: set[socket.socket] = set()
    for connection in connections:
        connection.settimeout(0)
    rest = dict.fromkeys(connections, b"")
    while time.monotonic() < until and len(closed) < len(connections):
        moved = False
        for connection in connections:
            if connection in closed:
                continue
            try:
                left = rest[connection] or content
                rest[connection] = left[connection.send(left) :]
                moved = True
            except BlockingIOError:
                pass
            except ConnectionError:
                closed.add(connection)
            if reading:
                with suppress(OSError):
                    connection.recv(_AT_ONCE)
        if not moved:
            time.sleep(0.002)
    return len(closed)


def _of_frames(content: bytes, *, reading: bool = True) -> Callable[[int, float], str]:
    def flood(port: int, seconds: float) -> str:
        with _sockets(port, _EACH, frame(_TEXT, _INIT)) as opened:
            return f"{_pour(opened, content, seconds, reading=reading)} of {len(opened)} closed"

    return flood


def _many(port: int, seconds: float) -> str:
    with _sockets(port, 1_000) as opened:
        time.sleep(seconds)
        return f"{sum(_is_closed(connection) for connection in opened)} of {len(opened)} closed"


def _silent(port: int, seconds: float) -> str:
    with _sockets(port, _EACH) as opened:
        time.sleep(max(seconds, 6))
        return f"{sum(_is_closed(connection) for connection in opened)} of {len(opened)} closed"


def _said(connection: socket.socket) -> bytes:
    connection.settimeout(0)
    with suppress(OSError):
        return connection.recv(_AT_ONCE)
    return b"-"


def _is_closed(connection: socket.socket) -> bool:
    """Tell whether the server has closed a connection: a frame that says so, or the end of all that it says."""
    said = _said(connection)
    return not said or said[:1] == b"\x88"


def _requests(content: bytes) -> Callable[[int, float], str]:
    """Send beginnings of requests over 300 connections, and a byte more from time to time."""

    def flood(port: int, seconds: float) -> str:
        with ExitStack() as stack:
            opened = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(300)]
            for connection in opened:
                connection.sendall(content)
            until = time.monotonic() + max(seconds, _SLOW_SECONDS)
            while time.monotonic() < until:
                time.sleep(1)
                for connection in opened:
                    with suppress(OSError):
                        connection.sendall(b"a")
            return f"{sum(_said(connection) != b'-' for connection in opened)} of {len(opened)} closed"

    return flood


def _unread(port: int, seconds: float) -> str:
    """Ask for much over 50 connections, and read nothing of it."""
    query = b"%7B__schema%7Btypes%7Bname%20description%20fields%7Bname%20description%7D%7D%7D%7D"
    ask = b"GET /graphql?query=" + query + b" HTTP/1.1\r\nHost: labnet.example\r\n\r\n"
    with ExitStack() as stack:
        opened = []
        for _ in range(50):
            connection = stack.enter_context(socket.socket())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            connection.connect(("127.0.0.1", port))
            opened.append(connection)
        _pour(opened, ask, max(seconds, _SLOW_SECONDS), reading=False)
        time.sleep(1)
        closed = _pour(opened, ask, 1, reading=False)
        return f"{closed} of {len(opened)} closed"


def _subscribed(query: bytes) -> bytes:
    message = b'{"type":"subscribe","id":"%d","payload":{"query":"%s"}}'
    return b"".join(frame(_TEXT, message % (number, query)) for number in range(5_000))


def _nothing(port: int, seconds: float) -> str:  # noqa: ARG001 - the others are asked so
    time.sleep(seconds)
    return "none"


FLOODS: Final[dict[str, Callable[[int, float], str]]] = {
    "none, to compare": _nothing,
    "a thousand sockets": _many,
    "sockets that say nothing": _silent,
    "junk frames": _of_frames(os.urandom(_AT_ONCE)),
    "frames that are too long": _of_frames(frame(_TEXT, b"a" * 1_000_000)),
    "pings": _of_frames(frame(_PING) * 10_000),
    "pings whose answers are not read": _of_frames(frame(_PING, b"a" * 125) * 500, reading=False),
    "messages in a million frames": _of_frames(frame(_BEGUN) + frame(_CONTINUED) * 10_000),
    "pings of the protocol": _of_frames(frame(_TEXT, b'{"type":"ping"}') * 3_000),
    "thousands of questions": _of_frames(_subscribed(b"{viewer{role}}")),
    "thousands of subscriptions": _of_frames(_subscribed(b"subscription{networkChanged{revision}}")),
    "requests whose headers drip": _requests(b"GET / HTTP/1.1\r\nX: "),
    "requests whose bodies drip": _requests(
        b"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{"
    ),
    "answers that are not read": _unread,
}
"""Each takes a port and how many seconds to go on for, and says how many connections the server has closed."""
