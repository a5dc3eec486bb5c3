from __future__ import annotations

from collections.abc import Callable

import pytest

from labnet.model.dates import PartialDate
from labnet.model.kinds import Innovator, Lab
from labnet.model.provenance import Source
from labnet.model.records import Entity, Manifest
from labnet.model.ties import Tie
from labnet.model.vocabularies import Territory, TerritoryLevel, Theme
from labnet.store import Store

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
        some = reading.changes_after(1, limit=2)

        assert [(entry.seq, entry.id) for entry in some] == [(2, "lab-1"), (3, "lab-2")]
        assert reading.changes_after(reading.seq) == []


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
