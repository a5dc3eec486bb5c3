"""Questions: two hops and paths beside networkx, and how the work for one actor grows with the network."""

from __future__ import annotations

import datetime as dt
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

import networkx as nx
import numpy as np

from benchmarks.engine.measuring import best, median
from benchmarks.engine.networks import MEDIUM, Graph, Place, bodies, hubs, pairs_of, persons, simple_graph, whole
from benchmarks.figures import AtLeast, AtMost, Figure, see_equal
from labnet.analysis.collaboration import CollaborationSelection, collaboration_keys, collaborations_of
from labnet.model.relations import RELATIONS
from labnet.network.columns import Ints
from labnet.network.image import Image
from labnet.network.paths import routes
from labnet.network.walk import Trail, within

__all__ = ["asking", "growing"]

EVERYTHING: Final = Trail(tuple(RELATIONS), degree_cap=sys.maxsize, budget=sys.maxsize)
"""Along all ties of all days, through anybody: what networkx does."""

T = TypeVar("T")

_TODAY: Final = dt.date(2025, 6, 30)
_ASKED: Final = 20
_POOL: Final = 400


def asking(place: Place) -> Iterator[Figure]:
    """Measure two hops and paths on all ties."""
    image = whole(place.database)
    graph = simple_graph(image)
    for who, draw in (("people", persons), ("bodies", bodies), ("those with the most ties", hubs)):
        yield from _two_hops(place, image, graph, who, draw(image, _ASKED))
    yield _paths(place, image, graph)


def _two_hops(place: Place, image: Image, graph: Graph, who: str, rows: list[int]) -> Iterator[Figure]:
    ids = [image.ids[row] for row in rows]
    met = 0
    for row, id_ in zip(rows, ids, strict=True):
        reach = within(image, row, 2, EVERYTHING)
        ours = dict(zip((image.ids[other] for other in reach.rows), reach.distances.tolist(), strict=True))
        see_equal(f"two hops from {id_}", {id_: 0, **ours}, nx.single_source_shortest_path_length(graph, id_, cutoff=2))
        see_equal(f"two hops by hand from {id_}", len(ours) + 1, len(_by_hand(graph, id_)))
        met += len(ours)
    start, length, neighbours = image.start, image.length, image.adjacency.neighbours.data
    kernel, named, hand, floor = best(
        partial(_each, lambda row: within(image, row, 2, EVERYTHING).rows, rows),
        partial(_each, lambda id_: nx.single_source_shortest_path_length(graph, id_, cutoff=2), ids),
        partial(_each, lambda id_: _by_hand(graph, id_), ids),
        partial(_each, lambda row: _gathered(start, length, neighbours, row), rows),
    )
    against = {
        "nx.single_source_shortest_path_length(cutoff=2)": (named, AtLeast(15) if place.size == MEDIUM else None),
        "a loop over its dictionaries, written by hand": (hand, None),
        "numpy: the neighbours of all neighbours, found but not told apart": (floor, None),
    }
    for peer, (seconds, goal) in against.items():
        yield Figure(
            group="Questions",
            what=f"two hops along all ties from {who}",
            size=place.size.name,
            ours=kernel / len(rows),
            peer=seconds / len(rows),
            against=peer,
            goal=goal,
            note=f"mean of {len(rows)}, {met // len(rows)} met",
        )


def _paths(place: Place, image: Image, graph: Graph) -> Figure:
    pairs = pairs_of(persons(image, 2 * _ASKED))
    names = [(image.ids[one], image.ids[other]) for one, other in pairs]
    joined = [(pair, name) for pair, name in zip(pairs, names, strict=True) if nx.has_path(graph, *name)]
    for pair, name in joined:
        (route,) = routes(image, pair[0], pair[1], EVERYTHING, 1)
        see_equal(f"path of {name}", route.length, len(nx.bidirectional_shortest_path(graph, *name)) - 1)
    kernel, named = best(
        partial(_each, lambda pair: routes(image, pair[0], pair[1], EVERYTHING, 1), [pair for pair, _ in joined]),
        partial(_each, lambda name: nx.bidirectional_shortest_path(graph, *name), [name for _, name in joined]),
    )
    return Figure(
        group="Questions",
        what="one path along all ties: the strongest of the shortest",
        size=place.size.name,
        ours=kernel / len(joined),
        peer=named / len(joined),
        against="nx.bidirectional_shortest_path: any of the shortest",
        goal=AtLeast(6) if place.size == MEDIUM else None,
        note=f"mean of {len(joined)} pairs",
    )


