from __future__ import annotations

from pathlib import Path

import pytest

from labnet.errors import MissingFile
from labnet.model.kinds import Lab
from labnet.readwrite.dataset import DataSet
from labnet.readwrite.faults import FaultList
from labnet.readwrite.records import Row
from labnet.readwrite.tables import ACTORS, SOURCES


def dataset(folder: Path, **files: str) -> DataSet:
    (folder / "datapackage.json").write_text('{"name": "it", "title": "It"}', encoding="utf-8")
    for name, text in {"actors": "id,kind,name\n", **files}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return DataSet(folder, FaultList(), [])


def test_files_that_are_not_there_hold_nothing(tmp_path: Path) -> None:
    it = dataset(tmp_path)

    assert [*it.sources(), *it.themes(), *it.territories(), *it.actors(), *it.ties(), *it.remarks] == []
    assert it.faults.total == 0
    assert it.is_whole(SOURCES)


def test_a_folder_is_a_data_set_by_its_description_and_its_actors(tmp_path: Path) -> None:
    with pytest.raises(MissingFile, match=r"is not a data set: it has no datapackage.json and no actors.csv"):
        DataSet(tmp_path, FaultList(), [])


def test_of_two_rows_with_one_id_the_first_is_given_and_the_second_is_a_fault(tmp_path: Path) -> None:
    it = dataset(tmp_path, actors="id,kind,name\na,lab,A\na,lab,B\n")

    rows = list(it.actors())

    assert rows == [Row(2, "a", Lab(id="a", name="A"), "LAB"), Row(3, None, None)]
    assert [str(fault).split("csv", 1)[1] for fault in it.faults] == [
        ":3: id: 'a' stands on line 2 already: give one another id"
    ]


def test_a_file_that_could_not_be_read_to_its_end_is_not_whole(tmp_path: Path) -> None:
    it = dataset(tmp_path, actors="colour\nred\n", evidence="about,source\nactor:a,x\n")

    assert list(it.actors()) == []
    assert not it.is_whole(ACTORS)
    assert {Path(fault.file).name for fault in it.faults} == {"actors.csv"}


def test_a_place_names_a_file_of_the_folder(tmp_path: Path) -> None:
    it = dataset(tmp_path)

    it.place(SOURCES, 7).fault("url", "odd")

    assert [str(fault) for fault in it.faults] == [f"{tmp_path}/sources.csv:7: url: odd"]
