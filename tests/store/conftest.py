from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.groups import committing

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


@pytest.fixture
def durable(lasting: str) -> Iterator[Store]:
    """A store whose commits cost something, so that they are shared."""
    with Store.open(lasting) as opened:
        # However busy the machine is, it is for each test to say when a group is too old.
        opened._groups._seconds = 60.0  # noqa: SLF001 - it is in no public place
        yield opened


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(16) as opened:
        yield opened


@pytest.fixture
def commits(durable: Store) -> Iterator[list[bool]]:
    """Grows with each commit."""
    seen: list[bool] = []
    with committing(durable, lambda: seen.append(True)):
        yield seen
