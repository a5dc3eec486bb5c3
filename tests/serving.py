"""An application that tests serve over real connections, in a thread of their own process."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute

from labnet.api.http.endpoint import Endpoint
from labnet.settings import Settings
from labnet.web.server import server_of

__all__ = ["routed", "served"]


@contextmanager
def served(app: Starlette) -> Iterator[httpx.Client]:
    """Serve an application on a free port, and give a client of it."""
    server = server_of(app, Settings())
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            with httpx.Client(base_url=f"http://127.0.0.1:{listening.getsockname()[1]}", timeout=30) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join()


def routed(endpoint: Endpoint) -> Starlette:
    """Make an application of an endpoint alone."""
    app = Starlette(routes=[Route("/graphql", endpoint), WebSocketRoute("/graphql", endpoint)])
    app.state.streams = endpoint.streams
    return app
