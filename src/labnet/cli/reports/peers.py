"""``labnet report peers``: whom an actor may want to meet, why, and through whom."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from labnet.api.enums import Kind
from labnet.cli.options import AsOf, Csv, Database, Json, Language, Quiet, spoken
from labnet.cli.reports.asking import ask
from labnet.cli.reports.showing import Bars, Form, Paragraph, Report, Rows, show
from labnet.wording.labels import heading, label
from labnet.wording.numbers import listed, percent

__all__ = ["peers"]

_COLUMNS: Final = ("rank", "actor", "kind", "score", "otherAdministration", "reasons", "through")


def peers(  # noqa: PLR0913 - a report has as many options as people need
    of: Annotated[str, typer.Argument(metavar="ACTOR", help="Id of the actor who asks.")] = "lab-labase",
    *,
    openness: Annotated[float, typer.Option(help="0 to 1: which part is kept for other administrations.")] = 0.5,
    kinds: Annotated[
        list[Kind] | None,
        typer.Option("--kind", help="Suggest these kinds only; may be given again.", case_sensitive=False),
    ] = None,
    as_of: AsOf = None,
    first: Annotated[int, typer.Option(help="How many to tell, 100 at most.")] = 10,
    language: Language = None,
    database: Database = None,
    json: Json = False,
    csv: Csv = False,
    quiet: Quiet = False,
) -> None:
    """Tell whom an actor may want to meet.

    Each comes with the reasons and the way through which to be introduced.
    """
    form = Form(json=json, csv=csv, quiet=quiet)
    tongue = spoken(language)
    asked = {
        "of": of if of.startswith("actor:") else f"actor:{of}",
        "openness": openness,
        "filter": {"kinds": [kind.name for kind in kinds]} if kinds else None,
        "asOf": as_of,
        "first": first,
        "language": tongue.upper(),
    }
    show(_report(ask("peers", asked, database=database, quiet=quiet)["peers"]["nodes"], tongue), form)


def _report(found: list[dict[str, Any]], language: str) -> Report:
    table = Rows([heading(column, language) for column in _COLUMNS], [_row(each, language) for each in found])
    scores = Bars([(each["actor"]["name"], each["score"]) for each in found], heading("score", language))
    far = any(each["through"] is None for each in found)
    legend = [Paragraph(heading("through: empty where no way has at most three go-betweens", language))] if far else []
    return Report(found, (table, *legend, scores), table, language)


def _row(each: dict[str, Any], language: str) -> tuple[Any, ...]:
    way = each["through"]
    return (
        each["rank"],
        each["actor"]["name"],
        label(each["actor"]["kind"], language),
        each["score"],
        heading(_elsewhere(each), language),
        listed((f"{reason['label']} ({percent(reason['weight'], language)})" for reason in each["reasons"]), language),
        " → ".join(actor["name"] for actor in way["actors"]) if way else None,
    )


def _elsewhere(each: dict[str, Any]) -> str:
    if not each["administrationKnown"]:
        return "unknown"
    return "yes" if each["otherAdministration"] else "no"
