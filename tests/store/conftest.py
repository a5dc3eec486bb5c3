from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from labnet.store import Store

ENGINES = ("sqlite file", "sqlite memory")


def _url(engine: str, folder: Path) -> str:
    return {"sqlite file": f"sqlite:///{folder / 'labnet.db'}", "sqlite memory": "sqlite://"}[engine]


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database on each engine: a new engine joins by one more parameter."""
    return _url(request.param, tmp_path)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store.open(url) as opened:
        yield opened


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a store in a file may be made."""
    return tmp_path / "labnet.db"


@pytest.fixture
def on_file(file: Path) -> Iterator[Callable[[], Store]]:
    """Open the store of `file`, as often as one likes; all are closed in the end."""
    opened: list[Store] = []

    def open_() -> Store:
        opened.append(Store.open(f"sqlite:///{file}"))
        return opened[-1]

    yield open_
    for store in opened:
        store.close()
