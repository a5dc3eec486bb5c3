from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labnet.errors import StoreUnavailable
from labnet.model.dates import PartialDate
from labnet.model.forms import TIES
from labnet.model.provenance import Evidence
from labnet.model.rows import Row
from labnet.model.ties import Tie, tie_id
from labnet.model.vocabularies import AwardBasis, Confidence
from labnet.network.columns import Finder, Ints
from labnet.network.ties import TOLD, Arriving, TieColumns

ROWS = {"a": 0, "b": 1}
SOURCED = (Evidence(confidence=Confidence.SOURCED, source="report"),)


def plain(since: str | None = None, **more: Any) -> Tie:
    start = PartialDate.parse(since) if since else None
    key = tie_id("a", "CARRIES", "b", start)
    return Tie(**({"id": key, "from_id": "a", "to_id": "b", "relation": "CARRIES", "since": start} | more))


def appended(ties: TieColumns, rows: Sequence[Row]) -> Ints:
    ends = (np.array([ROWS[row[TIES.names.index(name)]] for row in rows]) for name in ("from_id", "to_id"))
    return ties.append(Arriving.of(rows), *ends)


def put(ties: TieColumns, *given: Tie) -> Ints:
    return appended(ties, [TIES.row(tie) for tie in given])


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
    ties = TieColumns()

    (row,) = put(ties, tie)

    assert ties.tie(int(row), "a", "b") == tie
    assert ties.id(int(row), "a", "b") == tie.id


def test_versions_of_ties_are_kept() -> None:
    ties = TieColumns()

    rows = put(ties, plain(version=3), plain("2016"))

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

    ties = TieColumns()
    put(ties, tie)

    assert ties.tie(0, "a", "b") == tie


def test_a_tie_that_has_nothing_unusual_takes_no_more_than_its_columns() -> None:
    ties = TieColumns()

    put(ties, plain(), plain("2016"), plain(id="mine"), plain(note="Why."), plain(role="leader"), plain(version=3))

    assert sorted(ties.seldom) == [2, 3]
    assert ties.named == {"mine": (2,)}
    assert ties.versions == {5: 3}
    assert len(ties) == 6


def test_the_same_evidence_is_kept_once() -> None:
    ties = TieColumns()

    put(ties, plain(evidence=SOURCED), plain("2016", evidence=SOURCED), plain("2017"))

    assert ties.evidence.numbers.used().tolist() == [0, 0, 1]
    assert ties.cited == [("report",), ()]


def filled(rows: Sequence[Row], seldom: Sequence[Row]) -> TieColumns:
    """Give columns that are filled from a store, two ties at a time."""
    told = [tuple(row[TIES.names.index(name)] for name in TOLD) for row in rows]
    ties = TieColumns()
    parts = [list(zip(*told[start : start + 2], strict=True)) for start in range(0, len(told), 2)]
    ties.fill(parts, seldom, Finder(list(ROWS)))
    return ties


def test_columns_filled_from_a_store_hold_every_tie_with_all_that_it_has() -> None:
    given = [
        plain("2016", role="leader", weight=0.5, evidence=SOURCED),
        plain("2017", id="mine", role="leader"),
        plain("2017", id="yours", role="leader"),
        plain("2017", id="theirs"),
        plain("2016", amount=100, amount_basis=AwardBasis.GRANT, note="Beside the first, not in its place."),
        plain(role="leader"),
        plain("2018", version=3),
    ]
    rows = [TIES.row(tie) for tie in given]

    ties = filled(rows, [row for row, tie in zip(rows, given, strict=True) if tie in given[1:5] + given[6:]])

    read = [ties.tie(row, "a", "b") for row in range(len(ties))]
    assert sorted(read, key=repr) == sorted(given, key=repr)
    assert [tie.version for tie in read] == [tie.version for tie in given]
    assert {id_: [read[row].id for row in places] for id_, places in ties.named.items()} == {
        "mine": ["mine"],
        "yours": ["yours"],
        "theirs": ["theirs"],
    }


def test_columns_of_a_store_without_ties_are_empty() -> None:
    assert len(filled([], [])) == 0


@pytest.mark.parametrize("id_", ["a.carries.b.soon", "mine"])
def test_a_row_of_a_store_that_cannot_be_read_is_named(id_: str) -> None:
    row = list(TIES.row(plain()))
    row[0], row[TIES.names.index("since")] = id_, "soon"

    with pytest.raises(StoreUnavailable, match=f"the tie '{id_}' is stored in a form"):
        filled([TIES.row(plain("2016")), row], [row] if id_ == "mine" else [])


@pytest.mark.parametrize(("field", "text"), [("since", "soon"), ("weight", "heavy"), ("relation", "likes")])
def test_a_row_that_cannot_be_read_is_named_and_no_column_grows(field: str, text: str) -> None:
    ties = TieColumns()
    row = list(TIES.row(plain()))
    row[TIES.names.index(field)] = text

    with pytest.raises(StoreUnavailable, match=r"the tie 'a.carries.b' is stored in a form"):
        appended(ties, [TIES.row(plain("2016")), row])

    put(ties, plain("2017"))
    assert [ties.tie(row, "a", "b") for row in range(len(ties))] == [plain("2017")]


def test_columns_of_some_ties_hold_nothing_of_the_others() -> None:
    ties = TieColumns()
    secret = Evidence(confidence=Confidence.SOURCED, source="secret")
    changed = plain("2016", role="leader", version=2)
    put(ties, plain(evidence=(secret,), weight=0.25, version=3), changed, plain(id="mine"))

    some = ties.taken(np.array([1, 2]))

    assert [some.tie(row, "a", "b") for row in range(2)] == [changed, plain(id="mine")]
    assert some.versions == {0: 2}
    assert (some.evidence.values, some.cited, some.weight.values, some.role.values) == (
        [None],
        [()],
        [None],
        [None, "leader"],
    )
    assert (some.named, sorted(some.seldom)) == ({"mine": (1,)}, [1])


def test_many_different_weights_are_kept() -> None:
    """More than the 65 536 that two bytes can tell apart."""
    ties = TieColumns()
    few, many = [plain(weight=0.5)], [plain(weight=float(weight)) for weight in range(1, 66_000)]

    put(ties, *few)
    put(ties, *many)

    assert ties.weights(np.array([0, 1, 65_999])).tolist() == [0.5, 1.0, 65_999.0]
