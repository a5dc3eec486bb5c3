from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest
from tests.serving import routed, served

from labnet.api.http.endpoint import Endpoint
from labnet.service.registry import Registry
from labnet.settings import Settings
from labnet.web.app import create_app


@pytest.fixture(scope="session")
def client(shipped: Registry) -> Iterator[httpx.Client]:
    """A client of the application on the shipped data, over real connections."""
    with served(create_app(shipped, Settings())) as opened:
        yield opened


@pytest.fixture
def serve() -> Iterator[Callable[[Registry], httpx.Client]]:
    """Serve a registry and give a client, as often as one likes; all are closed in the end."""
    with ExitStack() as stack:
        yield lambda registry: stack.enter_context(served(create_app(registry, Settings())))


@pytest.fixture
def serve_app() -> Iterator[Callable[[Endpoint], httpx.Client]]:
    """Serve an endpoint alone and give a client, as often as one likes; all are closed in the end."""
    with ExitStack() as stack:

        def serve_(endpoint: Endpoint) -> httpx.Client:
            return stack.enter_context(served(routed(endpoint)))

        yield serve_
