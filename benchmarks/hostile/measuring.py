"""What a server that is attacked takes meanwhile: memory, and the time of others."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from benchmarks.hostile.asking import sent, split

__all__ = ["Others", "others", "resident_mebibytes"]

_LIGHT: Final = b"GET /graphql?query=%7Bviewer%7Brole%7D%7D HTTP/1.1\r\nHost: labnet.example\r\n\r\n"
_PAUSE: Final = 0.01


def resident_mebibytes(process: int) -> float:
    """Give how much memory a process has."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


@dataclass(slots=True)
class Others:
    """How long a second client has waited for answers to a light question, in seconds, and with which statuses."""

    waited: list[float] = field(default_factory=list)
    statuses: set[int] = field(default_factory=set)

    @property
    def longest(self) -> float:
        """The longest time."""
        return max(self.waited, default=0.0)


@contextmanager
def others(port: int) -> Iterator[Others]:
    """Ask a light question again and again as long as the block runs, each time over a connection of its own."""
    found, over = Others(), threading.Event()

    def ask() -> None:
        while not over.is_set():
            began = time.perf_counter()
            status, _ = split(sent(port, _LIGHT))
            found.waited.append(time.perf_counter() - began)
            found.statuses.add(status)
            time.sleep(_PAUSE)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield found
    finally:
        over.set()
        thread.join()
