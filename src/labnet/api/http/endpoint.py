"""GraphQL over HTTP: GET and POST, with the media types and statuses of its specification."""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final, TypeVar

import orjson
from graphql import GraphQLError, OperationType, get_operation_ast, parse
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from labnet.api.answers import Answer, Operation, answer, error_of, is_light
from labnet.api.context import Context
from labnet.api.documents import Documents
from labnet.api.following import Following
from labnet.api.http.caching import GZIPPED, caching, held, tag
from labnet.api.http.events import stream
from labnet.api.http.lightness import Lightness
from labnet.api.http.media import PLAIN, Accepted, accepted, takes_gzip
from labnet.api.http.origins import Origins
from labnet.api.http.reading import Asked, read
from labnet.api.http.received import Received, respond
from labnet.api.http.refusals import Refusal
from labnet.api.http.sockets import Conversation
from labnet.api.http.streams import Streams
from labnet.api.turns import Turns
from labnet.errors import BadInput, BadQuery, Busy, Forbidden, RateLimited, UnknownDocument
from labnet.service.rates import Budget, Rates
from labnet.service.registry import Registry
from labnet.service.viewer import VISITOR
from labnet.settings import Settings

__all__ = ["Endpoint"]

_UTF8: Final = "; charset=utf-8"
_METHODS: Final = ("GET", "HEAD", "POST")
_NO_QUERY: Final = re.compile(r"\b(mutation|subscription)\b")
_VARY: Final = "Accept, Accept-Encoding"
_NOT_KEPT: Final = {"Cache-Control": "no-store"}
_FEW_BYTES: Final = 1_400
"""What fits into one packet is not made smaller."""
_GZIP_LEVEL: Final = 4
_MOMENT: Final = 0.01
"""Seconds that a light question has."""
_COST_OF_LETTER: Final = 0.02
_LONGEST_REVISION: Final = 15
"""Digits of a number that is read."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Told:
    """What is answered: status, content, headers, and whether there are no errors in it."""

    status: int
    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    clean: bool = True


class Endpoint:
    """Answers GraphQL requests on the network of a registry, and sockets; an ASGI application.

    `turns` has a few operations run at the same time, in threads of their own; whoever else runs some shares it. Only
    those run on the event loop that take less time than to hand them to a thread. Every answer has some `headers`.
    """

    def __init__(
        self,
        registry: Registry,
        settings: Settings,
        context: Callable[[Registry], Context],
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._headers = headers
        self._always = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        self._registry = registry
        self._settings = settings
        self._context = context
        self._documents = Documents(settings.documents, only=settings.trusted_only)
        self._origins = Origins(settings.origins)
        self.rates = Rates()
        self._following = Following(settings)
        self._lightness = Lightness()
        self.streams = Streams(settings.max_streams, settings.max_streams_each)
        self.turns = Turns(settings.max_concurrent, waiting=registry.analyses.most_askers, queue=settings.max_queued)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or talk over one socket."""
        if scope["type"] == "websocket":
            await self._talk(WebSocket(scope, receive, send))
            return
        request = Received(scope, receive)
        origin = request.headers.get("origin")
        if request.method == "OPTIONS" and (preflight := self._origins.preflight(origin)) is not None:
            await respond(send, 204, b"", preflight, self._always)
            return
        allowed = self._origins.headers(origin)
        headers = {**allowed, "Vary": ", ".join([_VARY, *allowed.get("Vary", "").split()])}
        takes = accepted(request.headers.get("accept", ""))
        media = takes.media or PLAIN
        try:
            _check(request.method, takes)
            budget = self._budget(request)
            asked = await read(request, self._settings.max_body_bytes)
            operation = self._operation(asked)
            kind = await self._kind(operation, budget)
            _check_method(request.method, kind)
            followed = takes.media is None or (takes.events and kind is OperationType.SUBSCRIPTION)
            if followed and request.method != "HEAD":
                await self._stream(request, operation, budget, headers, send)
                return
            told = await self._told(request, operation, budget, media)
        except Refusal as refusal:
            content = orjson.dumps({"errors": [error_of(refusal.error)]})
            told = _Told(refusal.status, content, {**_NOT_KEPT, **refusal.headers})
        except Exception as error:  # noqa: BLE001 - a request must be answered whatever happens
            told = _Told(500, orjson.dumps({"errors": [error_of(error)]}), _NOT_KEPT)
        typed = {"Content-Type": media + _UTF8} if told.content else {}
        await respond(send, told.status, told.content, {**told.headers, **headers, **typed}, self._always)

    async def _kind(self, operation: Operation, budget: Budget) -> OperationType | None:
        """Tell a mutation or subscription from a query, or from what is none of them."""
        if not _NO_QUERY.search(operation.document):
            return OperationType.QUERY
        # To read it takes as long as to prepare it, about, and must not come for nothing where it is refused then.
        budget.draw(len(operation.document) * _COST_OF_LETTER)
        return await self._in_turn(_kind_of, operation, self._settings.max_tokens)

    async def _stream(
        self, request: Received, operation: Operation, budget: Budget, headers: Mapping[str, str], send: Send
    ) -> None:
        with self.streams.opened(request.address):
            seen = _seen(request.headers.get("last-event-id", ""))
            steps = self._following.steps(self._now(budget, seen), operation)
            await stream(steps, {**headers, **self._headers}, self.streams, request.receive, send)

    async def _talk(self, socket: WebSocket) -> None:
        with suppress(WebSocketDisconnect):
            await self._talk_or_refuse(socket)

    async def _talk_or_refuse(self, socket: WebSocket) -> None:
        def context() -> Context:
            return self._now(self.rates.budget(VISITOR, _address(socket), self._settings))

        try:
            self._origins.check(socket.headers.get("origin"), socket.headers.get("host", ""))
            with self.streams.opened(_address(socket)):
                await Conversation(socket, self._following, self._operation, context).run(self.streams)
        except Refusal as refusal:
            content = orjson.dumps({"errors": [error_of(refusal.error)]})
            response = Response(content, refusal.status, {**_NOT_KEPT, **refusal.headers, **self._headers}, PLAIN)
            await socket.send_denial_response(response)

    def _now(self, budget: Budget, seen: int | None = None) -> Context:
        return replace(self._context(self._registry), turns=self.turns, budget=budget, seen=seen)

    async def _in_turn(self, work: Callable[..., T], *arguments: object) -> T:
        try:
            return await self.turns.run(work, *arguments)
        except Busy as error:
            raise Refusal(503, error, {"Retry-After": "1"}) from None

    async def _told(self, request: Received, operation: Operation, budget: Budget, media: str) -> _Told:
        question = b"" if request.method == "POST" else request.query
        if question and (holds := request.headers.get("if-none-match")):
            context = self._now(budget)
            if current := held(holds, context, media, question):
                return _Told(304, b"", caching(context, current))
        gzipped = takes_gzip(request.headers.get("accept-encoding", ""))
        light = is_light(operation, self._settings)
        if light or self._lightness.holds(operation, self._registry.view(VISITOR)):
            # It has no turn to give up, and must not wait for anything: what it cannot say at once is left to a thread.
            until = time.monotonic() + _MOMENT
            at_once = replace(self._context(self._registry), budget=budget, deadline=until, seconds=_MOMENT)
            work = self._answered if light else self._noted
            told = work(at_once, operation, media, question, gzipped)
            if told.clean:
                return told
            budget.give_back()
        return await self._in_turn(self._answered_now, budget, operation, media, question, gzipped)

    def _budget(self, request: Received) -> Budget:
        """Give what a request may draw from; one that may not draw is refused before anything of it is read."""
        budget = self.rates.budget(VISITOR, request.address, self._settings)
        try:
            budget.check()
        except RateLimited as error:
            raise Refusal(429, error, {"Retry-After": str(error.seconds)}) from None
        return budget

    def _operation(self, asked: Asked) -> Operation:
        """Give the operation that is asked for, by its document or by the id of one that the server knows."""
        document = asked.document
        try:
            if asked.document_id is not None:
                document = self._documents.text(asked.document_id)
            else:
                self._documents.check(document)
        except UnknownDocument as error:
            raise Refusal(404, error) from None
        except Forbidden as error:
            raise Refusal(403, error) from None
        return Operation(document, asked.variables, asked.name)

    def _answered_now(self, budget: Budget, operation: Operation, media: str, question: bytes, gzipped: bool) -> _Told:  # noqa: FBT001 - threads take arguments by position
        # The view is taken once it is its turn: what waited is answered from the network as it is then.
        return self._noted(self._now(budget), operation, media, question, gzipped)

    def _noted(self, context: Context, operation: Operation, media: str, question: bytes, gzipped: bool) -> _Told:  # noqa: FBT001 - the same
        began = time.perf_counter()
        told = self._answered(context, operation, media, question, gzipped)
        if told.clean:
            self._lightness.note(operation, context.view, time.perf_counter() - began)
        return told

    def _answered(self, context: Context, operation: Operation, media: str, question: bytes, gzipped: bool) -> _Told:  # noqa: FBT001 - the same
        found = answer(context, operation, self._settings)
        content = found.content
        current = ""
        if question and not (found.faulty or found.volatile):
            current = tag(context, media, question, lasting=found.lasting)
        headers = {} if found.retry is None else {"Retry-After": str(found.retry)}
        if gzipped and len(content) > _FEW_BYTES:
            content, current = gzip.compress(content, _GZIP_LEVEL, mtime=0), current and current + GZIPPED
            headers["Content-Encoding"] = "gzip"
        headers |= caching(context, current) if current else _NOT_KEPT
        return _Told(_status(found, media), content, headers, clean=not found.faulty)


