"""What a tie, the network and a whole process take in memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.engine.measuring import deep_size, fresh, held, peak
from benchmarks.engine.networks import (
    MEDIUM,
    Place,
    multi_graph,
    see_same_attributes,
    simple_graph,
    url_of,
    wait_for_image_file,
    whole,
)
from benchmarks.figures import AtLeast, AtMost, Figure
from labnet.model.forms import ACTORS, TIES
from labnet.network.audiences import Audience
from labnet.service.registry import Registry
from labnet.store import Store

__all__ = ["memory"]


def memory(place: Place) -> Iterator[Figure]:
    """Measure how much memory goes to ties, to the network alone, and to a process that serves it."""
    size, database = place.size.name, place.database
    medium = place.size == MEDIUM
    fresh(_see_same, database)
    a_tie = fresh(_a_tie, database)
    ours, ties = fresh(_network, database)
    multi = fresh(_multi_graph, database)
    simple = fresh(_simple_graph, database) - ours
    serving, most = fresh(_serving, database)
    group = "Memory"
    yield Figure(
        group=group,
        what="a tie: columns and adjacency with head-room, texts that only some ties have shared out among all",
        size=size,
        ours=a_tie,
        unit="B",
        goal=AtMost(45) if medium else None,
    )
    yield Figure(
        group=group,
        what="the network alone, all in all",
        size=size,
        ours=ours,
        peer=multi,
        against="nx.MultiDiGraph with the same attributes",
        unit="B",
        goal=AtLeast(3) if medium else None,
        note=f"{ours / ties:.0f} B and {multi / ties:.0f} B a tie",
    )
    yield Figure(
        group=group,
        what="the network alone, all in all",
        size=size,
        ours=ours,
        peer=simple,
        against="nx.Graph without any attributes, its ids not counted",
        unit="B",
    )
    yield Figure(
        group=group,
        what="a process that serves the network to the public, everything in it",
        size=size,
        ours=serving,
        unit="B",
        note=f"at most {most / 1e6:.0f} MB while it started",
    )


def _see_same(database: Path) -> None:
    with Store.open(url_of(database)) as store, store.reading() as reading:
        graph = multi_graph(reading.actor_parts(ACTORS.names), reading.tie_parts(TIES.names))
    see_same_attributes(whole(database), graph)


def _a_tie(database: Path) -> float:
    image = whole(database)
    return deep_size(image.ties, image.adjacency) / image.number_of_ties


def _network(database: Path) -> tuple[int, int]:
    before = held()
    image = whole(database)
    return held() - before, image.number_of_ties


def _multi_graph(database: Path) -> int:
    before = held()
    with Store.open(url_of(database)) as store, store.reading() as reading:
        graph = multi_graph(reading.actor_parts(ACTORS.names), reading.tie_parts(TIES.names))
    after = held()
    del graph
    return after - before


def _simple_graph(database: Path) -> int:
    """Give the bytes of an image and of a plain graph that shares its ids."""
    before = held()
    image = whole(database)
    graph = simple_graph(image)
    after = held()
    del graph
    return after - before


def _serving(database: Path) -> tuple[int, int]:
    # A folder of its own for the file of the image: the process starts cold, whatever was measured before.
    with tempfile.TemporaryDirectory() as images, Registry(url_of(database), images=images) as registry:
        registry.network.view(Audience.PUBLIC).search.prepared(timeout=None)
        wait_for_image_file()
        return held(), peak()
