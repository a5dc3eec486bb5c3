"""The table as Markdown, and as JSON."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final, NamedTuple

from benchmarks.figures import AtLeast, AtMost, Figure, Unit

__all__ = ["Marks", "as_json", "machine", "put_into", "table"]


class Marks(NamedTuple):
    """The two lines of a page that a table stands between."""

    begin: str
    end: str

    @classmethod
    def of(cls, name: str, command: str) -> Marks:
        """Give the lines around what a command writes."""
        begin = f"<!-- {name}: what stands from here on is written by `{command}` -->"
        return cls(begin, f"<!-- {name}: end -->")


_STEPS: Final[dict[Unit, tuple[tuple[float, str], ...]]] = {
    "s": ((1, "s"), (1e-3, "ms"), (0, "µs")),
    "B": ((1e9, "GB"), (1e6, "MB"), (1e4, "kB"), (0, "B")),
    "/s": ((0, "/s"),),
    "": ((0, ""),),
}
_HEAD: Final = ("| What | Size | labnet | Beside | Ratio | Goal | |", "|---|---|--:|---|--:|---|---|")
_SCALES: Final = {"µs": 1e-6, "ms": 1e-3, "kB": 1e3, "MB": 1e6, "GB": 1e9}


def machine(libraries: Mapping[str, str]) -> dict[str, Any]:
    """Tell where and with what it was measured; libraries are given by name, with their versions."""
    return {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "libraries": dict(libraries),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def as_json(rows: Iterable[Figure], about: dict[str, Any]) -> dict[str, Any]:
    """Give everything as plain values: seconds, bytes, or so many a second."""
    return {**about, "rows": [_plain(row) for row in rows]}


def _plain(row: Figure) -> dict[str, Any]:
    goal = None if row.goal is None else dataclasses.asdict(row.goal)
    return {**dataclasses.asdict(row), "goal": goal, "ratio": row.ratio, "reached": row.reached}


def table(rows: Sequence[Figure], about: dict[str, Any], command: str) -> str:
    """Write the table, a part for each group."""
    libraries = ", ".join(f"{name} {number}" for name, number in about["libraries"].items())
    where = f"{about['processor']}, {about['cores']} cores, {about['system']}; Python {about['python']}, {libraries}"
    lines = [f"Measured on {about['date']} with `{command}`: {where}.", _counted(rows)]
    for group, found in groupby(rows, key=lambda row: row.group):
        lines += [
            "",
            f"### {group}",
            "",
            "| What | Size | labnet | Beside | Ratio | Goal | |",
            "|---|---|--:|---|--:|---|---|",
        ]
        lines += [_line(row) for row in found]
    return "\n".join(lines)


def _counted(rows: Iterable[Figure]) -> str:
    goals = [row.reached for row in rows if row.reached is not None]
    return f"{sum(goals)} of {len(goals)} goals are reached." if goals else "No goal is set for this size."


def _line(row: Figure) -> str:
    what = f"{row.what} ({row.note})" if row.note else row.what
    beside = "" if row.peer is None else f"{_told(row.peer, row.unit)}: {row.against}"
    ratio = "" if row.ratio is None else f"{row.ratio:.3g}"
    reached = {True: "reached", False: "**not reached**", None: ""}[row.reached]
    return f"| {what} | {row.size} | {_told(row.ours, row.unit)} | {beside} | {ratio} | {_goal(row)} | {reached} |"


def _goal(row: Figure) -> str:
    match row.goal:
        case AtMost(value):
            return f"at most {_told(value, row.unit)}"
        case AtLeast(ratio):
            return f"ratio at least {ratio:g}"
        case None:
            return ""


def _told(value: float, unit: Unit) -> str:
    name = next(name for least, name in _STEPS[unit] if abs(value) >= least)
    scaled = value / _SCALES.get(name, 1)
    digits = f"{scaled:.0f}" if abs(scaled) >= 100 else f"{scaled:.3g}"  # noqa: PLR2004 - three digits are enough
    return f"{digits} {name}".strip()


def put_into(page: Path, text: str, marks: Marks) -> None:
    """Put the table into a page, in place of the one that stands between the two marks."""
    before, begin, rest = page.read_text(encoding="utf-8").partition(marks.begin)
    _, end, after = rest.partition(marks.end)
    if not begin or not end:
        msg = f"{page} has no place for the table: put these two lines in it\n{marks.begin}\n{marks.end}"
        raise SystemExit(msg)
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")
