"""``labnet report parallel``: who works on the same theme without being in contact."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from labnet.cli.options import AsOf, Csv, Database, Json, Language, Quiet, spoken
from labnet.cli.reports.asking import ask
from labnet.cli.reports.showing import Form, Report, Rows, show
from labnet.wording.labels import heading

__all__ = ["parallel"]

_COLUMNS: Final = ("theme", "a", "administrations", "b", "administrations", "distance", "territory")


def parallel(  # noqa: PLR0913 - a report has as many options as people need
    *,
    theme: Annotated[str | None, typer.Option(help="This theme, or those within it.")] = None,
    territory: Annotated[str | None, typer.Option(help="Both there, as in region:93.")] = None,
    as_of: AsOf = None,
    first: Annotated[int, typer.Option(help="How many to tell, 100 at most.")] = 20,
    language: Language = None,
    database: Database = None,
    json: Json = False,
    csv: Csv = False,
    quiet: Quiet = False,
) -> None:
    """Tell who works on a theme without being in contact.

    Labs and projects of different administrations, rare themes first.
    """
    form = Form(json=json, csv=csv, quiet=quiet)
    tongue = spoken(language)
    asked = {"theme": theme, "territory": territory, "asOf": as_of, "first": first, "language": tongue.upper()}
    found = ask("parallel-efforts", asked, database=database, quiet=quiet)["parallelEfforts"]
    table = Rows([heading(column, tongue) for column in _COLUMNS], [_row(each) for each in found])
    show(Report(found, (table,), table, tongue), form)


def _row(each: dict[str, Any]) -> tuple[Any, ...]:
    ends = (
        value
        for end in "ab"
        for value in (each[end]["name"], ", ".join(body["name"] for body in each[f"administrationsOf{end.upper()}"]))
    )
    return (each["theme"]["label"], *ends, each["distance"], each["territory"] and each["territory"]["name"])
