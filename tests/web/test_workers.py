from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.answered import without_cost
from tests.peers import peer
from tests.processes import ask, children, free_port, serving, stopped, wait_until

from labnet.errors import BadInput
from labnet.settings import Settings
from labnet.web.workers import serve_in_workers

_LABS = '{ labs { totalCount } actor(by: {slug: "ada"}) { name } }'


@pytest.fixture(params=["sqlite file", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """An empty database on each engine that several processes can use."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("database"))
    return f"sqlite:///{request.getfixturevalue('file')}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "labnet.db"


@pytest.fixture
def port() -> int:
    return free_port()


def workers(server: subprocess.Popen[str], number: int) -> set[int]:
    """Wait until so many processes serve, and give them."""
    wait_until(lambda: len(children(server.pid)) == number)
    return children(server.pid)


def answers(server: subprocess.Popen[str], port: int) -> list[Any]:
    """Ask each worker the same, by making the others stand still."""
    everybody = children(server.pid)
    found = []
    for worker in everybody:
        with stopped(*everybody - {worker}):
            found.append(ask(port, _LABS)["data"])
    return found


def answering(port: int) -> bool:
    try:
        return bool(ask(port, "{ labs { totalCount } }")["data"] == {"labs": {"totalCount": 0}})
    except httpx.TransportError:
        return False


def ended(processes: set[int]) -> bool:
    return not any(Path(f"/proc/{process}/stat").exists() for process in processes)


def test_all_workers_answer_the_same_from_one_address_and_see_what_another_process_writes(url: str, port: int) -> None:
    with serving(port, "--database", url, "--workers", "3") as server, peer(url) as writer:
        workers(server, 3)
        before = answers(server, port)
        writer.ask("write", "ada", 20)
        wait_until(lambda: [answer["actor"] for answer in answers(server, port)] == [{"name": "20"}] * 3)
        after = answers(server, port)
        server.send_signal(signal.SIGINT)
        out, err = server.communicate(timeout=30)

    # The writer leaves its own count, everybody's, and its last three labs.
    assert before == [before[0]] * 3
    assert before[0]["labs"]["totalCount"] > 10
    assert after == [after[0]] * 3
    assert after[0]["labs"]["totalCount"] == before[0]["labs"]["totalCount"] + 5
    assert (server.returncode, out) == (130, "")
    given, address = err.splitlines()
    assert given.startswith("labnet: the store was empty and was given the shipped data set: ")
    assert address == f"labnet: http://127.0.0.1:{port}/"


def test_a_killed_worker_is_replaced_by_one_that_shows_the_same(url: str, port: int) -> None:
    with serving(port, "--database", url, "--empty", "--workers", "2") as server, peer(url) as writer:
        before = workers(server, 2)
        killed = min(before)
        writer.tell("write", "ada", 20)
        os.kill(killed, signal.SIGKILL)
        writer.answer()
        wait_until(lambda: len(children(server.pid) - {killed}) == 2)
        wait_until(lambda: [answer["actor"] for answer in answers(server, port)] == [{"name": "20"}] * 2)
        after = children(server.pid)
        server.send_signal(signal.SIGINT)
        out, err = server.communicate(timeout=30)

    assert before - after == {killed}
    assert (server.returncode, out) == (130, "")
    assert err.splitlines() == [
        f"labnet: http://127.0.0.1:{port}/",
        f"labnet: process {killed} was ended by SIGKILL, another one takes its place",
    ]
    assert ended(before | after)


def test_questions_are_answered_while_workers_are_killed_one_after_the_other(file: Path, port: int) -> None:
    with serving(port, "--database", f"sqlite:///{file}", "--empty", "--quiet", "--workers", "2") as server:
        for _ in range(3):
            os.kill(min(workers(server, 2)), signal.SIGKILL)
            for _ in range(20):
                assert without_cost(ask(port, "{ labs { totalCount } }")) == {"data": {"labs": {"totalCount": 0}}}


def test_workers_end_with_the_process_that_keeps_them(file: Path, port: int) -> None:
    with serving(port, "--database", f"sqlite:///{file}", "--empty", "--workers", "3") as server:
        everybody = workers(server, 3)
        server.kill()
        wait_until(lambda: ended(everybody))

    with socket.create_server(("127.0.0.1", port)):
        pass


def test_workers_end_with_their_keeper_though_the_youngest_stands_still(file: Path, port: int) -> None:
    with serving(port, "--database", f"sqlite:///{file}", "--empty", "--workers", "3") as server:
        everybody = workers(server, 3)
        youngest = max(everybody)
        with stopped(youngest):
            server.kill()
            wait_until(lambda: ended(everybody - {youngest}))
        wait_until(lambda: ended(everybody))


def test_a_worker_that_cannot_be_started_is_tried_again_while_the_others_serve(file: Path, port: int) -> None:
    """The second fork fails, once."""
    program = """
        import os, sys
        from labnet.cli import main

        fork, forks = os.fork, []

        def failing():
            forks.append(None)
            if len(forks) == 2:
                raise BlockingIOError(11, "Resource temporarily unavailable")
            return fork()

        os.fork = failing
        sys.exit(main(sys.argv[1:]))
    """
    arguments = ["serve", "--port", str(port), "--database", f"sqlite:///{file}", "--empty", "--workers", "2"]
    command = [sys.executable, "-c", textwrap.dedent(program), *arguments]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert len(workers(server, 2)) == 2
            wait_until(lambda: answering(port))
        finally:
            server.terminate()
            _, err = server.communicate(timeout=30)

    assert "no process can be started just now (Resource temporarily unavailable): it is tried again" in err
    assert server.returncode == -signal.SIGTERM


def test_a_worker_that_stands_still_is_killed_when_the_server_stops(
    file: Path, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LABNET_MAX_SECONDS", "0.5")
    with serving(port, "--database", f"sqlite:///{file}", "--empty", "--workers", "2") as server:
        everybody = workers(server, 2)
        os.kill(min(everybody), signal.SIGSTOP)
        server.terminate()
        server.communicate(timeout=30)

    assert server.returncode == -signal.SIGTERM
    assert ended(everybody)


def test_workers_that_cannot_begin_are_tried_again_with_growing_pauses_until_they_can(file: Path, port: int) -> None:
    away = file.with_name("away.db")
    with serving(port, "--database", f"sqlite:///{file}", "--empty", "--workers", "2") as server:
        before = workers(server, 2)
        file.rename(away)
        for worker in before:
            os.kill(worker, signal.SIGKILL)
        time.sleep(1.5)
        away.rename(file)
        wait_until(lambda: len(answers(server, port)) == 2)
        server.send_signal(signal.SIGINT)
        _, err = server.communicate(timeout=30)

    refusals = [line for line in err.splitlines() if "STORE_UNAVAILABLE" in line]
    assert 2 <= len(refusals) <= 2 * 5
    assert all(line.startswith(f"labnet: STORE_UNAVAILABLE: the store at {file} does not exist: ") for line in refusals)
    assert "ended with status 4, another one takes its place" in err
    assert "Traceback" not in err


def test_a_worker_that_fails_unexpectedly_says_so_in_a_line() -> None:
    broken = """
import socket
from labnet.settings import Settings
from labnet.web import workers

def broken(*arguments, **named):
    raise ZeroDivisionError("by nothing")

workers.Registry.of = broken
with socket.socket() as listening:
    workers.serve_in_workers(Settings(workers=1), listening)
"""
    with subprocess.Popen([sys.executable, "-c", broken], stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        lines = [server.stderr.readline() for _ in range(4)]
        server.terminate()
        server.communicate(timeout=30)

    assert lines[0] == "labnet: INTERNAL: ZeroDivisionError: by nothing\n"
    assert lines[1].endswith("ended with status 70, another one takes its place\n")
    assert lines[2] == lines[0]
    assert server.returncode == -signal.SIGTERM


def test_a_system_that_cannot_fork_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("multiprocessing.get_all_start_methods", lambda: ["spawn"])

    with socket.socket() as listening, pytest.raises(BadInput, match="--workers 2: this system cannot fork"):
        serve_in_workers(Settings(workers=2), listening)
