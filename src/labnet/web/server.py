"""Running the application with uvicorn."""

from __future__ import annotations

import math

import uvicorn

from labnet.service.registry import Registry
from labnet.settings import Settings
from labnet.web.app import create_app

__all__ = ["serve"]


def serve(registry: Registry, settings: Settings) -> None:
    """Serve until told to stop (Ctrl-C, or SIGTERM); what is being answered then is answered, the rest is let go."""
    config = uvicorn.Config(
        create_app(registry, settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=math.ceil(settings.max_seconds) + 1,
    )
    uvicorn.Server(config).run()
