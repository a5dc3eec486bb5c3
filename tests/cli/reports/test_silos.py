from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Protocol

import orjson
import pytest
from lxml import etree  # type: ignore[import-untyped] # ships no types

SVG = "{http://www.w3.org/2000/svg}"


class Run(Protocol):
    def __call__(self, *arguments: str) -> tuple[int, str, str]: ...


def test_people_read_findings_first_in_french_then_groups_and_pairs(labnet: Run, shipped: str) -> None:
    status, out, err = labnet("report", "silos", "--database", shipped)
    assert (status, err) == (0, "")
    assert out.startswith("[à surveiller] ")
    assert "[à savoir] Qui relie «\u00a0collectivités\u00a0» et «\u00a0État\u00a0»" in out
    assert "Les relient déjà\u00a0: LaBase, Lab'EST, Ti Lab" in out
    assert out.index("[à savoir]") < out.index("\ngroupes\n") < out.index("\npaires\n")
    assert "collectivités\tÉtat\t4\t4,68\t0,856\t" in out


def test_by_and_scope_and_language_are_followed(labnet: Run, shipped: str) -> None:
    _, out, _ = labnet(
        "report", "silos", "--by", "region", "--theme", "open-data", "--language", "en", "--database", shipped
    )
    assert "[good to know]" not in out
    assert "[info]" in out


def test_programs_get_pairs_as_csv_and_the_answer_as_json(labnet: Run, shipped: str) -> None:
    _, out, _ = labnet("report", "silos", "--csv", "--language", "en", "--database", shipped)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len(rows) == 15
    assert {"a", "b", "observed", "expected", "verdict", "brokers"} <= set(rows[0])
    _, out, _ = labnet("report", "mixing", "--json", "--database", shipped)
    assert orjson.loads(out)["totalPairs"] == 15


@pytest.mark.parametrize("report", ["silos", "mixing"])
def test_the_picture_is_a_heat_map_of_all_groups(labnet: Run, shipped: str, tmp_path: Path, report: str) -> None:
    file = tmp_path / "matrix.svg"
    status, out, err = labnet("report", report, "--svg", str(file), "--database", shipped)
    assert (status, out, err) == (0, "", f"{file}: written\n")
    root = etree.fromstring(file.read_bytes())
    texts = {each.text for each in root.iterfind(f"{SVG}text")}
    assert {"État", "collectivités", "recherche", "qui travaille avec qui", "trop peu reliés"} <= texts
    cells = [each.findtext(f"{SVG}title") for each in root.iterfind(f"{SVG}rect")]
    assert any(cell and cell.startswith("État · collectivités, attendu 4,68, comme attendu") for cell in cells)


def test_the_matrix_shows_counts_and_what_cannot_be_told(labnet: Run, shipped: str) -> None:
    _, out, _ = labnet("report", "mixing", "--database", shipped)
    lines = out.splitlines()
    assert lines[0] == "ce qui est compté\u00a0: travaux communs ou liens directs"
    (state,) = (line.split("\t") for line in lines if line.startswith("État\t"))
    (head,) = (line.split("\t") for line in lines if line.startswith("\t"))
    assert dict(zip(head, state, strict=True))["collectivités"] == "4"
    assert "?" in out


def test_what_is_no_grouping_and_no_day_is_refused(labnet: Run, shipped: str) -> None:
    status, _, err = labnet("report", "silos", "--by", "colour", "--database", shipped)
    assert status == 2
    assert "colour" in err
    status, _, err = labnet("report", "mixing", "--as-of", "yesterday", "--database", shipped)
    assert status == 3
    assert err.startswith("labnet: BAD_QUERY: mixing: ")
