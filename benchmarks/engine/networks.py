"""The networks to measure on: generated once, kept in a folder, and the plain graphs beside them."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import networkx as nx
import numpy as np

from benchmarks.engine.measuring import fresh
from benchmarks.figures import see_equal
from labnet.fiction.plan import Plan, SiloKind
from labnet.model.forms import ACTORS, TIES
from labnet.model.kinds import KINDS
from labnet.model.rows import Row
from labnet.network.actors import TOLD as ACTOR_NAMES
from labnet.network.image import Image
from labnet.network.network import Network
from labnet.network.ties import TOLD as TIE_NAMES
from labnet.service.generating import generate_dataset
from labnet.service.importing import import_datasets
from labnet.service.views import Views
from labnet.store import Store

if TYPE_CHECKING:
    Graph = nx.Graph[str]
    MultiDiGraph = nx.MultiDiGraph[str]
else:
    Graph = nx.Graph
    MultiDiGraph = nx.MultiDiGraph

__all__ = [
    "MEDIUM",
    "SMALL",
    "Graph",
    "MultiDiGraph",
    "Parts",
    "Place",
    "Size",
    "add_actors",
    "add_ties",
    "bodies",
    "hubs",
    "loadable",
    "multi_graph",
    "name_of",
    "pairs_of",
    "parts",
    "persons",
    "see_same_attributes",
    "simple_graph",
    "store_of",
    "url_of",
    "wait_for_image_file",
    "whole",
]

Parts = list[Sequence[Sequence[Any]]]
"""Columns as the store gives them, of many records at a time."""

_SEED: Final = 1
_WRITER: Final = "labnet-image"
_SAMPLE: Final = 200
_ACTOR: Final = {name: place for place, name in enumerate(ACTORS.names)}
_TIE: Final = {name: place for place, name in enumerate(TIES.names)}


@dataclass(frozen=True, slots=True)
class Size:
    """How large a network is, and what it is called."""

    name: str
    people: int


SMALL: Final = Size("S", 10_000)
MEDIUM: Final = Size("M", 300_000)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the data set and the store of a size are kept."""

    size: Size
    folder: Path

    @property
    def dataset(self) -> Path:
        """The data set folder."""
        return self.folder / f"people-{self.size.people}"

    @property
    def database(self) -> Path:
        """The file of the store."""
        return self.folder / f"people-{self.size.people}.db"

    def prepare(self) -> None:
        """Make the data set and the store, unless they are there."""
        if not (self.dataset / "datapackage.json").exists():
            self.dataset.parent.mkdir(parents=True, exist_ok=True)
            fresh(_generate, self.dataset, self.size.people)
        if not self.database.exists():
            fresh(store_of, self.dataset, self.database)


def _generate(folder: Path, people: int) -> None:
    generate_dataset(folder, Plan(people, _SEED, 0, SiloKind.ADMINISTRATION))


def url_of(database: Path) -> str:
    """Give the URL of a store in a file."""
    return f"sqlite:///{database}"


def store_of(dataset: Path, database: Path) -> float:
    """Import a data set into a new store, whole or not at all, and give the CPU seconds that it took."""
    unfinished = database.with_name(f"{database.name}.part")
    unfinished.unlink(missing_ok=True)
    begun = time.process_time()
    with Store.open(url_of(unfinished)) as store:
        report = import_datasets(store, [dataset])
    seconds = time.process_time() - begun
    report.raise_for_faults()
    unfinished.replace(database)
    return seconds


def wait_for_image_file() -> None:
    """Let a registry write its image to a file, which is no part of anything else that it does."""
    for thread in threading.enumerate():
        if thread.name == _WRITER:
            thread.join()


def whole(database: Path) -> Image:
    """Give the image of everything in a store."""
    with Store.open(url_of(database)) as store, store.reading() as reading:
        return Views.loaded(reading, ()).whole


def parts(database: Path) -> tuple[Parts, Parts]:
    """Give all actors and all ties of a store."""
    with Store.open(url_of(database)) as store, store.reading() as reading:
        return list(reading.actor_parts(ACTORS.names)), list(reading.tie_parts(TIES.names))


def loadable(database: Path) -> tuple[Parts, Parts, list[Row]]:
    """Give what an image of everything is made of: the parts of actors and of ties, and the rows of some ties."""
    with Store.open(url_of(database)) as store, store.reading() as reading:
        actors, ties = reading.actor_parts(ACTOR_NAMES), reading.tie_parts(TIE_NAMES)
        return list(actors), list(ties), list(reading.seldom_ties())


