from __future__ import annotations

import csv
import io
from pathlib import Path

import orjson
import pytest

from labnet.cli.reports.showing import Bars, Form, Paragraph, Report, Rows, show, sparkline
from labnet.errors import BadInput, MissingFile

TABLE = Rows(("group", "ties"), [("État, central", 3), ("City", None), ("Region", 0.25)], title="Groups")
REPORT = Report(
    {"ties": 3},
    (Paragraph("Two groups.", title="Silos"), TABLE, Bars([("a", 4.0), ("bcd", -1.0), ("e", None)], title="Bars")),
    TABLE,
    "en",
    picture=lambda: "<svg/>",
)

Captured = pytest.CaptureFixture[str]


def test_people_read_words_tables_and_bars(capsys: Captured) -> None:
    show(REPORT, Form())
    shown = capsys.readouterr().out
    assert shown == (
        "Silos\nTwo groups.\n\nGroups\ngroup\tties\nÉtat, central\t3\nCity\t\nRegion\t0.25\n\nBars\n"
        "a    ████████████████████████  4\nbcd  ██████                    -1\ne\n"
    )


def test_programs_get_the_answer_as_json_or_the_table_as_csv(capsys: Captured) -> None:
    show(REPORT, Form(json=True))
    assert orjson.loads(capsys.readouterr().out) == {"ties": 3}
    show(REPORT, Form(csv=True))
    assert list(csv.reader(io.StringIO(capsys.readouterr().out))) == [
        ["group", "ties"],
        ["État, central", "3"],
        ["City", ""],
        ["Region", "0.25"],
    ]


def test_a_picture_is_written_to_its_file_and_nothing_to_stdout(tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "picture.svg"
    show(REPORT, Form(svg=file))
    assert file.read_text(encoding="utf-8") == "<svg/>"
    assert capsys.readouterr() == ("", f"{file}: written\n")


def test_a_report_without_a_picture_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="this report has no picture"):
        show(Report({}, (), TABLE, "en"), Form(svg=tmp_path / "picture.svg"))


def test_a_picture_that_cannot_be_written_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(MissingFile, match=r"nowhere.*cannot be written: No such file"):
        show(REPORT, Form(svg=tmp_path / "nowhere" / "picture.svg"))


@pytest.mark.parametrize("forms", [{"json": True, "csv": True}, {"csv": True, "svg": Path("a")}])
def test_one_form_is_asked_for_at_a_time(forms: dict[str, bool | Path]) -> None:
    with pytest.raises(BadInput, match="ask for one of them at a time"):
        Form(**forms)  # type: ignore[arg-type] # given by name


def test_nothing_known_is_drawn_as_nothing(capsys: Captured) -> None:
    show(Report({}, (Bars([]), Bars([("a", 0.0)])), TABLE, "en"), Form())
    assert capsys.readouterr().out == "\na                            0\n"
    assert sparkline([]) == ""
    assert sparkline([None, 5.0]) == " ▁"


def test_tables_are_written_in_the_language_of_the_report_and_csv_for_programs(capsys: Captured) -> None:
    report = Report({}, (TABLE, Bars([("a", 1234.5)])), TABLE, "fr")
    show(report, Form())
    shown = capsys.readouterr().out
    assert "Region\t0,25\n" in shown
    assert shown.endswith("█  1\u202f234\n")
    show(report, Form(csv=True))
    assert "Region,0.25\n" in capsys.readouterr().out
