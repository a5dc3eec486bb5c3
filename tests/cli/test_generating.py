from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Run


def test_what_was_written_is_counted_on_stdout_and_said_to_be_fiction_on_stderr(labnet: Run) -> None:
    ended = labnet("generate", "out", "--people", "12", "--seed", "1")

    assert ended.status == 0
    assert ended.out.startswith("record\twritten\nmanifest\t1\n")
    assert "\nactor\t22\ntie\t" in ended.out
    assert ended.err.startswith("labnet: out: a fictional community (")


def test_quiet_says_nothing(labnet: Run) -> None:
    assert labnet("generate", "out", "--people", "3", "--quiet") == (0, "", "")


def test_json_counts_records_and_names_silos(labnet: Run) -> None:
    ended = labnet("generate", "out", "--people", "1500", "--silos", "2", "--json")

    told = orjson.loads(ended.out)
    assert (ended.status, ended.err) == (0, "")
    assert told["fictional"] is True
    assert told["records"]["manifest"] == 1
    assert len(told["silos"]) == 2
    assert told["silos"] == orjson.loads(Path("out/truth.json").read_bytes())["silos"]
    assert told["seconds"] > 0


def test_silos_are_counted_for_people(labnet: Run) -> None:
    ended = labnet("generate", "out", "--people", "1500", "--silos", "1", "--silos-by", "sphere")

    assert "1 silos: see truth.json" in ended.err


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--people", "0"), "people: 0 cannot be; give a whole number from 1 to 10,000,000"),
        (("--people", "-3"), "people: -3 cannot be"),
        (("--people", "99999999"), "people: 99,999,999 cannot be"),
        (("--people", "many"), "--people"),
        (("--seed", "-1"), "seed: -1 cannot be; give a whole number from 0 to 4,294,967,295"),
        (("--seed", "x"), "--seed"),
        (("--silos", "101"), "silos: 101 cannot be"),
        (("--people", "20", "--silos", "5"), "silos: 5 asked for, but only "),
        (("--silos-by", "colour"), "colour"),
    ],
)
def test_what_cannot_be_made_is_refused_and_nothing_is_written(
    labnet: Run, arguments: tuple[str, ...], reason: str
) -> None:
    ended = labnet("generate", "out", *arguments)

    assert ended.status == 2
    assert ended.out == ""
    assert ended.err.startswith("labnet: BAD_INPUT: ")
    assert reason in ended.err
    assert not Path("out").exists()


def test_a_folder_of_something_else_is_refused(labnet: Run, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear all", encoding="utf-8")

    ended = labnet("generate", ".", "--people", "3")

    assert ended.status == 2
    assert "is a folder of something else than a data set" in ended.err
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_progress_shows_on_a_terminal(on_terminal: Callable[[Sequence[str]], str]) -> None:
    shown = on_terminal(["generate", "out", "--people", "40"])

    assert "actors.csv" in shown
    assert "a fictional community" in shown
