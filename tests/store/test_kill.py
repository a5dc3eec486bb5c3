from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from labnet.store import Store

_WRITER = """
import sys, time
from labnet.model.kinds import Lab
from labnet.model.records import Entity
from labnet.store import Store

store = Store.open(sys.argv[1])
with store.writing() as writing:
    writing.put(Entity.ACTOR, [Lab(id="old", name="Old")])
print("committed", flush=True)
if sys.argv[2] == "inside":
    with store.writing() as writing:
        # More than the cache holds, so that uncommitted pages are in the log on the disk.
        writing._connection.exec_driver_sql("PRAGMA cache_size = 10")
        writing.put(Entity.ACTOR, [Lab(id=f"lab-{n}", name="X" * 400) for n in range(20_000)])
        writing.put(Entity.ACTOR, [Lab(id="old", name="New")])
        print("inside", flush=True)
        time.sleep(60)
time.sleep(60)
"""


@pytest.mark.parametrize("until", ["committed", "inside"])
def test_a_killed_process_leaves_what_it_committed_and_nothing_else(
    file: Path, on_file: Callable[[], Store], until: str
) -> None:
    command = [sys.executable, "-c", _WRITER, f"sqlite:///{file}", until]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert until in iter(lambda: writer.stdout.readline().strip(), "")  # type: ignore[union-attr] # mypy forgets
        log = file.with_name(f"{file.name}-wal").stat().st_size
        writer.send_signal(signal.SIGKILL)

    store = on_file()

    assert writer.returncode == -signal.SIGKILL
    assert (log > 8_000_000) == (until == "inside")
    assert store.seq() == 1
    assert store.check() == []
    with store.reading() as reading:
        assert [(actor.id, actor.name, actor.version) for actor in reading.actors()] == [("old", "Old", 1)]
