from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from labnet.model.kinds import Lab
from labnet.model.records import Entity
from labnet.store import Store

if TYPE_CHECKING:
    from tests.cli.conftest import Run


def test_what_is_public_is_written_and_the_rest_counted(labnet: Run, stored: str, tmp_path: Path) -> None:
    folder = tmp_path / "out"

    ended = labnet("export", str(folder), "--database", stored)

    assert ended == (
        0,
        "",
        f"labnet: {folder}: 2 actors, 1 ties; 1 actors that are not public were left out\n",
    )
    assert "Caché" not in (folder / "actors.csv").read_text(encoding="utf-8")


def test_everything_is_written_if_asked_and_read_back_the_same(
    labnet: Run, stored: str, url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "out"

    ended = labnet("export", str(folder), "--all", "--database", stored, "--quiet")
    again = labnet("import", str(folder), "--database", url)

    assert ended == (0, "", "")
    assert "Caché" in (folder / "actors.csv").read_text(encoding="utf-8")
    assert "actor\t0\t0\t3\ntie\t0\t0\t1\n" in again.out


def test_who_exports_what_is_made_up_is_told_so_in_french_and_english(labnet: Run, url: str, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    with Store.open(url) as store, store.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id="a", name="A", fictional=True), Lab(id="b", name="B")])

    ended = labnet("export", str(folder), "--database", url)

    assert ended.status == 0
    assert [line.split()[1] for line in ended.err.splitlines()] == [f"{folder}:", "Ce", "This"]
    assert labnet("export", str(folder), "--database", url, "--quiet") == (0, "", "")


@pytest.mark.parametrize("name", ["network.graphml", "actors.CSV", "out.json", "labnet.xlsx"])
def test_other_forms_are_refused_with_what_there_is(labnet: Run, stored: str, name: str) -> None:
    ended = labnet("export", name, "--database", stored)

    assert ended.status == 2
    assert ended.err.startswith(f"labnet: BAD_INPUT: labnet does not write {Path(name).suffix} files: name a folder")
    assert not Path(name).exists()


def test_a_folder_may_have_a_dot_in_its_name(labnet: Run, stored: str, tmp_path: Path) -> None:
    (tmp_path / "set.v2").mkdir()

    assert labnet("export", "set.v2", "--database", stored).status == 0
    assert labnet("export", "2016.11.18", "--database", stored).status == 0


def test_a_store_that_is_not_there_is_not_made(labnet: Run, tmp_path: Path) -> None:
    ended = labnet("export", "out", "--database", f"sqlite:///{tmp_path / 'typo.db'}")

    assert ended.status == 4
    assert list(tmp_path.iterdir()) == []
