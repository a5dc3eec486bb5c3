from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labnet.model.dates import PartialDate
from labnet.model.provenance import Evidence
from labnet.model.ties import Tie, tie_id
from labnet.model.vocabularies import AwardBasis, Confidence
from labnet.network import columns
from labnet.network.columns import Buffer, Chunks, TieColumns

ROWS = {"a": 0, "b": 1}
SOURCED = (Evidence(confidence=Confidence.SOURCED, source="report"),)


def plain(since: str | None = None, **more: Any) -> Tie:
    start = PartialDate.parse(since) if since else None
    key = tie_id("a", "CARRIES", "b", start)
    return Tie(**({"id": key, "from_id": "a", "to_id": "b", "relation": "CARRIES", "since": start} | more))


def test_a_buffer_grows_at_its_end() -> None:
    buffer = Buffer(np.array([1, 2], np.int32))

    buffer.extend(np.arange(3000, dtype=np.int32))

    assert buffer.size == 3002
    assert buffer.used()[:4].tolist() == [1, 2, 0, 1]
    assert buffer.used()[-1] == 2999


def test_readers_of_a_buffer_keep_what_they_read() -> None:
    buffer = Buffer(np.array([1, 2], np.int32))
    before = buffer.used()

    for _ in range(5):
        buffer.extend(np.zeros(1000, np.int32))

    assert before.tolist() == [1, 2]
    assert buffer.data is not before.base


def test_a_buffer_has_room_for_small_changes_without_being_copied() -> None:
    buffer = Buffer(np.array([1, 2], np.int32))
    data = buffer.data

    buffer.extend(np.array([3], np.int32))

    assert buffer.data is data


@pytest.mark.parametrize("length", [0, 1, 3, 4, 5, 8, 9])
@pytest.mark.parametrize("new", [0, 1, 4, 9])
def test_changed_chunks_hold_the_changes_and_leave_the_old_ones(
    length: int, new: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "_CHUNK", 4)
    old = Chunks([str(row) for row in range(length)])
    changes = {row: "changed" for row in (0, 5) if row < length} | {length + row: "new" for row in range(new)}

    grown = old.changed(changes)

    assert list(old) == [str(row) for row in range(length)]
    assert list(grown) == [changes.get(row, str(row)) for row in range(length + new)]
    assert (len(old), len(grown)) == (length, length + new)
    assert [grown[row] for row in range(len(grown))] == list(grown)


def test_chunks_without_a_change_are_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "_CHUNK", 2)
    values = [[row] for row in range(6)]

    shared = [old for old, _ in zip(Chunks(values), itertools.count(), strict=False)]

    assert list(Chunks(values).changed({2: [9]})) == [[0], [1], [9], [3], [4], [5]]
    assert shared == values


def test_a_gap_between_rows_is_refused() -> None:
    with pytest.raises(IndexError):
        Chunks(["a"]).changed({2: "c"})


@pytest.mark.parametrize(
    "tie",
    [
        plain(),
        plain("2016"),
        plain("2016-11", until=PartialDate(2018, 12)),
        plain("2016-11-18", until=PartialDate(9999)),
        plain(until=PartialDate(2018, 2, 28)),
        plain(id="mine"),
        plain(id="a.carries.b.2016"),
        plain(role="leader", purpose="to try out", amount=30_000, amount_basis=AwardBasis.GRANT),
        plain(weight=0.1),
        plain(weight=123_456.789),
        plain(evidence=SOURCED),
        plain(note="Ended early."),
    ],
    ids=str,
)
def test_a_tie_is_given_back_as_it_was_put(tie: Tie) -> None:
    ties = TieColumns.empty()

    (row,) = ties.append([tie], ROWS)

    assert ties.tie(int(row), "a", "b") == tie
    assert ties.id(int(row), "a", "b") == tie.id


def test_versions_of_ties_are_kept() -> None:
    ties = TieColumns.empty()

    rows = ties.append([plain(version=3), plain("2016")], ROWS)

    assert [ties.tie(int(row), "a", "b").version for row in rows] == [3, 1]


@given(
    since=st.none() | st.dates().filter(lambda day: day.year >= 1000),
    until=st.none() | st.dates().filter(lambda day: day.year >= 1000),
    precision=st.integers(1, 3),
    weight=st.floats(0, 1_000_000),
)
def test_dates_and_weights_are_kept_exactly(since: Any, until: Any, precision: int, weight: float) -> None:
    start, end = (day and PartialDate(*(day.year, day.month, day.day)[:precision]) for day in (since, until))
    tie = plain(str(start) if start else None, until=end, weight=weight)

    ties = TieColumns.empty()
    ties.append([tie], ROWS)

    assert ties.tie(0, "a", "b") == tie


def test_a_tie_that_has_nothing_unusual_takes_no_more_than_its_columns() -> None:
    ties = TieColumns.empty()

    ties.append([plain(), plain("2016"), plain(id="mine"), plain(role="leader"), plain(note="Why.")], ROWS)

    assert list(ties.extras) == [2, 3, 4]
    assert ties.named == {"mine": (2,)}
    assert len(ties) == 5


def test_the_same_evidence_is_kept_once() -> None:
    ties = TieColumns.empty()

    ties.append([plain(evidence=SOURCED), plain("2016", evidence=SOURCED), plain("2017")], ROWS)

    assert ties.evidence.used().tolist() == [0, 0, 1]
    assert ties.evidences == [SOURCED, ()]
