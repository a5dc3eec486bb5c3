"""The networkx faces of an image: any networkx algorithm, writer or notebook takes them as they are.

Both faces are read-only. Graphs that networkx derives from them (copies, reversals, subgraphs, compositions) are
ordinary mutable ones, for ``Network(...)`` and ``Simple(...)`` make plain graphs; faces are made by ``of`` alone.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterable, Iterator
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final, NoReturn, Self, TypeVar, cast

import networkx as nx
import numpy as np
from networkx.classes.reportviews import DiMultiDegreeView

from labnet.model.dates import day_code
from labnet.model.relations import Layer
from labnet.network.image import IN, OUT, Image
from labnet.network.neighbours import Choice, links, nodes, pairs, ties
from labnet.network.projections import at
from labnet.network.rows import Attrs, Rows

__all__ = ["Network", "Simple"]

if TYPE_CHECKING:
    _Graph = nx.Graph[str]
    _MultiDiGraph = nx.MultiDiGraph[str]
    _DegreeView = DiMultiDegreeView[str]
else:
    _Graph = nx.Graph
    _MultiDiGraph = nx.MultiDiGraph
    _DegreeView = DiMultiDegreeView

_MUTATORS: Final = (
    "add_edge",
    "add_edges_from",
    "add_node",
    "add_nodes_from",
    "add_weighted_edges_from",
    "clear",
    "clear_edges",
    "remove_edge",
    "remove_edges_from",
    "remove_node",
    "remove_nodes_from",
    "update",
)

G = TypeVar("G", bound=type)


def _refuse(_graph: object, *_args: object, **_named: object) -> NoReturn:
    msg = "the network is read-only: change a copy of it"
    raise nx.NetworkXError(msg)


def _read_only(face: G) -> G:
    for name in _MUTATORS:
        setattr(face, name, _refuse)
    return face


class _Face:
    """What both faces have in common."""

    image: Image
    frozen: Final = True
    """What `networkx.is_frozen` asks for."""

    _places: dict[str, int]
    _alive: bytes

    def _hold(self, nodes: Rows[Any]) -> None:
        """Take what is told of actors for nodes."""
        self._node = nodes
        self._places, self._alive = nodes.places, nodes.alive

    def __contains__(self, name: Any) -> bool:
        """Tell whether an actor is there, which networkx asks first of all: so without asking `Rows` to tell."""
        try:
            return self._alive[self._places[name]] == 1
        except (KeyError, IndexError, TypeError):
            return False

    def __copy__(self) -> Self:
        """Give the face itself: it never changes."""
        return self

    def __deepcopy__(self, _memo: object) -> Self:
        """Give the face itself: it never changes."""
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle as an ordinary graph, which is read back without labnet."""
        return copy.copy, (cast("_Graph", self).copy(),)


