"""The commands of the README, typed as a newcomer would."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(console|python)\n(.*?)```", README, re.DOTALL)
COMMANDS = [line for language, block in BLOCKS if language == "console" for line in block.splitlines()]
SNIPPETS = [block for language, block in BLOCKS if language == "python"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, process: subprocess.Popen[bytes], seconds: float = 300.0) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=1):  # noqa: S310 - an address on this machine
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    pytest.fail(f"nothing answers at {address}")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`make run`, on a free port and a store of its own; gives the address."""
    port = _free_port()
    database = tmp_path_factory.mktemp("run") / "labnet.db"
    command = ["make", "run", f"PORT={port}", f"DATABASE=sqlite:///{database}"]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        _wait_for(f"http://127.0.0.1:{port}/health/ready", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, 15)
        process.wait(timeout=20)


def test_make_run_serves_a_page_that_answers_who_bridges_the_state_and_local_authorities(served: str) -> None:
    with urllib.request.urlopen(served, timeout=10) as response:  # noqa: S310 - an address on this machine
        page = response.read().decode()

    assert "make run" in COMMANDS
    assert all(name in page for name in ("LaBase", "Ti Lab", "Lab&#39;EST", "query Bridges", "collaborations"))


def test_the_curl_command_finds_labase(served: str) -> None:
    line = next(command for command in COMMANDS if command.startswith("curl"))
    arguments = shlex.split(line.replace("http://127.0.0.1:8000", served))

    answer = subprocess.run(arguments, check=True, capture_output=True, text=True).stdout

    assert '"name":"LaBase"' in answer


def test_every_labnet_command_of_the_readme_runs_in_order(tmp_path: Path) -> None:
    commands = [line for line in COMMANDS if line.startswith(".venv/bin/labnet")]
    environment = {**os.environ, "LABNET_DATABASE": f"sqlite:///{tmp_path}/labnet.db"}
    labnet = [sys.executable, "-m", "labnet"]
    subprocess.run([*labnet, "import", "--quiet"], cwd=tmp_path, env=environment, check=True)

    results = [
        subprocess.run(
            [*labnet, *shlex.split(line)[1:]],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        for line in commands
    ]

    assert len(commands) >= 6
    assert [result.returncode for result in results] == [0] * len(commands), [result.stderr for result in results]


@pytest.mark.parametrize("snippet", SNIPPETS)
def test_the_python_of_the_readme_runs(snippet: str, tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", snippet], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("[('")


def test_make_help_lists_the_commands() -> None:
    result = subprocess.run(
        [shutil.which("make") or "make", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert all(f"\n{name} " in f"\n{result.stdout}" for name in ("run", "test", "schema", "help"))
