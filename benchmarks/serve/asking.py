"""A client that asks over a few connections that stay open, each question after the answer to the one before."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import cycle
from typing import Final, cast

import httptools
import uvloop

__all__ = ["CONNECTIONS", "Load", "Refused", "answers", "load"]

CONNECTIONS: Final = 8
_ACCEPT: Final = "application/graphql-response+json, application/json;q=0.9"
_OK: Final = 200


class Refused(RuntimeError):
    """An answer that is none: what such answers cost is of no interest."""


@dataclass(frozen=True, slots=True)
class Load:
    """How many questions were answered, and how long each took, in seconds."""

    seconds: list[float] = field(repr=False)
    size: int

    @property
    def requests(self) -> int:
        """How many were answered."""
        return len(self.seconds)

    def within(self, share: float) -> float:
        """Give the time within which so many of all, 0 to 1, were answered."""
        return sorted(self.seconds)[min(len(self.seconds) - 1, int(share * len(self.seconds)))]


def load(port: int, path: str, bodies: Sequence[bytes], seconds: float, connections: int = CONNECTIONS) -> Load:
    """Ask for so many seconds, at least once on each connection, and give what came back.

    Raises
    ------
    Refused
        If an answer has another status than 200.
    """
    asked = cycle([_request(port, path, body) for body in bodies])
    deadline = time.monotonic() + seconds
    return uvloop.run(_ask(port, asked, connections, deadline))


def answers(port: int, path: str, bodies: Sequence[bytes]) -> list[bytes]:
    """Give the answer to each question."""
    return uvloop.run(_answers(port, [_request(port, path, body) for body in bodies]))


def _request(port: int, path: str, body: bytes) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: {_ACCEPT}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode("ascii") + body


async def _ask(port: int, asked: Iterator[bytes], connections: int, deadline: float) -> Load:
    seconds: list[float] = []
    size = 0

    async def one() -> None:
        nonlocal size
        async with _connected(port) as connection:
            while True:
                begun = time.perf_counter()
                answer = await connection.ask(next(asked))
                seconds.append(time.perf_counter() - begun)
                size += len(answer)
                if time.monotonic() > deadline:
                    break

    async with asyncio.TaskGroup() as group:
        for _ in range(connections):
            group.create_task(one())
    return Load(seconds, size)


async def _answers(port: int, requests: Sequence[bytes]) -> list[bytes]:
    async with _connected(port) as connection:
        return [await connection.ask(request) for request in requests]


@asynccontextmanager
async def _connected(port: int) -> AsyncIterator[_Connection]:
    _, connection = await asyncio.get_running_loop().create_connection(_Connection, "127.0.0.1", port)
    try:
        yield connection
    finally:
        await connection.close()


class _Connection(asyncio.Protocol):
    """One connection; httptools, which labnet's server reads requests with, reads the answers."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._parts: list[bytes] = []
        self._answered: asyncio.Future[bytes] | None = None
        self._closed = asyncio.Event()

    async def ask(self, request: bytes) -> bytes:
        """Give the body of the answer to a request."""
        self._parts = []
        self._answered = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self._answered

    async def close(self) -> None:
        """Let go of the connection."""
        self.transport.close()
        await self._closed.wait()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._closed.set()
        if self._answered is not None and not self._answered.done():
            self._answered.set_exception(exc or Refused("the connection was closed before the answer"))

    def on_body(self, body: bytes) -> None:
        """Take a part of an answer."""
        self._parts.append(body)

    def on_message_complete(self) -> None:
        """Take note that the answer is complete."""
        if self._answered is None or self._answered.done():
            return
        body, status = b"".join(self._parts), self._parser.get_status_code()
        if status == _OK:
            self._answered.set_result(body)
        else:
            self._answered.set_exception(Refused(f"status {status}: {body[:300]!r}"))
