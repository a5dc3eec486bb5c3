from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from tests.pictures import ties_of

from labnet.model.dates import PartialDate
from labnet.model.kinds import KINDS, Actor
from labnet.model.provenance import Source
from labnet.model.records import Entity
from labnet.model.ties import Tie, tie_id
from labnet.model.vocabularies import Territory, TerritoryLevel, Theme
from labnet.network.changes import Batch, apply, build
from labnet.network.image import IN, OUT, Image, vocabulary_of
from labnet.network.ties import RELATION_CODES


def lab(key: str, **more: Any) -> Actor:
    return KINDS["LAB"].record(id=key, name=key, **more)


def tie(from_id: str, to_id: str, relation: str = "FEDERATES_WITH", year: int = 0, **more: Any) -> Tie:
    since = PartialDate(year) if year else None
    key = more.pop("id", tie_id(from_id, relation, to_id, since))
    return Tie(id=key, from_id=from_id, to_id=to_id, relation=relation, since=since, **more)


def drawn() -> Image:
    """Give labs a, b, c: a hosts b, a and b are federated since 2016 and 2018, c ("mine") with a; d has no tie."""
    ties = [tie("a", "b", year=2018), tie("a", "b", year=2016), tie("a", "b", "HOSTS"), tie("c", "a", id="mine")]
    return build([*map(lab, "abcd"), *ties])


def test_rows_are_numbered_in_order_of_arrival() -> None:
    image = drawn()

    assert [image.row(key) for key in "abcdz"] == [0, 1, 2, 3, None]
    assert [actor.id for actor in image.actors()] == list("abcd")
    assert (len(image), image.number_of_actors, image.number_of_ties) == (4, 4, 4)


def test_entries_of_a_row_are_sorted_by_relation_direction_neighbour_and_tie() -> None:
    image = drawn()
    hosts, federates = RELATION_CODES["HOSTS"] * 2, RELATION_CODES["FEDERATES_WITH"] * 2

    entries = image.entries(0)

    assert entries.codes.tolist() == [hosts + OUT, federates + OUT, federates + OUT, federates + IN]
    assert entries.neighbours.tolist() == [1, 1, 1, 2]
    assert entries.ties.tolist() == [2, 0, 1, 3]


def test_entries_of_several_rows_tell_where_they_belong() -> None:
    image = drawn()

    origins, entries = image.entries_of(np.array([2, 3, 1]))

    assert origins.tolist() == [0, 2, 2, 2]
    assert entries.ties.tolist() == [3, 2, 0, 1]


def test_entries_in_order_are_those_of_all_rows_wherever_they_stand(draw: Callable[[str], Image]) -> None:
    """Forty labs in a ring, so that one tie less is written at the end."""
    labs = "\n".join(f"lab l{number}" for number in range(40))
    image = draw(labs + "".join(f"\nl{number} RUNS l{(number + 1) % 40}" for number in range(40)))
    changed = apply(image, Batch(dropped=[(Entity.TIE, "l3.runs.l4")]), 2)

    found = [each.entries_in_order() for each in (image, changed)]

    expected = [each.entries_of(np.arange(len(each)))[1] for each in (image, changed)]
    assert np.diff(image.start).min() >= 0 > np.diff(changed.start).min()
    assert [slice_.ties.tolist() for slice_ in found] == [slice_.ties.tolist() for slice_ in expected]
    assert [slice_.codes.tolist() for slice_ in found] == [slice_.codes.tolist() for slice_ in expected]


def test_entries_of_no_row_are_none() -> None:
    origins, entries = drawn().entries_of(np.array([], np.int64))

    assert (len(origins), len(entries)) == (0, 0)


@pytest.mark.parametrize(
    ("key", "row"),
    [
        ("a.federates_with.b.2018", 0),
        ("a.federates_with.b.2016", 1),
        ("a.hosts.b", 2),
        ("mine", 3),
        ("a.federates_with.b", None),
        ("c.federates_with.a", None),
        ("a.hosts.z", None),
        ("z.hosts.b", None),
        ("a.unheard_of.b", None),
        ("nothing", None),
        ("", None),
    ],
)
def test_ties_are_found_by_id(key: str, row: int | None) -> None:
    assert drawn().tie_row(key) == row


def test_a_tie_that_borrows_the_id_of_another_is_found_by_it() -> None:
    image = build([*map(lab, "abc"), tie("b", "c", id="a.hosts.b")])

    row = image.tie_row("a.hosts.b")

    assert row == 0
    assert image.tie(0).to_id == "c"


def test_all_ties_are_given_once_each() -> None:
    image = drawn()

    assert [found.id for found in ties_of(image)] == [
        "a.hosts.b",
        "a.federates_with.b.2018",
        "a.federates_with.b.2016",
        "mine",
    ]
    assert image.tie_rows().tolist() == [2, 0, 1, 3]


def test_a_dropped_actor_is_not_there() -> None:
    image = apply(drawn(), Batch(dropped=[(Entity.ACTOR, "a")]), 1)

    assert image.row("a") is None
    assert (len(image), image.number_of_actors, image.number_of_ties) == (4, 3, 0)
    with pytest.raises(KeyError, match="no actor in row 0"):
        image.actor(0)


