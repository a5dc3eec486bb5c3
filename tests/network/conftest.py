from __future__ import annotations

import random
from collections.abc import Callable
from typing import TypeAlias

import pytest

from labnet.model.dates import PartialDate
from labnet.model.kinds import KINDS, Actor
from labnet.model.records import Entity
from labnet.model.ties import Tie
from labnet.network.changes import Batch, apply, build
from labnet.network.image import Image

Grow: TypeAlias = Callable[[int], tuple[Image, list[Actor | Tie]]]

_KINDS = ("LAB", "LAB", "LAB", "ORGANISATION", "PROGRAMME")
_RELATIONS = ("COLLABORATES_WITH", "COLLABORATES_WITH", "RUNS", "LAUREATE_OF", "FUNDS")
_DATES = (None, *map(PartialDate.parse, ("2010", "2015-03", "2016-11-18", "2020-06")))
_WEIGHTS = (0.3, 0.5, 1.0, 2.0)


@pytest.fixture(scope="session")
def grow() -> Grow:
    """Make a network of some hundred actors that many batches have changed, and the records it holds by then.

    Actors come, end, leave and come back, with some in the middle of most ties; ties come, change and go.
    """
    return _grown


def _grown(seed: int) -> tuple[Image, list[Actor | Tie]]:
    chance = random.Random(seed)  # noqa: S311 - nobody has to guess it
    size = chance.randrange(100, 400)
    actors = {actor.id: actor for actor in (_actor(chance, number) for number in range(size))}
    ties = {tie.id: tie for tie in (_tie(chance, number, size) for number in range(size))}
    image = build([*actors.values(), *ties.values()])
    for revision in range(1, 40):
        gone = {f"a{chance.randrange(size)}"} if revision % 4 == 0 else set()
        back = {actor.id: actor for actor in (_actor(chance, chance.randrange(size + 9)) for _ in range(3))}
        size = max(size, *(int(name[1:]) + 1 for name in back))
        ended = chance.sample(sorted(ties), 5)
        actors = {name: actor for name, actor in {**actors, **back}.items() if name not in gone or name in back}
        put = {tie.id: tie for tie in (_tie(chance, chance.randrange(3 * size), size) for _ in range(30))}
        put = {name: tie for name, tie in put.items() if {tie.from_id, tie.to_id} <= set(actors)}
        dropped = [(Entity.TIE, name) for name in ended if name not in put]
        batch = Batch([*back.values(), *put.values()], [*dropped, *((Entity.ACTOR, name) for name in gone - set(back))])
        image = apply(image, batch, revision)
        ties = {name: tie for name, tie in ties.items() if name not in ended} | put
        ties = {name: tie for name, tie in ties.items() if {tie.from_id, tie.to_id} <= set(actors)}
    return image, [*actors.values(), *ties.values()]


def _actor(chance: random.Random, number: int) -> Actor:
    until = chance.choice(_DATES) if chance.random() < 0.1 else None
    return KINDS[_KINDS[number % len(_KINDS)]].record(id=f"a{number}", name="A", until=until)


def _tie(chance: random.Random, number: int, size: int) -> Tie:
    """Make a tie of a number; every fourth one joins somebody with one of ten."""
    ends = chance.randrange(size), chance.randrange(10 if number % 4 == 0 else size)
    return Tie(
        id=f"t{number}",
        from_id=f"a{ends[0]}",
        to_id=f"a{ends[1]}",
        relation=chance.choice(_RELATIONS),
        since=chance.choice(_DATES),
        until=chance.choice(_DATES) if chance.random() < 0.2 else None,
        weight=chance.choice(_WEIGHTS),
    )
