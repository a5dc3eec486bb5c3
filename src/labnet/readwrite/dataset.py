"""A data set folder: its files, and the records in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar

from labnet.errors import MissingFile
from labnet.model.kinds import Actor
from labnet.model.provenance import Source
from labnet.model.records import Manifest
from labnet.model.ties import Tie
from labnet.model.vocabularies import Territory, Theme
from labnet.readwrite import records
from labnet.readwrite.csvfile import Cells, CsvFile, Whole
from labnet.readwrite.evidence import Remarks
from labnet.readwrite.faults import FaultList, Notice, Place
from labnet.readwrite.lines import Progress, no_progress
from labnet.readwrite.manifest import read_manifest
from labnet.readwrite.records import Row
from labnet.readwrite.tables import (
    ACTORS,
    EVIDENCE,
    MANIFEST_FILE,
    SOURCES,
    TABLES,
    TERRITORIES,
    THEMES,
    TIES,
    Table,
)
from labnet.readwrite.whole import WholeActors, WholeTies

__all__ = ["DataSet"]

R = TypeVar("R")


class DataSet:
    """A folder that holds a data set, read row by row.

    Whatever is wrong in its files is recorded in ``faults``, and reading goes on: a row that has faults is given
    without its record.

    Parameters
    ----------
    folder : Path
        The folder; `MissingFile` where it is none, or is not a data set.
    faults : FaultList
        Where to record faults.
    notices : list of Notice
        Where to tell what was passed over, such as columns that labnet does not know.
    progress : Progress, optional
        Called from time to time with a file, how many of its bytes are read, and how many it has.
    """

    def __init__(
        self, folder: Path, faults: FaultList, notices: list[Notice], progress: Progress = no_progress
    ) -> None:
        self.folder = folder
        self.faults = faults
        self._notices = notices
        self._progress = progress
        self._partial: set[str] = set()
        self._paths = {table.name: folder / table.file for table in TABLES}
        if not folder.is_dir():
            msg = f"there is no folder {folder}: name the folder that holds {MANIFEST_FILE} and {ACTORS.file}"
            raise MissingFile(msg)
        missing = [name for name in (MANIFEST_FILE, ACTORS.file) if not (folder / name).exists()]
        if missing:
            msg = f"the folder {folder} is not a data set: it has no {' and no '.join(missing)}"
            raise MissingFile(msg)

    @cached_property
    def manifest(self) -> Manifest | None:
        """What the data set says of itself; None where that has faults."""
        return read_manifest(self.folder / MANIFEST_FILE, self.faults, self._notices)

    @cached_property
    def remarks(self) -> Remarks:
        """Evidence in a file of its own: read whole before actors and ties, each of which takes what is about it."""
        remarks = Remarks(self._file(EVIDENCE))
        if self._exists(EVIDENCE):
            remarks.read()
        return remarks

    def place(self, table: Table, line: int | None = None) -> Place:
        """Give a row of a file, to record faults at it."""
        return Place(self._paths[table.name], line, self.faults)

    def is_whole(self, table: Table) -> bool:
        """Tell whether a file, once read, could be read to its end: else what it holds is not known."""
        return table.name not in self._partial

    def sources(self) -> Iterator[Row[Source]]:
        """Read the sources."""
        return self._rows(SOURCES, records.read_source)

    def themes(self) -> Iterator[Row[Theme]]:
        """Read the themes."""
        return self._rows(THEMES, records.read_theme)

    def territories(self) -> Iterator[Row[Territory]]:
        """Read the territories."""
        return self._rows(TERRITORIES, records.read_territory)

    def actors(self) -> Iterator[Row[Actor]]:
        """Read the actors, each with all its evidence."""
        remarks = self.remarks
        fictional = self.manifest is not None and self.manifest.fictional

        def read(cells: Cells, place: Place) -> Row[Actor]:
            return records.read_actor(cells, place, remarks, fictional=fictional)

        yield from self._rows(ACTORS, read, partial(WholeActors, remarks=remarks, fictional=fictional))
        if self.is_whole(ACTORS):
            remarks.refuse_rest("actor", ACTORS.file)

    def ties(self) -> Iterator[Row[Tie]]:
        """Read the ties, each with all its evidence."""
        remarks = self.remarks

        def read(cells: Cells, place: Place) -> Row[Tie]:
            return records.read_tie(cells, place, remarks)

        yield from self._rows(TIES, read, partial(WholeTies, remarks=remarks))
        if self.is_whole(TIES):
            remarks.refuse_rest("tie", TIES.file)

    def _rows(
        self, table: Table, read: Callable[[Cells, Place], Row[R]], whole: Whole[Row[R]] | None = None
    ) -> Iterator[Row[R]]:
        if not self._exists(table):
            return
        first: dict[str, int] = {}
        file = self._file(table)
        for row in file.read(lambda cells: read(cells, self.place(table, cells.line)), whole):
            if row.id is not None and first.setdefault(row.id, row.line) != row.line:
                column = "code" if table is TERRITORIES else "id"
                self.place(table, row.line).fault(
                    column, f"{row.id!r} stands on line {first[row.id]} already: give one another {column}"
                )
                yield Row(row.line, None, None)
            else:
                yield row
        if not file.whole:
            self._partial.add(table.name)

    def _exists(self, table: Table) -> bool:
        return self._paths[table.name].exists()

    def _file(self, table: Table) -> CsvFile:
        return CsvFile(
            self._paths[table.name], table.columns, table.required, self.faults, self._notices, self._progress
        )
