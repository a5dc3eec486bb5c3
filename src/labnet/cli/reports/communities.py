"""``labnet report communities``: who works together more than with others, and which declared clusters that is like."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from labnet.cli.options import AsOf, Csv, Database, Json, Language, Quiet, Territory, Theme, spoken
from labnet.cli.reports.asking import ask
from labnet.cli.reports.showing import Bars, Form, Paragraph, Report, Rows, show
from labnet.wording.labels import heading, label
from labnet.wording.numbers import figure, named, percent

__all__ = ["communities"]

_FIGURES: Final = ("stability", "modularity", "totalCommunities", "ties", "undated")
_COLUMNS: Final = ("key", "community", "size", "mix", "spheres", "members", "declaredClusters")
_NAMED: Final = 4


def communities(  # noqa: PLR0913 - a report has as many options as people need
    *,
    resolution: Annotated[float, typer.Option(help="The higher, the smaller the communities.")] = 1.0,
    runs: Annotated[int, typer.Option(help="How many times they are looked for.")] = 20,
    territory: Territory = None,
    theme: Theme = None,
    as_of: AsOf = None,
    seed: Annotated[int, typer.Option(help="What random draws start from.")] = 0,
    language: Language = None,
    database: Database = None,
    json: Json = False,
    csv: Csv = False,
    quiet: Quiet = False,
) -> None:
    """Tell who works together more than with others.

    Communities are detected; clusters that people declared stand beside them, with how alike they are.
    """
    form = Form(json=json, csv=csv, quiet=quiet)
    tongue = spoken(language)
    asked = {
        "resolution": resolution,
        "runs": runs,
        "scope": {"territory": territory, "theme": theme},
        "asOf": as_of,
        "seed": seed,
        "language": tongue.upper(),
    }
    show(_report(ask("communities", asked, database=database, quiet=quiet)["communities"], tongue), form)


def _report(found: dict[str, Any], language: str) -> Report:
    known = [name for name in _FIGURES if found[name] is not None]
    figures = [named(heading(name, language), figure(found[name], language), language) for name in known]
    if found["uncertain"] and found["communities"]:
        figures.append(heading("uncertain", language))
    rows = [_row(each, language) for each in found["communities"]]
    table = Rows([heading(column, language) for column in _COLUMNS], rows)
    sizes = Bars([(each["label"], each["size"]) for each in found["communities"]], heading("size", language))
    lead = Paragraph("\n".join(figures), f"{found['method']}, {found['asOf']}")
    return Report(found, (lead, table, sizes), table, language)


def _row(each: dict[str, Any], language: str) -> tuple[Any, ...]:
    members = each["members"]["nodes"]
    spheres = (f"{label(share['sphere'], language)} {_count(share['count'], language)}" for share in each["spheres"])
    declared = (f"{one['cluster']['name']} ({percent(one['jaccard'], language)})" for one in each["declared"])
    return (
        each["key"],
        each["label"],
        each["size"],
        float(each["mix"]),
        ", ".join(spheres),
        ", ".join(member["actor"]["name"] for member in members[:_NAMED]),
        ", ".join(declared),
    )


def _count(count: int | None, language: str) -> str:
    return "?" if count is None else figure(count, language)
