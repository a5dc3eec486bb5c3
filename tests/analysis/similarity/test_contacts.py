from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import pytest

from labnet.analysis.similarity.contacts import contacts, distinct, in_touch, sums, together
from labnet.analysis.two_mode import LARGEST_TEAM
from labnet.model.kinds import KINDS, Actor
from labnet.model.ties import Tie
from labnet.network.changes import build
from labnet.network.image import Image

Draw = Callable[[str], Image]
DAY = dt.date(2026, 1, 1)


def _met(image: Image, one: str, day: dt.date = DAY) -> dict[tuple[str, str | None], object]:
    """Whom somebody has met, and in which work."""
    row = image.row(one)
    assert row is not None
    met = contacts(image, np.array([row]), day)
    ids = [*image.ids, None]
    entries = zip(met.rows.tolist(), met.works.tolist(), met.weights.tolist(), strict=True)
    return {(image.ids[other], ids[work]): pytest.approx(weight) for other, work, weight in entries}


@pytest.fixture(scope="module")
def network(draw: Draw) -> Image:
    return draw("""
        innovator ann
        innovator bob
        innovator cyd
        innovator dan
        project bridge
        lab lab
        ann PARTICIPATES_IN bridge since=2026-01-01
        bob PARTICIPATES_IN bridge since=2026-01-01
        bob RUNS bridge since=2016-01-01
        cyd PARTICIPATES_IN bridge since=2016-01-01 until=2018
        ann COLLABORATES_WITH dan since=2006-01-01 until=2007
        dan PARTICIPATES_IN bridge since=2026-02
        ann MEMBER_OF lab weight=0.5 since=2026-01-01
    """)


def test_ties_count_when_they_are_over_and_fade_but_not_before_they_begin(network: Image) -> None:
    assert _met(network, "ann") == {
        ("bridge", None): 1.0,
        ("dan", None): 0.25,
        ("lab", None): 0.5,
        ("bob", "bridge"): 0.5,
        ("cyd", "bridge"): 0.25,
    }


def test_a_later_day_knows_more(network: Image) -> None:
    later = _met(network, "dan", dt.date(2026, 2, 1))
    assert set(later) == {("ann", None), ("bridge", None), *((each, "bridge") for each in ("ann", "bob", "cyd"))}
    assert _met(network, "dan", dt.date(2005, 1, 1)) == {}


def test_a_tie_without_a_start_begins_with_the_last_of_its_ends(draw: Draw) -> None:
    image = draw("""
        innovator ann
        lab lab since=2020
        lab old since=2020
        ann MEMBER_OF lab
        ann MEMBER_OF old until=2019
    """)
    assert set(_met(image, "ann", dt.date(2019, 1, 1))) == {("old", None)}
    assert set(_met(image, "ann")) == {("lab", None), ("old", None)}


def test_people_who_work_for_a_lab_or_labs_that_federate_have_not_met_in_it(draw: Draw) -> None:
    image = draw("""
        innovator ann
        innovator bob
        lab lab
        lab other
        ann WORKS_FOR lab
        bob PARTICIPATES_IN lab
        lab FEDERATES_WITH other
    """)
    assert set(_met(image, "ann")) == {("lab", None)}
    assert set(_met(image, "other")) == {("lab", None)}


def test_a_work_of_too_many_makes_no_contacts(read: Callable[[str], list[Actor | Tie]]) -> None:
    people = "\n".join(f"innovator p{number}" for number in range(LARGEST_TEAM + 1))
    parts = "\n".join(f"p{number} MEMBER_OF club" for number in range(LARGEST_TEAM + 1))
    image = build(read(f"{people}\ncluster club\n{parts}"))
    assert set(_met(image, "p0")) == {("club", None)}
    assert together(image, 0, DAY).tolist() == [image.row("club")]


def test_those_tied_on_the_day_or_in_one_work_on_the_day_are_together(network: Image) -> None:
    def names(one: str, day: dt.date) -> set[str]:
        row = network.row(one)
        assert row is not None
        return {network.ids[each] for each in together(network, row, day).tolist()} - {one}

    assert names("ann", DAY) == {"bridge", "lab", "bob"}
    assert names("ann", dt.date(2007, 6, 1)) == {"dan"}
    assert names("cyd", dt.date(2017, 1, 1)) == {"bridge", "bob"}


def test_one_knows_whom_one_worked_for(draw: Draw) -> None:
    image = draw("""
        innovator ann
        local_authority city
        local_authority town
        ann WORKS_FOR city since=2010 until=2015
        ann COLLABORATES_WITH town since=2010 until=2015
    """)
    assert together(image, 0, DAY).tolist() == [1]
    assert together(image, 1, DAY).tolist() == [0]
    assert together(image, 2, DAY).tolist() == []


def test_money_ties_two_together_though_it_is_no_contact(draw: Draw) -> None:
    image = draw("organisation giver\nlab lab\ngiver FUNDS lab")
    assert together(image, 1, DAY).tolist() == [0]
    assert _met(image, "lab") == {}


def test_sums_are_by_row() -> None:
    rows, weights = sums(np.array([4, 1, 4]), np.array([0.5, 1.0, 0.25]))
    assert (rows.tolist(), weights.tolist()) == ([1, 4], [1.0, 0.75])
    assert [len(each) for each in sums(np.empty(0, np.int64), np.empty(0))] == [0, 0]


def test_distinct_rows_come_in_order() -> None:
    assert distinct(np.array([4, 1, 4])).tolist() == [1, 4]
    assert distinct(np.empty(0, np.int64)).tolist() == []


def test_somebody_without_ties_has_met_nobody() -> None:
    image = build([KINDS["INNOVATOR"].record(id="alone", name="Alone")])
    assert len(contacts(image, np.array([0]), DAY).rows) == 0
    assert len(contacts(image, np.empty(0, np.int64), DAY).rows) == 0
    assert len(together(image, 0, DAY)) == 0


def test_in_touch_are_contacts_of_the_day_and_not_those_whom_money_or_the_past_joins(draw: Draw) -> None:
    image = draw("""
        organisation one
        organisation two
        organisation three
        organisation purse
        organisation gone
        lab lab
        one CARRIES lab
        two CARRIES lab until=2020
        three PARTNERS_WITH lab
        purse FUNDS one
        gone COLLABORATES_WITH one until=2020
    """)
    asked = ("one", "purse", "lab")

    def told(day: dt.date) -> list[tuple[str, str]]:
        found = in_touch(image, np.array([image.rows[name] for name in asked]), day)
        pairs = zip(*(part.tolist() for part in found), strict=True)
        return [(asked[place], image.ids[other]) for place, other in pairs if image.ids[other] != asked[place]]

    assert told(DAY) == [("one", "three"), ("one", "lab"), ("lab", "one"), ("lab", "three")]
    before = [("one", "two"), ("one", "three"), ("one", "gone"), ("one", "lab")]
    assert told(dt.date(2019, 1, 1)) == [*before, ("lab", "one"), ("lab", "two"), ("lab", "three")]
