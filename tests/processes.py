"""Servers that tests start, and what is done to their processes."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

import httpx

__all__ = ["FORKING", "ask", "children", "free_port", "serving", "stopped", "wait_until"]

FORKING: Final = multiprocessing.get_context("forkserver")
"""Starts processes of functions, without importing anew what they need."""

FORKING.set_forkserver_preload(["__main__", "tests.peers", "tests.writers"])


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def wait_until(true: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@contextmanager
def serving(port: int, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run the server as long as the block runs, from the moment when it answers."""
    command = [sys.executable, "-m", "labnet", "serve", "--port", str(port), *arguments]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as server:
        try:
            wait_until(lambda: server.poll() is not None or _answers(port))
            assert server.poll() is None, server.communicate()
            yield server
        finally:
            server.kill()


def _answers(port: int) -> bool:
    try:
        httpx.get(f"http://127.0.0.1:{port}/health/ready").raise_for_status()
    except httpx.TransportError:
        return False
    return True


def ask(port: int, document: str) -> Any:
    """Ask a question over a connection of its own."""
    return httpx.post(f"http://127.0.0.1:{port}/graphql", json={"query": document}, timeout=30).json()


def children(process: int) -> set[int]:
    """Give the processes that a process has started and that live."""
    pgrep = shutil.which("pgrep")
    assert pgrep
    said = subprocess.run([pgrep, "-P", str(process)], capture_output=True, text=True, check=False).stdout
    return {int(line) for line in said.split()}


@contextmanager
def stopped(*processes: int) -> Iterator[None]:
    """Make processes stand still as long as the block runs."""
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGCONT)
