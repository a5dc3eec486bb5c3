"""A change of the network, after which nothing that was written of it before counts any more."""

from __future__ import annotations

import datetime as dt
import json
import time
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.engine.networks import url_of
from benchmarks.serve.servers import Server
from labnet.model.dates import PartialDate
from labnet.model.records import Entity
from labnet.model.ties import Tie, tie_id
from labnet.store import Store

__all__ = ["change"]

_BEGUN: Final = dt.date(2020, 1, 1)
_SECONDS: Final = 30


def change(database: Path, actors: Sequence[Mapping[str, Any]], number: int, server: Server) -> None:
    """Tie two actors together, another day for each number, and come back when the server shows it."""
    one, other = actors[0]["slug"], actors[1]["slug"]
    since = PartialDate.parse(f"{_BEGUN + dt.timedelta(days=number)}")
    tie = Tie(
        id=tie_id(one, "PARTNERS_WITH", other, since), from_id=one, to_id=other, relation="PARTNERS_WITH", since=since
    )
    with Store.open(url_of(database)) as store, store.writing() as writing:
        writing.put(Entity.TIE, [tie])
    deadline = time.monotonic() + _SECONDS
    while _revision(server) < writing.seq:
        if time.monotonic() > deadline:
            msg = f"{server.name} does not show what was written"
            raise SystemExit(msg)
        time.sleep(0.02)


def _revision(server: Server) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/health/ready", timeout=_SECONDS) as ready:
        return int(json.load(ready)["revision"])
