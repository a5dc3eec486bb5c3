"""A process that is killed while it writes: how long another one takes to answer, and what is left."""

from __future__ import annotations

import http.client
import itertools
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from benchmarks.engine.changing import new_ties
from benchmarks.engine.networks import SMALL, Place, bodies, url_of
from benchmarks.figures import AtMost, Figure, see_equal
from benchmarks.serve.servers import cpu_seconds, free_port
from labnet.model.records import Entity
from labnet.network.audiences import Audience
from labnet.service.registry import Registry
from labnet.settings import PREFIX
from labnet.store import Store

__all__ = ["killing"]

_THREADS: Final = 4
_LONGEST: Final = 0.5
_PATIENCE: Final = 60.0
_TIES: Final = (1, 100)
_BODIES: Final = 500


def killing(place: Place, rounds: int = 5) -> Iterator[Figure]:
    """Measure how long ``labnet serve`` takes to answer after a process that wrote without rest was killed.

    It is measured from the command on, so that Python's own start is in it. Each time, nothing that was answered may be
    lost, and ``labnet check`` must find nothing.
    """
    moments = random.Random(rounds)  # noqa: S311 - nobody has to guess them
    with tempfile.TemporaryDirectory(dir=place.folder) as folder:
        database = Path(shutil.copy(place.database, folder))
        _start(url_of(database))
        starts, unsaved = [], []
        for number in range(rounds):
            last = _killed(url_of(database), number, moments.uniform(0, _LONGEST))
            unsaved.append(database.with_name(f"{database.name}-wal").stat().st_size)
            starts.append(_start(url_of(database)))
            with Store.open(url_of(database), create=False) as store:
                see_equal("the last change that was answered is there", store.seq() >= last, True)  # noqa: FBT003 - an answer
                see_equal("what is wrong with the store", store.check(), [])
    yield Figure(
        group="Start",
        what="`labnet serve` answers after a kill -9 under write load, everything checked and sound",
        size=place.size.name,
        ours=max(cpu for cpu, _ in starts),
        goal=AtMost(2) if place.size == SMALL else None,
        note=f"the longest of {rounds}, of all threads; by the clock {max(clock for _, clock in starts):.2f} s; "
        f"up to {max(unsaved) / 1e6:.1f} MB of the log were not yet in the file",
    )


def _killed(url: str, number: int, seconds: float) -> int:
    """Let a process write for so many seconds, kill it, and give the number of the last change it told to be stored."""
    spawning = multiprocessing.get_context("spawn")
    told, telling = spawning.Pipe(duplex=False)
    process = spawning.Process(target=_write, args=(url, number, telling))
    process.start()
    telling.close()
    try:
        last: int = told.recv()
        time.sleep(seconds)
    finally:
        process.kill()
        process.join()
    with closing(told):
        try:
            while True:
                last = max(last, told.recv())
        except (EOFError, OSError):
            return last


def _write(url: str, number: int, telling: Connection) -> None:
    """Write a tie and a hundred of them by turns, from some threads at once, and tell what was stored."""
    registry, lock = Registry(url), threading.Lock()
    image = registry.network.view(Audience.PUBLIC).image
    actors = bodies(image, _BODIES)

    def write(thread: int) -> None:
        chance = random.Random(number * _THREADS + thread)  # noqa: S311 - nobody has to guess it
        for count in itertools.cycle(_TIES):
            with registry.writing() as writing:
                writing.put(Entity.TIE, new_ties(image, actors, count, chance))
            with lock:
                telling.send(writing.seq)

    for thread in range(_THREADS):
        threading.Thread(target=write, args=(thread,)).start()


def _start(url: str) -> tuple[float, float]:
    """Give the CPU seconds that a server takes until it says that it is ready, and the seconds by the clock."""
    port = free_port()
    command = [sys.executable, "-m", "labnet", "serve", "--quiet", "--database", url, "--port", f"{port}"]
    kept = {key: value for key, value in os.environ.items() if not key.startswith(PREFIX)}
    # Wherever labnet is installed, its modules are compiled already.
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    begun = time.perf_counter()
    server = subprocess.Popen(command, env=kept)  # noqa: S603 - a command of ours
    try:
        while not _is_ready(port):
            see_equal("code with which the server ended", server.poll(), None)
            see_equal("the server takes too long", time.perf_counter() - begun > _PATIENCE, False)  # noqa: FBT003 - an answer
            time.sleep(0.005)
        return cpu_seconds(server.pid), time.perf_counter() - begun
    finally:
        server.terminate()
        server.wait()


def _is_ready(port: int) -> bool:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)) as connection:
        try:
            connection.request("GET", "/health/ready")
            return connection.getresponse().status == http.HTTPStatus.OK
        except ConnectionError:
            return False
