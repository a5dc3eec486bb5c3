"""The servers that are measured: how each is started on a core of its own, and the CPU time it has taken."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from benchmarks.engine.networks import url_of
from labnet.settings import PREFIX

__all__ = [
    "LABNET",
    "NODE",
    "SERVERS",
    "TICK",
    "Cores",
    "Data",
    "Server",
    "cpu_seconds",
    "free_port",
    "installed",
    "run",
]

NODE: Final = Path(__file__).parent / "node"
"""Where the servers in Node are, and what they need."""

LABNET: Final = "labnet"
TICK: Final = 1 / os.sysconf("SC_CLK_TCK")
"""How finely the system tells CPU time, in seconds."""

_START_SECONDS: Final = 60
_STOP_SECONDS: Final = 15


@dataclass(frozen=True, slots=True)
class Data:
    """Where the servers find the network: in labnet's own store, and in a dump with the schema beside it."""

    database: Path
    dump: Path
    schema: Path


@dataclass(frozen=True, slots=True)
class Cores:
    """The core that servers run on, and the one that asks them; the same one where there is only one."""

    served: int
    asking: int

    @classmethod
    def of_machine(cls) -> Cores:
        """Take the first and the last that this process may use."""
        allowed = sorted(os.sched_getaffinity(0))
        return cls(served=allowed[0], asking=allowed[-1])


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    name: str
    port: int
    process: subprocess.Popen[bytes] = field(repr=False)
    path: str = "/graphql"


def _labnet(data: Data, port: int) -> list[str]:
    return [
        sys.executable,
        "-m",
        "labnet",
        "serve",
        "--quiet",
        "--database",
        url_of(data.database),
        "--port",
        f"{port}",
    ]


def _stock(data: Data, port: int) -> list[str]:
    return [sys.executable, "-m", "benchmarks.serve.stock", f"{data.database}", f"{port}"]


def _node(script: str, *more: str) -> Callable[[Data, int], list[str]]:
    def command(data: Data, port: int) -> list[str]:
        return [_program("node"), f"{NODE / script}", f"{data.schema}", f"{data.dump}", f"{port}", *more]

    return command


SERVERS: Final[dict[str, Callable[[Data, int], list[str]]]] = {
    LABNET: _labnet,
    "strawberry": _stock,
    "graphql-yoga": _node("yoga.js"),
    "graphql-yoga with graphql-jit": _node("yoga.js", "jit"),
    "node:http with graphql-jit": _node("lean.js"),
}
"""What starts each server, by its name."""


def installed() -> dict[str, str]:
    """See that what the servers in Node need is there, and give what it is, by name, with versions."""
    if not (NODE / "node_modules" / ".package-lock.json").exists():
        command = [_program("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(command, cwd=NODE, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - a command of ours
    said = subprocess.run([_program("node"), "--version"], check=True, capture_output=True, text=True)  # noqa: S603 - the same
    return {"node": said.stdout.strip().removeprefix("v")}


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        msg = f"{name} is not there: install Node.js 20 or newer, which some of the servers are written for"
        raise SystemExit(msg)
    return found


@contextmanager
def run(names: list[str], data: Data, cores: Cores) -> Iterator[list[Server]]:
    """Run servers as long as the block runs, all on one core, from the moment when all of them answer."""
    with ExitStack() as stack:
        servers = [stack.enter_context(_running(name, data, cores)) for name in names]
        os.sched_setaffinity(0, {cores.asking})
        for server in servers:
            _wait_for(server)
        yield servers


@contextmanager
def _running(name: str, data: Data, cores: Cores) -> Iterator[Server]:
    port = free_port()
    command = SERVERS[name](data, port)
    kept = {key: value for key, value in os.environ.items() if not key.startswith(PREFIX)}
    environment = kept | {"NODE_ENV": "production", f"{PREFIX}VISITOR_POINTS": str(10**9)}
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {cores.served})  # a process runs where the one that started it does
    try:
        process = subprocess.Popen(command, env=environment)  # noqa: S603 - a command of ours
    finally:
        os.sched_setaffinity(0, before)
    try:
        yield Server(name, port, process)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_STOP_SECONDS)
        process.kill()
        process.wait()
        os.sched_setaffinity(0, before)


def free_port() -> int:
    """Give a port of this machine that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _wait_for(server: Server) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", server.port)).close()
        except OSError:
            if server.process.poll() is not None or time.monotonic() > deadline:
                msg = f"{server.name} does not answer on port {server.port}"
                raise SystemExit(msg) from None
            time.sleep(0.05)
        else:
            return


def cpu_seconds(process: int) -> float:
    """Give the CPU time that a process and all its children have taken, in user and system mode, in seconds."""
    parents: dict[int, int] = {}
    taken: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            # The name of the program stands in parentheses, and may hold anything.
            parts = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            parents[int(folder.name)] = int(parts[1])
            taken[int(folder.name)] = sum(map(int, parts[11:15]))
    return sum(ticks for pid, ticks in taken.items() if _descends(pid, process, parents)) * TICK


def _descends(pid: int, ancestor: int, parents: dict[int, int]) -> bool:
    while pid and pid != ancestor:
        pid = parents.get(pid, 0)
    return pid == ancestor
