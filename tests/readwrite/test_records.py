from __future__ import annotations

from pathlib import Path

import pytest

from labnet.model.dates import PartialDate
from labnet.model.kinds import Innovator, Lab, Programme
from labnet.model.provenance import Evidence, Source
from labnet.model.ties import Tie
from labnet.model.vocabularies import AwardBasis, Confidence, Territory, TerritoryLevel, Theme, Visibility
from labnet.readwrite import records
from labnet.readwrite.csvfile import Cells, CsvFile
from labnet.readwrite.evidence import Remarks
from labnet.readwrite.faults import FaultList, Place
from labnet.readwrite.tables import ACTORS, EVIDENCE, SOURCES, TERRITORIES, THEMES, TIES, Table

SAID = (Evidence(confidence=Confidence.SOURCED, source="press"),)


def row(table: Table, cells: list[str]) -> Cells:
    return Cells(2, dict(zip(table.columns, cells, strict=True)), sound=True)


def place(faults: FaultList) -> Place:
    return Place(Path("x.csv"), 2, faults)


def nothing_said() -> Remarks:
    return Remarks(CsvFile(Path(EVIDENCE.file), EVIDENCE.columns, EVIDENCE.required, FaultList(), []))


@pytest.mark.parametrize(
    "actor",
    [
        Lab(id="lab", name="Lab", themes=("a", "b"), since=PartialDate(2017), evidence=SAID, note="Moved twice."),
        Innovator(id="ada", name="Ada", role="Preceptor", open_to_contact=True, visibility=Visibility.PUBLIC),
        Programme(id="prg", name="Call", budget=0, support_months=18, fictional=True, note="A note alone."),
    ],
)
def test_an_actor_is_read_as_it_was_written(actor: Lab) -> None:
    faults = FaultList()
    cells = row(ACTORS, records.actor_cells(actor))

    read = records.read_actor(cells, place(faults), nothing_said(), fictional=True)

    assert read == records.Row(2, actor.id, actor, actor.kind)
    assert faults.total == 0


@pytest.mark.parametrize(
    "tie",
    [
        Tie(id="1", from_id="a", to_id="b", relation="FUNDS", amount=9, amount_basis=AwardBasis.GRANT, evidence=SAID),
        Tie(
            id="any words",
            from_id="a",
            to_id="b",
            relation="CARRIES",
            weight=0.5,
            until=PartialDate(2018, 2),
            note="Why.",
        ),
    ],
)
def test_a_tie_is_read_as_it_was_written(tie: Tie) -> None:
    cells = row(TIES, records.tie_cells(tie))

    assert records.read_tie(cells, place(FaultList()), nothing_said()).record == tie


def test_the_note_of_a_record_stands_at_the_end_of_its_row_and_speaks_for_none_of_its_sources() -> None:
    tie = Tie(id="1", from_id="a", to_id="b", relation="FUNDS", evidence=SAID, note="Two years of three.")
    lab = Lab(id="lab", name="Lab", evidence=SAID, note="Moved twice.")

    assert records.tie_cells(tie)[-3:] == ["press", "sourced", "Two years of three."]
    assert records.actor_cells(lab)[-3:] == ["press", "sourced", "Moved twice."]


def test_sources_themes_and_territories_are_read_as_they_were_written() -> None:
    source = Source(id="press", title="Press", url="https://x.test", date=PartialDate(2016, 11), note="n")
    theme = Theme(id="a", label_fr="a", label_en="b", synonyms_fr=("c", "d"), broader="z")
    territory = Territory(level=TerritoryLevel.REGION, code="93", name="Sud", parent="country:FR", source="press")

    at = place(FaultList())
    assert records.read_source(row(SOURCES, records.source_cells(source)), at).record == source
    assert records.read_theme(row(THEMES, records.theme_cells(theme)), at).record == theme
    read = records.read_territory(row(TERRITORIES, records.territory_cells(territory)), at)
    assert (read.id, read.record) == ("region:93", territory)


@pytest.mark.parametrize(
    ("cells", "id_"),
    [
        ({"from": "a", "to": "b", "relation": "carries", "since": "2017-02"}, "a.carries.b.2017-02"),
        ({"from": "a", "to": "b", "relation": "carries"}, "a.carries.b"),
        ({"from": "a", "to": "b", "relation": "carries", "weight": "much"}, "a.carries.b"),
        ({"from": "a", "to": "b", "relation": "carries", "since": "soon"}, None),
        ({"from": "a", "to": "b", "relation": "carries", "id": "\ufffe"}, None),
        ({"from": "a", "to": "b", "relation": "likes"}, None),
    ],
)
def test_a_tie_without_an_id_is_given_one_as_far_as_the_rest_can_be_read(
    cells: dict[str, str], id_: str | None
) -> None:
    read = records.read_tie(Cells(2, cells, sound=True), place(FaultList()), nothing_said())

    assert read.id == id_


def test_a_row_with_a_fault_gives_its_id_and_kind_but_no_record() -> None:
    faults = FaultList()
    cells = Cells(2, {"id": "lab", "kind": "Lab", "name": "", "planned": "yes"}, sound=True)

    read = records.read_actor(cells, place(faults), nothing_said(), fictional=False)

    assert read == records.Row(2, "lab", None, "LAB")
    assert [fault.field for fault in faults] == ["name", "planned"]


def test_the_values_of_an_actor_of_unknown_kind_are_looked_at_all_the_same() -> None:
    faults = FaultList()
    cells = Cells(2, {"id": "x", "kind": "robot", "name": "X", "since": "soon"}, sound=True)

    records.read_actor(cells, place(faults), nothing_said(), fictional=False)

    assert [fault.field for fault in faults] == ["kind", "since"]
