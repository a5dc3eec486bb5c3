"""What is over is given back: the memory that views take goes by what they show, not by all that ever changed."""

from __future__ import annotations

from collections.abc import Iterator, Sized

import pytest
from tests.memory import grep
from tests.pictures import ties_of

from labnet.model.kinds import Actor, Innovator, Lab
from labnet.model.provenance import Evidence
from labnet.model.records import Entity
from labnet.model.ties import Tie
from labnet.model.vocabularies import Confidence, Visibility
from labnet.network import projections
from labnet.network.audiences import Audience
from labnet.network.image import Image
from labnet.service.views import Views
from labnet.store import Store

CANARY = "canary"
EVIDENCE = (Evidence(confidence=Confidence.DECLARED, note=f"{CANARY} evidence"),)


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open("sqlite://") as opened:
        yield opened


def put(store: Store, *records: Actor | Tie) -> None:
    with store.writing() as writing:
        writing.put(Entity.ACTOR, [record for record in records if isinstance(record, Actor)])
        writing.put(Entity.TIE, [record for record in records if isinstance(record, Tie)])


def drop(store: Store, *ids: str) -> None:
    with store.writing() as writing:
        writing.drop(Entity.ACTOR, ids)


def loaded(store: Store) -> Views:
    with store.reading() as reading:
        return Views.loaded(reading, tuple(Audience))


def caught_up(views: Views, store: Store) -> Views:
    with store.reading() as reading:
        return views.caught_up(reading)


def images(views: Views) -> list[Image]:
    return [views.whole, *(views.of(audience).image for audience in Audience)]


@pytest.mark.parametrize("visibility", [Visibility.PUBLIC, Visibility.MEMBERS, Visibility.PRIVATE])
def test_nothing_of_whoever_is_dropped_stays_in_memory(store: Store, visibility: Visibility) -> None:
    ada = Innovator(id=f"{CANARY}-ada", name=CANARY, visibility=visibility, evidence=EVIDENCE)
    tie = Tie(id="t", from_id=ada.id, to_id="lab", relation="MEMBER_OF", role=CANARY, note=CANARY, evidence=EVIDENCE)
    put(store, Lab(id="lab", name="Lab"), ada, tie)
    views = loaded(store)
    held = grep(views.whole, CANARY.encode())

    drop(store, ada.id)
    after = caught_up(views, store)

    assert held != []
    assert [grep(image, CANARY.encode()) for image in images(after)] == [[]] * (1 + len(Audience))
    assert [image.number_of_actors for image in images(after)] == [1] * (1 + len(Audience))
    assert [grep(after.of(audience).search, CANARY.encode()) for audience in Audience] == [[]] * len(Audience)
    after.close()


def test_what_changes_over_and_over_takes_no_more_memory(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projections, "_LEFT_OVER", 10)
    views = loaded(store)

    for number in range(60):
        labs = (Lab(id=id_, name=f"Lab {number}") for id_ in ("a", "b"))
        ties = (
            Tie(id=id_, from_id="a", to_id="b", relation="RUNS", note=f"Note {number}", role=f"Role {number}")
            for id_ in ("mine", "a.runs.b")
        )
        put(store, *labs, *ties)
        views = caught_up(views, store)

    for image in images(views):
        assert [actor.name for actor in image.actors()] == ["Lab 59"] * 2
        assert [(tie.note, tie.version) for tie in ties_of(image)] == [("Note 59", 60)] * 2
        columns = image.ties
        # Twice what is there and ten, and what the last batch brought.
        texts: list[Sized] = [
            columns.role.values,
            image.records.texts,
            columns.source.used(),
            columns.seldom,
            columns.named["mine"],
        ]
        assert max(len(each) for each in texts) <= 2 * 2 + 10 + 2
    views.close()


def test_a_tie_that_was_changed_takes_no_more_than_its_columns_and_a_number(store: Store) -> None:
    lab, other = Lab(id="a", name="A"), Lab(id="b", name="B")
    tie = Tie(id="a.runs.b", from_id="a", to_id="b", relation="RUNS")
    put(store, lab, other, tie)
    views = loaded(store)

    put(store, Tie(id="a.runs.b", from_id="a", to_id="b", relation="RUNS", role="leader"))
    after = caught_up(views, store)
    anew = loaded(store)

    for image in (*images(after), *images(anew)):
        assert [(tie.role, tie.version) for tie in ties_of(image)] == [("leader", 2)]
        assert image.ties.seldom == {}
    after.close()
    anew.close()
