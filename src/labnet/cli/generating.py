"""``labnet generate``: a fictional community into a data set folder."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from labnet.cli.console import say, write_json, write_table
from labnet.cli.options import Json, Quiet
from labnet.cli.progress import ROWS, file_bars
from labnet.fiction.plan import Plan, SiloKind
from labnet.service.generating import TRUTH_FILE, generate_dataset

__all__ = ["generate"]


def generate(  # noqa: PLR0913 - a command has as many options as people need
    folder: Annotated[Path, typer.Argument(metavar="PATH", help="Folder to write: new, empty, or of a data set.")],
    *,
    people: Annotated[int, typer.Option("--people", "-n", metavar="N", help="How many people.")] = 1_000,
    seed: Annotated[int, typer.Option(metavar="S", help="Another seed gives another community.")] = 1,
    silos: Annotated[
        int, typer.Option(metavar="K", help="Pairs of groups to keep apart; truth.json beside the data set names them.")
    ] = 0,
    silos_by: Annotated[SiloKind, typer.Option(help="What the groups of silos are.")] = SiloKind.ADMINISTRATION,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write a fictional community as a data set folder.

    The same arguments give the same bytes.

    All of it is made up, and says so; only the words of themes and territories are real. Its ties are of the years
    2016 to 2025. Beside the data set, truth.json says which groups were kept apart (silos), and how many contacts
    between them were drawn and left.
    """
    begun = time.perf_counter()
    with file_bars(ROWS, shown=not quiet and not json) as told:
        report = generate_dataset(folder, Plan(people, seed, silos, silos_by), told)
    seconds = time.perf_counter() - begun
    counts = {str(entity): count for entity, count in report.counts.items()}
    if json:
        write_json({"fictional": True, "records": counts, "silos": report.silos, "seconds": seconds})
    elif not quiet:
        write_table(("record", "written"), [(entity, str(count)) for entity, count in counts.items()])
        kept_apart = f", {len(report.silos)} silos: see {TRUTH_FILE}" if report.silos else ""
        say(f"labnet: {folder}: a fictional community ({seconds:.1f} s{kept_apart})")
