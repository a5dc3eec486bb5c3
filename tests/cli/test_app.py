from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from labnet import __version__
from labnet.cli.app import COMMANDS

if TYPE_CHECKING:
    from tests.cli.conftest import Run


def test_the_version_is_printed(labnet: Run) -> None:
    assert labnet("--version") == (0, f"labnet {__version__}\n", "")


def test_without_a_command_the_commands_are_told(labnet: Run) -> None:
    ended = labnet()

    assert ended.status == 2
    assert ended.out == ""
    assert all(f"\n  {name} " in ended.err for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_does_and_what_it_takes(labnet: Run, name: str) -> None:
    ended = labnet(name, "--help")

    assert ended.status == 0
    assert ended.err == ""
    assert ended.out.startswith(f"Usage: labnet {name} ")
    assert "╭" not in ended.out


def test_help_names_each_command_on_a_line_that_is_not_cut(labnet: Run) -> None:
    commands = labnet("--help").out.partition("Commands:\n")[2].splitlines()

    assert [line.split()[0] for line in commands] == [*COMMANDS, "report"]
    assert all(line.endswith(".") and not line.endswith("...") for line in commands)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["serv"], "No such command 'serv'"),
        (["check", "--fast"], "No such option: --fast"),
        (["query"], "Missing argument 'FILE'"),
        (["serve", "--port", "many"], "Invalid value for '--port'"),
    ],
)
def test_what_was_typed_wrong_is_told_on_one_line(labnet: Run, arguments: list[str], told: str) -> None:
    ended = labnet(*arguments)

    (line,) = ended.err.splitlines()
    assert ended.status == 2
    assert ended.out == ""
    assert line.startswith(f"labnet: BAD_INPUT: {told}")
    assert line.endswith("--help` tells more")


def test_a_setting_that_does_not_exist_stops_every_command_that_reads_settings(
    labnet: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LABNET_DATABSE", "x")

    for arguments in (["check"], ["import"], ["export", "x"], ["query", "viewer"], ["serve"]):
        ended = labnet(*arguments)

        assert ended == (2, "", "labnet: BAD_INPUT: LABNET_DATABSE is not a setting: `labnet config` lists them\n")


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("the shelf\nfell down")

    monkeypatch.setattr("labnet.cli.app.COMMANDS", {"check": fail, "config": fail})


@pytest.mark.usefixtures("broken")
def test_a_defect_is_one_line_that_says_how_to_see_where(labnet: Run) -> None:
    assert labnet("check") == (
        70,
        "",
        "labnet: INTERNAL: RuntimeError: the shelf\\nfell down (a defect of labnet: LABNET_DEBUG=yes shows where)\n",
    )


@pytest.mark.usefixtures("broken")
def test_a_defect_shows_where_when_debugging(labnet: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABNET_DEBUG", "yes")

    ended = labnet("check")

    assert ended.status == 70
    assert ended.err.startswith("Traceback (most recent call last):\n")
    assert ended.err.splitlines()[-1].startswith("labnet: INTERNAL: RuntimeError: the shelf")


@pytest.mark.usefixtures("broken")
def test_a_defect_is_one_line_even_where_settings_are_wrong(labnet: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABNET_DEBUG", "perhaps")

    ended = labnet("check")

    assert ended.status == 70
    assert ended.err.startswith("labnet: INTERNAL: RuntimeError")


def test_ctrl_c_is_quiet_wherever_it_comes(labnet: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("labnet.cli.app.COMMANDS", {"check": interrupted, "config": interrupted})
    while_running = labnet("check")
    monkeypatch.setattr("labnet.cli.app.build_app", interrupted)
    before = labnet("check")

    assert while_running == before == (130, "", "")


def test_labnet_is_a_module_and_a_program(process: Run) -> None:
    program = subprocess.run(
        [Path(sys.executable).with_name("labnet"), "--version"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert process("--version") == (0, f"labnet {__version__}\n", "")
    assert (program.returncode, program.stdout, program.stderr) == (0, f"labnet {__version__}\n", "")


def test_errors_go_to_stderr_and_results_to_stdout(process: Run, stored: str) -> None:
    sound = process("check", "--database", stored)
    missing = process("check", "--database", "sqlite:///nowhere.db")

    assert sound == (0, "sound\n", "")
    assert missing.status == 4
    assert missing.out == ""
    assert "Traceback" not in missing.err


def test_letters_are_utf8_whatever_the_locale(
    command: Callable[..., list[str]], stored: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    document = tmp_path / "names.graphql"
    document.write_text("{ stateServices { nodes { name } } }", encoding="utf-8")

    answer = subprocess.run(
        command("query", str(document), "--database", stored), capture_output=True, timeout=60, check=True
    )

    assert '"Préfecture de la Gironde"'.encode() in answer.stdout
