from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import orjson
import pytest
import sqlalchemy as sa
from tests.logs import changes_after

from labnet.errors import StoreUnavailable
from labnet.model.dates import PartialDate
from labnet.model.forms import ACTORS, TIES
from labnet.model.kinds import Innovator, Lab
from labnet.model.provenance import Source
from labnet.model.records import Entity, Manifest
from labnet.model.ties import Tie
from labnet.model.vocabularies import AwardBasis, Territory, TerritoryLevel, Theme
from labnet.store import Store
from labnet.store.tables import SELDOM, STATE

_REGION = Territory(level=TerritoryLevel.REGION, code="93", name="PACA")


def test_records_of_every_entity_come_ordered_by_id(store: Store) -> None:
    tie = Tie(id="t", from_id="b", to_id="a", relation="CARRIES")
    with store.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id="b", name="B"), Lab(id="a", name="A")])
        writing.put(Entity.TIE, [tie])
        writing.put(Entity.SOURCE, [Source(id="s", date=PartialDate(2016))])
        writing.put(Entity.THEME, [Theme(id="h", label_fr="logement", label_en="housing", synonyms_fr=("toit",))])
        writing.put(Entity.TERRITORY, [_REGION])
        writing.put(Entity.MANIFEST, [Manifest(id="m", title="M", fictional=True)])

    with store.reading() as reading:
        assert [actor.id for actor in reading.actors()] == ["a", "b"]
        assert list(reading.ties()) == [tie]
        assert list(reading.sources()) == [Source(id="s", date=PartialDate(2016))]
        assert [theme.synonyms_fr for theme in reading.themes()] == [("toit",)]
        assert list(reading.territories()) == [_REGION]
        assert [manifest.fictional for manifest in reading.manifests()] == [True]


def test_records_are_got_by_id_and_missing_ones_are_absent(store: Store) -> None:
    with store.writing() as writing:
        writing.put(Entity.ACTOR, [Innovator(id=f"p-{number}", name=f"P {number}") for number in range(1_200)])

    with store.reading() as reading:
        found = reading.get(Entity.ACTOR, [f"p-{number}" for number in range(1_100, 1_300)])
        many = reading.get(Entity.ACTOR, (f"p-{number}" for number in range(1_200)))

    assert sorted(found) == [f"p-{number}" for number in range(1_100, 1_200)]
    assert found["p-1150"] == Innovator(id="p-1150", name="P 1150")
    assert len(many) == 1_200


def test_changes_come_after_a_number_and_no_more_than_asked_for(store: Store) -> None:
    with store.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id=f"lab-{number}", name="X") for number in range(5)])

    with store.reading() as reading:
        some = changes_after(reading, 1, limit=2)

        assert [(entry.seq, entry.id) for entry in some] == [(2, "lab-1"), (3, "lab-2")]
        assert changes_after(reading, reading.seq) == []


def test_a_reading_sees_one_moment_while_another_writes(again: Callable[[], Store]) -> None:
    store = again()
    with store.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id="a", name="A")])

    with store.reading() as reading:
        with store.writing() as writing:
            writing.put(Entity.ACTOR, [Lab(id="b", name="B")])

        assert [actor.id for actor in reading.actors()] == ["a"]
        assert reading.seq == 1
    assert store.seq() == 2


def test_a_stream_left_halfway_does_not_hold_the_moment(again: Callable[[], Store]) -> None:
    store = again()
    with store.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id=f"lab-{number}", name="X") for number in range(5_000)])
    with store.reading() as reading:
        actors = reading.actors()
        next(actors)

    with store.writing() as writing:
        writing.drop(Entity.ACTOR, ["lab-4999"])

    with store.reading() as reading:
        assert reading.seq == 5_001
    with pytest.raises(Exception, match="closed"):
        list(actors)


