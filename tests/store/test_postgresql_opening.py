from __future__ import annotations

import socket

import pytest
import sqlalchemy as sa
from tests.databases import PASSWORD, Server, raw

from labnet.errors import LabnetError
from labnet.store import Store
from labnet.store.engines import connect


def refusal(url: str) -> str:
    with pytest.raises(LabnetError) as caught:
        Store.open(url)
    assert "Traceback" not in str(caught.value)
    assert PASSWORD not in str(caught.value)
    assert "secret" not in str(caught.value)
    return f"{caught.value.code}: {caught.value}"


def test_where_there_is_no_server_the_message_says_where_it_was_looked_for() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

        told = refusal(f"postgresql://labnet:secret@127.0.0.1:{port}/labnet")

    where = f"the store at postgresql://127.0.0.1:{port}/labnet"
    assert told == (
        f"STORE_UNAVAILABLE: {where} cannot be reached: Connection refused; "
        "see that the server runs, and that the URL is right"
    )


def test_a_server_that_takes_connections_and_says_nothing_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://labnet:secret@127.0.0.1:{silent.getsockname()[1]}/labnet?connect_timeout=2"

        assert "cannot be reached: " in refusal(url)


def test_an_unknown_host_is_named() -> None:
    told = refusal("postgresql://labnet:secret@nowhere.invalid/labnet")

    assert told.startswith("STORE_UNAVAILABLE: the store at postgresql://nowhere.invalid/labnet cannot be reached: ")


def test_a_wrong_password_or_user_is_refused_without_telling_which(postgresql: Server, database: str) -> None:
    name = str(sa.make_url(database).database)
    told = {
        refusal(postgresql.url(name, password="secret")),  # noqa: S106 - a wrong one
        refusal(postgresql.url(name, user="nobody")),
    }

    (only,) = told
    assert only.endswith(f"/{name} refuses this user: see that user and password are right, and that the server lets "
                         "this user in")  # fmt: skip


def test_a_missing_database_says_how_to_make_it(postgresql: Server) -> None:
    assert refusal(postgresql.url("nothing")).endswith(
        "/nothing does not exist: make the database first, with `createdb`"
    )


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://labnet:secret@127.0.0.1", "is named as postgresql://user:password@host:port/database"),
        ("postgresql://labnet:se@secret@127.0.0.1/labnet", "in a password are written %40"),
        ("postgresql://127.0.0.1/labnet?password=secret", "is named as postgresql://"),
        ("postgresql://labnet:secret@127.0.0.1:port/labnet", "is not named by a URL"),
        ("postgresql://labnet:secret@127.0.0.1/labnet?colour=blue", "an option that PostgreSQL does not know"),
        ("postgresql+psycopg2://labnet:secret@127.0.0.1/labnet", "labnet cannot keep a store in"),
    ],
)
def test_a_url_that_cannot_be_understood_is_bad_input(url: str, told: str) -> None:
    answer = refusal(url)

    assert answer.startswith("BAD_INPUT: ")
    assert told in answer


def test_a_user_without_rights_is_told_which_it_needs(database: str) -> None:
    raw(database, "ALTER SCHEMA public OWNER TO admin")

    assert "give it the right to make tables in the database" in refusal(database)


def test_a_database_that_cannot_hold_every_character_is_refused(postgresql: Server) -> None:
    postgresql.run(
        "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0 OWNER labnet"
    )

    told = refusal(postgresql.url("latin"))
    postgresql.run("DROP DATABASE latin")

    assert "cannot hold every character: make the database anew, with `createdb --encoding UTF8`" in told


def test_a_server_that_is_too_old_is_refused(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("labnet.store.postgresql._OLDEST", 990_000)

    assert "PostgreSQL that is too old: upgrade the server to 15 or newer" in refusal(database)


def test_a_store_is_named_by_where_it_is_looked_for() -> None:
    """Images of two stores would share a file if they had the same name."""
    urls = [
        "postgresql://labnet:secret@one/labnet",
        "postgresql://one:5433/labnet?sslpassword=secret",
        "postgresql:///labnet?host=/run/one&options=-csecret",
        "postgresql:///labnet?host=/run/one&port=5433",
        "postgresql:///labnet?host=one&host=two",
    ]

    assert [connect(url, create=True).where.removeprefix("the store at postgresql://") for url in urls] == [
        "one/labnet",
        "one:5433/labnet",
        "/labnet?host=%2Frun%2Fone",
        "/labnet?host=%2Frun%2Fone&port=5433",
        "/labnet?host=one%2Ctwo",
    ]
