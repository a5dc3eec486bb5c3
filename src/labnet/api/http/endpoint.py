"""GraphQL over HTTP: GET and POST, with the media types and statuses of its specification."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import orjson
from graphql import GraphQLError, OperationType, get_operation_ast, parse
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from labnet.api.answers import Answer, Operation, answer, error_of
from labnet.api.context import Context
from labnet.api.documents import Documents
from labnet.api.http.caching import GZIPPED, caching, held, tag
from labnet.api.http.media import PLAIN, Accepted, accepted, takes_gzip
from labnet.api.http.origins import Origins
from labnet.api.http.reading import Asked, read
from labnet.api.http.refusals import Refusal
from labnet.api.turns import Turns
from labnet.errors import BadInput, BadQuery, Busy, Forbidden, RateLimited, UnknownDocument
from labnet.service.rates import Budget, Rates
from labnet.service.registry import Registry
from labnet.service.viewer import VISITOR
from labnet.settings import Settings

__all__ = ["Endpoint"]

_UTF8: Final = "; charset=utf-8"
_METHODS: Final = ("GET", "HEAD", "POST")
_WRITING: Final = re.compile(r"\bmutation\b")
_VARY: Final = "Accept, Accept-Encoding"
_NOT_KEPT: Final = {"Cache-Control": "no-store"}
_FEW_BYTES: Final = 1_400
"""What fits into one packet is not made smaller."""
_GZIP_LEVEL: Final = 4


@dataclass(frozen=True, slots=True)
class _Told:
    """What is answered: status, content, and headers."""

    status: int
    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class Endpoint:
    """Answers GraphQL requests on the network of a registry; an ASGI application.

    `turns` has a few operations run at the same time, in threads of their own, never on the event loop; whoever else
    runs some shares it.
    """

    def __init__(self, registry: Registry, settings: Settings, context: Callable[[Registry], Context]) -> None:
        self._registry = registry
        self._settings = settings
        self._context = context
        self._documents = Documents(settings.documents, only=settings.trusted_only)
        self._origins = Origins(settings.origins)
        self.rates = Rates()
        self.turns = Turns(settings.max_concurrent, waiting=registry.analyses.most_askers, queue=settings.max_queued)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        response = await self.respond(Request(scope, receive))
        await response(scope, receive, send)

    async def respond(self, request: Request) -> Response:
        """Answer one request."""
        origin = request.headers.get("origin")
        if request.method == "OPTIONS" and (allowed := self._origins.preflight(origin)) is not None:
            return Response(status_code=204, headers=allowed)
        takes = accepted(request.headers.get("accept", ""))
        media = takes.media or PLAIN
        try:
            _check(request.method, takes)
            told = await self._told(request, media)
        except Refusal as refusal:
            content = orjson.dumps({"errors": [error_of(refusal.error)]})
            told = _Told(refusal.status, content, {**_NOT_KEPT, **refusal.headers})
        allowed = self._origins.headers(origin)
        vary = ", ".join([_VARY, *allowed.pop("Vary", "").split()])
        headers = {**told.headers, **allowed, "Vary": vary}
        if told.content:
            headers["Content-Type"] = media + _UTF8
        return Response(told.content, told.status, headers)

    async def _told(self, request: Request, media: str) -> _Told:
        budget = self._budget(request)
        asked = await read(request, self._settings.max_body_bytes)
        question = b"" if request.method == "POST" else request.scope["query_string"]
        if question and (holds := request.headers.get("if-none-match")):
            context = self._context(self._registry)
            if current := held(holds, tag(context, media, question)):
                return _Told(304, b"", caching(context, current))
        gzipped = takes_gzip(request.headers.get("accept-encoding", ""))
        operation = Operation(self._document(asked), asked.variables, asked.name)
        try:
            return await self.turns.run(self._answered, operation, media, question, gzipped, budget)
        except Busy as error:
            raise Refusal(503, error, {"Retry-After": "1"}) from None

    def _budget(self, request: Request) -> Budget:
        """Give what a request may draw from; one that may not draw is refused before anything of it is read."""
        address = request.client.host if request.client else ""
        budget = self.rates.budget(VISITOR, address, self._settings)
        try:
            budget.check()
        except RateLimited as error:
            raise Refusal(429, error, {"Retry-After": str(error.seconds)}) from None
        return budget

    def _document(self, asked: Asked) -> str:
        try:
            if asked.document_id is not None:
                return self._documents.text(asked.document_id)
            self._documents.check(asked.document)
        except UnknownDocument as error:
            raise Refusal(404, error) from None
        except Forbidden as error:
            raise Refusal(403, error) from None
        return asked.document

    def _answered(self, operation: Operation, media: str, question: bytes, gzipped: bool, budget: Budget) -> _Told:  # noqa: FBT001 - threads take arguments by position
        if question:
            _refuse_writing(operation)
        # The view is taken once it is its turn: what waited is answered from the network as it is then.
        context = replace(self._context(self._registry), turns=self.turns, budget=budget)
        found = answer(context, operation, self._settings)
        content = found.content
        current = tag(context, media, question) if question and not (found.faulty or found.volatile) else ""
        headers = {} if found.retry is None else {"Retry-After": str(found.retry)}
        if gzipped and len(content) > _FEW_BYTES:
            content, current = gzip.compress(content, _GZIP_LEVEL, mtime=0), current and current + GZIPPED
            headers["Content-Encoding"] = "gzip"
        return _Told(_status(found, media), content, headers | (caching(context, current) if current else _NOT_KEPT))


def _check(method: str, takes: Accepted) -> None:
    if method not in _METHODS:
        said = f"method {method[:20]}: /graphql takes GET and POST"
        raise Refusal(405, BadInput(said), {"Allow": ", ".join(_METHODS)})
    if takes.media is None:
        raise Refusal(406, BadInput("answers are JSON: accept application/graphql-response+json"))


def _refuse_writing(operation: Operation) -> None:
    """Refuse a mutation in an address: links are followed, prefetched and shared."""
    if not _WRITING.search(operation.document):
        return
    try:
        chosen = get_operation_ast(parse(operation.document), operation.name)
    except GraphQLError:
        return
    if chosen is not None and chosen.operation is OperationType.MUTATION:
        raise Refusal(405, BadQuery("a mutation is sent by POST, never by GET"), {"Allow": "POST"})


def _status(found: Answer, media: str) -> int:
    if found.failed:
        return 500
    if found.retry is not None:
        return 429
    return 200 if found.ran or media == PLAIN else 400
