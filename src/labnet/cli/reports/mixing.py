"""``labnet report mixing``: who works with whom, as a matrix."""

from __future__ import annotations

from typing import Any, Final

from labnet.api.enums import GroupBy
from labnet.cli.options import AsOf, By, Csv, Database, Json, Language, Quiet, Svg, Territory, Theme, spoken
from labnet.cli.reports.asking import ask
from labnet.cli.reports.matrix import matrix
from labnet.cli.reports.showing import Form, Paragraph, Report, Rows, number, show
from labnet.wording.labels import heading, label

__all__ = ["mixing"]

_PAIR: Final = ("observed", "expected", "ratio")


def mixing(  # noqa: PLR0913 - a report has as many options as people need
    *,
    by: By = GroupBy.SPHERE,
    territory: Territory = None,
    theme: Theme = None,
    as_of: AsOf = None,
    language: Language = None,
    database: Database = None,
    json: Json = False,
    csv: Csv = False,
    svg: Svg = None,
    quiet: Quiet = False,
) -> None:
    """Tell who works with whom.

    A matrix of groups: how often each two meet, and whether that is less or more than expected.
    """
    form = Form(json=json, csv=csv, svg=svg, quiet=quiet)
    tongue = spoken(language)
    asked = {"by": by.name, "territory": territory, "theme": theme, "asOf": as_of, "language": tongue.upper()}
    show(_report(ask("mixing", asked, database=database, quiet=quiet)["mixing"], tongue), form)


def _report(found: dict[str, Any], language: str) -> Report:
    told = matrix(found["groups"], found["pairs"], language)
    columns = [heading(column, language) for column in ("a", "b", *_PAIR, "verdict")]
    table = Rows(columns, [_pair(pair, language) for pair in found["pairs"]])
    figure = found["assortativity"]
    lead = Paragraph(
        f"{heading('unit', language)}: {label(found['unit'], language)}\n"
        f"{heading('assortativity', language)}: {number(figure['value'])} "
        f"({heading('expected', language)} {number(figure['expected'])}, p {number(figure['pValue'])})\n"
        f"{heading('undated', language)}: {found['undated']}"
    )
    return Report(found, (lead, told.rows()), table, picture=told.picture)


def _pair(pair: dict[str, Any], language: str) -> tuple[Any, ...]:
    labels = (pair["a"]["label"], pair["b"]["label"])
    return (*labels, *(pair[column] for column in _PAIR), label(pair["verdict"], language))
