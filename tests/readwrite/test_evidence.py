from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labnet.model.provenance import Evidence
from labnet.model.vocabularies import Confidence
from labnet.readwrite.csvfile import CsvFile
from labnet.readwrite.evidence import Remarks, arrange, own_evidence, provenance_cells, remark_rows, split
from labnet.readwrite.faults import FaultList
from labnet.readwrite.tables import EVIDENCE, tie_facts

SOURCED, REPORTED, DECLARED = Confidence.SOURCED, Confidence.REPORTED, Confidence.DECLARED
A = Evidence(confidence=SOURCED, source="a")
B = Evidence(confidence=SOURCED, source="b")
WORD = Evidence(confidence=SOURCED)
NOTED = Evidence(confidence=SOURCED, source="c", note="Said in passing.")
OF_FIELD = Evidence(confidence=REPORTED, source="a", field="since", value="2017")

_ANY = st.lists(
    st.builds(
        Evidence,
        confidence=st.sampled_from([SOURCED, REPORTED]),
        source=st.sampled_from([None, "a", "b"]),
        note=st.sampled_from([None, "n"]),
        field=st.sampled_from([None, "since"]),
    )
)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, ()),
        ({"source": ("a", "b")}, (A, B)),
        ({"source": ("a",), "confidence": REPORTED}, (Evidence(confidence=REPORTED, source="a"),)),
        ({"confidence": REPORTED}, (Evidence(confidence=REPORTED),)),
        ({"note": "So they say."}, (Evidence(confidence=DECLARED, note="So they say."),)),
    ],
)
def test_a_row_says_one_piece_of_evidence_for_each_source(
    cells: dict[str, object], expected: tuple[Evidence, ...]
) -> None:
    assert own_evidence(cells) == expected


@pytest.mark.parametrize(
    ("evidence", "own", "rest"),
    [
        ((), (), ()),
        ((OF_FIELD,), (), (OF_FIELD,)),
        ((A, NOTED, B), (A, B), (NOTED,)),
        ((OF_FIELD, A), (A,), (OF_FIELD,)),
        ((WORD, A), (WORD,), (A,)),
        ((A, WORD, B, A), (A, B), (WORD,)),
    ],
)
def test_a_row_holds_what_shares_confidence_and_note_with_the_first_piece_about_the_whole(
    evidence: tuple[Evidence, ...], own: tuple[Evidence, ...], rest: tuple[Evidence, ...]
) -> None:
    assert split(evidence) == (own, rest)


@given(_ANY)
def test_arranging_loses_nothing_and_twice_is_as_once(evidence: list[Evidence]) -> None:
    arranged = arrange(evidence)

    assert set(arranged) == set(evidence)
    assert len(set(arranged)) == len(arranged)
    assert arrange(arranged) == arranged


def test_pieces_are_written_as_cells_and_the_others_as_rows() -> None:
    columns = {fact.name: fact for fact in tie_facts()}
    of_end = Evidence(confidence=SOURCED, source="a", field="from_id", value="x")
    of_nothing = Evidence(confidence=SOURCED, source="a", field="colour")

    assert provenance_cells((A, B)) == ["a|b", "sourced", ""]
    assert provenance_cells(()) == ["", "", ""]
    assert list(remark_rows("tie:t", (A, NOTED, OF_FIELD, of_end, of_nothing), columns)) == [
        ["tie:t", "", "", "c", "sourced", "Said in passing."],
        ["tie:t", "since", "2017", "a", "reported", ""],
        ["tie:t", "from", "x", "a", "sourced", ""],
        ["tie:t", "colour", "", "a", "sourced", ""],
    ]


def remarks_of(folder: Path, text: str) -> Remarks:
    path = folder / EVIDENCE.file
    path.write_text(text, encoding="utf-8")
    remarks = Remarks(CsvFile(path, EVIDENCE.columns, EVIDENCE.required, FaultList(), []))
    remarks.read()
    return remarks


def test_remarks_are_taken_by_the_record_they_are_about_in_the_names_and_form_of_its_fields(tmp_path: Path) -> None:
    remarks = remarks_of(
        tmp_path,
        "about,field,value,source\ntie:a:b,relation,CARRIES,x|y\ntie:a:b,from,p,\ntie:a:b,to,,x\ntie:c,,,x\n",
    )

    taken = remarks.take("tie:a:b", {fact.column: fact for fact in tie_facts()})

    assert taken == (
        Evidence(confidence=SOURCED, source="x", field="relation", value="carries"),
        Evidence(confidence=SOURCED, source="y", field="relation", value="carries"),
        Evidence(confidence=SOURCED, source="x", field="to_id"),
    )
    assert [remark.about for remark in remarks] == ["tie:c"]
    assert [fault.line for fault in remarks.file.faults] == [3]


def test_remarks_can_be_dropped_taken_unread_and_refused(tmp_path: Path) -> None:
    remarks = remarks_of(tmp_path, "about,source\nactor:a,x\nactor:a,y\nactor:b,x\ntie:t,x\n")

    remarks.drop({remark for remark in remarks if remark.line == 2})
    remarks.take("actor:b", None)
    remarks.refuse_rest("actor", "actors.csv")

    assert [remark.about for remark in remarks] == ["tie:t"]
    assert [str(fault).split("csv", 1)[1] for fault in remarks.file.faults] == [
        ":3: about: 'actor:a' is not in actors.csv: put it there, or take this row out"
    ]
