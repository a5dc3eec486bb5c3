from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labnet.model.provenance import Evidence
from labnet.model.vocabularies import Confidence
from labnet.readwrite.csvfile import Cells, CsvFile
from labnet.readwrite.evidence import Remarks, arrange, provenance_cells, read_evidence, remark_rows, split
from labnet.readwrite.faults import FaultList, Place
from labnet.readwrite.tables import EVIDENCE, tie_facts

SOURCED, REPORTED, INFERRED, DECLARED = (
    Confidence.SOURCED,
    Confidence.REPORTED,
    Confidence.INFERRED,
    Confidence.DECLARED,
)
A = Evidence(confidence=SOURCED, source="a")
B = Evidence(confidence=SOURCED, source="b")
WORD = Evidence(confidence=SOURCED)
GUESS = Evidence(confidence=INFERRED, source="a")
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
        ({"source": "a|b", "confidence": "Sourced"}, (A, B)),
        ({"source": "a", "confidence": "reported"}, (Evidence(confidence=REPORTED, source="a"),)),
        ({"source": "a"}, (Evidence(confidence=DECLARED, source="a"),)),
        ({"confidence": "inferred"}, (Evidence(confidence=INFERRED),)),
        ({"note": "A word of the editors."}, ()),
        ({"source": "a", "confidence": "sourced", "note": "A word of the editors."}, (A,)),
    ],
)
def test_a_row_says_one_piece_of_evidence_for_each_source_and_none_by_its_note(
    cells: dict[str, str], expected: tuple[Evidence, ...]
) -> None:
    assert read_evidence(Cells(2, cells, sound=True), Place(Path("x.csv"), 2, FaultList())) == expected


@pytest.mark.parametrize("confidence", Confidence)
def test_only_what_is_sourced_or_reported_cannot_stand_without_a_source(confidence: Confidence) -> None:
    faults = FaultList()
    cells = {"confidence": confidence.value, "source": ""}

    read_evidence(Cells(2, cells, sound=True), Place(Path("x.csv"), 2, faults))

    word = confidence.value.lower()
    reason = f"what is {word} has a source: name it, or make the confidence inferred or declared"
    expected = [f"x.csv:2: source: {reason}"] if confidence in {SOURCED, REPORTED} else []
    assert [str(fault) for fault in faults] == expected


@pytest.mark.parametrize(
    ("cells", "sound", "fields"),
    [
        ({"confidence": "sourced"}, True, ["source"]),
        ({"confidence": "sourced", "source": "|"}, True, ["source"]),
        ({"confidence": "sourced", "source": "No Id"}, True, ["source"]),
        ({"confidence": "sourced"}, False, []),
        ({"confidence": "sure", "source": ""}, True, ["confidence"]),
    ],
)
def test_a_source_that_cannot_be_read_is_not_said_to_be_missing_as_well(
    cells: dict[str, str], *, sound: bool, fields: list[str]
) -> None:
    faults = FaultList()

    read_evidence(Cells(2, cells, sound=sound), Place(Path("x.csv"), 2, faults))

    assert [fault.field for fault in faults] == fields


@pytest.mark.parametrize(
    ("evidence", "own", "rest"),
    [
        ((), (), ()),
        ((OF_FIELD,), (), (OF_FIELD,)),
        ((A, NOTED, B), (A, B), (NOTED,)),
        ((NOTED,), (), (NOTED,)),
        ((NOTED, B, A), (B, A), (NOTED,)),
        ((A, GUESS, B), (A, B), (GUESS,)),
        ((OF_FIELD, A), (A,), (OF_FIELD,)),
        ((WORD, A), (WORD,), (A,)),
        ((A, WORD, B, A), (A, B), (WORD,)),
    ],
)
def test_a_row_holds_what_has_no_note_and_shares_the_confidence_of_the_first_such_piece_about_the_whole(
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

    assert provenance_cells((A, B)) == ["a|b", "sourced"]
    assert provenance_cells(()) == ["", ""]
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
        Evidence(confidence=DECLARED, source="x", field="relation", value="carries"),
        Evidence(confidence=DECLARED, source="y", field="relation", value="carries"),
        Evidence(confidence=DECLARED, source="x", field="to_id"),
    )
    assert [remark.about for remark in remarks] == ["tie:c"]
    assert [fault.line for fault in remarks.file.faults] == [3]


def test_a_remark_keeps_its_own_note_and_one_that_claims_a_source_names_it(tmp_path: Path) -> None:
    remarks = remarks_of(
        tmp_path,
        "about,source,confidence,note\nactor:a,x,sourced,Page 3.\nactor:a,,,Heard.\nactor:a,,reported,\n",
    )

    taken = remarks.take("actor:a", {})

    assert taken == (
        Evidence(confidence=SOURCED, source="x", note="Page 3."),
        Evidence(confidence=DECLARED, note="Heard."),
    )
    assert [(fault.line, fault.field) for fault in remarks.file.faults] == [(4, "source")]


def test_remarks_can_be_dropped_taken_unread_and_refused(tmp_path: Path) -> None:
    remarks = remarks_of(tmp_path, "about,source\nactor:a,x\nactor:a,y\nactor:b,x\ntie:t,x\n")

    remarks.drop({remark for remark in remarks if remark.line == 2})
    remarks.take("actor:b", None)
    remarks.refuse_rest("actor", "actors.csv")

    assert [remark.about for remark in remarks] == ["tie:t"]
    assert [str(fault).split("csv", 1)[1] for fault in remarks.file.faults] == [
        ":3: about: 'actor:a' is not in actors.csv: put it there, or take this row out"
    ]
