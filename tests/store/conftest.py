from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from labnet.store import Store

LASTING = ("sqlite file", "postgresql")
ENGINES = (*LASTING, "sqlite memory")


def _url(engine: str, request: pytest.FixtureRequest) -> str:
    if engine == "postgresql":
        return str(request.getfixturevalue("database"))
    return f"sqlite:///{request.getfixturevalue('file')}" if engine == "sqlite file" else "sqlite://"


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest) -> str:
    """An empty database on each engine: a new engine joins by one more parameter."""
    return _url(request.param, request)


@pytest.fixture(params=LASTING)
def lasting(request: pytest.FixtureRequest) -> str:
    """An empty database on each engine that several processes can use."""
    return _url(request.param, request)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store.open(url) as opened:
        yield opened


@pytest.fixture
def again(lasting: str) -> Iterator[Callable[[], Store]]:
    """Open the store of `lasting`, as often as one likes; all are closed in the end."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(Store.open(lasting))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a store in a file may be made."""
    return tmp_path / "labnet.db"


@pytest.fixture
def on_file(file: Path) -> Iterator[Callable[[], Store]]:
    """Open the store of `file`, as often as one likes; all are closed in the end."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(Store.open(f"sqlite:///{file}"))
