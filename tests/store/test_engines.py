from __future__ import annotations

import sys

import pytest
import sqlalchemy as sa

from labnet.errors import BadInput, StoreUnavailable
from labnet.model.kinds import Lab
from labnet.model.records import Entity
from labnet.store import Store


@pytest.mark.parametrize(
    "url", ["mysql://u:secret@host/labnet", "postgres://x", "labnet.db", "", "sqlite+aiosqlite://"]
)
def test_an_unknown_kind_of_database_is_refused_with_the_known_ones(url: str) -> None:
    with pytest.raises(BadInput, match=r"sqlite:///folder/file\.db") as caught:
        Store.open(url)

    assert "secret" not in str(caught.value)


def test_a_missing_driver_is_an_error_that_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name in {"labnet.store.postgresql", "labnet.store.listening"}]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(StoreUnavailable, match=r"driver psycopg.*`pip install 'labnet\[postgresql\]'`"):
        Store.open("postgresql://nobody:secret@127.0.0.1/labnet")


def test_an_unexpected_error_of_the_database_names_its_code_and_keeps_its_cause(store: Store) -> None:
    with (
        pytest.raises(StoreUnavailable, match=r"failed unexpectedly \((SQLITE_ERROR|UndefinedTable 42P01)\)") as caught,
        store.reading() as reading,
    ):
        reading._connection.exec_driver_sql("SELECT 1 FROM nowhere")  # noqa: SLF001 - no public way to a wrong query

    assert isinstance(caught.value.__cause__, sa.exc.DBAPIError)


def test_the_character_that_no_text_of_postgresql_can_hold_is_bad_input_everywhere(store: Store) -> None:
    nul = "a\0b"

    with pytest.raises(BadInput, match="keeps no character U\\+0000: leave it out of"), store.reading() as reading:
        reading.get(Entity.ACTOR, [nul])
    with pytest.raises(BadInput, match="keeps no character"), store.writing() as writing:
        writing.drop(Entity.ACTOR, [nul])
    with pytest.raises(BadInput, match="keeps no character"), store.writing(who=nul):
        pass
    with pytest.raises(BadInput, match="keeps no character"), store.writing(request=nul):
        pass
    with pytest.raises(BadInput, match="name"), store.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id="a", name=nul)])

    assert store.seq() == 0


def test_half_a_character_is_bad_input(store: Store) -> None:
    with pytest.raises(BadInput, match="whole characters only"), store.reading() as reading:
        reading.get(Entity.ACTOR, ["\ud800"])
