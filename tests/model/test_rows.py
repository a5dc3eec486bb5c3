from __future__ import annotations

import datetime as dt
from typing import Any

import orjson
import pytest

from labnet.errors import BadInput, StoreUnavailable
from labnet.model.dates import PartialDate
from labnet.model.forms import ACTORS, TIES
from labnet.model.kinds import KINDS, Innovator, Lab, Programme
from labnet.model.provenance import Evidence
from labnet.model.ties import Tie
from labnet.model.vocabularies import Confidence

_NOW = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
_SEEN = (Evidence(confidence=Confidence.SOURCED, source="press", note="page 3"),)


def test_a_value_stands_in_its_text_form_and_an_absent_one_as_null() -> None:
    tie = Tie(id="t", from_id="a", to_id="b", relation="CARRIES", since=PartialDate(2016, 11))

    texts = dict(zip(TIES.names, TIES.texts(tie), strict=True))

    assert texts["relation"] == "carries"
    assert texts["since"] == "2016-11"
    assert texts["weight"] is None
    assert texts["evidence"] is None


def test_the_fields_of_a_kind_stand_together_in_details() -> None:
    call = Programme(id="fiop", name="FIOP", ceiling=500_000, candidates=0)

    texts = dict(zip(ACTORS.names, ACTORS.texts(call), strict=True))

    assert texts["kind"] == "programme"
    assert orjson.loads(texts["details"] or "") == {"candidates": "0", "ceiling": "500000"}


@pytest.mark.parametrize("kind", KINDS)
def test_an_actor_of_every_kind_comes_back_as_itself(kind: str) -> None:
    actor = KINDS[kind].record(id="x", name="X", fictional=True, evidence=_SEEN)

    back = ACTORS.record((*ACTORS.texts(actor), 7, _NOW.isoformat()))

    assert back == actor
    assert (back.version, back.updated_at) == (7, _NOW)


def test_equal_evidence_is_one_object() -> None:
    rows = [(*ACTORS.texts(Lab(id=id_, name="X", evidence=_SEEN)), 1, _NOW.isoformat()) for id_ in ("a", "b")]

    first, second = map(ACTORS.record, rows)

    assert first.evidence is second.evidence


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (Lab(id="Not A Slug", name="X"), "is not an id"),
        (Lab(id="x", name="nul \0"), "U\\+0000"),
        (Lab(id="x", name="X", aliases=("a|b",)), "would be read back as"),
        (Lab(id="x", name="X", since=PartialDate(2016, 13)), "not a day of the calendar"),
        (Lab(id="x", name="X", evidence=(Evidence(confidence=Confidence.REPORTED, note="\ud800"),)), "evidence: "),
    ],
)
def test_what_could_not_be_read_back_is_refused(record: Lab, reason: str) -> None:
    with pytest.raises(BadInput, match=f"(?s)the actor .* cannot be stored: .*{reason}"):
        ACTORS.texts(record)


def test_a_number_keeps_all_its_digits() -> None:
    tie = Tie(id="t", from_id="a", to_id="b", relation="CARRIES", weight=0.1 + 0.2)

    back = TIES.record((*TIES.texts(tie), 1))

    assert back.weight == 0.1 + 0.2


@pytest.mark.parametrize(
    ("column", "text"),
    [("kind", "robot"), ("tier", "moon"), ("since", "soon"), ("details", '{"wings": "2"}'), ("evidence", "[{}]")],
)
def test_a_row_that_cannot_be_read_is_named(column: str, text: str) -> None:
    row = dict(zip(ACTORS.names, ACTORS.texts(Lab(id="la-base", name="X")), strict=True)) | {column: text}

    with pytest.raises(StoreUnavailable, match="the actor 'la-base' is stored in a form that labnet cannot read"):
        ACTORS.record((*row.values(), 1, _NOW.isoformat()))

    assert len(list(ACTORS.faults(tuple(row.values())))) == 1


@pytest.mark.parametrize("details", ["{", "5", "[1]"])
def test_details_that_are_no_details_are_a_fault_and_can_be_replaced(details: str) -> None:
    sound = ACTORS.texts(Lab(id="x", name="X"))
    row = (*sound[:-1], details)

    assert ACTORS.changed(row, sound) == ("details",)
    assert [fault.split(":")[0] for fault in ACTORS.faults(row)] == ["details cannot be read"]


