"""GraphQL over HTTP: GET and POST, with the media types and statuses of its specification."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from labnet.api.context import Context
from labnet.api.execution.answers import Answer, Operation, answer, error_of
from labnet.api.turns import Turns
from labnet.errors import BadInput, LabnetError, TooMuch
from labnet.service.registry import Registry
from labnet.service.viewer import VISITOR
from labnet.settings import Settings

__all__ = ["Endpoint", "visitor_context"]

_PLAIN: Final = "application/json"
_GRAPHQL: Final = "application/graphql-response+json"
_UTF8: Final = "; charset=utf-8"


def visitor_context(registry: Registry) -> Context:
    """Give the context of a visitor's request, as of now."""
    today = dt.datetime.now(dt.UTC).date()
    return Context(viewer=VISITOR, view=registry.view(VISITOR), today=today, analyses=registry.analyses)


class _Refusal(Exception):
    def __init__(self, status: int, error: LabnetError) -> None:
        super().__init__(str(error))
        self.status = status
        self.error = error


class Endpoint:
    """Answers GraphQL requests on the network of a registry.

    `turns` bounds how many operations run at the same time, those aside that wait for an analysis; whoever else runs
    some shares it.
    """

    def __init__(self, registry: Registry, settings: Settings, context: Callable[[Registry], Context]) -> None:
        self._registry = registry
        self._settings = settings
        self._context = context
        self.turns = Turns(settings.max_concurrent, waiting=registry.analyses.most_askers)

    async def respond(self, request: Request) -> Response:
        """Answer one request; operations run in a few threads of their own, never on the event loop."""
        media = _GRAPHQL if _GRAPHQL in request.headers.get("accept", "") else _PLAIN
        try:
            operation = await self._operation(request)
        except _Refusal as refusal:
            refused = orjson.dumps({"errors": [error_of(refusal.error)]})
            return _response(refused, media, refusal.status)
        found = await self.turns.run(self._answer, operation)
        return _response(found.content, media, _status(found, media))

    def _answer(self, operation: Operation) -> Answer:
        # The view is taken once it is its turn: what waited is answered from the network as it is then.
        context = replace(self._context(self._registry), turns=self.turns)
        return answer(context, operation, self._settings)

    async def _operation(self, request: Request) -> Operation:
        if request.method in ("GET", "HEAD"):
            return _operation(dict(request.query_params), text=True)
        content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if content_type != _PLAIN:
            raise _Refusal(415, BadInput(f"content type {content_type[:60]!r}: send application/json"))
        try:
            sent = orjson.loads(await self._body(request))
        except orjson.JSONDecodeError:
            raise _Refusal(400, BadInput("the body is not JSON in UTF-8")) from None
        if not isinstance(sent, dict):
            raise _Refusal(400, BadInput("the body is not a JSON object with a `query`; batches are not taken"))
        return _operation(sent, text=False)

    async def _body(self, request: Request) -> bytes:
        body = bytearray()
        try:
            async for chunk in request.stream():
                body += chunk
                if len(body) > self._settings.max_body_bytes:
                    most = self._settings.max_body_bytes
                    raise _Refusal(413, TooMuch(f"the body is longer than {most:,} bytes; ask in parts"))
        except ClientDisconnect:
            raise _Refusal(400, BadInput("the body ended before its end")) from None
        return bytes(body)


def _operation(sent: dict[str, Any], *, text: bool) -> Operation:
    """Read the parameters of a request; in an address, variables are JSON text."""
    query, variables, name = (sent.get(key) for key in ("query", "variables", "operationName"))
    if text and isinstance(variables, str) and variables:
        try:
            variables = orjson.loads(variables)
        except orjson.JSONDecodeError:
            raise _Refusal(400, BadInput("variables: not JSON")) from None
    if not isinstance(query, str):
        raise _Refusal(400, BadInput("query: give the GraphQL document as text"))
    if variables is not None and not isinstance(variables, dict) and variables != "":
        raise _Refusal(400, BadInput("variables: not a JSON object"))
    if name is not None and not isinstance(name, str):
        raise _Refusal(400, BadInput("operationName: not a text"))
    return Operation(query, variables or None, name or None)


def _status(found: Answer, media: str) -> int:
    if found.failed:
        return 500
    return 200 if found.ran or media == _PLAIN else 400


def _response(content: bytes, media: str, status: int) -> Response:
    return Response(content, status, media_type=media + _UTF8, headers={"Cache-Control": "no-store"})
