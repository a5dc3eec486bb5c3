"""Running the application with uvicorn."""

from __future__ import annotations

import uvicorn

from labnet.service.registry import Registry
from labnet.settings import Settings
from labnet.web.app import create_app

__all__ = ["serve"]


def serve(registry: Registry, settings: Settings) -> None:
    """Serve until told to stop (Ctrl-C, or SIGTERM)."""
    config = uvicorn.Config(
        create_app(registry, settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="none",
    )
    uvicorn.Server(config).run()
