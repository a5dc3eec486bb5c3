from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.answered import without_cost

from labnet.api.answers import Operation, answer
from labnet.api.context import Context
from labnet.model.kinds import Actor
from labnet.model.provenance import Source
from labnet.model.records import Entity, Record
from labnet.model.ties import Tie
from labnet.model.vocabularies import Territory, Theme
from labnet.service.importing import import_datasets
from labnet.service.registry import Registry
from labnet.service.viewer import VISITOR, Viewer
from labnet.settings import Settings

DATA = Path(__file__).parents[2] / "data"
TODAY = dt.date(2026, 11, 23)
ENTITIES = {
    Entity.SOURCE: Source,
    Entity.THEME: Theme,
    Entity.TERRITORY: Territory,
    Entity.ACTOR: Actor,
    Entity.TIE: Tie,
}


@pytest.fixture(scope="session")
def shipped() -> Iterator[Registry]:
    """The shipped data set, in a registry of its own."""
    with Registry("sqlite://") as registry:
        import_datasets(registry.store, [DATA]).raise_for_faults()
        registry.network.wait_for(registry.store.seq())
        yield registry


@pytest.fixture(scope="session")
def asking() -> Callable[[Registry], Callable[..., dict[str, Any]]]:
    """Give what asks a registry, and answers with the whole body; today is 23 November 2026."""

    def asking_(registry: Registry) -> Callable[..., dict[str, Any]]:
        def body(
            document: str, variables: dict[str, Any] | None = None, name: str | None = None, viewer: Viewer = VISITOR
        ) -> dict[str, Any]:
            context = Context(viewer=viewer, view=registry.view(viewer), today=TODAY)
            return without_cost(answer(context, Operation(document, variables, name), Settings()).body)

        return body

    return asking_


@pytest.fixture(scope="session")
def body(
    shipped: Registry, asking: Callable[[Registry], Callable[..., dict[str, Any]]]
) -> Callable[..., dict[str, Any]]:
    """Ask the shipped data, and get the whole body."""
    return asking(shipped)


@pytest.fixture(scope="session")
def ask(body: Callable[..., dict[str, Any]]) -> Callable[..., Any]:
    """Ask the shipped data what has an answer without errors, and get its data."""

    def ask_(document: str, variables: dict[str, Any] | None = None, viewer: Viewer = VISITOR) -> Any:
        found = body(document, variables, viewer=viewer)
        assert "errors" not in found, found["errors"]
        return found["data"]

    return ask_


@pytest.fixture
def plant() -> Iterator[Callable[..., Registry]]:
    """Make a registry that holds some records, as often as one likes; all are closed in the end."""
    opened: list[Registry] = []

    def plant_(*records: Record) -> Registry:
        registry = Registry("sqlite://")
        opened.append(registry)
        with registry.writing() as writing:
            for entity, sort in ENTITIES.items():
                writing.put(entity, [record for record in records if isinstance(record, sort)])
        return registry

    yield plant_
    for registry in opened:
        registry.close()
