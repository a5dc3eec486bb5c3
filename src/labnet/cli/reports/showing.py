"""Showing a report: in words, tables and plots on a terminal; as JSON, CSV or SVG for other programs and notes."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

from labnet.cli.console import printable, say, write, write_json, write_table
from labnet.errors import BadInput, MissingFile
from labnet.wording.numbers import figure

__all__ = ["Bars", "Form", "Paragraph", "Part", "Report", "Rows", "cell", "show", "sparkline"]

_BLOCKS: Final = " ▏▎▍▌▋▊▉█"
_HEIGHTS: Final = "▁▂▃▄▅▆▇█"
_BAR: Final = 24


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text, under a title or not."""

    text: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """A table; values are written as `cell` does."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """A figure for each of some names, drawn as bars: from 0 to the right, however it is signed."""

    bars: Sequence[tuple[str, float | None]]
    title: str = ""


Part: TypeAlias = Paragraph | Rows | Bars


@dataclass(frozen=True, slots=True)
class Form:
    """In which form people want a report; JSON, CSV and a picture exclude each other."""

    json: bool = False
    csv: bool = False
    svg: Path | None = None
    quiet: bool = False

    def __post_init__(self) -> None:
        """See that one form is asked for."""
        if self.json + self.csv + (self.svg is not None) > 1:
            raise BadInput("--json, --csv, --svg: ask for one of them at a time")


@dataclass(frozen=True, slots=True)
class Report:
    """What a report says.

    Attributes
    ----------
    answer : object
        What was answered, which JSON gives whole.
    parts : sequence of Part
        What people read, from top to bottom.
    table : Rows
        The table that CSV gives.
    language : str
        What its numbers are written in.
    picture : callable or None
        Draws its picture as SVG, where it has one.
    """

    answer: Any
    parts: Sequence[Part]
    table: Rows
    language: str
    picture: Callable[[], str] | None = field(default=None)


def show(report: Report, form: Form) -> None:
    """Give a report in the form that people want.

    Raises
    ------
    BadInput
        If a picture is wanted and there is none.
    MissingFile
        If the picture cannot be written.
    """
    if form.json:
        write_json(report.answer, compact=not sys.stdout.isatty())
    elif form.csv:
        write(_csv(report.table))
    elif form.svg is not None:
        _write_picture(report, form.svg, quiet=form.quiet)
    else:
        for place, part in enumerate(report.parts):
            _show(part, report.language, first=place == 0)


def cell(value: Any, language: str) -> str:
    """Write a value in a cell: nothing for None, numbers as people write them.

    Examples
    --------
    >>> [cell(value, "fr") for value in (None, 12, 3.0, 0.123456, "text")]
    ['', '12', '3', '0,123', 'text']
    """
    if value is None:
        return ""
    return figure(value, language) if isinstance(value, int | float) else str(value)


def sparkline(values: Sequence[float | None]) -> str:
    """Draw a line of figures in one line of text; what is not known is a blank.

    Examples
    --------
    >>> sparkline([1, 2, None, 4, 8])
    '▁▂ ▄█'
    """
    known = [value for value in values if value is not None]
    low, span = min(known, default=0.0), (max(known, default=0.0) - min(known, default=0.0)) or 1.0
    top = len(_HEIGHTS) - 1
    return "".join(" " if value is None else _HEIGHTS[round((value - low) / span * top)] for value in values)


def _show(part: Part, language: str, *, first: bool) -> None:
    lead = "" if first else "\n"
    title = f"{part.title}\n" if part.title else ""
    if isinstance(part, Paragraph):
        write(f"{lead}{title}{part.text}\n")
        return
    write(f"{lead}{title}")
    if isinstance(part, Rows):
        write_table(part.columns, [[cell(each, language) for each in row] for row in part.rows])
    else:
        write("".join(f"{line}\n" for line in _bars(part.bars, language)))


def _bars(bars: Sequence[tuple[str, float | None]], language: str) -> list[str]:
    width = max((len(name) for name, _ in bars), default=0)
    most = max((abs(value) for _, value in bars if value is not None), default=0.0) or 1.0
    return [
        f"{printable(name):<{width}}  {_bar(abs(value or 0.0) / most):<{_BAR}}  {cell(value, language)}".rstrip()
        for name, value in bars
    ]


def _bar(share: float) -> str:
    eighths = round(share * _BAR * 8)
    return "█" * (eighths // 8) + _BLOCKS[eighths % 8].strip()


def _csv(table: Rows) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(["" if each is None else each for each in row] for row in table.rows)
    return out.getvalue()


def _write_picture(report: Report, path: Path, *, quiet: bool) -> None:
    if report.picture is None:
        raise BadInput("--svg: this report has no picture; --csv gives its table")
    try:
        path.write_text(report.picture(), encoding="utf-8")
    except OSError as error:
        raise MissingFile(f"{path} cannot be written: {error.strerror}") from error
    say(f"{path}: written", quiet=quiet)
