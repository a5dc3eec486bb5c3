from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from labnet.store import Store

_PACKAGE = '{"name": "it", "title": "It"}'
_ACTORS = "id,kind,name\nlab,lab,Lab\nprg,programme,Programme\n"


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open("sqlite://") as opened:
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
