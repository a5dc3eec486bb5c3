"""``labnet report silos``: who keeps to itself, who does not meet, and what to do about it."""

from __future__ import annotations

from typing import Any, Final

from labnet.api.enums import GroupBy
from labnet.cli.options import AsOf, By, Csv, Database, Json, Language, Quiet, Svg, Territory, Theme, spoken
from labnet.cli.reports.asking import ask
from labnet.cli.reports.matrix import matrix
from labnet.cli.reports.showing import Bars, Form, Paragraph, Part, Report, Rows, show
from labnet.wording.labels import heading, label
from labnet.wording.numbers import chance

__all__ = ["silos"]

_PAIR: Final = ("observed", "expected", "ratio", "qValue")


def silos(  # noqa: PLR0913 - a report has as many options as people need
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
    """Tell where groups keep to themselves.

    Findings come first, in words that can be pasted into a note; then each group, and the pairs of groups furthest
    below what is expected.
    """
    form = Form(json=json, csv=csv, svg=svg, quiet=quiet)
    tongue = spoken(language)
    asked = {"by": by.name, "territory": territory, "theme": theme, "asOf": as_of, "language": tongue.upper()}
    found = ask("silos", asked, database=database, quiet=quiet)["silos"]
    show(_report(found, tongue), form)


def _report(found: dict[str, Any], language: str) -> Report:
    columns = ("a", "b", *_PAIR, "verdict", "brokers")
    pairs = [_pair(pair, language) for pair in found["pairs"]]
    table = Rows([heading(column, language) for column in columns], pairs, heading("pairs", language))
    indices = [(each["group"]["label"], each["externalInternal"]["value"]) for each in found["groups"]]
    parts: list[Part] = [_finding(each, language) for each in found["findings"]]
    parts += [_groups(found["groups"], language), Bars(indices, heading("externalInternal", language)), table]
    return Report(
        found, parts, table, language, picture=lambda: matrix(found["groups"], found["pairs"], language).picture()
    )


def _finding(each: dict[str, Any], language: str) -> Paragraph:
    said = " ".join(text for text in (each["detail"], each["advice"]) if text)
    return Paragraph(said, f"[{label(each['severity'], language)}] {each['title']}")


def _groups(groups: list[dict[str, Any]], language: str) -> Rows:
    columns = ("group", "size", "internal", "external", "externalInternal", "expected", "pValue", "verdict")
    rows = [
        (
            each["group"]["label"],
            each["group"]["size"],
            each["internal"],
            each["external"],
            each["externalInternal"]["value"],
            each["externalInternal"]["expected"],
            _chance(each["externalInternal"], language),
            label(each["verdict"], language),
        )
        for each in groups
    ]
    return Rows([heading(column, language) for column in columns], rows, heading("groups", language))


def _chance(found: dict[str, Any], language: str) -> str:
    return chance(found["pValue"], language, bound=found["pValueIsBound"])


def _pair(pair: dict[str, Any], language: str) -> tuple[Any, ...]:
    return (
        pair["a"]["label"],
        pair["b"]["label"],
        *(pair[column] for column in _PAIR),
        label(pair["verdict"], language),
        ", ".join(each["name"] for each in pair["brokers"]),
    )
