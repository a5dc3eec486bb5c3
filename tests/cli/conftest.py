from __future__ import annotations

import os
import pty
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import pytest

from labnet.cli import main
from labnet.model.kinds import Lab, StateService
from labnet.model.records import Entity
from labnet.model.ties import Tie
from labnet.model.vocabularies import Visibility
from labnet.store import Store


class Ended(NamedTuple):
    status: int
    out: str
    err: str


class Run(Protocol):
    def __call__(self, *arguments: str) -> Ended: ...


@pytest.fixture(autouse=True)
def _a_clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Settings are the defaults, and the store would be a new file in a new folder."""
    for name in [name for name in os.environ if name.startswith("LABNET_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")


@pytest.fixture
def labnet(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process."""

    def run(*arguments: str) -> Ended:
        capsys.readouterr()
        status = main(arguments)
        return Ended(status, *capsys.readouterr())

    return run


@pytest.fixture
def command() -> Callable[..., list[str]]:
    """What to type for a command, as a list for a process of its own."""
    return lambda *arguments: [sys.executable, "-m", "labnet", *arguments]


@pytest.fixture
def process(command: Callable[..., list[str]]) -> Run:
    """Run a command in a process of its own, with pipes for stdout and stderr."""

    def run(*arguments: str) -> Ended:
        ended = subprocess.run(
            command(*arguments), capture_output=True, text=True, encoding="utf-8", timeout=60, check=False
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    return run


@pytest.fixture
def on_terminal(command: Callable[..., list[str]]) -> Callable[[Sequence[str]], str]:
    """Run a command with a terminal for stdout and stderr, and give all that it showed."""

    def run(arguments: Sequence[str]) -> str:
        master, slave = pty.openpty()
        shown: list[bytes] = []
        reader = threading.Thread(target=_read_to_end, args=(master, shown))
        reader.start()
        environment = {**os.environ, "TERM": "xterm-256color"}
        subprocess.run(command(*arguments), stdout=slave, stderr=slave, env=environment, timeout=60, check=False)
        os.close(slave)
        reader.join(timeout=10)
        os.close(master)
        return b"".join(shown).decode()

    return run


def _read_to_end(terminal: int, shown: list[bytes]) -> None:
    while True:
        try:
            piece = os.read(terminal, 65_536)
        except OSError:
            return
        if not piece:
            return
        shown.append(piece)


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Where a store may be made."""
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture
def stored(url: str) -> str:
    """A store of a public lab that a prefecture carries, and a second lab that only members see."""
    with Store.open(url) as store, store.writing() as writing:
        prefecture = StateService(id="pref-33", name="Préfecture de la Gironde")
        labs = [Lab(id="lab-a", name="La Base"), Lab(id="lab-b", name="Caché", visibility=Visibility.MEMBERS)]
        writing.put(Entity.ACTOR, [prefecture, *labs])
        writing.put(Entity.TIE, [Tie(id="t1", from_id="pref-33", to_id="lab-a", relation="CARRIES")])
    return url
