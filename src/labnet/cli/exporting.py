"""``labnet export``: the store into a data set folder."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Final

import typer

from labnet.cli.console import say, say_fictional, waiting
from labnet.cli.options import Database, Quiet, settings_with
from labnet.errors import BadInput
from labnet.model.records import Entity
from labnet.service.exporting import export_dataset
from labnet.store import Store

__all__ = ["export"]

_FORMAT: Final = re.compile(r"\.[a-z]\w{0,9}", re.IGNORECASE)


def export(
    folder: Annotated[Path, typer.Argument(metavar="PATH", help="Folder to write: new, empty, or of a data set.")],
    *,
    everything: Annotated[bool, typer.Option("--all", help="Include what is not public.")] = False,
    database: Database = None,
    quiet: Quiet = False,
) -> None:
    """Write the store as a data set folder.

    `labnet import` reads the same records back.
    """
    _see_that_it_is_a_folder(folder)
    with (
        Store.open(settings_with(database=database).database, create=False) as store,
        waiting("exporting", quiet=quiet),
    ):
        report = export_dataset(store, folder, everything=everything)
    actors, ties = (report.counts[entity] for entity in (Entity.ACTOR, Entity.TIE))
    hidden = f"; {report.hidden:,} actors that are not public were left out" if report.hidden else ""
    say(f"labnet: {folder}: {actors:,} actors, {ties:,} ties{hidden}", quiet=quiet)
    if report.fictional:
        say_fictional(quiet=quiet)


def _see_that_it_is_a_folder(path: Path) -> None:
    if _FORMAT.fullmatch(path.suffix) and not path.is_dir():
        raise BadInput(
            f"labnet does not write {path.suffix} files: name a folder, which is given datapackage.json and CSV files "
            "(the one form there is now)"
        )
