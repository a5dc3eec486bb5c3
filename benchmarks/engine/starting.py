"""Building, importing and starting: how long until a process answers."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import networkx as nx

from benchmarks.engine.measuring import best, fresh
from benchmarks.engine.networks import (
    MEDIUM,
    Graph,
    Place,
    loadable,
    multi_graph,
    parts,
    see_same_attributes,
    store_of,
    url_of,
)
from benchmarks.figures import AtMost, Figure
from labnet.network.audiences import Audience
from labnet.network.changes import load
from labnet.network.imagefile import write_image
from labnet.service.views import Views
from labnet.service.warmstart import WarmStart
from labnet.store import Store

__all__ = ["building", "importing", "starting"]

_STARTS = 3


def building(place: Place) -> Iterator[Figure]:
    """Measure how long it takes to make the network of what a store gives."""
    what = "an image from columns in memory"
    ours, multi, simple = fresh(_build, place.database)
    for peer, against in ((multi, "nx.MultiDiGraph with the same attributes"), (simple, "nx.Graph without attributes")):
        yield Figure(group="Build", what=what, size=place.size.name, ours=ours, peer=peer, against=against)


def _build(database: Path) -> tuple[float, ...]:
    actors, ties = parts(database)
    stored = loadable(database)
    see_same_attributes(load(*stored, (), 1), multi_graph(actors, ties))

    def simple() -> Graph:
        graph: Graph = nx.Graph()
        for part in actors:
            graph.add_nodes_from(part[0])
        for part in ties:
            graph.add_edges_from(zip(part[1], part[2], strict=True))
        return graph

    return tuple(best(lambda: load(*stored, (), 1), lambda: multi_graph(actors, ties), simple, rounds=2))


def importing(place: Place) -> Iterator[Figure]:
    """Measure how long it takes to import the data set into a new store."""
    with tempfile.TemporaryDirectory(dir=place.folder) as folder:
        seconds = fresh(store_of, place.dataset, Path(folder) / "imported.db")
    yield Figure(
        group="Start",
        what="import of the data set into SQLite, every record checked",
        size=place.size.name,
        ours=seconds,
        goal=AtMost(60) if place.size == MEDIUM else None,
        note="once",
    )


def starting(place: Place) -> Iterator[Figure]:
    """Measure how long a process takes until it answers, without and with an image in a file."""
    with tempfile.TemporaryDirectory(dir=place.folder) as folder:
        database = Path(shutil.copy(place.database, folder))
        image = database.with_name("started.image")
        colds = [fresh(_start, database, None) for _ in range(_STARTS)]
        fresh(_keep, database, image)
        warms = [fresh(_start, database, image) for _ in range(_STARTS)]
    goals = (AtMost(5), AtMost(1)) if place.size == MEDIUM else (None, None)
    for starts, how, goal in zip((colds, warms), ("cold", "warm, from an image in a file"), goals, strict=True):
        answering, searching = (min(seconds) for seconds in zip(*starts, strict=True))
        note = f"until searches are answered too: {searching:.2f} s, of all threads"
        what = f"{how}: the store opened, and the public's view of it made"
        yield Figure(group="Start", what=what, size=place.size.name, ours=answering, goal=goal, note=note)


def _start(database: Path, image: Path | None) -> tuple[float, float]:
    """Give the CPU seconds of the thread that starts, and of the whole process until searches are answered too."""
    of_all, of_this = time.process_time(), time.thread_time()
    with Store.open(url_of(database)) as store, store.reading() as reading:
        views = Views.loaded(reading, (Audience.PUBLIC,), WarmStart(image) if image else None)
        answering = time.thread_time() - of_this
        views.of(Audience.PUBLIC).search.prepared(timeout=None)
        searching = time.process_time() - of_all
        views.close()
    return answering, searching


def _keep(database: Path, image: Path) -> None:
    """Write the image of a store into a file, as a process that serves it does."""
    with Store.open(url_of(database)) as store, store.reading() as reading:
        whole = Views.loaded(reading, ()).whole
        write_image(whole, image, reading.mark[1])
