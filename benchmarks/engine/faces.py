"""networkx on the faces: how its own functions run on an image that was never a plain graph."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

import networkx as nx

from benchmarks.engine.measuring import best, timed
from benchmarks.engine.networks import MEDIUM, Graph, Place, pairs_of, persons, simple_graph, whole
from benchmarks.figures import AtLeast, Figure, see_equal
from labnet.network.image import Image
from labnet.network.network import Simple

__all__ = ["faces"]

_ASKED: Final = 20
_FACES: Final = 3


def faces(place: Place) -> Iterator[Figure]:
    """Measure networkx on the undirected face: once its rows are in memory, and the first time."""
    image = whole(place.database)
    graph = simple_graph(image)
    goal = AtLeast(0.8) if place.size == MEDIUM else None
    for name, call in _calls(image, graph).items():
        face = Simple.of(image)
        see_equal(name, call(face), call(graph))
        warm, plain = best(partial(call, face), partial(call, graph))
        first = min(timed(partial(call, Simple.of(image)))[1] for _ in range(_FACES))
        for how, ours, wanted in (("", warm, goal), (", the first time on a face", first, None)):
            yield Figure(
                group="Faces",
                what=f"{name}{how}",
                size=place.size.name,
                ours=ours,
                peer=plain,
                against="the same on nx.Graph",
                goal=wanted,
            )


def _calls(image: Image, graph: Graph) -> dict[str, Callable[[Graph], Any]]:
    rows = persons(image, 2 * _ASKED)
    people = [image.ids[row] for row in rows[:_ASKED]]
    pairs = [(image.ids[one], image.ids[other]) for one, other in pairs_of(rows)]
    pairs = [pair for pair in pairs if nx.has_path(graph, *pair)]
    return {
        f"{len(people)} x nx.single_source_shortest_path_length(cutoff=2)": lambda face: [
            nx.single_source_shortest_path_length(face, person, cutoff=2) for person in people
        ],
        f"{len(pairs)} x nx.bidirectional_shortest_path": lambda face: [
            nx.bidirectional_shortest_path(face, *pair) for pair in pairs
        ],
        f"{len(people)} x nx.ego_graph": lambda face: [set(nx.ego_graph(face, person).edges) for person in people],
        f"{len(pairs)} x nx.common_neighbors": lambda face: [set(nx.common_neighbors(face, *pair)) for pair in pairs],
        "nx.connected_components": lambda face: list(nx.connected_components(face)),
    }
