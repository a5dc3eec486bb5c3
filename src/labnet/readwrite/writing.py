"""Writing a data set folder: whole, canonical, and never half."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TextIO

from labnet.errors import BadInput
from labnet.model.fields import Fact
from labnet.model.kinds import Actor
from labnet.model.provenance import Source
from labnet.model.records import Entity, Manifest
from labnet.model.ties import Tie
from labnet.model.vocabularies import Territory, Theme
from labnet.readwrite import records
from labnet.readwrite.csvfile import CsvWriter
from labnet.readwrite.evidence import remark_rows, split
from labnet.readwrite.manifest import manifest_text
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
    actor_facts,
    tie_facts,
)

__all__ = ["Contents", "see_that_it_may_be_written", "write_dataset"]

_FILES: Final = (*(table.file for table in TABLES), MANIFEST_FILE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What to write: records of each sort, ordered by id, taken once each and never held all at once.

    Sources are taken last, after all that may cite them. ``beside`` holds the texts of further files by name, which are
    no part of the data set.
    """

    manifest: Manifest
    actors: Iterable[Actor]
    ties: Iterable[Tie] = ()
    sources: Iterable[Source] = ()
    themes: Iterable[Theme] = ()
    territories: Iterable[Territory] = ()
    beside: Mapping[str, str] = field(default_factory=dict)


def write_dataset(folder: Path, contents: Contents) -> dict[Entity, int]:
    """Write a data set folder, and say how many records of each sort it holds.

    The same records give the same bytes. The files are written beside the folder and moved into it when all are
    whole; other files that stand in it stay.

    Parameters
    ----------
    folder : Path
        Where to write. It may be new, empty, or hold a data set, which is replaced; `BadInput` otherwise.
    contents : Contents
        The records.
    """
    see_that_it_may_be_written(folder)
    target = Path(os.path.realpath(folder))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _beside(target) as beside:
            counts = _write_files(beside, contents)
            _move(beside, target, (*_FILES, *contents.beside))
    except OSError as error:
        msg = f"the data set cannot be written to {folder}: {error.strerror}"
        raise BadInput(msg) from error
    return counts


def see_that_it_may_be_written(folder: Path) -> None:
    """See that a folder is new, empty, or holds a data set; `BadInput` otherwise."""
    target = Path(os.path.realpath(folder))
    try:
        free = not target.exists() or (target.is_dir() and _is_free(target))
    except OSError as error:
        msg = f"the data set cannot be written to {folder}: {error.strerror}"
        raise BadInput(msg) from error
    if not free:
        what = "is a folder of something else than a data set" if target.is_dir() else "is not a folder"
        msg = f"nothing was written: {target} {what}; name a new or empty folder, or that of a data set"
        raise BadInput(msg)


def _is_free(target: Path) -> bool:
    return not any(target.iterdir()) or (target / MANIFEST_FILE).is_file()


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}.partial")
    beside.mkdir()
    try:
        yield beside
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _move(beside: Path, target: Path, files: Iterable[str]) -> None:
    if not target.exists() or not any(target.iterdir()):
        beside.replace(target)
        return
    for name in files:
        (beside / name).replace(target / name)


def _write_files(folder: Path, contents: Contents) -> dict[Entity, int]:
    counts = dict.fromkeys((Entity.SOURCE, Entity.THEME, Entity.TERRITORY), 0)
    counts[Entity.THEME] = _write(folder, THEMES, map(records.theme_cells, contents.themes))
    counts[Entity.TERRITORY] = _write(folder, TERRITORIES, map(records.territory_cells, contents.territories))
    with _open(folder / EVIDENCE.file) as file:
        evidence = CsvWriter(file, EVIDENCE.columns)
        counts[Entity.ACTOR] = _write(folder, ACTORS, _actor_rows(contents.actors, evidence))
        counts[Entity.TIE] = _write(folder, TIES, _tie_rows(contents.ties, evidence))
    counts[Entity.SOURCE] = _write(folder, SOURCES, map(records.source_cells, contents.sources))
    for name, text in {**contents.beside, MANIFEST_FILE: manifest_text(contents.manifest)}.items():
        with _open(folder / name) as file:
            file.write(text)
    return {Entity.MANIFEST: 1, **counts}


def _write(folder: Path, table: Table, rows: Iterable[list[str]]) -> int:
    count = 0
    with _open(folder / table.file) as file:
        writer = CsvWriter(file, table.columns)
        for count, cells in enumerate(rows, 1):  # noqa: B007 - the last count is what is asked for
            writer.write(cells)
    return count


@contextmanager
def _open(path: Path) -> Iterator[TextIO]:
    with path.open("w", encoding="utf-8", newline="") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _actor_rows(actors: Iterable[Actor], evidence: CsvWriter) -> Iterator[list[str]]:
    for actor in actors:
        if split(actor.evidence)[1]:
            _write_evidence(evidence, f"actor:{actor.id}", actor, actor_facts(actor.kind))
        yield records.actor_cells(actor)


def _tie_rows(ties: Iterable[Tie], evidence: CsvWriter) -> Iterator[list[str]]:
    for tie in ties:
        if split(tie.evidence)[1]:
            _write_evidence(evidence, f"tie:{tie.id}", tie, tie_facts())
        yield records.tie_cells(tie)


def _write_evidence(evidence: CsvWriter, about: str, record: Actor | Tie, facts: tuple[Fact, ...]) -> None:
    for cells in remark_rows(about, record.evidence, {fact.name: fact for fact in facts}):
        evidence.write(cells)