@_read_only
class Network(_Face, _MultiDiGraph):
    """An image as a read-only `networkx.MultiDiGraph`.

    Nodes are ids of actors, with ``kind``, ``name`` and, where known, ``tier``, ``territory``, ``themes`` (joined by
    ``|``), ``since``, ``until`` and ``fictional``; the key of an edge is the id of the tie, with ``relation``,
    ``weight`` and, where known, ``since``, ``until`` and ``role``. All of them are texts, but for the weight. The graph
    has its ``revision`` and, if it shows one, its ``day`` (yyyymmdd).

    Examples
    --------
    >>> from labnet.model.kinds import KINDS
    >>> from labnet.model.ties import Tie
    >>> from labnet.network.changes import build
    >>> Lab = KINDS["LAB"].record
    >>> tie = Tie(id="a.federates_with.b", from_id="a", to_id="b", relation="FEDERATES_WITH")
    >>> network = Network.of(build([Lab(id="a", name="A"), Lab(id="b", name="B"), tie]))
    >>> network.edges["a", "b", "a.federates_with.b"]
    {'weight': 1.0, 'relation': 'FEDERATES_WITH'}
    >>> nx.has_path(network, "b", "a"), nx.has_path(network.simple(), "b", "a")
    (False, True)
    """

    def __new__(cls, *args: Any, **named: Any) -> _MultiDiGraph:  # type: ignore[misc] # gives a plain graph on purpose
        """Make a plain graph: networkx calls the class of a graph to make those it derives."""
        return nx.MultiDiGraph(*args, **named)

    @classmethod
    def of(cls, image: Image) -> Self:
        """Make the face of an image."""
        return cls._of(image, Attrs({"revision": image.revision}))

    @classmethod
    def _of(cls, image: Image, graph: Attrs[Any]) -> Self:
        face: Self = object.__new__(cls)
        face.image = image
        face.graph = graph
        face._hold(Rows(image, partial(nodes, image)))
        face._adj = Rows(image, partial(ties, image, OUT))  # type: ignore[attr-defined] # missing from the stubs
        face._pred = Rows(image, partial(ties, image, IN))  # type: ignore[attr-defined] # missing from the stubs
        face.__networkx_cache__ = {}
        return face

    @cached_property
    def degree(self) -> Any:
        """How many ties each actor has, or the sum of an attribute of them: see `networkx.MultiDiGraph.degree`."""
        return _Degrees(self)

    def at(self, day: dt.date) -> Network:
        """Give the network with just the ties that are active on a day; every actor stays."""
        return self._of(at(self.image, day), Attrs({**self.graph, "day": day_code(day)}))

    def simple(self, layers: Layer | None = None, day: int | None = None) -> Simple:
        """Give the undirected graph that ties of some layers (all: None) make, on a day (yyyymmdd) or at any time."""
        return Simple.of(self.image, layers, self.graph.get("day") if day is None else day)

    def size(self, weight: str | None = None) -> Any:
        """Give the number of ties, or the sum of an attribute of them."""
        return self.image.number_of_ties if weight is None else super().size(weight=weight)


class _Degrees(_DegreeView):
    """Degrees of a network: where nothing is added up, the lengths of rows, which need not be decoded."""

    _graph: Network
    _nodes: Iterable[str]
    _succ: Rows[Any]
    _weight: str | None

    def __getitem__(self, name: str) -> Any:
        """Give the degree of an actor."""
        if self._weight is not None or name not in self._succ:
            return super().__getitem__(name)
        image = self._graph.image
        return int(image.length[image.rows[name]])

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        """Give the degrees of all actors, or of those asked for."""
        if self._weight is None and self._nodes is self._succ:
            image = self._graph.image
            return zip(self._nodes, image.length[image.alive].tolist(), strict=True)
        return ((name, self[name]) for name in self._nodes)


@_read_only
class Simple(_Face, _Graph):
    """An image as a read-only, undirected `networkx.Graph`: one edge for two actors joined by any number of ties.

    The ``weight`` of an edge is the sum of the weights of its ties. Neighbours stand in order of row.
    """

    _choice: Choice

    def __new__(cls, *args: Any, **named: Any) -> _Graph:  # type: ignore[misc] # gives a plain graph on purpose
        """Make a plain graph: networkx calls the class of a graph to make those it derives."""
        return nx.Graph(*args, **named)

    @classmethod
    def of(cls, image: Image, layers: Layer | None = None, day: int | None = None) -> Self:
        """Make the face of the ties of some layers (all: None), on a day (yyyymmdd) or at any time."""
        face: Self = object.__new__(cls)
        told = {"revision": image.revision, "layers": layers.name if layers else None, "day": day}
        face.image = image
        face.graph = Attrs({name: value for name, value in told.items() if value is not None})
        face._choice = Choice.among(image, layers, day)
        face._hold(Rows(image, partial(nodes, image)))
        face._adj = Rows(image, partial(links, face._choice))  # type: ignore[attr-defined] # missing from the stubs
        face.__networkx_cache__ = {}
        return face

    def size(self, weight: str | None = None) -> Any:
        """Give the number of edges, or the sum of an attribute of them."""
        return _number_of_pairs(self._choice) if weight is None else super().size(weight=weight)


def _number_of_pairs(choice: Choice) -> int:
    origins, neighbours, _ = pairs(choice, np.arange(len(choice.image)))
    return int((neighbours >= origins).sum())