def multi_graph(actors: Iterable[Sequence[Sequence[Any]]], ties: Iterable[Sequence[Sequence[Any]]]) -> MultiDiGraph:
    """Build the plain graph that holds what `Network` gives; ids, and texts that recur, are the same objects in it."""
    graph: MultiDiGraph = nx.MultiDiGraph()
    shared: dict[Any, Any] = {}
    for part in actors:
        add_actors(graph, zip(*part, strict=True), shared)
    for part in ties:
        add_ties(graph, zip(*part, strict=True), shared)
    return graph


def add_actors(graph: MultiDiGraph, rows: Iterable[Sequence[Any]], shared: dict[Any, Any]) -> None:
    """Add actors with their attributes."""
    for row in rows:
        told = {
            "kind": row[_ACTOR["kind"]].upper(),
            "name": row[_ACTOR["name"]],
            "tier": (row[_ACTOR["tier"]] or "").upper(),
            **{name: row[_ACTOR[name]] for name in ("territory", "themes", "since", "until", "fictional")},
        }
        node: str = shared.setdefault(row[0], row[0])
        graph.add_node(node, **{name: shared.setdefault(value, value) for name, value in told.items() if value})


def add_ties(graph: MultiDiGraph, rows: Iterable[Sequence[Any]], shared: dict[Any, Any]) -> None:
    """Add ties with their attributes, each under its id."""
    for row in rows:
        told = {name: row[_TIE[name]] for name in ("since", "until", "role")}
        told["relation"] = row[_TIE["relation"]].upper()
        told = {name: shared.setdefault(value, value) for name, value in told.items() if value}
        weight = row[_TIE["weight"]]
        told["weight"] = 1.0 if weight is None else float(weight)
        source, target = (shared.setdefault(row[_TIE[end]], row[_TIE[end]]) for end in ("from_id", "to_id"))
        graph.add_edge(source, target, key=name_of(row), **told)


def name_of(row: Sequence[Any]) -> str:
    """Give the id of a tie's row."""
    return str(row[0])


def see_same_attributes(image: Image, graph: MultiDiGraph) -> None:
    """Refuse a plain graph that does not hold what the face gives: sizes of all, and everything of a sample."""
    face = Network.of(image)
    see_equal("numbers of actors", len(face), len(graph))
    see_equal("numbers of ties", face.number_of_edges(), graph.number_of_edges())
    for node in random.Random(_SEED).sample(list(graph), min(_SAMPLE, len(graph))):  # noqa: S311 - nobody guesses it
        see_equal(f"attributes of {node}", dict(face.nodes[node]), graph.nodes[node])
        see_equal(f"ties of {node}", {other: dict(keyed) for other, keyed in face.adj[node].items()}, graph.adj[node])


def simple_graph(image: Image) -> Graph:
    """Build the plain undirected graph of all ties, with ids for nodes, in the order of the image's rows."""
    ties = image.tie_rows()
    ends = np.sort(np.stack([image.ties.source.data[ties], image.ties.target.data[ties]]), axis=0)
    ends = ends[:, np.lexsort((ends[1], ends[0]))]
    ids = image.ids
    graph: Graph = nx.Graph()
    graph.add_nodes_from(ids[row] for row in image.living())
    graph.add_edges_from((ids[one], ids[other]) for one, other in zip(*ends.tolist(), strict=True))
    return graph


def persons(image: Image, count: int) -> list[int]:
    """Draw the rows of some people who have ties, the same ones each time; of all of them where they are fewer."""
    return _drawn(image, [spec.person for spec in KINDS.values()], count)


def bodies(image: Image, count: int) -> list[int]:
    """Draw the rows of some administrations, associations and firms, as `persons` draws people."""
    return _drawn(image, [spec.body for spec in KINDS.values()], count)


def hubs(image: Image, count: int) -> list[int]:
    """Give the rows of those with the most ties."""
    rows: list[int] = np.argsort(-image.length * image.alive, kind="stable")[:count].tolist()
    return rows


def _drawn(image: Image, kinds: list[bool], count: int) -> list[int]:
    these = np.flatnonzero(np.array(kinds)[image.kinds] & image.alive & (image.length > 0))
    drawn = np.random.default_rng(_SEED).choice(these, size=min(count, len(these)), replace=False)
    return [int(row) for row in drawn]


def pairs_of(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Pair rows up: the first with the second, and so on; one that is left over stays alone."""
    return list(zip(rows[::2], rows[1::2], strict=False))
