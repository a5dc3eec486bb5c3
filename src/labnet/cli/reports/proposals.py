"""``labnet report proposals``: ties that would open the network most, and have a reason to succeed."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from labnet.api.enums import GroupBy
from labnet.cli.options import AsOf, By, Csv, Database, Json, Language, Quiet, Territory, Theme, spoken
from labnet.cli.reports.asking import ask
from labnet.cli.reports.showing import Bars, Form, Report, Rows, show
from labnet.wording.labels import heading
from labnet.wording.numbers import listed

__all__ = ["proposals"]

_COLUMNS: Final = ("a", "b", "gain", "reasons", "path")


def proposals(  # noqa: PLR0913 - a report has as many options as people need
    *,
    by: By = GroupBy.SPHERE,
    between: Annotated[
        list[str] | None, typer.Option(metavar="GROUP", help="Key of a group to join; give it twice, for both ends.")
    ] = None,
    territory: Territory = None,
    theme: Theme = None,
    as_of: AsOf = None,
    first: Annotated[int, typer.Option(help="How many to tell, 50 at most.")] = 10,
    language: Language = None,
    database: Database = None,
    json: Json = False,
    csv: Csv = False,
    quiet: Quiet = False,
) -> None:
    """Tell which new ties would open the network most.

    Each joins two groups, and comes with why it may succeed and the way from one end to the other.
    """
    form = Form(json=json, csv=csv, quiet=quiet)
    tongue = spoken(language)
    asked = {
        "by": by.name,
        "between": between or None,
        "scope": {"territory": territory, "theme": theme},
        "asOf": as_of,
        "first": first,
        "language": tongue.upper(),
    }
    show(_report(ask("proposed-ties", asked, database=database, quiet=quiet)["proposedTies"], tongue), form)


def _report(found: list[dict[str, Any]], language: str) -> Report:
    rows = [
        (
            each["a"]["name"],
            each["b"]["name"],
            each["gain"],
            listed((reason["label"] for reason in each["reasons"]), language),
            " → ".join(actor["name"] for actor in each["path"]["actors"]) if each["path"] else None,
        )
        for each in found
    ]
    table = Rows([heading(column, language) for column in _COLUMNS], rows)
    gains = [(f"{each['a']['name']} – {each['b']['name']}", each["gain"]) for each in found]  # noqa: RUF001 - between two
    return Report(found, (table, Bars(gains, heading("gain", language))), table, language)
