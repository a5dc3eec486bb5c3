from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Run

SCHEMA = Path(__file__).parents[2] / "schema"


def test_every_shipped_operation_is_listed_with_the_hash_of_its_file(labnet: Run) -> None:
    ended = labnet("documents", "--json")

    assert ended.status == 0
    assert {each["name"]: each["id"] for each in orjson.loads(ended.out)} == {
        path.stem: f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}" for path in SCHEMA.glob("*/*.graphql")
    }


def test_documents_of_the_folder_that_is_set_are_listed_too(
    labnet: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "mine.graphql").write_text("{ viewer { role } }", encoding="utf-8")
    monkeypatch.setenv("LABNET_DOCUMENTS", str(tmp_path))

    assert "own/mine" in labnet("documents").out


def test_what_cannot_be_used_keeps_a_server_from_starting(labnet: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABNET_DOCUMENTS", "/nowhere")
    without_folder = labnet("serve", "--port", "1")
    monkeypatch.delenv("LABNET_DOCUMENTS")
    monkeypatch.setenv("LABNET_ORIGINS", "example.org")
    without_scheme = labnet("serve", "--port", "1")

    assert (without_folder.status, without_scheme.status) == (2, 2)
    assert without_folder.err == "labnet: MISSING_FILE: there is no folder /nowhere to take documents from\n"
    assert without_scheme.err.startswith("labnet: BAD_INPUT: origin 'example.org': write it as in https://example.org")