def test_an_image_is_fictional_when_any_actor_is() -> None:
    assert not drawn().fictional
    image = build([lab("a"), lab("b", fictional=True)])
    assert image.fictional
    assert not apply(image, Batch(dropped=[(Entity.ACTOR, "b")]), 1).fictional
    assert not apply(image, Batch(put=[lab("b")]), 2).fictional
    assert image.fictional


def test_a_territory_contains_its_parts_and_theirs() -> None:
    france = Territory(level=TerritoryLevel.COUNTRY, code="FR", name="France")
    paca = Territory(level=TerritoryLevel.REGION, code="93", name="PACA", parent="country:FR")
    var = Territory(level=TerritoryLevel.DEPARTMENT, code="83", name="Var", parent="region:93")
    image = build([france, paca, var])

    assert image.within_territory("region:93") == {"region:93", "department:83"}
    assert image.within_territory("country:FR") == {"country:FR", "region:93", "department:83"}
    assert image.within_territory("region:11") == {"region:11"}
    assert image.parts["region:93"] == ("department:83",)


def test_territories_that_contain_each_other_do_no_harm() -> None:
    one = Territory(level=TerritoryLevel.REGION, code="1", name="1", parent="region:2")
    two = Territory(level=TerritoryLevel.REGION, code="2", name="2", parent="region:1")

    assert build([one, two]).within_territory("region:1") == {"region:1", "region:2"}


def test_what_is_worked_out_is_kept_with_the_image() -> None:
    image = drawn()

    first = image.memo("answer", lambda: [42])

    assert image.memo("answer", lambda: [43]) is first
    assert apply(image, Batch(), 1).memo("answer", lambda: [43]) == [43]


def test_words_are_sorted_into_a_vocabulary() -> None:
    theme, source = Theme(id="design", label_fr="design", label_en="design"), Source(id="report")
    place = Territory(level=TerritoryLevel.REGION, code="93", name="PACA")

    vocabulary = vocabulary_of([source, place, theme])

    assert vocabulary.themes == {"design": theme}
    assert vocabulary.territories == {"region:93": place}
    assert vocabulary.sources == {"report": source}


def test_a_tie_is_active_from_its_first_to_its_last_possible_day() -> None:
    dated = tie("a", "b", year=2017, until=PartialDate(2018, 3))
    image = build([lab("a"), lab("b"), dated])

    days = [20161231, 20170101, 20180331, 20180401]

    assert [bool(image.active(np.array([0]), day)[0]) for day in days] == [False, True, True, False]


def test_unknown_dates_include_every_day() -> None:
    ties = [tie("a", "b", id="t"), tie("a", "b", year=2017), tie("a", "b", "HOSTS", until=PartialDate(2018))]
    image = build([lab("a"), lab("b"), *ties])

    assert image.active(np.arange(3), 10_000_101).tolist() == [True, False, True]
    assert image.active(np.arange(3), 99_991_231).tolist() == [True, True, False]


def test_contacts_end_with_the_actors_they_join_and_history_does_not() -> None:
    ended = lab("a", until=PartialDate(2018))
    ties = [tie("a", "b"), tie("b", "a", "HOSTS"), tie("b", "a", "SUCCEEDS"), tie("b", "c")]
    image = build([ended, lab("b"), lab("c"), *ties])

    assert image.active(np.arange(4), 20181231).tolist() == [True] * 4
    assert image.active(np.arange(4), 20190101).tolist() == [False, False, True, True]


def test_contacts_without_a_start_begin_with_the_actors_they_join_and_history_does_not() -> None:
    """A contact with a start of its own keeps it: partners may work together before a lab opens."""
    young = lab("a", since=PartialDate(2018))
    ties = [tie("a", "b"), tie("b", "a", "SUCCEEDS"), tie("b", "c"), tie("b", "a", "RUNS", 2016)]
    image = build([young, lab("b", since=PartialDate(2010)), lab("c"), *ties])

    rows = np.array([image.tie_row(each.id) for each in ties])

    assert image.active(rows, 20171231).tolist() == [False, True, True, True]
    assert image.active(rows, 20180101).tolist() == [True] * 4
    assert image.active(rows, 20091231).tolist() == [False, True, False, False]


def test_an_actor_that_goes_on_after_all_keeps_its_contacts() -> None:
    image = build([lab("a", until=PartialDate(2018)), lab("b"), tie("a", "b")])

    again = apply(image, Batch(put=[lab("a")]), 1)

    assert again.active(np.array([0]), 20190101).all()
    assert not image.active(np.array([0]), 20190101).any()


def test_a_name_is_that_of_the_record() -> None:
    Lab = KINDS["LAB"].record  # noqa: N806 - a class
    image = build([Lab(id="a", name='L\'"Été" \u2028 des labs'), Lab(id="b", name="B")])
    changed = apply(image, Batch([Lab(id="b", name="Bé")], dropped=[(Entity.ACTOR, "a")]), 2)

    assert [image.name(row) for row in (0, 1)] == [image.actor(row).name for row in (0, 1)]
    assert changed.name(1) == "Bé"
    with pytest.raises(KeyError, match="no actor in row 0"):
        changed.name(0)
