"""``labnet report brokers``: who links groups that have no contact of their own."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from labnet.api.enums import GroupBy
from labnet.cli.options import AsOf, By, Csv, Database, Json, Language, Quiet, Territory, Theme, spoken
from labnet.cli.reports.asking import ask
from labnet.cli.reports.showing import Bars, Form, Paragraph, Report, Rows, show
from labnet.wording.labels import heading, label
from labnet.wording.numbers import figure

__all__ = ["brokers"]

_FIGURES: Final = ("constraint", "effectiveSize", "betweenness")


def brokers(  # noqa: PLR0913 - a report has as many options as people need
    *,
    by: By = GroupBy.SPHERE,
    territory: Territory = None,
    theme: Theme = None,
    as_of: AsOf = None,
    first: Annotated[int, typer.Option(help="How many to tell, 100 at most.")] = 20,
    language: Language = None,
    database: Database = None,
    json: Json = False,
    csv: Csv = False,
    quiet: Quiet = False,
) -> None:
    """Tell who links groups that do not know each other.

    Roles are told as a count and, in brackets, how many chance would give.
    """
    form = Form(json=json, csv=csv, quiet=quiet)
    scope = {"territory": territory, "theme": theme}
    asked = {"by": by.name, "scope": scope, "asOf": as_of, "first": first}
    show(_report(ask("brokers", asked, database=database, quiet=quiet)["brokers"], spoken(language)), form)


def _report(found: list[dict[str, Any]], language: str) -> Report:
    roles = list(dict.fromkeys(role["role"] for each in found for role in each["roles"]))
    columns = [heading("actor", language), *(label(role, language) for role in roles)]
    rows = [
        (each["actor"]["name"], *(_role(each, role, language) for role in roles), *(each[name] for name in _FIGURES))
        for each in found
    ]
    table = Rows([*columns, *(heading(name, language) for name in _FIGURES)], rows)
    legend = Paragraph(heading("roles: observed, expected by chance in brackets", language))
    sizes = [(each["actor"]["name"], each["effectiveSize"]) for each in found]
    return Report(found, (table, legend, Bars(sizes, heading("effectiveSize", language))), table, language)


def _role(each: dict[str, Any], role: str, language: str) -> str:
    told = next((one for one in each["roles"] if one["role"] == role), None)
    return "" if told is None else f"{figure(told['count'], language)} ({figure(told['expected'], language)})"
