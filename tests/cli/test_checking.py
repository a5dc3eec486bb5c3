from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Run


@pytest.fixture
def unsound(stored: str) -> str:
    """The store, after somebody has taken away the lab that a tie leads to."""
    with closing(sqlite3.connect(stored.removeprefix("sqlite:///"))) as connection:
        connection.execute("DELETE FROM actor WHERE id = 'lab-a'")
        connection.commit()
    return stored


def test_a_sound_store_is_called_so(labnet: Run, stored: str) -> None:
    assert labnet("check", "--database", stored) == (0, "sound\n", "")
    assert labnet("check", "--database", stored, "--quiet") == (0, "", "")
    assert labnet("check", "--database", stored, "--json") == (0, '{"sound":true,"problems":[]}\n', "")


def test_each_problem_is_a_line_and_the_status_is_1(labnet: Run, unsound: str) -> None:
    ended = labnet("check", "--database", unsound)

    assert ended.status == 1
    assert "tie 't1' refers to actor 'lab-a', which is not there" in ended.out.splitlines()
    assert ended.err == f"labnet: {len(ended.out.splitlines())} problems\n"


def test_one_problem_is_counted_as_one(labnet: Run, stored: str) -> None:
    with closing(sqlite3.connect(stored.removeprefix("sqlite:///"))) as connection, connection:
        connection.execute("UPDATE tie SET version = 7 WHERE id = 't1'")

    assert labnet("check", "--database", stored) == (
        1,
        "tie 't1' has version 7, and the log 1\n",
        "labnet: 1 problem\n",
    )


def test_problems_are_given_to_programs_as_json(labnet: Run, unsound: str) -> None:
    ended = labnet("check", "--database", unsound, "--json")

    answer = orjson.loads(ended.out)
    assert ended.status == 1
    assert ended.err == ""
    assert not answer["sound"]
    assert "tie 't1' refers to actor 'lab-a', which is not there" in answer["problems"]


def test_a_store_that_is_not_there_is_not_made(labnet: Run, tmp_path: Path) -> None:
    ended = labnet("check", "--database", f"sqlite:///{tmp_path / 'typo.db'}")

    assert ended.status == 4
    assert ended.err.startswith("labnet: STORE_UNAVAILABLE: the store at ")
    assert "does not exist" in ended.err
    assert not (tmp_path / "typo.db").exists()


def test_the_environment_names_the_store_unless_the_command_line_does(
    labnet: Run, stored: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LABNET_DATABASE", "sqlite:////nowhere/labnet.db")

    assert labnet("check").status == 4
    assert labnet("check", "--database", stored).status == 0
