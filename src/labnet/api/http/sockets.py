"""GraphQL over WebSockets, by the graphql-transport-ws protocol.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import aclosing, suppress
from typing import Any, Final

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect

from labnet.api.answers import Answer, Operation, error_of
from labnet.api.context import Context
from labnet.api.following import Following
from labnet.api.http.reading import Asked, asked_by
from labnet.api.http.refusals import Refusal
from labnet.api.http.streams import Streams
from labnet.errors import TooMuch

__all__ = ["LONGEST_MESSAGE", "Conversation"]

LONGEST_MESSAGE: Final = 65_536
"""Bytes of a message that is read."""

_PROTOCOL: Final = "graphql-transport-ws"
_INIT_SECONDS: Final = 5.0
"""How long a client may take to introduce itself."""
_MOST_OPERATIONS: Final = 20
"""How many operations a socket may have at the same time."""
_LONGEST_ID: Final = 200

_GOING_AWAY: Final = 1001
_TOO_BIG: Final = 1009
_INVALID: Final = 4400
_UNAUTHORIZED: Final = 4401
_NO_PROTOCOL: Final = 4406
_INIT_TIMEOUT: Final = 4408
_TAKEN: Final = 4409
_TWICE: Final = 4429


class _Close(Exception):
    """The socket is to be closed, for a reason that has a code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Conversation:
    """What is said over one socket.

    Parameters
    ----------
    operation : callable
        Gives the operation that is asked for, or raises a `Refusal`.
    context : callable
        Gives the context of a request as of now.
    """

    def __init__(
        self,
        socket: WebSocket,
        following: Following,
        operation: Callable[[Asked], Operation],
        context: Callable[[], Context],
    ) -> None:
        self._socket = socket
        self._following = following
        self._operation = operation
        self._context = context
        self._greeted = False
        self._running: dict[str, asyncio.Task[None]] = {}

    async def run(self, streams: Streams) -> None:
        """Talk until the client leaves or breaks the rules, or the server stops."""
        offered = _PROTOCOL in self._socket.scope["subprotocols"]
        await self._socket.accept(_PROTOCOL if offered else None)
        closing = _Close(_NO_PROTOCOL, f"Subprotocol not acceptable: speak {_PROTOCOL}")
        if offered:
            listening, stopping = asyncio.ensure_future(self._listen()), asyncio.ensure_future(streams.closed())
            await asyncio.wait({listening, stopping}, return_when=asyncio.FIRST_COMPLETED)
            tasks = [listening, stopping, *self._running.values()]
            for task in tasks:
                task.cancel()
            (ended, *_) = await asyncio.gather(*tasks, return_exceptions=True)
            closing = ended if isinstance(ended, _Close) else _Close(_GOING_AWAY, "the server stops")
        with suppress(RuntimeError, WebSocketDisconnect):  # the client has left
            await self._socket.close(closing.code, closing.reason)

    async def _listen(self) -> None:
        """Take messages; the end is always told by what is raised."""
        try:
            async with asyncio.timeout(_INIT_SECONDS):
                while not self._greeted:
                    await self._take(await self._message())
        except TimeoutError:
            raise _Close(_INIT_TIMEOUT, "Connection initialisation timeout") from None
        while True:
            await self._take(await self._message())

    async def _message(self) -> Mapping[str, Any]:
        received = await self._socket.receive()
        if received["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(received.get("code", 1005))
        text = received.get("text")
        if text is None:
            raise _Close(_INVALID, "Invalid message received: not a text")
        if len(text) > LONGEST_MESSAGE:
            raise _Close(_TOO_BIG, "the message is too long")
        try:
            message = orjson.loads(text)
        except orjson.JSONDecodeError:
            raise _Close(_INVALID, "Invalid message received: not JSON") from None
        if not isinstance(message, dict):
            raise _Close(_INVALID, "Invalid message received: not an object")
        return message

    async def _take(self, message: Mapping[str, Any]) -> None:
        payload = message.get("payload")
        match message.get("type"):
            case "connection_init" if self._greeted:
                raise _Close(_TWICE, "Too many initialisation requests")
            case "connection_init" if payload is None or isinstance(payload, dict):
                self._greeted = True
                await self._send(type="connection_ack")
            case "ping" if payload is None or isinstance(payload, dict):
                await self._send(type="pong", **({} if payload is None else {"payload": payload}))
            case "pong":
                pass
            case "subscribe" if not self._greeted:
                raise _Close(_UNAUTHORIZED, "Unauthorized: send connection_init first")
            case "subscribe" if isinstance(payload, dict):
                await self._subscribe(_id_of(message), payload)
            case "complete":
                if task := self._running.pop(_id_of(message), None):
                    task.cancel()
            case _:
                raise _Close(_INVALID, "Invalid message received")

    async def _subscribe(self, id_: str, payload: Mapping[str, Any]) -> None:
        if id_ in self._running:
            raise _Close(_TAKEN, f"Subscriber for {id_[:50]} already exists")
        try:
            _check_number(len(self._running))
            operation = self._operation(asked_by(payload, text=False))
        except Refusal as refusal:
            await self._send(id=id_, type="error", payload=[error_of(refusal.error)])
            return
        task = asyncio.ensure_future(self._answer(id_, operation))
        self._running[id_] = task
        task.add_done_callback(lambda done: self._forget(id_, done))

    def _forget(self, id_: str, done: asyncio.Task[None]) -> None:
        if self._running.get(id_) is done:
            del self._running[id_]
        if not done.cancelled():
            done.exception()  # told to nobody: the client has left

    async def _answer(self, id_: str, operation: Operation) -> None:
        async with aclosing(self._following.steps(self._context(), operation)) as steps:
            async for step in steps:
                if not step.answer.ran:
                    await self._send(id=id_, type="error", payload=step.answer.body["errors"])
                    return
                await self._next(id_, step.answer)
        self._running.pop(id_, None)
        await self._send(id=id_, type="complete")

    async def _next(self, id_: str, found: Answer) -> None:
        await self._send(id=id_, type="next", payload=orjson.Fragment(found.content))

    async def _send(self, **message: Any) -> None:
        await self._socket.send_text(orjson.dumps(message).decode())


def _check_number(running: int) -> None:
    if running >= _MOST_OPERATIONS:
        said = f"{running} operations go on over this socket, and no more may: complete one first"
        raise Refusal(429, TooMuch(said))


def _id_of(message: Mapping[str, Any]) -> str:
    id_ = message.get("id")
    if not isinstance(id_, str) or not 0 < len(id_) <= _LONGEST_ID:
        raise _Close(_INVALID, "Invalid message received: no id")
    return id_
