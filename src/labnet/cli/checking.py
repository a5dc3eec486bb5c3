"""``labnet check``: whether the store is sound."""

from __future__ import annotations

import typer

from labnet.cli.console import printable, say, waiting, write, write_json
from labnet.cli.options import Database, Json, Quiet, settings_with
from labnet.store import Store

__all__ = ["check"]


def check(*, database: Database = None, json: Json = False, quiet: Quiet = False) -> None:
    """Look for anything wrong in the store.

    Prints each problem found; the exit status is 1 if there are any.
    """
    with Store.open(settings_with(database=database).database, create=False) as store, waiting("checking", quiet=quiet):
        problems = store.check()
    if json:
        write_json({"sound": not problems, "problems": problems})
    elif problems:
        write("".join(f"{printable(problem)}\n" for problem in problems))
    elif not quiet:
        write("sound\n")
    if problems:
        say(f"labnet: {len(problems):,} problem{'' if len(problems) == 1 else 's'}", quiet=quiet or json)
        raise typer.Exit(1)
