"""Serving a store that can be read only: it is served so, or refused with a message; nobody sees a traceback."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.databases import Server
from tests.disks import read_only
from tests.peers import Peer, peer
from tests.processes import ask, free_port, serving, wait_until

if TYPE_CHECKING:
    from tests.cli.conftest import Run

_LAB = '{ actor(by: {slug: "ada"}) { name } }'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "data"
    made.mkdir()
    return made


@pytest.fixture
def writer(folder: Path) -> Iterator[Peer]:
    """Another process that writes to the store in the folder, and has written."""
    with peer(f"sqlite:///{folder}/labnet.db") as writing:
        writing.ask("write", "ada", 3)
        yield writing


def shown(port: int) -> Any:
    return ask(port, _LAB)["data"]["actor"]["name"]


def test_a_closed_store_on_a_read_only_disk_is_refused_at_once(folder: Path, process: Run) -> None:
    """SQLite cannot even read it there: it would have to put the index of its log beside it."""
    process("import", "--quiet", "--database", f"sqlite:///{folder}/labnet.db")

    with read_only(folder) as place:
        began = time.monotonic()
        ended = process("serve", "--port", str(free_port()), "--database", f"sqlite:///{place}/labnet.db")
        took = time.monotonic() - began

    assert ended.status == 4
    # SQLite tells a disk from a file that may not be written to.
    remedies = (
        "cannot be opened: see that this user may read and write the file and its folder",
        "is read-only: give this user the right to write to the file and to its folder",
    )
    said = f"labnet: STORE_UNAVAILABLE: the store at {place}/labnet.db"
    assert ended.err in {f"{said} {remedy}\n" for remedy in remedies}
    # Far more than it takes, but less than a wait for something that will not come.
    assert took < 20


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_store_is_served_from_a_read_only_disk_while_another_process_writes_to_it_elsewhere(
    folder: Path, writer: Peer, workers: str
) -> None:
    port = free_port()
    with read_only(folder) as place:
        url = f"sqlite:///{place}/labnet.db"
        with serving(port, "--database", url, "--workers", workers) as server, peer(url) as reader:
            before = shown(port)
            refused = reader.ask("write", "ada", 1)
            writer.ask("write", "ada", 2)
            wait_until(lambda: shown(port) == "5")
            server.terminate()
            out, err = server.communicate(timeout=30)

    assert before == "3"
    assert refused == [(0, False, "STORE_UNAVAILABLE")]
    assert (out, err) == ("", f"labnet: http://127.0.0.1:{port}/\n")


def test_what_a_killed_process_left_on_a_read_only_disk_is_served(folder: Path, writer: Peer) -> None:
    writer.kill()
    port = free_port()

    with read_only(folder) as place:
        url = f"sqlite:///{place}/labnet.db"
        with serving(port, "--database", url, "--quiet") as server, peer(url) as reader:
            answer = shown(port)
            refused = reader.ask("write", "ada", 1)
            server.terminate()
            out, err = server.communicate(timeout=30)

    assert answer == "3"
    assert refused == [(0, False, "STORE_UNAVAILABLE")]
    assert (out, err) == ("", "")


def test_a_server_that_lets_nobody_write_is_read_and_written_again_once_it_does(
    database: str, postgresql: Server
) -> None:
    name, port = database.rpartition("/")[2], free_port()

    def let_write(answer: str) -> None:
        postgresql.run(
            f"ALTER DATABASE {name} SET default_transaction_read_only = {answer}",
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
        )

    with peer(database) as writer:
        writer.ask("write", "ada", 3)
        let_write("on")
        with serving(port, "--database", database, "--workers", "2", "--quiet") as server:
            refused = writer.ask("write", "ada", 2)
            before = shown(port)
            let_write("off")
            again = writer.ask("write", "ada", 1)
            wait_until(lambda: shown(port) == "4")
            server.terminate()
            _, err = server.communicate(timeout=30)

    assert refused == [(0, False, "STORE_UNAVAILABLE")] * 2
    assert before == "3"
    assert again == [(4, True, None)]
    assert "Traceback" not in err
