"""Connections as uvicorn has them, held to bounds: nobody can make one endless, or keep the server from all others."""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from asyncio.transports import BaseTransport
from http import HTTPStatus
from typing import Final

import orjson
from uvicorn._types import ASGI3Application, ASGIReceiveEvent
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request

from labnet.api.http.media import PLAIN
from labnet.api.http.refusals import Refusal
from labnet.errors import BadInput, LabnetError, TooMuch

__all__ = ["HttpConnection", "SocketConnection"]

_LONGEST_HEAD: Final = 65_536
"""Bytes of the address and headers of a request, about: they are counted in pieces."""
_MOST_HEADERS: Final = 100
_MOST_AHEAD: Final = 16
"""How many requests a client may send before it has the answer to the first."""
_MOST_FRAMES: Final = 1_000
"""In how many frames one message of a socket may come."""
_LONGEST_PAUSE: Final = 0.05
"""Seconds between two pieces of what has come at once."""
_LOOK_SECONDS: Final = 2.0
"""How often it is looked how a connection is getting on."""
_REQUEST_SECONDS: Final = 20.0
"""How long a request may take to come."""
_STUCK_SECONDS: Final = 20.0
"""How long a client may read nothing of what it is sent."""


class _Connection(asyncio.Protocol, ABC):
    """What comes is taken in pieces, with others between; a client that does not read what it asked for is let go."""

    transport: asyncio.Transport
    loop: asyncio.AbstractEventLoop
    piece: int
    """Bytes that are taken at once: each of the least things that may be in them takes some microseconds."""
    others: int = 0
    """How many times as long as a piece took others are served before the next."""

    _pending: bytes = b""
    _looking: asyncio.TimerHandle | None = None
    _unread: int = 0
    _moved: float = 0.0

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)
        self._moved = self.loop.time()
        self._looking = self.loop.call_later(_LOOK_SECONDS, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._looking is not None:
            self._looking.cancel()
        self._pending = b""
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._pending or len(data) > self.piece:
            self.transport.pause_reading()
            began = not self._pending
            self._pending += data
            if began:
                self._go_on()
        else:
            self.take(data)

    def take(self, data: bytes) -> None:
        """Take the next piece."""
        super().data_received(data)

    def _go_on(self) -> None:
        piece, self._pending = self._pending[: self.piece], self._pending[self.piece :]
        if not piece or self._is_over():
            self._pending = b""
            return
        began = time.thread_time()
        self.take(piece)
        if self._pending:
            spent = time.thread_time() - began
            self.loop.call_later(min(spent * self.others, _LONGEST_PAUSE), self._go_on)
        elif not (self.is_held() or self._is_over()):
            self.transport.resume_reading()

    def _is_over(self) -> bool:
        return self.transport.is_closing() or self.transport.get_protocol() is not self

    @abstractmethod
    def is_held(self) -> bool:
        """Tell whether nothing more is to be read for now."""

    def resume_writing(self) -> None:
        self._moved = self.loop.time()
        super().resume_writing()

    def _look(self) -> None:
        """See whether the client has read anything lately, where there is anything to read."""
        if self.transport.get_protocol() is not self:
            return
        now, unread = self.loop.time(), self.transport.get_write_buffer_size()
        if not unread or unread < self._unread:
            self._moved = now
        self._unread = unread
        if now - self._moved > _STUCK_SECONDS:
            self.transport.abort()
            return
        self._looking = self.loop.call_later(_LOOK_SECONDS, self._look)
        self.check(now)

    def check(self, now: float) -> None:
        """See whether what is to come has taken too long."""

    def refuse(self, status: int, error: LabnetError) -> None:
        """Say why what has come is not answered, and close."""
        content = orjson.dumps({"errors": [{"message": str(error), "extensions": {"code": error.code}}]})
        head = (
            f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\ncontent-type: {PLAIN}; charset=utf-8\r\n"
            f"content-length: {len(content)}\r\ncache-control: no-store\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + content)
        self.transport.close()


class HttpConnection(_Connection, HttpToolsProtocol):
    """A connection over which requests come, each of them bounded in length and time."""

    piece = 16_384

    _head: int = 0
    _in_head: bool = False
    _began: float | None = None
    _refusal: Refusal | None = None
    _answering: RequestResponseCycle | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._began = self.loop.time()

    def take(self, data: bytes) -> None:
        """Take the next piece, unless what it belongs to is too long already."""
        super().take(data)
        if self._in_head:
            self._head += len(data)
            if self._head > _LONGEST_HEAD and not self.transport.is_closing():
                self.refuse(431, _too_long())

    def is_held(self) -> bool:
        """Tell whether nothing more is to be read for now."""
        return self.flow.read_paused

    def check(self, now: float) -> None:
        """See whether a request that has begun has taken too long to come."""
        if self._began is not None and now - self._began > _REQUEST_SECONDS and not self.transport.is_closing():
            self.refuse(408, BadInput(f"the request did not come within {_REQUEST_SECONDS:.0f} seconds"))

    def on_message_begin(self) -> None:
        """Begin a request, unless too many wait already."""
        self._head, self._in_head, self._began = 0, True, self.loop.time()
        if len(self.pipeline) >= _MOST_AHEAD:
            self._refusal = Refusal(429, TooMuch("too many requests wait on this connection; read the answers first"))
            raise self._refusal
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header, unless there are too many already."""
        if len(self.headers) >= _MOST_HEADERS:
            self._refusal = Refusal(431, _too_long())
            raise self._refusal
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Take note that what follows is the body, and begin to answer."""
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Take note that the request is there."""
        self._began = None
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - what uvicorn would say
        """Say what is wrong with a request in the form of all other refusals."""
        refusal = self._refusal or Refusal(400, BadInput("this is no HTTP request"))
        self.refuse(refusal.status, refusal.error)

    def refuse(self, status: int, error: LabnetError) -> None:
        """Say why a request is not answered, unless an answer is being sent, and close."""
        answering = self._answering
        if answering is not None and answering.response_started and not answering.response_complete:
            self.transport.abort()
        else:
            super().refuse(status, error)
        self._let_go()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of the request that is being answered."""
        super().connection_lost(exc)
        self._let_go()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._answering = cycle
        super()._start_asgi_task(cycle, app)

    def _let_go(self) -> None:
        """Tell the request that is being answered that its client has left; uvicorn tells the last that came."""
        if self._answering is not None and not self._answering.response_complete:
            self._answering.disconnected = True
            self._answering.message_event.set()


class SocketConnection(_Connection, WebSocketsSansIOProtocol):
    """A connection that has become a socket, or is about to."""

    piece = 256
    others = 200

    def data_received(self, data: bytes) -> None:
        """Take the request that opens the socket, whole, then messages."""
        if self.handshake_initiated:
            super().data_received(data)
            return
        self.take(data)
        self._check_opened()

    def is_held(self) -> bool:
        """Tell whether nothing more is to be read for now."""
        return self.read_paused

    async def receive(self) -> ASGIReceiveEvent:
        """Give the next message, and read no more as long as others are there."""
        message = await super().receive()
        if self._pending:
            self.transport.pause_reading()
        return message

    def handle_connect(self, event: Request) -> None:
        """Open the socket, or say that the request does not."""
        if self.conn.accept(event).status_code == HTTPStatus.SWITCHING_PROTOCOLS:
            super().handle_connect(event)
        else:
            self._refuse_opening()

    def handle_parser_exception(self) -> None:
        """Close a socket over which something else than frames has come."""
        if self.handshake_initiated:
            super().handle_parser_exception()
        else:
            self._refuse_opening()

    def _check_opened(self) -> None:
        if not (self.handshake_initiated or self.transport.is_closing()):
            self._refuse_opening()

    def _refuse_opening(self) -> None:
        self.handshake_complete = self.close_sent = True
        self.refuse(400, BadInput("this does not open a WebSocket: see RFC 6455, section 4.2.1"))

    def handle_ping(self) -> None:
        """Answer a ping, if the client reads answers."""
        if self.writable.is_set():
            super().handle_ping()
        else:
            self.conn.data_to_send()  # it is taken off, and goes nowhere

    def handle_cont(self, event: Frame) -> None:
        """Take a frame that goes on with a message, unless there are too many already."""
        if len(self.frames) >= _MOST_FRAMES:
            self.conn.fail(1009, "the message comes in too many frames")
            self.handle_parser_exception()
        else:
            super().handle_cont(event)


def _too_long() -> TooMuch:
    return TooMuch(
        f"address and headers are longer than {_LONGEST_HEAD:,} bytes, or more than {_MOST_HEADERS} headers; "
        "send the question by POST"
    )
