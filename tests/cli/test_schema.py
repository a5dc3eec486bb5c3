from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from labnet.api.sdl import current_sdl

if TYPE_CHECKING:
    from tests.cli.conftest import Run


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "schema.graphql"


def test_the_schema_is_printed(labnet: Run) -> None:
    assert labnet("schema") == (0, current_sdl(), "")


def test_the_schema_is_written_to_a_new_file_and_then_left_alone(labnet: Run, target: Path) -> None:
    first = labnet("schema", "--write", str(target))
    second = labnet("schema", "--write", str(target))

    assert first == (0, "", f"{target}: written\n")
    assert second == (0, "", f"{target}: unchanged\n")
    assert target.read_text(encoding="utf-8") == current_sdl()
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_a_schema_that_only_adds_is_written(labnet: Run, target: Path) -> None:
    target.write_text(current_sdl().replace('"""', '"""As of old: ', 1), encoding="utf-8")

    ended = labnet("schema", "--write", str(target), "--quiet")

    assert ended == (0, "", "")
    assert target.read_text(encoding="utf-8") == current_sdl()


def test_what_would_break_clients_is_named_and_not_written(labnet: Run, target: Path) -> None:
    old = current_sdl() + "\ntype Gone { id: ID }\n\nextend type Query { gone: Gone, lost: Int }\n"
    target.write_text(old, encoding="utf-8")

    ended = labnet("schema", "--write", str(target))

    assert ended.status == 2
    assert ended.err == (
        f"{target}: Field Query.gone was removed.\n"
        f"{target}: Field Query.lost was removed.\n"
        f"{target}: Gone was removed.\n"
        f"labnet: BAD_INPUT: {target} was not written: the 3 changes above break operations of clients; "
        "--accept-breaking writes it anyway\n"
    )
    assert target.read_text(encoding="utf-8") == old


def test_what_breaks_clients_is_written_when_accepted(labnet: Run, target: Path) -> None:
    target.write_text(current_sdl() + "\nextend type Query { gone: Int }\n", encoding="utf-8")

    refused = labnet("schema", "--write", str(target))
    accepted = labnet("schema", "--write", str(target), "--accept-breaking")

    assert "the change above breaks" in refused.err
    assert accepted == (0, "", f"{target}: written\n")
    assert target.read_text(encoding="utf-8") == current_sdl()


def test_a_file_that_is_no_schema_is_not_overwritten(labnet: Run, target: Path) -> None:
    target.write_text("Dear diary", encoding="utf-8")

    ended = labnet("schema", "--write", str(target))

    assert ended.status == 2
    assert ended.err.startswith("labnet: BAD_INPUT: the old schema cannot be read: Syntax Error")
    assert target.read_text(encoding="utf-8") == "Dear diary"


def test_a_file_that_is_no_text_is_not_overwritten(labnet: Run, target: Path) -> None:
    target.write_bytes(b"\xff\xfe")

    ended = labnet("schema", "--write", str(target))

    assert ended == (2, "", f"labnet: MISSING_FILE: {target} cannot be read: it is not UTF-8\n")


def test_a_folder_is_no_file_to_write(labnet: Run, tmp_path: Path) -> None:
    ended = labnet("schema", "--write", str(tmp_path))

    assert ended == (2, "", f"labnet: MISSING_FILE: {tmp_path} cannot be read: Is a directory\n")


def test_a_file_in_no_folder_cannot_be_written(labnet: Run, tmp_path: Path) -> None:
    target = tmp_path / "nowhere" / "schema.graphql"

    ended = labnet("schema", "--write", str(target))

    assert ended == (2, "", f"labnet: BAD_INPUT: {target} cannot be written: No such file or directory\n")
