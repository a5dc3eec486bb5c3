"""``labnet report mixing``: who works with whom, as a matrix."""

from __future__ import annotations

from typing import Any, Final

from labnet.api.enums import GroupBy
from labnet.cli.options import AsOf, By, Csv, Database, Json, Language, Quiet, Svg, Territory, Theme, spoken
from labnet.cli.reports.asking import ask
from labnet.cli.reports.matrix import matrix
from labnet.cli.reports.showing import Form, Paragraph, Report, Rows, show
from labnet.wording.labels import heading, label
from labnet.wording.numbers import figure, named, p_value

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
    lines = (
        ("unit", label(found["unit"], language)),
        ("assortativity", _statistic(found["assortativity"], language)),
        ("undated", figure(found["undated"], language)),
    )
    lead = Paragraph("\n".join(named(heading(name, language), value, language) for name, value in lines))
    return Report(found, (lead, told.rows()), table, language, picture=told.picture)


def _statistic(found: dict[str, Any], language: str) -> str:
    value, expected = (figure(found[name], language) for name in ("value", "expected"))
    p = p_value(found["pValue"], language, bound=found["pValueIsBound"])
    return f"{value} ({heading('expected', language)} {expected}, {p})"


def _pair(pair: dict[str, Any], language: str) -> tuple[Any, ...]:
    labels = (pair["a"]["label"], pair["b"]["label"])
    return (*labels, *(pair[column] for column in _PAIR), label(pair["verdict"], language))
