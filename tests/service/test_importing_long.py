"""Imports that read for long have nothing to tell the database meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from labnet.service.importing import import_datasets
from labnet.store import Store, postgresql

Folder: TypeAlias = Callable[..., Path]


def test_a_long_list_of_faults_is_told_however_long_it_takes_to_find_them(
    database: str, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of ten parts of a file takes a quarter of the time after which a silent transaction is given up.

    The actors of the next file are looked for in the store.
    """
    faults = "".join(f"S {number},Press\n" for number in range(10_000))
    data = folder(sources=f"id,title\n{faults}")
    part = (data / "sources.csv").stat().st_size // 10
    monkeypatch.setattr("labnet.readwrite.lines._STEP", part)
    monkeypatch.setattr(postgresql, "_BEGIN", postgresql._BEGIN.replace("60s", "1s"))  # noqa: SLF001 - to wait a second, not a minute

    with Store.open(database) as store:
        report = import_datasets(store, [data], progress=lambda *_: time.sleep(0.25))

    assert report.refused
    assert report.fault_total == 10_000
