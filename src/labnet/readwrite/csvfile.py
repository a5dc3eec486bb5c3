"""CSV files as spreadsheets and people write them, and as labnet writes them."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final, NamedTuple, TypeAlias, TypeVar

from labnet.readwrite.faults import FaultList, Notice, Place
from labnet.readwrite.lines import LONE_RETURN, MAX_RECORD, UNREADABLE, Lines, Progress, TooLong, no_progress

__all__ = ["Cells", "CsvFile", "CsvWriter", "Whole", "clean", "escape", "unescape"]

R = TypeVar("R")

Whole: TypeAlias = Callable[[Sequence[str]], Callable[[int, Sequence[str]], R | None]]
"""Makes, from the names of a file's columns, what reads its rows whole."""

_DELIMITERS: Final = ",;\t"
_MAX_COLUMNS: Final = 1_000
_MAX_STRAYS: Final = 10
_HEAD: Final = 131_072
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")
_SUSPECT: Final = frozenset("'=+-@\t\r")
"""What a cell begins with that may need to be escaped."""
_ESCAPED: Final = re.compile(r"'+[=+\-@\t\r]")
_OPEN: Final = "the quote that opens a cell here is not closed: write a quote inside a cell twice, or take it out"
_QUOTE: Final = "text follows the quote that closes a cell: write a quote inside a cell twice"
_LONG_CELL: Final = "a cell is longer than any field may be: shorten it"
_LONG_LINE: Final = f"the line is longer than {MAX_RECORD:,} bytes: shorten it"
_GIVEN_UP: Final = "reading of the file stopped here, since too many quotes are not closed: mend them and try again"


class Cells(NamedTuple):
    """A row: its line, and its trimmed cells by column.

    A cell that could not be read is missing from ``values``, and the fault is recorded. ``sound`` is false where there
    was any such fault in the row, or one in the line that names the columns.
    """

    line: int
    values: dict[str, str]
    sound: bool


class _Header(NamedTuple):
    delimiter: str
    columns: list[str]
    sound: bool
    twice: frozenset[str] = frozenset()


@dataclass(slots=True)
class CsvFile:
    """A CSV file with the columns it may have, and where to tell what is wrong in it.

    ``whole`` turns false where reading had to stop before the end.
    """

    path: Path
    columns: Collection[str]
    required: Collection[str]
    faults: FaultList
    notices: list[Notice]
    progress: Progress = no_progress
    whole: bool = field(default=True, init=False)

    def __iter__(self) -> Iterator[Cells]:
        """Give the rows one by one; what is wrong is recorded, and reading goes on."""
        return self.read(lambda cells: cells)

    def read(self, cell_by_cell: Callable[[Cells], R], whole: Whole[R] | None = None) -> Iterator[R]:
        """Give what is made of each row; what is wrong is recorded, and reading goes on.

        Parameters
        ----------
        cell_by_cell : callable
            Makes something of a row, and records what is wrong in its cells.
        whole : callable, optional
            Given the names of the columns, gives what makes the same of a line and all its cells as they stand, or
            None where it cannot: then they are taken one by one.
        """
        if not self.path.is_file():
            self._stop(None, "this is not a file: it cannot be read")
            return
        try:
            with self.path.open("rb") as file:
                lines = Lines(file, str(self.path), self.path.stat().st_size, self.progress)
                yield from self._rows(lines, cell_by_cell, whole)
        except OSError as error:
            self._stop(None, f"the file cannot be read: {error.strerror}")

    def _stop(self, line: int | None, reason: str) -> None:
        self.whole = False
        self._place(line).fault(None, reason)

    def _place(self, line: int | None) -> Place:
        return Place(self.path, line, self.faults)

    def _rows(self, lines: Lines, cell_by_cell: Callable[[Cells], R], whole: Whole[R] | None) -> Iterator[R]:
        header = self._header(lines)
        if header is not None:
            width = len(header.columns)
            at_once = whole(header.columns) if whole is not None and header.sound else _never
            for cells in self._records(lines, header):
                made = at_once(lines.line, cells) if len(cells) == width and lines.flaw is None else None
                if made is not None:
                    yield made
                    continue
                row = self._row(lines, header, [clean(cell) for cell in cells])
                if row is not None:
                    yield cell_by_cell(row)
        lines.finish()

    def _header(self, lines: Lines) -> _Header | None:
        """Read the line that names the columns; None where nothing can be read below it."""
        foreign = lines.foreign()
        if foreign is not None:
            self._stop(1, foreign)
            return None
        try:
            text = _first_text(lines)
        except TooLong as error:
            self._stop(error.line, _LONG_LINE)
            return None
        if not text:
            self._stop(None, f"the file is empty: its first line names columns of {_listed(self.columns)}")
            return None
        delimiter, columns = max(
            ((mark, _names(text, mark)) for mark in _DELIMITERS),
            key=lambda found: len(set(found[1]).intersection(self.columns)),
        )
        header = self._checked(_Header(delimiter, columns, sound=True), self._place(lines.line), lines.flaw)
        self.whole = header is not None
        return header

    def _checked(self, header: _Header, place: Place, flaw: str | None) -> _Header | None:
        columns = header.columns
        if flaw:
            place.fault(None, flaw)
        if len(columns) > _MAX_COLUMNS:
            place.fault(None, f"{len(columns):,} columns are too many: at most {_MAX_COLUMNS:,}")
            return None
        missing = [column for column in self.required if column not in columns]
        if flaw and (missing or flaw.endswith(LONE_RETURN)):
            return None
        for column in missing:
            place.fault(column, f"the column {column} is missing; columns of this file: {_listed(self.columns)}")
        twice = [column for column in self.columns if columns.count(column) > 1]
        for column in twice:
            place.fault(column, f"{columns.count(column)} columns are named {column}: keep one")
        self._tell_unknown(columns)
        if len(missing) == len(self.required):
            return None
        return header._replace(sound=not (missing or twice), twice=frozenset(twice))

    def _tell_unknown(self, columns: Sequence[str]) -> None:
        for number, column in enumerate(columns, 1):
            if column not in self.columns:
                name = f"column {number} ({column[:80]!r})" if column else f"column {number}, which has no name,"
                self.notices.append(Notice(str(self.path), f"{name} was not read: labnet does not know it"))

    def _records(self, lines: Lines, header: _Header) -> Iterator[list[str]]:
        """Give the cells of each row; a row with faulty quotes is recorded, and the next line read as a row again."""
        reader = csv.reader(lines, delimiter=header.delimiter, strict=True, skipinitialspace=True)
        strays = 0
        while strays < _MAX_STRAYS:
            lines.start_row()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except TooLong as error:
                if error.head:
                    self._place(error.line).fault(_last_column(error.head, header), _LONG_LINE)
                strays += self._lost(lines, _OPEN)
            except csv.Error as error:
                strays += self._lost(lines, _quoting(error))
            else:
                yield cells
        self._stop(lines.line, _GIVEN_UP)

    def _lost(self, lines: Lines, reason: str) -> bool:
        """Record a row that could not be split into cells; tell whether it had swallowed further lines."""
        several = lines.give_back()
        if lines.taken:
            place = self._place(lines.line)
            place.fault(None, _OPEN if several else reason)
            if lines.flaw:
                place.fault(None, lines.flaw)
        return several

    def _row(self, lines: Lines, header: _Header, cells: list[str]) -> Cells | None:
        if not any(cells):
            return None
        place = self._place(lines.line)
        values = dict(zip(header.columns, cells, strict=False))
        for column in header.twice:
            values.pop(column, None)
        if len(cells) == len(header.columns) and not lines.flaw:
            return Cells(lines.line, values, header.sound)
        if lines.flaw:
            unread = [column for column, cell in values.items() if UNREADABLE in cell]
            place.fault(unread[0] if unread else None, lines.flaw)
            values = {column: cell for column, cell in values.items() if column not in unread}
        if len(cells) != len(header.columns):
            place.fault(
                None, f"{len(cells):,} cells in the row, but {len(header.columns)} columns are named: make it so many"
            )
            # Which cell belongs to which column is not known; the first ones most likely stand where they should.
            values = {column: cell for column, cell in values.items() if column == "id"}
        return Cells(lines.line, values, sound=False)


