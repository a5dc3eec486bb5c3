"""`python -m benchmarks.hostile`: attack labnet, and print what that costs it and others."""

from __future__ import annotations

import argparse
import multiprocessing
import re
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from benchmarks.hostile.asking import sent
from benchmarks.hostile.floods import FLOODS
from benchmarks.hostile.measuring import others, resident_mebibytes
from benchmarks.hostile.requests import REQUESTS
from benchmarks.serve.servers import LABNET, Cores, Data, Server, cpu_seconds, run

_TIMES: Final = 20
"""How often each request is sent: the system tells CPU time in hundredths of a second."""
_SHOWN: Final = 12
"""How many requests are shown, those that cost most."""
_SETTLING_SECONDS: Final = 1.0
_BEGIN, _END = "<!-- hostile: begin -->", "<!-- hostile: end -->"


def main() -> None:
    """Attack a server on the shipped network, and print two tables, or write them into a document."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hostile", description=main.__doc__)
    parser.add_argument("--seconds", type=float, default=5, help="how long each flood goes on")
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the tables between the marks of a document")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Data(Path(folder) / "labnet.db", Path(folder), Path(folder))
        with run([LABNET], data, Cores.of_machine()) as (server,):
            table = "\n".join([*_requests(server), "", *_floods(server, chosen.seconds)])
    print(table)  # noqa: T201 - it is what the command is for
    if chosen.write is not None:
        text = chosen.write.read_text(encoding="utf-8")
        between = re.compile(f"(?<={re.escape(_BEGIN)}\n).*(?={re.escape(_END)})", re.DOTALL)
        chosen.write.write_text(between.sub(lambda _: f"\n{table}\n\n", text), encoding="utf-8")


def _requests(server: Server) -> list[str]:
    rows = []
    for name, request in REQUESTS.items():
        before = cpu_seconds(server.process.pid)
        for number in range(_TIMES):
            sent(server.port, request.varied(number))
        each = (cpu_seconds(server.process.pid) - before) / _TIMES * 1_000
        rows.append((each, f"| {name} | {request.code} | {each:.1f} |"))
    rows.sort(reverse=True)
    return ["| request | refused with | CPU, ms |", "|---|---|---|", *(row for _, row in rows[:_SHOWN])]


def _floods(server: Server, seconds: float) -> list[str]:
    rows = ["| flood | connections | a second client waited, ms | memory before, after, MiB |", "|---|---|---|---|"]
    for name, flood in FLOODS.items():
        before = resident_mebibytes(server.process.pid)
        hears, tells = multiprocessing.Pipe(duplex=False)
        attacker = multiprocessing.Process(target=_attack, args=(flood, server.port, seconds, tells))
        attacker.start()
        with others(server.port) as waiting:
            ended = hears.recv()
            attacker.join()
        time.sleep(_SETTLING_SECONDS)
        after = resident_mebibytes(server.process.pid)
        rows.append(f"| {name} | {ended} | {waiting.longest * 1_000:.0f} | {before:.0f}, {after:.0f} |")
    return rows


def _attack(flood: Callable[[int, float], str], port: int, seconds: float, tells: Connection) -> None:
    tells.send(flood(port, seconds))


if __name__ == "__main__":
    main()
