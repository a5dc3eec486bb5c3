"""``labnet import``: data sets into the store, whole or not at all."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated, Any

import typer

from labnet.assets import data_folder
from labnet.cli.console import say, write_json, write_table
from labnet.cli.options import Database, Json, Quiet, settings_with
from labnet.cli.progress import BYTES, file_bars
from labnet.service.importing import ImportReport, import_datasets
from labnet.store import Store

__all__ = ["import_"]


def import_(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH", help="Folders of data sets; without any, the data set labnet ships."),
    ] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Look for faults, and store nothing.")] = False,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Leave out what has faults, and store the rest.")
    ] = False,
    database: Database = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Store data sets, whole or not at all.

    Any fault refuses everything, and the exit status is 3.
    """
    settings = settings_with(database=database)
    with (
        Store.open(settings.database) as store,
        file_bars(BYTES, beside="checking and storing", shown=not quiet and not json) as told,
    ):
        report = import_datasets(
            store, folders or [data_folder()], dry_run=dry_run, skip_bad=skip_bad, progress=told, who="labnet import"
        )
    if json:
        write_json(_as_json(report))
    else:
        _tell(report, quiet=quiet)
    report.raise_for_faults()


def _tell(report: ImportReport, *, quiet: bool) -> None:
    for fault in report.faults:
        say(str(fault))
    if report.fault_total > len(report.faults):
        say(f"… and {report.fault_total - len(report.faults):,} more faults, {report.fault_total:,} in all")
    for notice in report.notices:
        say(f"{notice.file}: {notice.reason}", quiet=quiet)
    if report.refused or quiet:
        return
    rows = [(entity, *map(str, dataclasses.astuple(outcome))) for entity, outcome in report.outcomes.items()]
    write_table(("record", "created", "updated", "unchanged"), rows)
    left_out = f", {report.left_out:,} records left out" if report.left_out else ""
    done = "a trial: nothing was stored" if report.dry_run else "stored"
    say(f"labnet: {done} ({report.seconds:.1f} s{left_out})")


def _as_json(report: ImportReport) -> dict[str, Any]:
    return {
        "refused": report.refused,
        "dryRun": report.dry_run,
        "records": {str(entity): dataclasses.asdict(outcome) for entity, outcome in report.outcomes.items()},
        "faultTotal": report.fault_total,
        "faults": [dataclasses.asdict(fault) for fault in report.faults],
        "notices": [dataclasses.asdict(notice) for notice in report.notices],
        "leftOut": report.left_out,
        "seqBefore": report.seq_before,
        "seqAfter": report.seq_after,
        "seconds": report.seconds,
    }
