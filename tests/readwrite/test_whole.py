from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from labnet.model.ties import Tie
from labnet.readwrite import records, whole
from labnet.readwrite.csvfile import CsvFile
from labnet.readwrite.dataset import DataSet
from labnet.readwrite.evidence import Remarks
from labnet.readwrite.faults import FaultList, Place
from labnet.readwrite.records import Row
from labnet.readwrite.tables import ACTORS, EVIDENCE, TIES, Table
from labnet.readwrite.whole import WholeActors, WholeTies

SHIPPED: Final = Path(__file__).parents[2] / "data"

_CELLS: Final = st.sampled_from(
    [
        "",
        " ",
        "a",
        "b",
        " a",
        "'=a",
        "'a",
        "A b",
        "lab",
        "innovator",
        "robot",
        "x|y",
        "2017",
        "2016-11",
        "2017-13",
        "yes",
        "sourced",
        "declared",
        "moon",
        "region",
        "carries",
        "funds",
        "0.5",
        "12",
        "grant",
        "region:93",
        "canton:1",
        "\ufffe",
    ]
)
_LIKELY: Final = {
    "id": ["a", "b", "c", "", "A"],
    "kind": ["lab", "Innovator", "local_authority", "robot", ""],
    "name": ["Ada", " Ada ", "'+33", ""],
    "from": ["a", "b"],
    "to": ["b", "c"],
    "relation": ["carries", "FUNDS"],
    "since": ["", "2017", "2018-02"],
    "until": ["", "2016", "2018"],
    "confidence": ["", "declared", "sourced"],
    "source": ["", "press", "press|book"],
    "tier": ["", "", "region"],
}


def _rows(table: Table) -> st.SearchStrategy[dict[str, str]]:
    likely = {column: st.sampled_from(_LIKELY.get(column, [""])) for column in table.columns}
    odd = st.dictionaries(st.sampled_from(table.columns), _CELLS, max_size=2)
    columns = st.sets(st.sampled_from(table.columns), max_size=2)
    return st.builds(
        lambda row, other, without: {key: cell for key, cell in {**row, **other}.items() if key not in without},
        st.fixed_dictionaries(likely),
        odd,
        columns.map(lambda names: names - set(table.required)),
    )


def _said(folder: Path) -> Remarks:
    (folder / EVIDENCE.file).write_text("about,source\nactor:c,press\ntie:c,press\n", encoding="utf-8")
    remarks = Remarks(CsvFile(folder / EVIDENCE.file, EVIDENCE.columns, EVIDENCE.required, FaultList(), []))
    remarks.read()
    return remarks


def _read(table: Table, row: dict[str, str], folder: Path, *, at_once: bool) -> tuple[list[Row[Any]], list[str]]:
    faults, remarks = FaultList(), _said(folder)
    path = folder / table.file
    cells = ",".join('"' + cell.replace('"', '""') + '"' for cell in row.values())
    path.write_text(f"{','.join(row)}\n{cells}\n", encoding="utf-8")
    file = CsvFile(path, table.columns, table.required, faults, [])
    rows: list[Row[Any]]
    if table is TIES:
        rows = list(
            file.read(
                lambda cells: records.read_tie(cells, Place(path, cells.line, faults), remarks),
                (lambda columns: WholeTies(columns, remarks)) if at_once else None,
            )
        )
    else:
        rows = list(
            file.read(
                lambda cells: records.read_actor(cells, Place(path, cells.line, faults), remarks, fictional=True),
                (lambda columns: WholeActors(columns, remarks, fictional=True)) if at_once else None,
            )
        )
    return rows, [str(fault) for fault in faults]


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_rows(ACTORS) | _rows(ACTORS))
@example({"id": "a", "kind": "lab", "name": "A", "planned": "yes"})
@example({"id": "a", "kind": "lab", "name": "A", "tier": "region"})
@example({"id": "a", "kind": "lab", "name": "A", "fictional": "no"})
def test_an_actor_read_whole_is_what_is_read_cell_by_cell(tmp_path: Path, row: dict[str, str]) -> None:
    assert _read(ACTORS, row, tmp_path, at_once=True) == _read(ACTORS, row, tmp_path, at_once=False)


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_rows(TIES))
@example({"from": "a", "to": "a", "relation": "carries"})
@example({"from": "a", "to": "b", "relation": "carries", "since": "2018", "until": "2017"})
@example({"id": "c", "from": "a", "to": "b", "relation": "carries", "source": "press", "confidence": "sourced"})
@example({"id": "a.carries.b.2018", "from": "a", "to": "b", "relation": "carries", "since": "2018"})
@example({"id": "a.carries.b.2018", "from": " a", "to": "b", "relation": "CARRIES", "since": "2018 "})
@example({"id": "a.CARRIES.b", "from": "a", "to": "b", "relation": "CARRIES"})
@example({"id": "a.carries.\ufffe", "from": "a", "to": "b", "relation": "carries"})
def test_a_tie_read_whole_is_what_is_read_cell_by_cell(tmp_path: Path, row: dict[str, str]) -> None:
    assert _read(TIES, row, tmp_path, at_once=True) == _read(TIES, row, tmp_path, at_once=False)


def test_a_sound_row_is_read_whole_and_a_faulty_one_or_one_with_evidence_elsewhere_is_not(tmp_path: Path) -> None:
    ties = WholeTies(["from", "to", "relation", "id", "colour"], _said(tmp_path))

    assert ties(7, ["a", "b", "carries", "", "red"]) == Row(
        7, "a.carries.b", Tie(id="a.carries.b", from_id="a", to_id="b", relation="CARRIES"), None
    )
    for faulty in (["a", "a", "carries", "", ""], ["a", "B b", "carries", "", ""], ["a", "b", "carries", "c", ""]):
        assert ties(7, faulty) is None


@pytest.mark.parametrize("most", [1, 2])
def test_what_was_read_is_remembered_within_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(whole, "_KEPT", most)
    monkeypatch.setattr(whole, "_KEPT_REFERENCES", most)
    ties = WholeTies(["from", "to", "relation"], _said(tmp_path))

    read = [ties(2, [f"a{n % 5}", f"b{n % 3}", "carries"]) for n in range(30)]

    assert [row and row.id for row in read] == [f"a{n % 5}.carries.b{n % 3}" for n in range(30)]


def test_the_shipped_data_set_is_the_same_read_either_way(monkeypatch: pytest.MonkeyPatch) -> None:
    def read() -> list[Row[Any]]:
        dataset = DataSet(SHIPPED, FaultList(), [])
        return [*dataset.actors(), *dataset.ties()]

    at_once = read()
    for reader in (WholeActors, WholeTies):
        monkeypatch.setattr(reader, "__call__", lambda *_: None)

    assert at_once == read()
    assert len(at_once) > 300
