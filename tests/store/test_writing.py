from __future__ import annotations

import dataclasses
import datetime as dt
from itertools import pairwise

import pytest
from tests.logs import LogEntry, changes_after

from labnet.errors import BadInput
from labnet.model.kinds import Actor, Innovator, Lab
from labnet.model.provenance import Evidence, Source
from labnet.model.records import Entity
from labnet.model.ties import Tie
from labnet.model.vocabularies import Confidence
from labnet.store import Outcome, Store

_A, _B = Lab(id="a", name="A"), Lab(id="b", name="B")
_TIE = Tie(id="a.partners", from_id="a", to_id="b", relation="PARTNERS_WITH")


def _put(store: Store, *actors: Actor) -> Outcome:
    with store.writing() as writing:
        return writing.put(Entity.ACTOR, actors)


def _log(store: Store) -> list[LogEntry]:
    with store.reading() as reading:
        return changes_after(reading, 0)


def test_new_records_are_version_1_and_say_when(store: Store) -> None:
    before = dt.datetime.now(dt.UTC)

    outcome = _put(store, _A, _B)

    assert outcome == Outcome(created=2)
    with store.reading() as reading:
        actors = list(reading.actors())
    assert [actor.version for actor in actors] == [1, 1]
    assert all(actor.updated_at and before <= actor.updated_at <= dt.datetime.now(dt.UTC) for actor in actors)


def test_what_is_there_just_so_is_neither_written_nor_logged(store: Store) -> None:
    _put(store, _A)

    outcome = _put(store, Lab(id="a", name="A", version=9, updated_at=dt.datetime(2000, 1, 1, tzinfo=dt.UTC)))

    assert outcome == Outcome(unchanged=1)
    assert store.seq() == 1


def test_an_update_adds_one_to_the_version_and_names_the_fields(store: Store) -> None:
    _put(store, _A, _B)
    told = (Evidence(confidence=Confidence.DECLARED),)

    outcome = _put(store, Lab(id="a", name="A2", evidence=told), _B, Lab(id="c", name="C"))

    assert outcome == Outcome(created=1, updated=1, unchanged=1)
    entry = next(entry for entry in _log(store) if entry.action == "update")
    assert (entry.id, entry.version, entry.fields) == ("a", 2, ("name", "evidence"))
    with store.reading() as reading:
        assert reading.get(Entity.ACTOR, ["a"])["a"] == Lab(id="a", name="A2", evidence=told)


def test_a_changed_note_is_a_changed_field_of_its_record(store: Store) -> None:
    def put(note: str) -> None:
        with store.writing() as writing:
            writing.put(Entity.ACTOR, [dataclasses.replace(_A, note=note), _B])
            writing.put(Entity.TIE, [dataclasses.replace(_TIE, note=note)])

    put("Begun late.")
    put("Begun early.")

    assert [(entry.id, entry.fields) for entry in _log(store) if entry.action == "update"] == [
        ("a", ("note",)),
        (_TIE.id, ("note",)),
    ]
    with store.reading() as reading:
        assert [actor.note for actor in reading.actors()] == ["Begun early.", None]
        assert [tie.note for tie in reading.ties()] == ["Begun early."]


def test_an_actor_may_change_its_kind(store: Store) -> None:
    _put(store, Innovator(id="x", name="X", role="designer"))

    _put(store, Lab(id="x", name="X"))

    assert _log(store)[-1].fields == ("kind", "role")


def test_the_log_says_who_did_what_in_which_request_and_never_a_value(store: Store) -> None:
    with store.writing(who="ana", request="r-1") as writing:
        writing.put(Entity.SOURCE, [Source(id="s", title="a secret title")])
        assert writing.seq == 1

    (entry,) = _log(store)

    assert (entry.seq, entry.who, entry.request, entry.entity, entry.id) == (1, "ana", "r-1", Entity.SOURCE, "s")
    assert entry.at.utcoffset() == dt.timedelta(0)
    assert "secret" not in repr(entry)


def test_of_two_records_with_one_id_the_later_counts(store: Store) -> None:
    outcome = _put(store, _A, Lab(id="a", name="later"))

    assert outcome == Outcome(created=1)
    with store.reading() as reading:
        assert [actor.name for actor in reading.actors()] == ["later"]


def test_nothing_is_stored_when_an_exception_leaves_the_block(store: Store) -> None:
    def fail() -> None:
        with store.writing() as writing:
            writing.put(Entity.ACTOR, [_A])
            raise LookupError

    with pytest.raises(LookupError):
        fail()

    assert store.seq() == 0
    assert store.check() == []


def test_a_writing_sees_its_own_changes(store: Store) -> None:
    with store.writing() as writing:
        writing.put(Entity.ACTOR, [_A])

        assert list(writing.actors()) == [_A]
        assert writing.get(Entity.ACTOR, ["a"]) == {"a": _A}


def test_a_tie_needs_its_ends(store: Store) -> None:
    _put(store, _A)

    with (
        pytest.raises(BadInput, match=r"the tie 'a\.partners' cannot be stored: there is no actor 'b'"),
        store.writing() as writing,
    ):
        writing.put(Entity.TIE, [_TIE])


