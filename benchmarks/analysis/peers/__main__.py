"""``python -m benchmarks.analysis.peers``: suggestions judged on ties that had not been made yet.

Networks are cut on a day; each way suggests ten to people, and to labs and bodies, who came into contact with others
later. labnet's weights were fitted on other communities (`benchmarks.analysis.peers.fitting`); the change log of
scikit-learn was never fitted on.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.analysis.peers import changelog
from benchmarks.analysis.peers.judging import Verdict, judge
from benchmarks.analysis.peers.splits import PEOPLE, UNITS, Split, cut, made_up
from benchmarks.analysis.peers.ways import PLAIN, Plain, Way, ours

__all__ = ["main", "tables"]

_MADE_UP: Final = ((3_000, 201), (10_000, 202))
_DAY: Final = dt.date(2024, 1, 1)
_RELEASES: Final = dt.date(2021, 1, 1)
_COLUMNS: Final = ("way", "hits in 10", "recall", "reciprocal rank", "hits elsewhere", "coverage")


def _splits(small: bool) -> Iterator[Split]:  # noqa: FBT001 - a switch of the command line
    for people, seed in _MADE_UP[:1] if small else _MADE_UP:
        yield made_up(people, seed, _DAY)
    yield cut(f"change log of scikit-learn, cut {_RELEASES}", changelog.records(_RELEASES), _RELEASES)


def tables(asking: int, *, small: bool) -> Iterator[str]:
    """Give a table in Markdown for each network and sort of actors."""
    for split in _splits(small):
        for name, kinds in (("people", PEOPLE), ("labs and bodies", UNITS)):
            who = split.asking(kinds, asking, seed=1)
            if who:
                yield _table(f"{split.name}: {len(who)} {name}", split, who, kinds)


def _table(title: str, split: Split, who: list[int], kinds: frozenset[str]) -> str:
    plain = Plain(split)
    ways: dict[str, Way] = {name: partial(_plain, plain, name) for name in PLAIN}
    ways |= {f"labnet, openness {openness:g}": ours(openness) for openness in (0.0, 0.5, 1.0)}
    lines = [f"### {title}", "", f"| {' | '.join(_COLUMNS)} |", f"|---|{'--:|' * (len(_COLUMNS) - 1)}"]
    lines += [_line(name, judge(split, way, who, kinds)) for name, way in ways.items()]
    return "\n".join([*lines, ""])


def _plain(plain: Plain, score: str, _split: Split, row: int, kinds: frozenset[str], count: int) -> list[int]:
    return plain.suggested(score, row, kinds, count)


def _line(name: str, found: Verdict) -> str:
    figures = (found.hits, found.recall, found.reciprocal_rank, found.hits_elsewhere, found.coverage)
    return f"| {name} | {' | '.join(f'{figure:.3f}' for figure in figures)} |"


def _write(path: Path, text: str) -> None:
    before, mark, _ = path.read_text(encoding="utf-8").partition("<!-- benchmark -->\n")
    path.write_text(f"{before}{mark}\n{text}", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.analysis.peers", description=__doc__)
    parser.add_argument("--asking", type=int, default=300, help="how many of each sort are suggested to")
    parser.add_argument("--small", action="store_true", help="leave the larger community out")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the tables below the mark in FILE")
    options = parser.parse_args(arguments)
    found = []
    for each in tables(options.asking, small=options.small):
        sys.stdout.write(f"{each}\n")
        sys.stdout.flush()
        found.append(each)
    if options.write is not None:
        _write(options.write, "\n".join(found))


if __name__ == "__main__":
    main()
