from __future__ import annotations

import io
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from labnet.cli import console

if TYPE_CHECKING:
    from tests.cli.conftest import Run


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Préfecture\u00a0: « été »", "Préfecture\u00a0: « été »"),
        ("a\tb\nc", "a\\tb\\nc"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\udcff\u2028", "\\udcff\\u2028"),
    ],
)
def test_control_characters_are_shown_and_not_obeyed(text: str, shown: str) -> None:
    assert console.printable(text) == shown


def test_a_table_is_lines_with_tabs_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    console.write_table(("name", "note"), [("[bold]La Base[/]", ":smile:\t1"), ("été", "")])

    assert capsys.readouterr().out == "name\tnote\n[bold]La Base[/]\t:smile:\\t1\nété\t\n"


def test_a_table_has_rules_and_colours_for_people_only(
    on_terminal: Callable[[Sequence[str]], str], process: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")

    seen = on_terminal(["config"])
    piped = process("config")

    assert "\x1b[1m" in seen
    assert "─" in seen
    assert "\x1b" not in piped.out + piped.err
    assert "─" not in piped.out


def test_quiet_people_are_told_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    console.say("one\ntwo")
    console.say("three", quiet=True)

    assert capsys.readouterr() == ("", "one\\ntwo\n")


def test_nobody_reading_the_results_ends_a_command_quietly(command: Callable[..., list[str]]) -> None:
    for arguments in (["schema"], ["config"], ["columns", "--json"]):
        with subprocess.Popen(command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as printing:
            assert printing.stdout is not None
            printing.stdout.close()
            assert printing.stderr is not None
            told = printing.stderr.read()

        assert (printing.returncode, told) == (141, b"")


def test_nobody_reading_the_help_is_no_failure_to_tell(command: Callable[..., list[str]]) -> None:
    with subprocess.Popen(command("--help"), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as printing:
        assert printing.stdout is not None
        printing.stdout.close()
        assert printing.stderr is not None
        told = printing.stderr.read()

    assert told == b""


def test_nobody_reading_the_errors_does_not_change_the_status(command: Callable[..., list[str]]) -> None:
    arguments = command("check", "--database", "sqlite:///nowhere.db")
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as failing:
        assert failing.stderr is not None
        failing.stderr.close()
        assert failing.stdout is not None
        out = failing.stdout.read()

    assert (failing.returncode, out) == (4, b"")


def test_results_that_cannot_be_written_are_an_error(command: Callable[..., list[str]], tmp_path: Path) -> None:
    (tmp_path / "readable").touch()
    with (tmp_path / "readable").open("rb") as unwritable:
        ended = subprocess.run(
            command("columns"), stdout=unwritable, stderr=subprocess.PIPE, text=True, timeout=60, check=False
        )

    assert ended.returncode == 1
    assert ended.stderr == "labnet: LABNET_ERROR: the results cannot be written: Bad file descriptor\n"


def test_progress_is_for_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", io.StringIO())

    assert not console.error_console().is_terminal


def test_people_see_that_something_long_is_being_done_unless_they_want_quiet(
    on_terminal: Callable[[Sequence[str]], str], stored: str
) -> None:
    for command, word in ((["check"], "checking"), (["export", "out"], "exporting")):
        assert word in on_terminal([*command, "--database", stored])
        assert word not in on_terminal([*command, "--database", stored, "--quiet"])
