from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

SERVE = """
import sys
from labnet.service.registry import Registry
from labnet.settings import Settings
from labnet.web.server import serve
with Registry(f"sqlite:///{sys.argv[1]}") as registry:
    try:
        serve(registry, Settings(port=int(sys.argv[2]), max_seconds=0.5))
    except KeyboardInterrupt:
        print("interrupted")
"""

SETTLE = """
import gc, os, signal, socket, sys, threading, time
from labnet.service.registry import Registry
from labnet.settings import Settings
from labnet.web.server import serve
def look():
    while not gc.get_freeze_count():
        time.sleep(0.01)
    while True:
        try:
            socket.create_connection(("127.0.0.1", int(sys.argv[2]))).close()
        except OSError:
            time.sleep(0.01)
        else:
            break
    os.kill(os.getpid(), signal.SIGINT)
with Registry(f"sqlite:///{sys.argv[1]}") as registry:
    threading.Thread(target=look).start()
    try:
        serve(registry, Settings(port=int(sys.argv[2])))
    except KeyboardInterrupt:
        print("settled")
"""


def test_the_server_settles_once_it_is_started(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SETTLE, str(tmp_path / "labnet.db"), str(_free_port())]

    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert (said.stdout, said.stderr) == ("settled\n", "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_the_server_answers_until_it_is_told_to_stop(tmp_path: Path, number: signal.Signals) -> None:
    port = _free_port()
    arguments = [sys.executable, "-c", SERVE, str(tmp_path / "labnet.db"), str(port)]

    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ
    ) as process:
        try:
            response = _first_answer(f"http://127.0.0.1:{port}/health/ready", process)
            process.send_signal(number)
            out, errors = process.communicate(timeout=20)
        finally:
            process.kill()

    assert response.json()["status"] == "ready"
    assert "server" not in response.headers
    assert errors == ""
    assert (out, process.returncode) == {signal.SIGTERM: ("", -number), signal.SIGINT: ("interrupted\n", 0)}[number]


def test_the_server_stops_though_a_body_never_ends(tmp_path: Path) -> None:
    port = _free_port()
    arguments = [sys.executable, "-c", SERVE, str(tmp_path / "labnet.db"), str(port)]

    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ
    ) as process:
        try:
            _first_answer(f"http://127.0.0.1:{port}/health/live", process)
            with socket.create_connection(("127.0.0.1", port)) as connection:
                connection.sendall(b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n")
                connection.sendall(b"Content-Length: 50\r\n\r\n{")
                time.sleep(0.2)
                process.send_signal(signal.SIGTERM)
                began = time.monotonic()
                process.communicate(timeout=20)
                took = time.monotonic() - began
        finally:
            process.kill()

    # Half a second for an answer is rounded up, and one more is given: two seconds.
    assert 1 < took < 10


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _first_answer(url: str, process: subprocess.Popen[str]) -> httpx.Response:
    for _ in range(600):
        assert process.poll() is None
        try:
            return httpx.get(url)
        except httpx.ConnectError:
            time.sleep(0.05)
    raise AssertionError(url)


FOLLOW = "subscription { networkChanged { revision } }"


def test_a_server_that_stops_says_good_bye_to_all_who_follow(tmp_path: Path) -> None:
    port = _free_port()
    arguments = [sys.executable, "-c", SERVE, str(tmp_path / "labnet.db"), str(port)]
    heard: list[str] = []

    def listen() -> None:
        asked = {"json": {"query": FOLLOW}, "headers": {"accept": "text/event-stream"}}
        with httpx.stream("POST", f"http://127.0.0.1:{port}/graphql", timeout=30, **asked) as response:  # type: ignore[arg-type] # options of several types
            begun.set()
            heard.extend(response.iter_lines())

    begun, listener = threading.Event(), threading.Thread(target=listen)
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ
    ) as process:
        try:
            _first_answer(f"http://127.0.0.1:{port}/health/live", process)
            listener.start()
            assert begun.wait(20)
            with connect(
                f"ws://127.0.0.1:{port}/graphql", subprotocols=[Subprotocol("graphql-transport-ws")]
            ) as opened:
                opened.send('{"type": "connection_init"}')
                opened.send(json.dumps({"type": "subscribe", "id": "1", "payload": {"query": FOLLOW}}))
                assert opened.recv(timeout=20) == '{"type":"connection_ack"}'
                process.send_signal(signal.SIGTERM)
                with pytest.raises(ConnectionClosed):
                    opened.recv(timeout=20)
            _, errors = process.communicate(timeout=20)
            listener.join(20)
        finally:
            process.kill()

    assert opened.close_code == 1001
    assert heard == ["event: complete", "data:", ""]
    assert errors == ""
