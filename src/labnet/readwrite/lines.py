"""Physical lines of a text file, one by one and never all at once, with what is wrong in their bytes."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from typing import BinaryIO, Final, NamedTuple, Protocol

__all__ = ["LONE_RETURN", "MAX_RECORD", "UNREADABLE", "Lines", "Progress", "TooLong", "no_progress"]

MAX_RECORD: Final = 262_144
"""Bytes that a row may have, the lines inside its quoted cells included."""

UNREADABLE: Final = "\ufffd"
"""Stands for a byte or a control character that could not be taken."""

LONE_RETURN: Final = "is a carriage return alone: end lines with LF or CRLF"
"""What is wrong with a line that holds others, as old computers ended them."""

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_STEP: Final = 262_144
_FOREIGN: Final = (
    (b"\xff\xfe", "the file is written in UTF-16: save it as UTF-8"),
    (b"\xfe\xff", "the file is written in UTF-16: save it as UTF-8"),
    (b"PK\x03\x04", "the file is a zip archive, perhaps a spreadsheet: export the sheet as CSV in UTF-8"),
)
_BOM: Final = b"\xef\xbb\xbf"


class Progress(Protocol):
    """Somebody who wants to know how far the reading of a file has come."""

    def __call__(self, file: str, done: int, total: int) -> None:
        """Take note that so many bytes of a file, of so many in all, have been read."""


def no_progress(file: str, done: int, total: int) -> None:
    """Tell nobody."""


class TooLong(Exception):
    """A line, or the lines of one row together, are longer than a row may be; ``head`` is what was read of it."""

    def __init__(self, line: int, head: str) -> None:
        super().__init__(line)
        self.line = line
        self.head = head


class _Line(NamedTuple):
    number: int
    text: str
    flaw: str | None


@dataclass(slots=True)
class _Row:
    """Lines taken for the row that is being read."""

    lines: list[_Line]
    size: int = 0


class Lines:
    """Iterator over the lines of a file, for `csv.reader`: it takes as many of them for a row as the quotes ask.

    Line ends are LF or CRLF and come out as LF. A byte that is not UTF-8 and a control character come out as
    `UNREADABLE`; `flaw` says what was wrong in the lines of the row.
    """

    def __init__(self, file: BinaryIO, name: str, total: int, progress: Progress) -> None:
        self._file = file
        self._name = name
        self._total = total
        self._progress = progress
        self._done = self._told = self._number = 0
        self._again: deque[_Line] = deque()
        self._row = _Row([])

    def foreign(self) -> str | None:
        """Say what the file is when its first bytes are those of another sort of file."""
        start = self._file.read(4)
        self._file.seek(len(_BOM) if start.startswith(_BOM) else 0)
        self._done = self._file.tell()
        return next((reason for mark, reason in _FOREIGN if start.startswith(mark)), None)

    def start_row(self) -> None:
        """Begin a new row: the lines taken so far are done with."""
        self._row = _Row([])

    def give_back(self) -> bool:
        """Give back all lines of the row but its first, to be read again as rows; tell whether there were any."""
        rest = self._row.lines[1:]
        self._row.lines = self._row.lines[:1]
        self._again.extendleft(reversed(rest))
        return bool(rest)

    @property
    def taken(self) -> int:
        """How many lines the row has."""
        return len(self._row.lines)

    @property
    def line(self) -> int:
        """The line on which the row starts."""
        return self._row.lines[0].number if self._row.lines else self._number + 1

    @property
    def flaw(self) -> str | None:
        """What was wrong in the bytes of the row, first of all."""
        return next((line.flaw for line in self._row.lines if line.flaw), None)

    def finish(self) -> None:
        """Tell that the file is read."""
        self._progress(self._name, self._total, self._total)

    def __iter__(self) -> Lines:
        """Give itself: it is its own iterator."""
        return self

    def __next__(self) -> str:
        """Give the next line; `TooLong` when the row grows beyond bounds."""
        line = self._again.popleft() if self._again else self._read()
        self._row.lines.append(line)
        self._row.size += len(line.text)
        if self._row.size > MAX_RECORD:
            raise TooLong(self.line, "")
        return line.text

    def _read(self) -> _Line:
        raw = self._file.readline(MAX_RECORD + 1)
        if not raw:
            raise StopIteration
        self._number += 1
        self._done += len(raw)
        if len(raw) > MAX_RECORD:
            self._skip_rest(raw)
            raise TooLong(self._number, raw.decode(errors="replace"))
        if self._done - self._told >= _STEP:
            self._told = self._done
            self._progress(self._name, min(self._done, self._total), self._total)
        return _decoded(self._number, raw)

    def _skip_rest(self, piece: bytes) -> None:
        while piece and not piece.endswith(b"\n"):
            piece = self._file.readline(MAX_RECORD)
            self._done += len(piece)


def _decoded(number: int, raw: bytes) -> _Line:
    flaw = None
    if raw.endswith(b"\r\n"):
        raw = raw[:-2] + b"\n"
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        text = raw.decode(errors="replace")
        flaw = (
            f"byte {error.start + 1} of line {number} (0x{raw[error.start]:02X}) is not UTF-8: save the file as UTF-8"
        )
    control = _CONTROL.search(text)
    if control is None:
        return _Line(number, text, flaw)
    flaw = flaw or _control_flaw(control, number)
    return _Line(number, _CONTROL.sub(UNREADABLE, text), flaw)


def _control_flaw(control: re.Match[str], number: int) -> str:
    where = f"character {control.start() + 1} of line {number}"
    if control[0] == "\0":
        return f"{where} is NUL: the file is damaged, in UTF-16 or no text at all; save it as UTF-8"
    if control[0] == "\r":
        return f"{where} {LONE_RETURN}"
    return f"{where} is the control character U+{ord(control[0]):04X}: take it out"