def test_ties_come_by_columns_and_the_few_that_have_more_as_whole_rows(store: Store) -> None:
    tie = partial(Tie, from_id="a", to_id="b", relation="CARRIES")
    plain = [
        tie(id="a.carries.b", role="leader", weight=2.5),
        tie(id="a.carries.b.2016", since=PartialDate(2016), until=PartialDate(2017)),
    ]
    more = [
        tie(id="a.carries.b.2017"),
        tie(id="mine"),
        tie(id="a.carries.b.2018", since=PartialDate(2018), note="Seen."),
        tie(id="a.carries.b.2019", since=PartialDate(2019), purpose="To house."),
        tie(id="a.carries.b.2020", since=PartialDate(2020), amount=100, amount_basis=AwardBasis.GRANT),
    ]
    with store.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id="a", name="A"), Lab(id="b", name="B")])
        writing.put(Entity.TIE, [*plain, *more, tie(id="a.carries.b.2021", since=PartialDate(2021), role="x")])
        writing.put(Entity.TIE, [tie(id="a.carries.b.2021", since=PartialDate(2021))])

    with store.reading() as reading:
        told = sorted(row for part in reading.tie_parts(["id", "role", "weight"]) for row in zip(*part, strict=True))
        seldom = {TIES.record(row) for row in reading.seldom_ties()}

    assert (len(told), told[0]) == (8, ("a.carries.b", "leader", "2.5"))
    assert {each.id: each.version for each in seldom} == {**{each.id: 1 for each in more}, "a.carries.b.2021": 2}
    assert set(more) < seldom


def test_actors_come_by_columns_with_the_whole_row_as_json(store: Store) -> None:
    lab = Lab(id="b", name='Le "Bâ\\t"', description="One.\n\nTwo.", note="1 / 2")
    with store.writing() as writing:
        writing.put(Entity.ACTOR, [lab, Innovator(id="a", name="A")])

    with store.reading() as reading:
        (one, other) = [row for part in reading.actor_parts(["kind", "since"]) for row in zip(*part, strict=True)]

    assert one[:2] == ("innovator", None)
    assert ACTORS.record(orjson.loads(other[2])) == lab


def test_every_tie_comes_once_wherever_there_are_gaps(file: Path, on_file: Callable[[], Store]) -> None:
    with on_file().writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id="a", name="A"), Lab(id="b", name="B")])
        writing.put(Entity.TIE, [Tie(id=id_, from_id="a", to_id="b", relation="CARRIES") for id_ in "stuvw"])
    with closing(sqlite3.connect(file)) as database, database:
        for id_, number in {"s": -3, "t": 15_996, "u": 15_997, "v": 16_000, "w": 90_000}.items():
            database.execute("UPDATE tie SET rowid = ? WHERE id = ?", (number, id_))

    with on_file().reading() as reading:
        parts = list(reading.tie_parts(["id", "note"]))

    assert parts == [[["s", "t"], [None, None]], [["u", "v"], [None, None]], [["w"], [None]]]


def test_a_text_that_is_none_is_told_as_any_fault_of_the_database(file: Path, on_file: Callable[[], Store]) -> None:
    with on_file().writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id="a", name="A"), Lab(id="b", name="B")])
        writing.put(Entity.TIE, [Tie(id="t", from_id="a", to_id="b", relation="CARRIES")])
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE tie SET role = CAST(x'FF' AS TEXT)")

    with pytest.raises(StoreUnavailable, match="labnet check"), on_file().reading() as reading:
        list(reading.tie_parts(["role"]))


def test_the_ties_that_have_more_are_found_by_their_index(file: Path, on_file: Callable[[], Store]) -> None:
    query = sa.select(STATE[Entity.TIE]).where(SELDOM).compile(compile_kwargs={"literal_binds": True})
    on_file()

    with closing(sqlite3.connect(file)) as database:
        (step,) = database.execute(f"EXPLAIN QUERY PLAN {query}").fetchall()

    assert step[3] == "SCAN tie USING INDEX tie_seldom"