def _check(method: str, takes: Accepted) -> None:
    if method not in _METHODS:
        said = f"method {method[:20]}: /graphql takes GET and POST"
        raise Refusal(405, BadInput(said), {"Allow": ", ".join(_METHODS)})
    if takes.media is None and not takes.events:
        raise Refusal(406, BadInput("answers are JSON: accept application/graphql-response+json"))


def _check_method(method: str, kind: OperationType | None) -> None:
    """Refuse a mutation in an address: links are followed, prefetched and shared."""
    if kind is OperationType.MUTATION and method != "POST":
        raise Refusal(405, BadQuery("a mutation is sent by POST, never by GET"), {"Allow": "POST"})


def _kind_of(operation: Operation, most: int) -> OperationType | None:
    try:
        chosen = get_operation_ast(parse(operation.document, max_tokens=most), operation.name)
    except GraphQLError:
        return None
    return None if chosen is None else chosen.operation


def _address(socket: WebSocket) -> str:
    return socket.client.host if socket.client else ""


def _seen(header: str) -> int | None:
    """Read the id of the last event that a client got before it lost its stream."""
    return int(header) if header.isdecimal() and len(header) <= _LONGEST_REVISION else None


def _status(found: Answer, media: str) -> int:
    if found.failed:
        return 500
    if found.retry is not None:
        return 429
    return 200 if found.ran or media == PLAIN else 400
