from __future__ import annotations

import pytest
import sqlalchemy as sa

from labnet.model.records import Entity
from labnet.store import Store
from labnet.store.bulk import Filling, insert
from labnet.store.engines import connect
from labnet.store.tables import STATE

_THEME = STATE[Entity.THEME]
_TIE = STATE[Entity.TIE]


def _themes(*ids: str) -> list[tuple[object, ...]]:
    return [(id_, "é", "e", None, None, None, 1) for id_ in ids]


def _indexes(connection: sa.Connection) -> set[str | None]:
    return {index["name"] for index in sa.inspect(connection).get_indexes("tie")}


def test_rows_are_inserted_just_as_they_are(lasting: str) -> None:
    Store.open(lasting).close()
    engine = connect(lasting, create=False)
    with engine.transaction(write=True) as connection:
        insert(connection, _THEME, _themes("a", "b"))
        insert(connection, _THEME, [])
        found = [tuple(row) for row in connection.execute(sa.select(_THEME).order_by(_THEME.c.id))]
    engine.close()

    assert found == _themes("a", "b")


def test_what_many_rows_have_alike_stands_in_each_of_them(lasting: str) -> None:
    Store.open(lasting).close()
    engine = connect(lasting, create=False)
    ids = [f"t-{number:03}" for number in range(123)]
    rows = [(id_, "é", "e" if id_ < "t-060" else "f", None, id_, None, 1) for id_ in ids]
    with engine.transaction(write=True) as connection:
        insert(connection, _THEME, rows)
        found = [tuple(row) for row in connection.execute(sa.select(_THEME).order_by(_THEME.c.id))]
    engine.close()

    assert found == rows


def test_indexes_are_taken_away_from_a_table_that_is_given_much_and_made_at_the_end(
    lasting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("labnet.store.bulk._MANY", 2)
    Store.open(lasting).close()
    engine = connect(lasting, create=False)
    filling = Filling(_TIE)
    seen = []
    with engine.transaction(write=True) as connection:
        actors = STATE[Entity.ACTOR]
        some = {"kind": "lab", "name": "X", "version": 1, "updated_at": ""}
        connection.execute(sa.insert(actors), [{"id": "a", **some}, {"id": "b", **some}])
        for ids in ("t", "uv", "wxyz"):
            blank = (None,) * (len(_TIE.columns) - 5)
            filling.insert(connection, [(id_, "a", "b", "hosts", *blank, 1) for id_ in ids])
            seen.append(_indexes(connection))
        filling.finish(connection)
        seen.append(_indexes(connection))
        filling.finish(connection)
    engine.close()

    every = {"ix_tie_from_id", "ix_tie_to_id", "tie_seldom"}
    assert seen == [every, set(), set(), every]
    assert filling.ids == set("tuvwxyz")


def test_indexes_that_were_taken_away_are_there_again_when_nothing_is_stored(
    lasting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("labnet.store.bulk._MANY", -1)
    Store.open(lasting).close()
    engine = connect(lasting, create=False)

    def fail() -> None:
        with engine.transaction(write=True) as connection:
            Filling(_TIE).insert(connection, [])
            assert _indexes(connection) == set()
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    with engine.transaction() as connection:
        assert len(_indexes(connection)) == 3
    engine.close()
