from __future__ import annotations

import csv
import io
import re
from typing import Protocol

import orjson


class Run(Protocol):
    def __call__(self, *arguments: str) -> tuple[int, str, str]: ...


def test_communities_are_told_in_french_largest_first(labnet: Run, shipped: str) -> None:
    status, out, err = labnet("report", "communities", "--database", shipped, "--as-of", "2022-06-01")
    assert (status, err) == (0, "")
    assert out.startswith("Louvain, accord de 20 passages, 2022-06-01\nstabilité\u00a0: 1\nmodularité\u00a0: 0,8")
    assert "incertain" not in out
    row = next(line for line in out.splitlines() if "Emploi, ressources humaines · Bretagne\t" in line)
    assert "État 2, collectivités 1, autre public 2, société civile 1" in row
    assert re.search("Les Labonautes \\([0-9]+\u00a0%\\)", row)
    assert "Emploi, ressources humaines · Bretagne  " in out
    assert "████████████████████████  14" in out


def test_runs_that_have_nothing_to_agree_with_are_said_to_be_uncertain(labnet: Run, shipped: str) -> None:
    _, out, _ = labnet("report", "communities", "--runs", "1", "--language", "en", "--database", shipped)
    assert "\nuncertain\n" in out
    assert "stability" not in out


def test_csv_and_json_are_given_when_asked_for(labnet: Run, shipped: str) -> None:
    _, out, _ = labnet("report", "communities", "--csv", "--theme", "open-data", "--database", shipped)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert rows
    assert "membres" in rows[0]
    _, out, _ = labnet("report", "communities", "--json", "--territory", "region:53", "--database", shipped)
    assert orjson.loads(out)["communities"][0]["size"] >= 2


def test_what_cannot_be_asked_is_refused(labnet: Run, shipped: str) -> None:
    status, out, err = labnet("report", "communities", "--runs", "0", "--database", shipped)
    assert (status, out) == (2, "")
    assert err.startswith("labnet: BAD_INPUT: communities: ")
    assert "runs: 0 is less than 1" in err
