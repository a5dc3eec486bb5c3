"""``python -m benchmarks.engine``: generate the networks, measure, and tell."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Final

import orjson

from benchmarks.engine.networks import MEDIUM, SMALL, Place
from benchmarks.engine.running import ALL, measure
from benchmarks.figures import Figure
from benchmarks.report import Marks, as_json, machine, put_into, table

__all__ = ["MARKS", "main"]

MARKS: Final = Marks.of("benchmark", "make benchmark")
"""Where the table stands in its page."""

_LIBRARIES: Final = ("networkx", "numpy", "scipy", "SQLAlchemy")
_OWN: Final = "own"
_SIZES: Final = {"S": (SMALL,), "M": (MEDIUM,), "both": (SMALL, MEDIUM)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engine", description=__doc__)
    parser.add_argument(
        "--size",
        choices=_SIZES,
        default="both",
        help=f"S is {SMALL.people} people, M is {MEDIUM.people}; growth is measured where both are asked for (default)",
    )
    parser.add_argument(
        "--only",
        action="append",
        choices=ALL,
        help="measure just this, may be given several times; everything without it",
    )
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="keep generated networks here for the next time")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure to this file")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the table into this page, docs/performance.md")
    parser.add_argument(
        "--postgresql",
        nargs="?",
        const=_OWN,
        metavar="URL",
        help="an empty database, to measure there too what engines differ in; without URL, a server is started for it",
    )
    options = parser.parse_args(arguments)
    with _folder(options.data) as folder, _postgresql(options.postgresql) as postgresql:
        places = [Place(size, folder) for size in _SIZES[options.size]]
        about, rows = machine({library: version(library) for library in _LIBRARIES}), list[Figure]()
        for row in measure(places, options.only or ALL, postgresql):
            rows.append(row)
            if options.json:
                # At once: whatever ends it all, what was measured is not lost.
                options.json.write_bytes(orjson.dumps(as_json(rows, about), option=orjson.OPT_INDENT_2))
    text = table(rows, about, " ".join(["python -m benchmarks.engine", *_told(options)]))
    if options.write:
        put_into(options.write, text, MARKS)
    sys.stdout.write(f"{text}\n")


def _told(options: argparse.Namespace) -> list[str]:
    """Give the options that decide what is measured."""
    postgresql = ["--postgresql"] if options.postgresql else []
    return [f"--size {options.size}", *(f"--only {group}" for group in options.only or ()), *postgresql]


@contextmanager
def _postgresql(url: str | None) -> Iterator[str | None]:
    """Give the URL of the database to measure in: the one that is named, or one on a server that lives meanwhile."""
    if url != _OWN:
        yield url
        return
    from tests.databases import Server  # noqa: PLC0415 - needs a driver, which only they have who ask for it

    with closing(Server()) as server, server.database() as made:
        yield made


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="labnet-benchmark-") as folder:
        yield Path(folder)


if __name__ == "__main__":
    main()
