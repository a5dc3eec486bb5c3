from __future__ import annotations

import signal
import socket
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.processes import ask, free_port, serving

from labnet.store import Store

if TYPE_CHECKING:
    from tests.cli.conftest import Run


@pytest.fixture
def port() -> int:
    return free_port()


def test_a_new_store_is_given_the_shipped_data_and_questions_are_answered(port: int, url: str) -> None:
    with serving(port, "--database", url) as server:
        found = ask(port, '{ labs(first: 100) { totalCount } actor(by: {slug: "lab-labase"}) { slug } }')
        server.send_signal(signal.SIGINT)
        out, err = server.communicate(timeout=30)

    assert found["data"]["actor"] == {"slug": "lab-labase"}
    assert found["data"]["labs"]["totalCount"] > 10
    assert (server.returncode, out) == (130, "")
    given, address = err.splitlines()
    assert given.startswith("labnet: the store was empty and was given the shipped data set: ")
    assert address == f"labnet: http://127.0.0.1:{port}/"


def test_an_empty_store_stays_so_if_asked(port: int, url: str) -> None:
    with serving(port, "--database", url, "--empty", "--quiet") as server:
        found = ask(port, "{ labs { totalCount } }")
        server.terminate()
        _, err = server.communicate(timeout=30)

    assert found["data"] == {"labs": {"totalCount": 0}}
    assert err == ""
    with Store.open(url) as store:
        assert store.seq() == 0


def test_a_store_with_records_is_served_as_it_is_and_sees_what_others_write(
    process: Run, port: int, stored: str
) -> None:
    with serving(port, "--database", stored):
        before = ask(port, "{ labs { totalCount } }")
        written = process("import", "--database", stored, "--quiet")
        deadline = time.monotonic() + 10
        while ask(port, "{ labs { totalCount } }") == before and time.monotonic() < deadline:
            time.sleep(0.02)
        after = ask(port, "{ labs { totalCount } }")

    assert before["data"] == {"labs": {"totalCount": 1}}
    assert written.status == 0
    assert after["data"]["labs"]["totalCount"] > 10


@pytest.mark.parametrize("port", ["0", "70000", "-1"])
def test_a_port_that_does_not_exist_is_refused(labnet: Run, url: str, port: str) -> None:
    ended = labnet("serve", "--database", url, "--port", port)

    assert ended == (2, "", f"labnet: BAD_INPUT: there is no port {port}: use one from 1 to 65535\n")


@pytest.mark.parametrize(("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("::1", "[::1]")])
def test_an_address_in_use_is_refused_before_anything_is_stored(labnet: Run, url: str, host: str, shown: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family) as taken:
        port = taken.getsockname()[1]

        ended = labnet("serve", "--database", url, "--host", host, "--port", str(port))

    assert ended.status == 2
    assert ended.err == (
        f"labnet: BAD_INPUT: labnet cannot listen on {shown}:{port}: Address already in use; "
        "give another --host or --port\n"
    )
    assert not Path(url.removeprefix("sqlite:///")).exists()


def test_a_store_in_memory_is_served_by_one_process_only(labnet: Run, port: int) -> None:
    ended = labnet("serve", "--database", "sqlite://", "--workers", "2", "--port", str(port))

    assert ended.status == 2
    assert ended.err == (
        "labnet: BAD_INPUT: --workers 2: a store in memory is seen by one process only; "
        "name a file or a server with --database, or leave --workers out\n"
    )


def test_there_is_no_serving_by_nobody(labnet: Run, url: str) -> None:
    ended = labnet("serve", "--database", url, "--workers", "0")

    assert ended.status == 2
    assert ended.err.startswith("labnet: BAD_INPUT: Invalid value for '--workers'")
