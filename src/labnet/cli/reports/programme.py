"""``labnet report programme``: the laureates of a programme, and the ties around each before and after."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from labnet.cli.options import Csv, Database, Json, Language, Quiet, spoken
from labnet.cli.reports.asking import ask
from labnet.cli.reports.showing import Bars, Form, Paragraph, Part, Report, Rows, show
from labnet.errors import BadInput
from labnet.wording.labels import heading, label
from labnet.wording.notices import no_ties_among_carriers
from labnet.wording.numbers import figure, named

__all__ = ["programme"]

_COUNTS: Final = ("announcedLaureates", "unidentifiedLaureates", "supportMonths")
_AROUND: Final = ("carrierTiesBefore", "carrierTiesAfter", "undated")
_COLUMNS: Final = ("lab", "award", "awardBasis", "supportEndsOn", "monthsRemaining", *_AROUND)


def programme(
    slug: Annotated[str, typer.Argument(metavar="PROGRAMME", help="Id of the programme.")] = "prg-lit",
    *,
    language: Language = None,
    database: Database = None,
    json: Json = False,
    csv: Csv = False,
    quiet: Quiet = False,
) -> None:
    """Tell who a programme chose, with how much, and for how long.

    Ties among the carriers of each laureate are counted by whether they began before the award.
    """
    form = Form(json=json, csv=csv, quiet=quiet)
    found = ask("laureates", {"call": slug}, database=database, quiet=quiet)["actor"]
    if found is None or "laureates" not in found:
        raise BadInput(f"{slug!r} is not the id of a programme; `labnet query programmes` lists them")
    show(_report(found, spoken(language)), form)


def _report(found: dict[str, Any], language: str) -> Report:
    chosen = sorted(found["laureates"]["nodes"], key=lambda each: -_sum(each))
    rows = [
        (
            each["lab"]["name"],
            each["award"] and each["award"]["amount"],
            label(each["awardBasis"], language),
            *(each[column] for column in _COLUMNS[3:]),
        )
        for each in chosen
    ]
    table = Rows([heading(column, language) for column in _COLUMNS], rows)
    known = [name for name in _COUNTS if found[name] is not None]
    counts = [named(heading(name, language), figure(found[name], language), language) for name in known]
    awards = [(each["lab"]["name"], float(_sum(each))) for each in chosen if _sum(each)]
    parts: list[Part] = [Paragraph("\n".join(counts), found["name"]), table]
    if not any(each[name] for each in chosen for name in _AROUND):
        parts.append(Paragraph(no_ties_among_carriers(language)))
    parts.append(Bars(awards, heading("award", language)))
    return Report(found, parts, table, language)


def _sum(laureate: dict[str, Any]) -> int:
    return int(laureate["award"]["amount"]) if laureate["award"] else 0
