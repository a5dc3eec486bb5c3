"""The Starlette application: routes, security headers, and the life of the registry."""

from __future__ import annotations

from typing import Any, Final

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from labnet.api.answers import FAULT, INTERNAL, TALLY, error_of
from labnet.api.context import visitor_context
from labnet.api.http.endpoint import Endpoint
from labnet.errors import BadInput
from labnet.service.registry import Registry
from labnet.settings import Settings
from labnet.web.pages import Pages

__all__ = ["create_app"]

_MOST_SECONDS_BEHIND: Final = 10.0

_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class _SecurityHeaders:
    """Adds the same protective headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self.app(scope, receive, send_with_headers)


class _App(Starlette):
    """Starlette, which GraphQL does without: to find one way among many takes as long as a short answer."""

    def __init__(self, graphql: Endpoint, **more: Any) -> None:
        super().__init__(**more)
        self._graphql = graphql

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan" and scope["path"] == "/graphql":
            await self._graphql(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def create_app(registry: Registry, settings: Settings) -> Starlette:
    """Make the application over a registry that is open; whoever opened it closes it."""
    graphql = Endpoint(registry, settings, visitor_context, _HEADERS)
    pages = Pages(registry, settings, graphql.turns, graphql.rates)

    async def alive(request: Request) -> Response:  # noqa: ARG001 - Starlette calls it so
        return JSONResponse({"status": "alive"})

    async def ready(request: Request) -> Response:  # noqa: ARG001 - Starlette calls it so
        behind = registry.network.seconds_behind
        fit = behind < _MOST_SECONDS_BEHIND
        body = {
            "status": "ready" if fit else "behind",
            "revision": registry.network.revision,
            "secondsBehind": behind,
            "answers": TALLY.counts(),
        }
        return JSONResponse(body, 200 if fit else 503)

    app = _App(
        graphql,
        routes=[
            Route("/", pages.home),
            Route("/health/live", alive),
            Route("/health/ready", ready),
            Mount("/static", StaticFiles(packages=[("labnet.web", "static")])),
        ],
        middleware=[Middleware(_SecurityHeaders)],
        exception_handlers={404: pages.not_found, 405: _wrong_method, 500: _fault},
    )
    app.state.streams = graphql.streams
    return app


def _wrong_method(request: Request, error: Exception) -> Response:
    """Say which methods are taken, in the form of all other refusals."""
    headers = error.headers if isinstance(error, HTTPException) else None
    refusal = error_of(BadInput(f"method {request.method[:20]}: this address takes GET"))
    return JSONResponse({"errors": [refusal]}, 405, headers=dict(headers or {}))


def _fault(request: Request, error: Exception) -> Response:  # noqa: ARG001 - Starlette hands both over
    """Mask a fault of labnet; Starlette hands it on to the server, which logs it, and adds no headers any more."""
    shown = {"message": FAULT, "extensions": {"code": INTERNAL}}
    return JSONResponse({"errors": [shown]}, 500, headers=_HEADERS)
