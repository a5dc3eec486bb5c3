"""``labnet report trend``: how connected and how open the network was over the years."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Annotated, Any, Final

import typer

from labnet.api.enums import GroupBy
from labnet.charts.lines import lines
from labnet.cli.options import By, Csv, Database, Json, Language, Quiet, Svg, Territory, Theme, spoken
from labnet.cli.reports.asking import ask
from labnet.cli.reports.showing import Form, Paragraph, Report, Rows, cell, show, sparkline
from labnet.wording.labels import heading
from labnet.wording.numbers import figure

__all__ = ["trend"]

_COLUMNS: Final = (
    *("actors", "ties", "undated", "components", "largestComponent"),
    *("externalInternal", "assortativity", "crossAdministrationShare", "meanDistance"),
)
_DRAWN: Final = ("largestComponent", "externalInternal", "assortativity", "crossAdministrationShare")


def trend(  # noqa: PLR0913 - a report has as many options as people need
    *,
    since: Annotated[str, typer.Option("--from", metavar="DAY", help="The first day.")] = "2014-01-01",
    to: Annotated[str, typer.Option("--to", metavar="DAY", help="No day after this one.")] = "2025-01-01",
    step: Annotated[int, typer.Option(help="How many months apart.")] = 12,
    by: By = GroupBy.SPHERE,
    territory: Territory = None,
    theme: Theme = None,
    language: Language = None,
    database: Database = None,
    json: Json = False,
    csv: Csv = False,
    svg: Svg = None,
    quiet: Quiet = False,
) -> None:
    """Tell how connected the network was over the years.

    Ties without a known start count as if they had always been; how many they are is told.
    """
    form = Form(json=json, csv=csv, svg=svg, quiet=quiet)
    tongue = spoken(language)
    asked = {
        "from": since,
        "to": to,
        "stepMonths": step,
        "by": by.name,
        "scope": {"territory": territory, "theme": theme},
    }
    show(_report(ask("trend", asked, database=database, quiet=quiet)["trend"], tongue), form)


def _report(points: list[dict[str, Any]], language: str) -> Report:
    rows = [(point["asOf"], *(_figure(point, name) for name in _COLUMNS)) for point in points]
    columns = [heading(name, language) for name in ("asOf", *_COLUMNS)]
    table = Rows(columns, rows)
    width = max(map(len, columns))
    drawn = [
        f"{heading(name, language):<{width}}  {sparkline(values)}  "
        f"{cell(values[0], language)} → {cell(values[-1], language)}"
        for name in _COLUMNS
        if (values := [_figure(point, name) for point in points])
    ]
    days = [dt.date.fromisoformat(point["asOf"]) for point in points]
    series = {heading(name, language): [_figure(point, name) for point in points] for name in _DRAWN}
    title = heading("trend", language).capitalize()
    picture = partial(lines, title, days, series, partial(figure, language=language))
    return Report(points, (table, Paragraph("\n".join(drawn))), table, language, picture)


def _figure(point: dict[str, Any], name: str) -> float | None:
    """Give a figure of a day; of a statistic, its value."""
    found = point[name]
    value: float | None = found["value"] if isinstance(found, dict) else found
    return value
