from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from labnet.api.answers import Operation, answer
from labnet.api.context import Context
from labnet.service.importing import import_datasets
from labnet.service.registry import Registry
from labnet.service.viewer import OPERATOR, VISITOR
from labnet.settings import Settings

Run: TypeAlias = Callable[..., Any]

PROJECT = Path(__file__).parents[2]
DATA = PROJECT / "data"
TODAY = dt.date(2026, 11, 23)


@pytest.fixture(scope="session")
def registry() -> Iterator[Registry]:
    with Registry("sqlite://") as opened:
        import_datasets(opened.store, [DATA]).raise_for_faults()
        opened.network.wait_for(opened.store.seq())
        yield opened


@pytest.fixture(scope="session")
def run(registry: Registry) -> Run:
    """Run an operation by its name, on 23 November 2026, and get its data; errors fail the test."""

    def run_(name: str, **variables: Any) -> Any:
        document = (PROJECT / "schema" / "operations" / f"{name}.graphql").read_text(encoding="utf-8")
        viewer = OPERATOR if "# for: members" in document else VISITOR
        context = Context(viewer=viewer, view=registry.view(viewer), today=TODAY)
        body = answer(context, Operation(document, variables or None), Settings()).body
        assert "errors" not in body, body["errors"]
        return body["data"]

    return run_
