"""Running the application with uvicorn."""

from __future__ import annotations

import logging
import math
import socket
import threading
from typing import Final

import uvicorn
from starlette.applications import Starlette

from labnet.api.http.sockets import LONGEST_MESSAGE
from labnet.service.collecting import settle
from labnet.service.registry import Registry
from labnet.service.viewer import VISITOR
from labnet.settings import Settings
from labnet.web.app import create_app
from labnet.web.connections import HttpConnection, SocketConnection

__all__ = ["graceful_seconds", "serve", "server_of"]

_OF_CLIENTS: Final = (
    "Invalid HTTP request received",
    "Unsupported upgrade request",
    "Invalid UTF-8 sequence received",
    "ASGI callable returned without completing handshake",
)


def serve(registry: Registry, settings: Settings, listening: socket.socket | None = None) -> None:
    """Serve until told to stop (Ctrl-C, or SIGTERM); what is being answered then is answered, the rest is let go.

    Parameters
    ----------
    registry : Registry
        What is served; whoever opened it closes it.
    settings : Settings
        Where, and within which limits.
    listening : socket, optional
        Bound to an address, perhaps for other processes too; else one is opened at the host and port of the settings.
    """
    server = server_of(create_app(registry, settings), settings)
    threading.Thread(target=_settle, args=(registry,), name="labnet-settling", daemon=True).start()
    server.run(None if listening is None else [listening])


def _settle(registry: Registry) -> None:
    """Settle down once searches are prepared, which is the last thing that a start makes."""
    registry.view(VISITOR).search.prepared()
    settle()


def server_of(app: Starlette, settings: Settings) -> uvicorn.Server:
    """Make the server of the application, which closes sockets and streams before it stops."""
    logging.getLogger("uvicorn.error").addFilter(_is_of_the_server)
    return _Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            log_level="warning",
            access_log=False,
            server_header=False,
            http=HttpConnection,
            ws=SocketConnection,
            ws_max_size=LONGEST_MESSAGE,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=graceful_seconds(settings),
        )
    )


class _Server(uvicorn.Server):
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell those who follow the network, whose connections would not end by themselves; then stop."""
        await self.config.app.state.streams.close()  # type: ignore[union-attr] # it is the application of `server_of`
        await super().shutdown(sockets)


def _is_of_the_server(record: logging.LogRecord) -> bool:
    """Tell whether a record is a fault of the server: uvicorn reports so, too, what clients send, and are refused."""
    return not record.getMessage().startswith(_OF_CLIENTS)


def graceful_seconds(settings: Settings) -> int:
    """Give how long to wait for answers before the server stops: as long as one may take, and a second."""
    return math.ceil(settings.max_seconds) + 1
