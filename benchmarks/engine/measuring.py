"""What is measured and how: CPU time in rounds, memory in fresh processes, and the goals."""

from __future__ import annotations

import ctypes
import ctypes.util
import gc
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, ParamSpec, TypeVar

__all__ = ["AtLeast", "AtMost", "Figure", "Unequal", "best", "deep_size", "fresh", "held", "peak", "see_equal", "timed"]

P = ParamSpec("P")
T = TypeVar("T")

_PAGE: Final = resource.getpagesize()
_LEAST_SECONDS: Final = 0.02
_MOST_LOOPS: Final = 1_000

Unit = Literal["s", "B", "/s", ""]


@dataclass(frozen=True, slots=True)
class AtMost:
    """A goal: what is measured is at most so much, in the row's unit."""

    value: float


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A goal: so many times better than the peer."""

    ratio: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table.

    Attributes
    ----------
    group, what, size : str
        Where it belongs, what is measured, and on which network.
    ours, peer : float
        Seconds, bytes, or how many a second; `peer` is None where there is nothing to compare with.
    against : str
        What the peer is.
    unit : str
        ``s``, ``B``, ``/s``, or nothing for a plain number.
    goal : AtMost or AtLeast, optional
        What it should be.
    note : str
        What a reader should know.
    """

    group: str
    what: str
    size: str
    ours: float
    peer: float | None = None
    against: str = ""
    unit: Unit = "s"
    goal: AtMost | AtLeast | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times better than the peer: faster, smaller, or more a second."""
        if self.peer is None:
            return None
        return self.ours / self.peer if self.unit == "/s" else self.peer / self.ours

    @property
    def reached(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        match self.goal:
            case AtMost(value):
                return self.ours <= value
            case AtLeast(least):
                return self.ratio is not None and self.ratio >= least
            case None:
                return None


class Unequal(AssertionError):
    """An answer that is not the peer's: how long it took is of no interest."""


def see_equal(what: str, ours: Any, peer: Any) -> None:
    """Refuse to measure what does not give the same answer."""
    if ours != peer:
        msg = f"{what}: the answers differ, so nothing is measured: {str(ours)[:200]} is not {str(peer)[:200]}"
        raise Unequal(msg)


def timed(call: Callable[[], T]) -> tuple[T, float]:
    """Give what a call gives, and the CPU time that the process took meanwhile, all threads together."""
    with _no_collector():
        begun = time.process_time()
        result = call()
        return result, time.process_time() - begun


def best(*calls: Callable[[], object], rounds: int = 5) -> list[float]:
    """Give the CPU seconds that each call takes at best; the calls take turns, so that a busy machine is so for all.

    Every call is made once before, and in each round as often as makes up 20 ms, at most a thousand times.
    """
    loops = [max(1, min(_MOST_LOOPS, round(_LEAST_SECONDS / max(timed(call)[1], 1e-6)))) for call in calls]
    found = [float("inf")] * len(calls)
    for _ in range(rounds):
        for place, call in enumerate(calls):
            found[place] = min(found[place], _mean(call, loops[place]))
    return found


def _mean(call: Callable[[], object], loops: int) -> float:
    with _no_collector():
        begun = time.process_time()
        for _ in range(loops):
            call()
        return (time.process_time() - begun) / loops


@contextmanager
def _no_collector() -> Iterator[None]:
    """Keep the garbage collector out: with millions of objects of the peer in memory, it would be what is measured."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def fresh(task: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    """Run a function of a module in a process of its own, and give what it gives."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(task, *args, **named).result()


def held() -> int:
    """Give how many bytes of this process are in memory, once what is free has been given back. Needs Linux."""
    gc.collect()
    library = ctypes.util.find_library("c")
    if library and sys.platform == "linux":
        ctypes.CDLL(library).malloc_trim(0)
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE


def peak() -> int:
    """Give the most bytes that this process has had in memory."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def deep_size(*roots: object) -> int:
    """Give the bytes of objects and of all that they hold, each counted once; classes and functions do not count."""
    seen: dict[int, object] = {}
    waiting: list[object] = list(roots)
    total = 0
    while waiting:
        here = waiting.pop()
        if id(here) in seen or isinstance(here, type) or callable(here):
            continue
        seen[id(here)] = here
        total += sys.getsizeof(here)
        waiting.extend(gc.get_referents(here))
    return total


def median(values: Sequence[float]) -> float:
    """Give the value in the middle, the lower one of two."""
    return sorted(values)[(len(values) - 1) // 2]
