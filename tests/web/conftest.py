from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.serving import served

from labnet.model.kinds import KINDS
from labnet.model.records import Entity
from labnet.service.importing import import_datasets
from labnet.service.registry import Registry
from labnet.settings import Settings
from labnet.web.app import create_app

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="session")
def shipped() -> Iterator[Registry]:
    """The shipped data set, in a registry of its own."""
    with Registry("sqlite://") as registry:
        import_datasets(registry.store, [DATA]).raise_for_faults()
        registry.network.wait_for(registry.store.seq())
        yield registry


@pytest.fixture(scope="session")
def client(shipped: Registry) -> Iterator[httpx.Client]:
    """A client of the application on the shipped data, over real connections."""
    with _served(shipped) as opened:
        yield opened


@pytest.fixture
def serve() -> Iterator[Callable[[Registry], httpx.Client]]:
    """Serve a registry and give a client, as often as one likes; all are closed in the end."""
    with ExitStack() as stack:
        yield lambda registry: stack.enter_context(_served(registry))


@pytest.fixture
def serve_lab() -> Iterator[Callable[..., httpx.Client]]:
    """Serve a registry with one lab of the given fields, as often as one likes; all are closed in the end."""
    with ExitStack() as stack:

        def serve_(**fields: Any) -> httpx.Client:
            registry = stack.enter_context(Registry("sqlite://"))
            with registry.writing() as writing:
                writing.put(Entity.ACTOR, [KINDS["LAB"].record(**{"id": "lab-labase", "name": "LaBase", **fields})])
            return stack.enter_context(_served(registry))

        yield serve_


def _served(registry: Registry) -> AbstractContextManager[httpx.Client]:
    return served(create_app(registry, Settings()))
