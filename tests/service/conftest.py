from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from labnet.model.kinds import Actor
from labnet.model.records import Entity
from labnet.model.ties import Tie
from labnet.network.audiences import Audience
from labnet.service.live import LiveNetwork
from labnet.store import Store

_PACKAGE = '{"name": "it", "title": "It"}'
_ACTORS = "id,kind,name\nlab,lab,Lab\nprg,programme,Programme\n"


@pytest.fixture(params=["sqlite memory", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """An empty database on each engine."""
    return str(request.getfixturevalue("database")) if request.param == "postgresql" else "sqlite://"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store.open(url) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Write a data set folder, each file under its name without ending; what is not given has no file."""

    def write(name: str = "it", *, package: str = _PACKAGE, **files: str) -> Path:
        path = tmp_path / name
        path.mkdir(exist_ok=True)
        (path / "datapackage.json").write_text(package, encoding="utf-8")
        for file, text in {"actors": _ACTORS, **files}.items():
            (path / f"{file}.csv").write_bytes(text.encode())
        return path

    return write


@pytest.fixture
def follow(store: Store) -> Iterator[Callable[..., LiveNetwork]]:
    """Follow the store, for the public and members unless said otherwise; whatever follows is closed in the end."""
    with ExitStack() as stack:
        yield lambda audiences=tuple(Audience): stack.enter_context(
            LiveNetwork(store, audiences=audiences, poll_seconds=0.01)
        )


@pytest.fixture(scope="session")
def write() -> Callable[[Store, list[Actor | Tie]], int]:
    """Put actors, then ties, into a store, and give the number of the last change."""

    def write_(store: Store, records: list[Actor | Tie]) -> int:
        with store.writing() as writing:
            writing.put(Entity.ACTOR, [record for record in records if isinstance(record, Actor)])
            writing.put(Entity.TIE, [record for record in records if isinstance(record, Tie)])
        return store.seq()

    return write_


@pytest.fixture(scope="session")
def wait_until() -> Callable[[Callable[[], bool]], None]:
    """Wait until something is so, for ten seconds at most."""

    def wait(true: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 10
        while not true():
            assert time.monotonic() < deadline
            time.sleep(0.005)

    return wait
