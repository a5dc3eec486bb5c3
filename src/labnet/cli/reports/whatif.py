"""``labnet report whatif``: what would follow if actors or ties went, or others came."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from labnet.api.enums import GroupBy
from labnet.cli.options import AsOf, By, Csv, Database, Json, Language, Quiet, spoken
from labnet.cli.reports.asking import ask
from labnet.cli.reports.showing import Form, Paragraph, Part, Report, Rows, show
from labnet.errors import BadInput
from labnet.wording.labels import heading, label
from labnet.wording.numbers import figure, named

__all__ = ["whatif"]

_RELATION: Final = "COLLABORATES_WITH"


def whatif(  # noqa: PLR0913 - a report has as many options as people need
    *,
    remove: Annotated[list[str] | None, typer.Option(metavar="ID", help="Actor or tie to take out.")] = None,
    add: Annotated[
        list[str] | None, typer.Option(metavar="A:B[:RELATION]", help="Tie to add, such as lab-a:lab-b.")
    ] = None,
    by: By = GroupBy.SPHERE,
    as_of: AsOf = None,
    language: Language = None,
    database: Database = None,
    json: Json = False,
    csv: Csv = False,
    quiet: Quiet = False,
) -> None:
    """Tell what would follow if somebody or something went or came.

    Nothing is stored. The table that --csv gives is that of the indicators.
    """
    form = Form(json=json, csv=csv, quiet=quiet)
    tongue = spoken(language)
    if not remove and not add:
        raise BadInput("say what is imagined: --remove ID, --add A:B, or both, as often as need be")
    asked = {
        "remove": [_global(each) for each in remove or ()],
        "add": [_tie(each) for each in add or ()],
        "by": by.name,
        "asOf": as_of,
        "language": tongue.upper(),
    }
    show(_report(ask("whatif", asked, database=database, quiet=quiet)["whatIf"], tongue), form)


def _global(text: str) -> str:
    """Give the global id of what is named; a name alone is an actor's."""
    return text if ":" in text else f"actor:{text}"


def _tie(text: str) -> dict[str, str]:
    ends = text.split(":")
    if len(ends) not in {2, 3} or not all(ends):
        raise BadInput(f"--add is {text!r}: write the ids of two actors with a colon between, as in lab-a:lab-b")
    relation = ends[2].upper() if len(ends) > 2 else _RELATION  # noqa: PLR2004 - the third part is the relation
    return {"from": _global(ends[0]), "to": _global(ends[1]), "relation": relation}


def _report(found: dict[str, Any], language: str) -> Report:
    titles = [heading(name, language) for name in ("indicator", "asItIs", "asItWouldBe")]
    rows = [(heading(each["indicator"], language), each["before"], each["after"]) for each in found["changes"]]
    table = Rows(titles, rows)
    parts: list[Part] = [table, *_pairs(found, language), *_separated(found, language)]
    return Report(found, parts, table, language)


def _pairs(found: dict[str, Any], language: str) -> list[Rows]:
    if not found["pairs"]:
        return []
    columns = [heading(name, language) for name in ("a", "b", "asItIs", "asItWouldBe", "expected", "verdict")]
    rows = [
        (
            *(after[end]["label"] for end in ("a", "b")),
            *(each["observed"] for each in (before, after)),
            after["expected"],
            label(after["verdict"], language),
        )
        for before, after in zip(found["pairsBefore"], found["pairs"], strict=True)
    ]
    return [Rows(columns, rows, heading("pairs", language))]


def _separated(found: dict[str, Any], language: str) -> list[Paragraph]:
    lines = [f"{each['name']} ({label(each['kind'], language)})" for each in found["separated"]]
    if len(lines) < found["totalSeparated"]:
        lines.append("…")
    title = named(heading("separated", language), figure(found["totalSeparated"], language), language)
    return [Paragraph("\n".join(lines), title)]