def test_a_tie_joins_two_actors_not_one_to_itself(store: Store) -> None:
    _put(store, _A)

    with (
        pytest.raises(BadInput, match=r"the tie 'loop' cannot be stored: it joins 'a' to itself"),
        store.writing() as writing,
    ):
        writing.put(Entity.TIE, [dataclasses.replace(_TIE, id="loop", to_id="a")])

    assert store.seq() == 1


def test_a_dropped_actor_takes_its_ties_along(store: Store) -> None:
    with store.writing() as writing:
        writing.put(Entity.ACTOR, [_A, _B])
        writing.put(Entity.TIE, [_TIE])

    with store.writing() as writing:
        dropped = writing.drop(Entity.ACTOR, ["b", "nobody", "b"])

    assert dropped == 1
    assert [(entry.action, entry.entity, entry.id) for entry in _log(store)[3:]] == [
        ("drop", "tie", "a.partners"),
        ("drop", "actor", "b"),
    ]
    with store.reading() as reading:
        assert list(reading.ties()) == []
    assert store.check() == []


def test_dropping_what_is_not_there_changes_nothing(store: Store) -> None:
    with store.writing() as writing:
        dropped = writing.drop(Entity.ACTOR, ["nobody"]), writing.drop(Entity.TIE, [])

    assert dropped == (0, 0)
    assert store.seq() == 0


def test_an_id_that_comes_back_goes_on_from_its_last_version(store: Store) -> None:
    _put(store, _A)
    _put(store, Lab(id="a", name="A2"))
    with store.writing() as writing:
        writing.drop(Entity.ACTOR, ["a"])

    _put(store, _A)

    assert [(entry.action, entry.version) for entry in _log(store)] == [
        ("create", 1),
        ("update", 2),
        ("drop", 3),
        ("create", 4),
    ]
    assert store.check() == []


def test_many_records_are_more_than_one_query_can_name(store: Store) -> None:
    labs = [Lab(id=f"lab-{number}", name="X") for number in range(1_234)]

    outcome = _put(store, *labs)
    with store.writing() as writing:
        dropped = writing.drop(Entity.ACTOR, (lab.id for lab in labs))

    assert (outcome.created, dropped) == (1_234, 1_234)
    assert store.seq() == 2_468


def test_what_was_put_and_dropped_into_an_empty_store_is_known_in_the_same_transaction(store: Store) -> None:
    with store.writing() as writing:
        first = writing.put(Entity.ACTOR, [_A, _B])
        again = writing.put(Entity.ACTOR, [_A, dataclasses.replace(_B, name="B2")])
        writing.put(Entity.TIE, [_TIE])
        writing.drop(Entity.ACTOR, ["b"])
        back = writing.put(Entity.ACTOR, [_B])
        tied = writing.put(Entity.TIE, [_TIE])

    assert [first, again, back, tied] == [
        Outcome(created=2),
        Outcome(updated=1, unchanged=1),
        Outcome(created=1),
        Outcome(created=1),
    ]
    assert [entry.version for entry in _log(store) if entry.id == "b"] == [1, 2, 3, 4]
    assert [entry.version for entry in _log(store) if entry.id == _TIE.id] == [1, 2, 3]
    assert store.check() == []


def test_a_tie_whose_end_was_dropped_in_the_same_transaction_is_refused(store: Store) -> None:
    with store.writing() as writing:
        writing.put(Entity.ACTOR, [_A, _B])
        writing.drop(Entity.ACTOR, ["b"])

        with pytest.raises(BadInput, match="there is no actor 'b', store it first"):
            writing.put(Entity.TIE, [_TIE])


def test_records_that_come_back_into_an_empty_table_go_on_from_their_last_versions(store: Store) -> None:
    labs = [Lab(id=f"lab-{number}", name="X") for number in range(600)]
    _put(store, *labs)
    with store.writing() as writing:
        writing.drop(Entity.ACTOR, [lab.id for lab in labs])

    _put(store, *labs, Lab(id="new", name="New"))

    with store.reading() as reading:
        assert {actor.version for actor in reading.actors() if actor.id != "new"} == {3}
        assert reading.get(Entity.ACTOR, ["new"])["new"].version == 1  # type: ignore[union-attr] # it is an actor
    assert store.check() == []


def test_a_transaction_writes_more_than_one_part_at_a_time_holds(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("labnet.store.writing._PART", 2)
    labs = [Lab(id=f"lab-{number}", name="X") for number in range(5)]

    with store.writing() as writing:
        outcomes = writing.put(Entity.ACTOR, labs), writing.put(Entity.ACTOR, labs)

    assert outcomes == (Outcome(created=5), Outcome(unchanged=5))
    assert [(entry.seq, entry.id) for entry in _log(store)] == [(n + 1, lab.id) for n, lab in enumerate(labs)]


def test_an_empty_table_that_is_given_much_has_its_indexes_at_the_end(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("labnet.store.bulk._MANY", 2)
    labs = [Lab(id=f"lab-{number}", name="X") for number in range(5)]
    ties = [Tie(id=f"t{n}", from_id=a.id, to_id=b.id, relation="HOSTS") for n, (a, b) in enumerate(pairwise(labs))]

    with store.writing() as writing:
        writing.put(Entity.ACTOR, labs)
        writing.put(Entity.TIE, ties[:3])
        writing.put(Entity.TIE, ties[3:])
        writing.drop(Entity.ACTOR, ["lab-1"])

    with store.reading() as reading:
        assert [tie.id for tie in reading.ties()] == ["t2", "t3"]
    assert store.check() == []
