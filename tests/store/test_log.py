from __future__ import annotations

from tests.logs import changes_after

from labnet.model.kinds import Lab
from labnet.model.records import Entity
from labnet.store import Action, Store


def test_numbers_of_changes_are_never_used_again(store: Store) -> None:
    with store.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id="a", name="A")])
        writing.drop(Entity.ACTOR, ["a"])
        writing.put(Entity.ACTOR, [Lab(id="b", name="B")])

    with store.reading() as reading:
        entries = changes_after(reading, 0)

    assert [(entry.seq, entry.action) for entry in entries] == [
        (1, Action.CREATE),
        (2, Action.DROP),
        (3, Action.CREATE),
    ]
    assert {entry.at for entry in entries} == {entries[0].at}


def test_a_store_without_changes_is_at_zero(store: Store) -> None:
    assert store.seq() == 0
