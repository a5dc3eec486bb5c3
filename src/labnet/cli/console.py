"""What commands print: results on stdout, everything else on stderr, and neither in colour unless a person reads it."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, TextIO

import orjson
import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from labnet.errors import LabnetError
from labnet.wording.notices import fictional

__all__ = [
    "PIPE_CLOSED",
    "error_console",
    "printable",
    "say",
    "say_fictional",
    "waiting",
    "write",
    "write_json",
    "write_table",
]

PIPE_CLOSED: Final = 141
"""Exit status where nobody reads the results any more: that of a program which the signal of a broken pipe ended."""

_UNPRINTABLE: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})


def write(text: str) -> None:
    """Write results to stdout, just as they are."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _hush(sys.stdout)
        raise typer.Exit(PIPE_CLOSED) from None
    except OSError as error:
        _hush(sys.stdout)
        raise LabnetError(f"the results cannot be written: {error.strerror}") from None


def write_json(value: Any, *, compact: bool = False) -> None:
    """Write a value as JSON: indented for a person at a terminal, on one line for a program."""
    indented = sys.stdout.isatty() and not compact
    write(orjson.dumps(value, option=orjson.OPT_INDENT_2 if indented else None).decode() + "\n")


def write_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write rows: as a table for a person at a terminal, else as lines with tabs between the cells."""
    lines = [[printable(cell) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        write("".join("\t".join(line) + "\n" for line in [columns, *lines]))
        return
    table = Table(*columns, box=SIMPLE_HEAD)
    for line in lines:
        table.add_row(*line)
    console = _console(sys.stdout)
    with console.capture() as captured:
        console.print(table)
    write(captured.get())


def say(message: str, *, quiet: bool = False) -> None:
    """Tell the person something on stderr, as one line, unless they want quiet.

    Where nobody reads stderr any more, the command goes on all the same.
    """
    if quiet:
        return
    try:
        sys.stderr.write(f"{printable(message)}\n")
        sys.stderr.flush()
    except OSError:
        _hush(sys.stderr)


def say_fictional(*, quiet: bool = False) -> None:
    """Tell the person, in each language, that what they are given was made up."""
    for notice in fictional():
        say(f"labnet: {notice}", quiet=quiet)


@contextmanager
def waiting(what: str, *, quiet: bool) -> Iterator[None]:
    """Show on a terminal that something is being done as long as the block runs, unless people want quiet."""
    console = error_console()
    if quiet or not console.is_terminal:
        yield
        return
    with console.status(what):
        yield


def error_console() -> Console:
    """Give the console that progress is shown on."""
    return _console(sys.stderr)


def printable(text: str) -> str:
    r"""Write control characters as escapes: a cell of a file must not move the cursor or end the line.

    Examples
    --------
    >>> printable("L'été\n")
    "L'été\\n"
    """
    if text.isprintable():
        return text
    return "".join(_escape(char) if unicodedata.category(char) in _UNPRINTABLE else char for char in text)


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode()


def _console(stream: TextIO) -> Console:
    # Asked of the stream itself, since rich also believes variables such as FORCE_COLOR.
    return Console(file=stream, force_terminal=stream.isatty(), markup=False, emoji=False, highlight=False)


def _hush(stream: TextIO) -> None:
    """Send what is left in a stream's buffer to nowhere, so that nothing is said about it at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
