"""Physical lines of a text file, one by one and never all at once, with what is wrong in their bytes."""

from __future__ import annotations

import io
import re
from collections import deque
from itertools import count, repeat
from typing import BinaryIO, Final, Protocol, TypeAlias

__all__ = ["LONE_RETURN", "MAX_RECORD", "UNREADABLE", "Lines", "Progress", "TooLong", "no_progress"]

MAX_RECORD: Final = 262_144
"""Bytes that a row may have, the lines inside its quoted cells included."""

UNREADABLE: Final = "\ufffd"
"""Stands for a byte or a control character that could not be taken."""

LONE_RETURN: Final = "is a carriage return alone: end lines with LF or CRLF"
"""What is wrong with a line that holds others, as old computers ended them."""

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_CONTROLS: Final = bytes(code for code in range(128) if _CONTROL.match(chr(code)))
_ENDLESS: Final = "the line is too long"
_STEP: Final = MAX_RECORD
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


_Line: TypeAlias = tuple[int, str, str | None]
"""Number, text and flaw of a line."""


class Lines:
    """Iterator over the lines of a file, for `csv.reader`: it takes as many of them for a row as the quotes ask.

    Line ends are LF or CRLF and come out as LF. A byte that is not UTF-8 and a control character come out as
    `UNREADABLE`.

    Attributes
    ----------
    flaw : str or None
        What was wrong in the bytes of the row, first of all.
    """

    def __init__(self, file: BinaryIO, name: str, total: int, progress: Progress) -> None:
        self.flaw: str | None = None
        self._file = file
        self._name = name
        self._total = total
        self._progress = progress
        self._done = self._read = self._given = 0
        self._ready: deque[_Line] = deque()
        self._row: list[_Line] = []
        self._size = 0

    def foreign(self) -> str | None:
        """Say what the file is when its first bytes are those of another sort of file."""
        start = self._file.read(4)
        self._file.seek(len(_BOM) if start.startswith(_BOM) else 0)
        self._done = self._file.tell()
        return next((reason for mark, reason in _FOREIGN if start.startswith(mark)), None)

    def start_row(self) -> None:
        """Begin a new row: the lines taken so far are done with."""
        self._row = []
        self._size = 0
        self.flaw = None

    def give_back(self) -> bool:
        """Give back all lines of the row but its first, to be read again as rows; tell whether there were any."""
        rest = self._row[1:]
        self._row = self._row[:1]
        self.flaw = self._row[0][2] if self._row else None
        self._ready.extendleft(reversed(rest))
        return bool(rest)

    @property
    def taken(self) -> int:
        """How many lines the row has."""
        return len(self._row)

    @property
    def line(self) -> int:
        """The line on which the row starts."""
        return self._row[0][0] if self._row else self._given + 1

    def finish(self) -> None:
        """Tell that the file is read."""
        self._progress(self._name, self._total, self._total)

    def __iter__(self) -> Lines:
        """Give itself: it is its own iterator."""
        return self

    def __next__(self) -> str:
        """Give the next line; `TooLong` when the row grows beyond bounds."""
        if not self._ready:
            self._make_ready()
        line = self._ready.popleft()
        number, text, flaw = line
        self._given = number
        if flaw is not None:
            if flaw is _ENDLESS:
                raise TooLong(number, text)
            self.flaw = self.flaw or flaw
        self._row.append(line)
        self._size += len(text)
        if self._size > MAX_RECORD:
            raise TooLong(self.line, "")
        return text

    def _make_ready(self) -> None:
        """Read some more lines; at the end of the file, stop the iteration."""
        block = self._file.read(_STEP)
        if not block:
            raise StopIteration
        if not block.endswith(b"\n"):
            block += self._file.readline(MAX_RECORD + 1)
        # A block being as long as a line may be, its last line alone can be longer.
        start = block.rfind(b"\n", 0, -1) + 1
        endless = block[start:] if len(block) - start > MAX_RECORD else b""
        self._ready.extend(_decoded(block[:start] if endless else block, self._read + 1))
        if endless:
            number = self._ready[-1][0] + 1 if self._ready else self._read + 1
            self._ready.append((number, endless[: MAX_RECORD + 1].decode(errors="replace"), _ENDLESS))
            self._skip_rest(endless)
        self._read = self._ready[-1][0]
        self._done += len(block)
        if len(block) >= _STEP:
            self._progress(self._name, min(self._done, self._total), self._total)

    def _skip_rest(self, piece: bytes) -> None:
        while piece and not piece.endswith(b"\n"):
            piece = self._file.readline(MAX_RECORD)
            self._done += len(piece)


def _decoded(whole: bytes, number: int) -> list[_Line]:
    """Decode lines: all at once where nothing is wrong in them, as is the rule."""
    if b"\r" in whole:
        whole = whole.replace(b"\r\n", b"\n")
    if len(whole.translate(None, _CONTROLS)) == len(whole):
        try:
            text = whole.decode()
        except UnicodeDecodeError:
            pass
        else:
            return list(zip(count(number), io.StringIO(text, newline="\n"), repeat(None)))
    return [_line(number, raw) for number, raw in enumerate(io.BytesIO(whole), number)]


def _line(number: int, raw: bytes) -> _Line:
    flaw = None
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        text = raw.decode(errors="replace")
        flaw = (
            f"byte {error.start + 1} of line {number} (0x{raw[error.start]:02X}) is not UTF-8: save the file as UTF-8"
        )
    control = _CONTROL.search(text)
    if control is None:
        return number, text, flaw
    flaw = flaw or _control_flaw(control, number)
    return number, _CONTROL.sub(UNREADABLE, text), flaw


def _control_flaw(control: re.Match[str], number: int) -> str:
    where = f"character {control.start() + 1} of line {number}"
    if control[0] == "\0":
        return f"{where} is NUL: the file is damaged, in UTF-16 or no text at all; save it as UTF-8"
    if control[0] == "\r":
        return f"{where} {LONE_RETURN}"
    return f"{where} is the control character U+{ord(control[0]):04X}: take it out"
