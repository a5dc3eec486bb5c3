"""Measuring: all servers give the same answers first, and then take turns."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from benchmarks.figures import AtLeast, Figure, see_equal
from benchmarks.serve.asking import Load, answers, load
from benchmarks.serve.questions import HUNDRED, QUESTIONS, bodies, every_page
from benchmarks.serve.servers import LABNET, TICK, Server, cpu_seconds

__all__ = ["Effort", "measure", "see_same_answers"]

_COMPARED: Final = 20
_LEAN: Final = "node:http with graphql-jit"
_LISTS: Final = {"graphql-yoga with graphql-jit": AtLeast(1.5), _LEAN: AtLeast(1), "strawberry": AtLeast(25)}
_GOALS: Final[dict[str, dict[str, AtLeast]]] = {
    "node": {"graphql-yoga": AtLeast(2), _LEAN: AtLeast(0.67)},
    "actor": {"graphql-yoga": AtLeast(2), _LEAN: AtLeast(0.67)},
    "hundred": {"graphql-yoga": AtLeast(4), **_LISTS},
    "thousand": {"graphql-yoga": AtLeast(8), **_LISTS},
}
"""How many times less CPU labnet is to take than each, by question."""


@dataclass(slots=True)
class _Best:
    """The best of all rounds: CPU seconds a request, and within how many seconds half and 99 % were answered."""

    cpu: float = float("inf")
    half: float = float("inf")
    most: float = float("inf")

    def take(self, cpu: float, found: Load) -> None:
        self.cpu = min(self.cpu, max(cpu, TICK) / found.requests)
        self.half = min(self.half, found.within(0.5))
        self.most = min(self.most, found.within(0.99))


@dataclass(frozen=True, slots=True)
class Effort:
    """How many rounds are measured, and how many seconds each question is asked in one."""

    rounds: int
    seconds: float


def measure(
    servers: Sequence[Server],
    actors: Sequence[Mapping[str, Any]],
    size: str,
    effort: Effort,
    change: Callable[[int, Server], None],
) -> Iterator[Figure]:
    """Measure all questions on all servers, and give the rows.

    `change` makes the network another one, a different one for each number, and comes back when labnet, the only one
    that follows, shows it: so it is the last that is measured.
    """
    asked = {question.name: bodies(question, actors) for question in QUESTIONS}
    for question in QUESTIONS:
        _say(f"{question.name}: the same answers from all, {see_same_answers(servers, asked[question.name])}")
    best = {(server.name, question.name): _Best() for server in servers for question in QUESTIONS}
    for number in range(effort.rounds + 1):
        _say(f"round {number} of {effort.rounds}" if number else "warming up")
        for question in QUESTIONS:
            for server in servers:
                before = cpu_seconds(server.process.pid)
                found = load(server.port, server.path, asked[question.name], effort.seconds)
                if number:
                    best[server.name, question.name].take(cpu_seconds(server.process.pid) - before, found)
    _say("what is asked for the first time since the network changed")
    labnet = next(server for server in servers if server.name == LABNET)
    pages = every_page(actors)
    first = min(_first_time(labnet, pages, change, number) for number in range(effort.rounds))
    yield from _rows(servers, size, best, first)


def _first_time(server: Server, pages: list[bytes], change: Callable[[int, Server], None], number: int) -> float:
    """Give the CPU seconds that each page takes when nothing of the network as it is was asked yet."""
    change(number, server)
    before = cpu_seconds(server.process.pid)
    answers(server.port, server.path, pages)
    return max(cpu_seconds(server.process.pid) - before, TICK) / len(pages)


def see_same_answers(servers: Sequence[Server], requests: Sequence[bytes]) -> str:
    """Refuse servers that do not give the same data without errors; tell how long answers are, and whose order differs.

    What stands beside the data, as labnet's word that people are made up, is labnet's alone and not compared.
    """
    some = requests[:_COMPARED]
    first: list[Any] = []
    told = []
    for server in servers:
        texts = answers(server.port, server.path, some)
        found = [orjson.loads(text) for text in texts]
        see_equal(f"errors of {server.name}", [each.get("errors") for each in found], [None] * len(some))
        data = [each["data"] for each in found]
        first = first or data
        see_equal(f"answers of {server.name} and {servers[0].name}", data, first)
        order = "" if orjson.dumps(data) == orjson.dumps(first) else " in another order"
        told.append(f"{server.name} {sum(map(len, texts)) // len(some)} bytes{order}")
    return ", ".join(told)


def _rows(
    servers: Sequence[Server], size: str, best: Mapping[tuple[str, str], _Best], first: float
) -> Iterator[Figure]:
    peers = [server.name for server in servers if server.name != LABNET]
    for question in QUESTIONS:
        ours = best[LABNET, question.name]
        for peer in peers:
            yield Figure(
                group="CPU time of the server for one request",
                what=question.what,
                size=size,
                ours=ours.cpu,
                peer=best[peer, question.name].cpu,
                against=peer,
                goal=_GOALS[question.name].get(peer),
                note=f"{1 / ours.cpu:.0f} a second of one core",
            )
    for peer in peers:
        yield Figure(
            group="CPU time of the server for one request",
            what=f"the same {HUNDRED.what}, for the first time since the network changed",
            size=size,
            ours=first,
            peer=best[peer, HUNDRED.name].cpu,
            against=f"{peer}, whose network stays as it is",
        )
    for question in QUESTIONS:
        ours = best[LABNET, question.name]
        for peer in peers:
            theirs = best[peer, question.name]
            yield Figure(
                group="By the clock, asked over eight connections at once",
                what=question.what,
                size=size,
                ours=ours.half,
                peer=theirs.half,
                against=peer,
                note=f"median; 99 % within {1e3 * ours.most:.1f} ms, beside {1e3 * theirs.most:.1f} ms",
            )


def _say(text: str) -> None:
    sys.stderr.write(f"benchmark: {text}\n")