def _each(ask: Callable[[T], object], subjects: Sequence[T]) -> None:
    for subject in subjects:
        ask(subject)


def _by_hand(graph: Graph, origin: str) -> set[str]:
    adjacent = graph.adj
    found = {origin, *adjacent[origin]}
    for near in adjacent[origin]:
        found.update(adjacent[near])
    return found


def _gathered(start: Ints, length: Ints, neighbours: Ints, row: int) -> Ints:
    first = neighbours[start[row] : start[row] + length[row]]
    lengths = length[first]
    ends = np.cumsum(lengths)
    places = np.arange(ends[-1]) + np.repeat(start[first] - ends + lengths, lengths)
    gathered: Ints = neighbours[places]
    return gathered


@dataclass(frozen=True)
class _Question:
    """Something asked about one actor, or about one and another: it gives how large the answer is."""

    what: str
    ask: Callable[[Image, tuple[int, int]], int]


def _neighbours(image: Image, ends: tuple[int, int]) -> int:
    return len(within(image, ends[0], 1, Trail(day=_TODAY)).rows)


def _two_steps(image: Image, ends: tuple[int, int]) -> int:
    return len(within(image, ends[0], 2, Trail(day=_TODAY)).rows)


def _path(image: Image, ends: tuple[int, int]) -> int:
    return sum(route.length for route in routes(image, ends[0], ends[1], Trail(day=_TODAY)))


def _collaborations(image: Image, ends: tuple[int, int]) -> int:
    return len(collaboration_keys(image, CollaborationSelection(), collaborations_of(image, ends[0])))


_QUESTIONS: Final = (
    _Question("neighbours", _neighbours),
    _Question("two hops along contacts of a day", _two_steps),
    _Question("three paths along contacts of a day", _path),
    _Question("collaborations", _collaborations),
)


def growing(small: Place, large: Place) -> Iterator[Figure]:
    """Measure how the work for one actor grows from one network to a larger one, where answers are of the same size.

    Of four hundred people (or pairs) on the small network, the size of answer in the middle is taken; asked are the
    twenty on each network whose answers come closest to it.
    """
    images = whole(small.database), whole(large.database)
    larger = math.log(len(images[1]) / len(images[0]))
    for question in _QUESTIONS:
        sizes = [_sizes(image, question) for image in images]
        middle = median([size for size in sizes[0].values() if size])
        asked = [sorted(each, key=lambda ends: abs(each[ends] - middle))[:_ASKED] for each in sizes]
        answers = [sum(each[ends] for ends in some) / _ASKED for each, some in zip(sizes, asked, strict=True)]
        calls = [partial(_each, partial(question.ask, image), some) for image, some in zip(images, asked, strict=True)]
        seconds = [each / _ASKED for each in best(*calls)]
        exponent = math.log(seconds[1] / seconds[0]) / larger
        for place, each, answer in zip((small, large), seconds, answers, strict=True):
            yield Figure(
                group="One actor",
                what=question.what,
                size=place.size.name,
                ours=each,
                note=f"mean of {_ASKED}, answers of {answer:.1f} on average",
            )
        yield Figure(
            group="One actor",
            what=f"{question.what}: exponent of growth",
            size=f"{small.size.name} to {large.size.name}",
            ours=exponent,
            unit="",
            goal=AtMost(0.3) if large.size == MEDIUM else None,
        )


def _sizes(image: Image, question: _Question) -> dict[tuple[int, int], int]:
    return {ends: question.ask(image, ends) for ends in pairs_of(persons(image, 2 * _POOL))}
