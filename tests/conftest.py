from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any, TypeAlias

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from tests.databases import Server

from labnet.model.dates import PartialDate
from labnet.model.fields import facts
from labnet.model.kinds import KINDS, Actor
from labnet.model.relations import RELATIONS
from labnet.model.ties import Tie, tie_id
from labnet.network.changes import build
from labnet.network.image import Image

settings.register_profile("labnet", deadline=None)  # how long an example takes hangs on what else the machine does
settings.load_profile("labnet")

Read: TypeAlias = Callable[[str], list[Actor | Tie]]
Draw: TypeAlias = Callable[[str], Image]


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server; it is started by the first test that asks for it."""
    with closing(Server()) as server:
        yield server


@pytest.fixture
def database(postgresql: Server) -> Iterator[str]:
    """The URL of an empty database on it."""
    with postgresql.database() as url:
        yield url


@pytest.fixture(scope="session")
def read() -> Read:
    """Read the records of a network that is drawn in words, one of them a line.

    An actor is its kind, id and fields, ``lab a since=2016 themes=design|data``; a tie is its ends around its relation,
    and fields, ``a CARRIES b weight=0.5``. Values have the form they have in data sets, without spaces. Actors are
    called by their ids unless named, ties by their ends, relation and start.
    """
    return lambda text: [_record(*line.split()) for line in text.strip().splitlines() if line.strip()]


@pytest.fixture(scope="session")
def draw(read: Read) -> Draw:
    """Make an image of a network that is drawn in words; the rows of actors are in order of the lines."""
    return lambda text: build(read(text), revision=1)


def _record(first: str, second: str, *rest: str) -> Actor | Tie:
    if second in RELATIONS:
        to_id, *given = rest
        values = _values(Tie, given)
        values.setdefault("id", tie_id(first, second, to_id, values.get("since")))
        return Tie(from_id=first, relation=second, to_id=to_id, **values)
    record = KINDS[first.upper()].record
    return record(**{"id": second, "name": second, **_values(record, rest)})


def _values(record: type[Actor | Tie], given: tuple[str, ...] | list[str]) -> dict[str, Any]:
    types = {fact.name: fact.type for fact in facts(record)}
    pairs = (text.split("=", 1) for text in given)
    return {name: types[name].parse(value) for name, value in pairs}


@st.composite
def _networks(draw: st.DrawFn) -> list[Actor | Tie]:
    kinds = draw(st.lists(st.sampled_from(["LAB", "LAB", "ORGANISATION", "PROGRAMME"]), min_size=2, max_size=8))
    dates = st.sampled_from([None, None, *map(PartialDate.parse, ("2010", "2016-11", "2016-11-18", "2020-06"))])
    actors = [
        KINDS[kind].record(id=f"a{number}", name="A", until=draw(dates) if draw(st.booleans()) else None)
        for number, kind in enumerate(kinds)
    ]
    ends = st.integers(0, len(actors) - 1)
    relations = st.sampled_from(["COLLABORATES_WITH", "COLLABORATES_WITH", "RUNS", "LAUREATE_OF", "FUNDS"])
    ties = [
        Tie(
            id=f"t{number}",
            from_id=f"a{draw(ends)}",
            to_id=f"a{draw(ends)}",
            relation=draw(relations),
            since=draw(dates),
            until=draw(dates),
            weight=draw(st.sampled_from([0.0, 0.3, 0.5, 1.0, 2.0])),
        )
        for number in range(draw(st.integers(0, 2 * len(actors) + 2)))
    ]
    return [*actors, *ties]


@pytest.fixture(scope="session")
def networks() -> st.SearchStrategy[list[Actor | Tie]]:
    """Any small network: up to eight actors (rows in order), with parallel, dated, ended and looping ties."""
    return _networks()
