"""``labnet report diff``: what came and what went between two days."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from labnet.cli.options import Csv, Database, Json, Language, Quiet, spoken
from labnet.cli.reports.asking import ask
from labnet.cli.reports.showing import Form, Paragraph, Report, Rows, show
from labnet.wording.labels import heading, label, tied
from labnet.wording.numbers import figure, named

__all__ = ["diff"]

_ACTORS: Final = ("newActors", "endedActors")
_TIES: Final = ("newTies", "endedTies")


def diff(  # noqa: PLR0913 - a report has as many options as people need
    *,
    since: Annotated[str, typer.Option("--from", metavar="DAY", help="The earlier day.")] = "2016-01-01",
    to: Annotated[str, typer.Option("--to", metavar="DAY", help="The later day.")] = "2018-01-01",
    first: Annotated[int, typer.Option(help="How many of each to tell, 100 at most.")] = 20,
    language: Language = None,
    database: Database = None,
    json: Json = False,
    csv: Csv = False,
    quiet: Quiet = False,
) -> None:
    """Tell what came and what went between two days.

    The table that --csv gives is that of the indicators.
    """
    form = Form(json=json, csv=csv, quiet=quiet)
    tongue = spoken(language)
    asked = {"from": since, "to": to, "first": first}
    show(_report(ask("diff", asked, database=database, quiet=quiet)["diff"], tongue), form)


def _report(found: dict[str, Any], language: str) -> Report:
    rows = [(heading(each["indicator"], language), each["before"], each["after"]) for each in found["indicators"]]
    table = Rows([heading("indicator", language), found["from"], found["to"]], rows)
    lead = Paragraph(_counted("undated", found["undated"], language), f"{found['from']} → {found['to']}")
    lists = [_listed(found[name], name, language) for name in (*_ACTORS, *_TIES)]
    return Report(found, (lead, table, *(each for each in lists if each is not None)), table, language)


def _listed(page: dict[str, Any], name: str, language: str) -> Paragraph | None:
    if not page["nodes"]:
        return None
    say = _actor if name in _ACTORS else _tie
    lines = [say(node, language) for node in page["nodes"]]
    if len(lines) < page["totalCount"]:
        lines.append("…")
    return Paragraph("\n".join(lines), _counted(name, page["totalCount"], language))


def _counted(name: str, count: int, language: str) -> str:
    return named(heading(name, language), figure(count, language), language)


def _actor(node: dict[str, Any], language: str) -> str:
    return f"{node['name']} ({label(node['kind'], language)})"


def _tie(node: dict[str, Any], language: str) -> str:
    when = node.get("since") or node.get("until")
    said = tied(node["from"]["name"], node["relation"], node["to"]["name"], language)
    return f"{said} ({when})" if when else said
