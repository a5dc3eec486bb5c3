from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from labnet.errors import BadInput
from labnet.model.kinds import Actor, Lab
from labnet.model.records import Entity, Manifest
from labnet.readwrite.writing import Contents, write_dataset

MANIFEST = Manifest(id="m", title="M")
LAB = Lab(id="lab", name="Lab")
FILES = {
    *("datapackage.json", "actors.csv", "ties.csv", "sources.csv", "themes.csv", "territories.csv", "evidence.csv"),
}


def contents(*actors: Actor) -> Contents:
    return Contents(manifest=MANIFEST, actors=actors)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def broken() -> Iterator[Actor]:
    yield LAB
    raise RuntimeError


@pytest.mark.parametrize("target", ["new", "deep/new", "empty", "link"])
def test_a_new_or_empty_folder_becomes_a_data_set(target: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")

    counts = write_dataset(tmp_path / target, contents(LAB))

    assert names(tmp_path / target) == FILES
    assert (counts[Entity.ACTOR], counts[Entity.TIE]) == (1, 0)
    assert [name for name in names(tmp_path) if "partial" in name] == []
    header, row = (tmp_path / target / "actors.csv").read_bytes().decode().splitlines()
    filled = {column: cell for column, cell in zip(header.split(","), row.split(","), strict=True) if cell}
    assert filled == {"id": "lab", "kind": "lab", "name": "Lab", "fictional": "no"}


def test_a_data_set_is_replaced_and_other_files_beside_it_stay(tmp_path: Path) -> None:
    write_dataset(tmp_path / "out", contents(LAB))
    (tmp_path / "out" / "README.md").write_text("Read me", encoding="utf-8")

    write_dataset(tmp_path / "out", contents())

    assert names(tmp_path / "out") == FILES | {"README.md"}
    assert (tmp_path / "out" / "actors.csv").read_text(encoding="utf-8").count("\n") == 1
    assert names(tmp_path) == {"out"}


@pytest.mark.parametrize("exists", [True, False])
def test_what_fails_on_the_way_leaves_the_folder_as_it_was(exists: bool, tmp_path: Path) -> None:  # noqa: FBT001
    if exists:
        write_dataset(tmp_path / "out", contents(LAB))

    with pytest.raises(RuntimeError):
        write_dataset(tmp_path / "out", Contents(manifest=MANIFEST, actors=broken()))

    assert names(tmp_path) == ({"out"} if exists else set())
    assert not exists or "lab,lab,Lab" in (tmp_path / "out" / "actors.csv").read_text(encoding="utf-8")


def test_a_file_or_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "actors.csv").write_text("x", encoding="utf-8")

    with pytest.raises(BadInput, match="file is not a folder"):
        write_dataset(tmp_path / "file", contents())
    with pytest.raises(BadInput, match="home is a folder of something else"):
        write_dataset(tmp_path / "home", contents())


def test_a_place_that_cannot_be_written_to_is_bad_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device", descriptor)

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(BadInput, match=r"cannot be written to .*out: No space left on device"):
        write_dataset(tmp_path / "out", contents(LAB))
    assert names(tmp_path) == set()
