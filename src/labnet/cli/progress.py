"""Progress of long work, shown on a terminal and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
)
from rich.text import Text

from labnet.cli.console import error_console, printable
from labnet.readwrite.lines import Progress as Told
from labnet.readwrite.lines import no_progress

__all__ = ["BYTES", "ROWS", "file_bars"]


class _Bytes(DownloadColumn):
    """How many bytes of a file are read, and nothing where it is no file."""

    def render(self, task: Task) -> Text:
        return Text() if task.total is None else super().render(task)


ROWS: Final[type[ProgressColumn]] = MofNCompleteColumn
"""Tells how many rows of a file are written, and how many it will have."""
BYTES: Final[type[ProgressColumn]] = _Bytes
"""Tells how many bytes of a file are read, and how many it has."""


@contextmanager
def file_bars(counting: type[ProgressColumn], *, beside: str | None = None, shown: bool) -> Iterator[Told]:
    """Show how far each file is while the block runs, if a person watches.

    Parameters
    ----------
    counting : type of ProgressColumn
        What is told of each file: `ROWS` or `BYTES`.
    beside : str, optional
        Other work that goes on: of its end nothing is known, and its bar moves by itself.
    shown : bool
        Whether people want it.
    """
    console = error_console()
    if not (shown and console.is_terminal):
        yield no_progress
        return
    tasks: dict[str, TaskID] = {}
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), counting())
    with Progress(*columns, console=console, transient=True) as bars:
        if beside is not None:
            bars.add_task(beside, total=None)

        def tell(file: str, done: int, total: int) -> None:
            if file not in tasks:
                tasks[file] = bars.add_task(printable(Path(file).name))
            bars.update(tasks[file], completed=done, total=total)

        yield tell
