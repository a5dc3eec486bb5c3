"""Running the application with uvicorn."""

from __future__ import annotations

import math
import socket

import uvicorn

from labnet.service.registry import Registry
from labnet.settings import Settings
from labnet.web.app import create_app

__all__ = ["graceful_seconds", "serve"]


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
    config = uvicorn.Config(
        create_app(registry, settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=graceful_seconds(settings),
    )
    uvicorn.Server(config).run(None if listening is None else [listening])


def graceful_seconds(settings: Settings) -> int:
    """Give how long to wait for answers before the server stops: as long as one may take, and a second."""
    return math.ceil(settings.max_seconds) + 1
