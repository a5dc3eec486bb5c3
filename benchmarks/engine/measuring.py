"""How it is measured: CPU time in rounds, memory in fresh processes."""

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
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

__all__ = ["best", "deep_size", "fresh", "held", "peak", "timed"]

P = ParamSpec("P")
T = TypeVar("T")

_PAGE: Final = resource.getpagesize()
_LEAST_SECONDS: Final = 0.02
_MOST_LOOPS: Final = 1_000


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
