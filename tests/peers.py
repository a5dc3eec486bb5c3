"""Processes with a registry each, which do what they are told."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Any, Final

from tests.pictures import ties_of
from tests.processes import FORKING

from labnet.errors import LabnetError
from labnet.model.forms import ACTORS, TIES
from labnet.model.kinds import Lab
from labnet.model.records import Entity
from labnet.model.ties import Tie
from labnet.network.image import Image
from labnet.service.registry import Registry
from labnet.service.viewer import VISITOR

__all__ = ["EVERYBODYS", "Peer", "digest", "peer"]

EVERYBODYS: Final = "everybodys"
"""Name of the count that all share."""


class Peer:
    """Another process with a registry over a store."""

    def __init__(self, database: str) -> None:
        self._line, other = FORKING.Pipe()
        self._process = FORKING.Process(target=_answer, args=(database, other))
        self._process.start()
        other.close()
        self.pid = self._process.pid or 0
        self.answer()

    def tell(self, command: str, *arguments: Any) -> None:
        """Tell it to do something, without waiting for the answer: see `_Answering`."""
        self._line.send((command, *arguments))

    def answer(self) -> Any:
        """Wait for its next answer."""
        return self._line.recv()

    def ask(self, command: str, *arguments: Any) -> Any:
        """Tell it to do something, and wait for the answer."""
        self.tell(command, *arguments)
        return self.answer()

    def kill(self) -> None:
        """End it without a word."""
        self._process.kill()
        self._process.join()
        self._line.close()


@contextmanager
def peer(database: str) -> Iterator[Peer]:
    """Run a peer as long as the block runs."""
    started = Peer(database)
    try:
        yield started
    finally:
        started.kill()


def digest(image: Image) -> tuple[int, int, str]:
    """Give revision, number and digest of all records that an image holds, with their versions."""
    records: list[tuple[Any, ...]] = [(*ACTORS.texts(actor), actor.version) for actor in image.actors()]
    records += [(*TIES.texts(tie), tie.version) for tie in ties_of(image)]
    return image.revision, len(records), hashlib.sha256(repr(sorted(records, key=str)).encode()).hexdigest()


class _Answering:
    """What a peer can be told."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._watching = False
        self._seen: list[int] = []
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def write(self, name: str, times: int) -> list[tuple[int, bool, str | None]]:
        """Count so many times: give the count after each, whether the view showed it at once, and any error's code."""
        return [self._count(name) for _ in range(times)]

    def watch(self) -> None:
        """Begin to look at the count that all share, without rest."""
        self._watching = True
        self._watcher.start()

    def seen(self) -> list[int]:
        """Look no more, and give the values that were seen, in their order."""
        self._watching = False
        self._watcher.join()
        return self._seen

    def digest(self, seq: int) -> tuple[int, int, str]:
        """Wait until a change is shown, and give the digest of what is."""
        self._registry.network.wait_for(seq, timeout=30)
        return digest(self._registry.view(VISITOR).image)

    def _count(self, name: str) -> tuple[int, bool, str | None]:
        """Count up, for all and for oneself; labs come and go with it, and so do ties to them."""
        try:
            with self._registry.writing(who=name) as writing:
                there = writing.get(Entity.ACTOR, [EVERYBODYS, name])
                everybodys, mine = (int(getattr(there.get(id_), "name", 0)) + 1 for id_ in (EVERYBODYS, name))
                labs = {name: mine, EVERYBODYS: everybodys, f"{name}-{mine}": mine}
                writing.put(Entity.ACTOR, [Lab(id=id_, name=str(count)) for id_, count in labs.items()])
                tie = Tie(id=f"{name}-{mine}", from_id=name, to_id=f"{name}-{mine}", relation="FEDERATES_WITH")
                writing.put(Entity.TIE, [tie])
                writing.drop(Entity.ACTOR, [f"{name}-{mine - 3}"])
        except LabnetError as error:
            return 0, False, error.code
        image = self._registry.view(VISITOR).image
        return everybodys, _counted(image, name) == mine and image.tie_row(tie.id) is not None, None

    def _watch(self) -> None:
        while self._watching:
            count = _counted(self._registry.view(VISITOR).image, EVERYBODYS)
            if [count] != self._seen[-1:]:
                self._seen.append(count)
            time.sleep(0.001)


def _counted(image: Image, id_: str) -> int:
    row = image.row(id_)
    return 0 if row is None else int(image.actor(row).name)


def _answer(database: str, line: Connection) -> None:
    with Registry(database) as registry:
        answering = _Answering(registry)
        line.send("ready")
        with suppress(EOFError):
            while True:
                command, *arguments = line.recv()
                line.send(getattr(answering, command)(*arguments))