def test_a_detail_that_cannot_be_read_is_a_fault() -> None:
    row = (*ACTORS.texts(Innovator(id="x", name="X"))[:-1], '{"open_to_contact": "perhaps", "role": "designer"}')

    assert list(ACTORS.faults(row)) == ["open_to_contact cannot be read: 'perhaps' is neither yes nor no"]


def test_changed_fields_are_named_one_by_one_also_among_the_details() -> None:
    before = Innovator(id="x", name="X", role="designer", needs=("housing",))
    after = Innovator(id="x", name="Y", open_to_contact=True, needs=("housing",))

    changed = ACTORS.changed(ACTORS.texts(before), ACTORS.texts(after))

    assert changed == ("name", "role", "open_to_contact")


def test_many_rows_are_those_of_each_record() -> None:
    seen = _SEEN
    equal = (Evidence(confidence=Confidence.SOURCED, source="press", note="page 3"),)
    actors = [
        Lab(id="lab", name="Lab", since=PartialDate(2017), evidence=seen),
        Innovator(id="ada", name="Ada", role="designer", open_to_contact=True, evidence=equal),
        Programme(id="prg", name="Call", ceiling=0, themes=("a", "b")),
        Innovator(id="bea", name="Bea"),
    ]

    assert ACTORS.many_texts(actors) == [ACTORS.texts(actor) for actor in actors]
    assert ACTORS.many_texts([]) == []


def test_of_many_records_the_first_that_cannot_be_stored_is_named() -> None:
    actors = [Lab(id="a", name="A"), Lab(id="b", name="B", since=PartialDate(2016, 13)), Lab(id="c", name="\0")]

    with pytest.raises(BadInput, match=r"the actor 'b' cannot be stored: since: "):
        ACTORS.many_texts(actors)


@pytest.mark.parametrize("value", [True, 1, 1.0])
def test_values_that_are_equal_are_written_each_in_the_form_of_its_own_field(value: float) -> None:
    programme = Programme(id="p", name="P", fictional=bool(value), budget=int(value))
    tie = Tie(id="t", from_id="a", to_id="b", relation="FUNDS", amount=int(value), weight=2 * float(value))

    texts = dict(zip(ACTORS.names, ACTORS.texts(programme), strict=True))
    of_tie = dict(zip(TIES.names, TIES.texts(tie), strict=True))

    assert (texts["fictional"], texts["details"]) == ("yes", '{"budget":"1"}')
    assert (of_tie["amount"], of_tie["weight"]) == ("1", "2")


def test_a_value_of_another_sort_than_its_field_is_refused() -> None:
    named: Any = 5

    with pytest.raises(BadInput, match="the actor 'x' cannot be stored: name: 5 would be read back as '5'"):
        ACTORS.texts(Lab(id="x", name=named))


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("id", "A b"),
        ("name", "\x07"),
        ("kind", "robot"),
        ("tier", "moon"),
        ("url", "x"),
        ("details", '{"wings": "2"}'),
        ("details", "{"),
        ("since", "soon"),
        ("administration", "A b"),
        ("evidence", "[{}]"),
        ("name", "x" * 501),
    ],
)
def test_many_rows_are_readable_when_each_is(column: str, text: str) -> None:
    sound = [ACTORS.texts(actor) for actor in (Lab(id="a", name="A", evidence=_SEEN), Innovator(id="b", name="B"))]
    faulty = tuple((dict(zip(ACTORS.names, sound[1], strict=True)) | {column: text}).values())

    assert ACTORS.are_readable(sound)
    assert ACTORS.are_readable([])
    assert not ACTORS.are_readable([sound[0], faulty])
    assert list(ACTORS.faults(faulty))


def test_a_row_that_lacks_what_every_record_has_is_named() -> None:
    row = dict(zip(TIES.names, TIES.texts(Tie(id="t", from_id="a", to_id="b", relation="FUNDS")), strict=True))

    with pytest.raises(StoreUnavailable, match="the tie 't' is stored in a form that labnet cannot read"):
        TIES.record((*(row | {"to_id": None}).values(), 1))