class CsvWriter:
    """Writes rows to a CSV file in its one canonical form: comma, LF, formulas made harmless."""

    def __init__(self, file: IO[str], columns: Iterable[str]) -> None:
        self._writer = csv.writer(file, lineterminator="\n")
        self.write(columns)

    def write(self, cells: Iterable[str]) -> None:
        """Write a row."""
        self._writer.writerow([escape(cell) if cell[:1] in _SUSPECT else cell for cell in cells])


def escape(cell: str) -> str:
    """Put one ``'`` before a cell that a spreadsheet would take for a formula, or that looks escaped already.

    Examples
    --------
    >>> escape("=1+1"), escape("'=1+1"), escape("1+1")
    ("'=1+1", "''=1+1", '1+1')
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unescape(cell: str) -> str:
    """Take off the ``'`` that `escape` has put there."""
    return cell[1:] if _ESCAPED.match(cell) else cell


def clean(cell: str) -> str:
    """Take off what surrounds the value of a cell: white space, and the ``'`` that `escape` has put there."""
    cell = cell.strip()
    return unescape(cell).strip() if cell.startswith("'") else cell


def _never(line: int, cells: Sequence[str]) -> None:
    """Make nothing of any row at once."""


def _first_text(lines: Lines) -> str:
    lines.start_row()
    for text in lines:
        if text.strip():
            return text
        lines.start_row()
    return ""


def _names(text: str, delimiter: str) -> list[str]:
    try:
        cells = next(csv.reader([text], delimiter=delimiter, skipinitialspace=True))
    except csv.Error:
        return []
    return [cell.strip().lower() for cell in cells]


def _last_column(head: str, header: _Header) -> str | None:
    """Name the column in which the head of an endless line ends."""
    index = len(_names(head[:_HEAD], header.delimiter)) - 1
    return header.columns[index] if 0 <= index < len(header.columns) else None


def _listed(columns: Collection[str]) -> str:
    return ", ".join(columns)


def _quoting(error: csv.Error) -> str:
    if "expected after" in str(error):
        return _QUOTE
    return _LONG_CELL if "limit" in str(error) else _OPEN
