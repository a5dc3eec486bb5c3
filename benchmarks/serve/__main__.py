"""``python -m benchmarks.serve``: the GraphQL endpoint beside other servers, on the same data with the same answers."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

import orjson

from benchmarks.engine.networks import SMALL, Place, Size
from benchmarks.figures import Figure
from benchmarks.report import Marks, as_json, machine, put_into, table
from benchmarks.serve.changing import change
from benchmarks.serve.dumping import dump
from benchmarks.serve.running import Effort, measure
from benchmarks.serve.servers import LABNET, SERVERS, Cores, Data, Server, installed, run
from labnet.api.sdl import current_sdl

__all__ = ["MARKS", "main", "measured"]

MARKS: Final = Marks.of("serve", "make benchmark-serve")
"""Where the table stands in its page."""

_LIBRARIES: Final = ("strawberry-graphql", "graphql-core", "starlette", "uvicorn")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serve", description=__doc__)
    parser.add_argument("--size", choices=[SMALL.name], default=SMALL.name, help=f"S is {SMALL.people} people")
    parser.add_argument("--rounds", type=int, default=7, help="how many rounds are measured; the best counts")
    parser.add_argument("--seconds", type=float, default=1.5, help="how long each question is asked in a round")
    parser.add_argument(
        "--only",
        action="append",
        choices=[name for name in SERVERS if name != LABNET],
        help="measure beside just this server, may be given several times; beside all without it",
    )
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="keep generated networks here for the next time")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure to this file")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the table into this page, docs/performance.md")
    options = parser.parse_args(arguments)
    about = machine({library: version(library) for library in _LIBRARIES} | installed())
    peers = options.only or [name for name in SERVERS if name != LABNET]
    with tempfile.TemporaryDirectory(prefix="labnet-benchmark-") as scratch:
        effort = Effort(options.rounds, options.seconds)
        rows = measured(SMALL, options.data or Path(scratch), [LABNET, *peers], effort)
    if options.json:
        options.json.write_bytes(orjson.dumps(as_json(rows, about), option=orjson.OPT_INDENT_2))
    only = "".join(f" --only {name!r}" if " " in name else f" --only {name}" for name in options.only or ())
    told = f"python -m benchmarks.serve --size {options.size} --rounds {options.rounds}{only}"
    text = table(rows, about, told)
    if options.write:
        put_into(options.write, text, MARKS)
    sys.stdout.write(f"{text}\n")


def measured(size: Size, folder: Path, names: list[str], effort: Effort) -> list[Figure]:
    """Make the network, hand it to servers, and measure them."""
    place = Place(size, folder)
    place.prepare()
    with tempfile.TemporaryDirectory(prefix="labnet-benchmark-") as scratch:
        # Servers keep images beside their store.
        store = Path(shutil.copy(place.database, scratch))
        data = Data(store, store.with_name("dump.json"), store.with_name("schema.graphql"))
        data.schema.write_text(current_sdl(), encoding="utf-8")
        actors = dump(data.database, data.dump)["actors"]

        def change_(number: int, server: Server) -> None:
            change(data.database, actors, number, server)

        with run(names, data, Cores.of_machine()) as servers:
            return list(measure(servers, actors, size.name, effort, change_))


if __name__ == "__main__":
    main()
