from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Protocol

import orjson


class Run(Protocol):
    def __call__(self, *arguments: str) -> tuple[int, str, str]: ...


def test_a_trend_is_told_in_a_table_and_in_lines(labnet: Run, shipped: str) -> None:
    status, out, err = labnet("report", "trend", "--database", shipped)
    assert (status, err) == (0, "")
    head, first, *_ = out.splitlines()
    assert head.split("\t")[:4] == ["à la date", "acteurs", "liens", "non datés"]
    assert first.startswith("2014-01-01\t")
    line = next(line for line in out.splitlines() if line.startswith("plus grande composante "))
    assert "█" in line
    assert "→ 0,4" in line


def test_a_trend_is_drawn_for_a_note(labnet: Run, shipped: str, tmp_path: Path) -> None:
    path = tmp_path / "trend.svg"
    status, out, _ = labnet("report", "trend", "--step", "24", "--svg", str(path), "--database", shipped)
    assert (status, out) == (0, "")
    drawn = path.read_text(encoding="utf-8")
    assert drawn.startswith("<svg ")
    assert "Évolution" in drawn
    assert "part entre administrations" in drawn


def test_a_trend_of_a_theme_is_given_as_csv_and_json(labnet: Run, shipped: str) -> None:
    arguments = ("--theme", "open-data", "--from", "2020-01-01", "--to", "2022-01-01", "--database", shipped)
    _, out, _ = labnet("report", "trend", "--csv", "--language", "en", *arguments)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["as of"] for row in rows] == ["2020-01-01", "2021-01-01", "2022-01-01"]
    assert all(int(row["undated"]) <= int(row["ties"]) for row in rows)
    _, out, _ = labnet("report", "trend", "--json", "--by", "administration", *arguments)
    assert [point["asOf"] for point in orjson.loads(out)] == ["2020-01-01", "2021-01-01", "2022-01-01"]


def test_what_came_and_went_is_told_by_name(labnet: Run, shipped: str) -> None:
    status, out, err = labnet("report", "diff", "--first", "4", "--database", shipped)
    assert (status, err) == (0, "")
    assert out.startswith("2016-01-01 → 2018-01-01\nnon datés\u00a0: ")
    assert "indicateur\t2016-01-01\t2018-01-01\n" in out
    assert "Accueil de la préfecture du Rhône (projet)" in out
    assert "Bordeaux Métropole porte LaBase (2017)\n" in out
    assert "\n…\n" in out
    assert "acteurs disparus" not in out


def test_all_that_went_is_told_where_it_fits(labnet: Run, shipped: str) -> None:
    _, out, _ = labnet("report", "diff", "--first", "100", "--language", "en", "--database", shipped)
    ended = out.partition("ended ties: ")[2].splitlines()
    assert len(ended) == 1 + int(ended[0])
    assert "SGMAP runs Semaine de l'innovation publique (2016)" in ended


def test_indicators_of_two_days_are_given_as_csv(labnet: Run, shipped: str) -> None:
    _, out, _ = labnet("report", "diff", "--csv", "--from", "2017-01-01", "--database", shipped)
    rows = list(csv.reader(io.StringIO(out)))
    assert rows[0] == ["indicateur", "2017-01-01", "2018-01-01"]
    assert len(rows) == 9
