"""Rows of an image as the dictionaries that networkx reads: actors, neighbours with weights, neighbours with ties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from sys import getsizeof
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from labnet.model.dates import PartialDate
from labnet.model.kinds import Actor
from labnet.model.relations import RELATIONS, Layer, relations_in
from labnet.network.columns import Ints
from labnet.network.image import OUT, Image, Slice
from labnet.network.rows import Attrs
from labnet.network.ties import RELATION_CODES, RELATION_NAMES

__all__ = ["Choice", "links", "nodes", "pairs", "ties"]

Links: TypeAlias = Attrs[Attrs[float]]
Ties: TypeAlias = Attrs[Attrs[Attrs[Any]]]

_TEXTS: Final = tuple(f".{name.lower()}." for name in RELATION_NAMES)
_BYTES_OF_TIE: Final = 400
"""About what a tie takes that is held: its id, and a dictionary that leads from the id to the attributes."""
_ORDINARY: Final = 1.0
_ALIKE: Final = 1 << 16
"""How many sets of attributes are held to be given again to ties that have the same."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which ties of an image count: those of some relations, on some day.

    Attributes
    ----------
    codes : (2 * number of relations,) bool array or None
        Whether entries of each code count; None where all do.
    day : int or None
        The day, written yyyymmdd; None where ties of any time count.
    """

    image: Image
    codes: npt.NDArray[np.bool_] | None
    day: int | None

    @classmethod
    def among(cls, image: Image, layers: Layer | None, day: int | None) -> Choice:
        """Choose the ties of some layers (all: None)."""
        if layers is None:
            return cls(image, None, day)
        codes = np.zeros(2 * len(RELATIONS), np.bool_)
        for relation in relations_in(layers):
            codes[2 * RELATION_CODES[relation] : 2 * RELATION_CODES[relation] + 2] = True
        return cls(image, codes, day)

    def of(self, entries: Slice) -> npt.NDArray[np.bool_]:
        """Tell for each entry whether its tie counts."""
        chosen = np.ones(len(entries), np.bool_) if self.codes is None else self.codes[entries.codes]
        return chosen if self.day is None else chosen & self.image.active(entries.ties, self.day)


def nodes(image: Image, first: int, last: int) -> tuple[Sequence[Attrs[str]], int]:
    """Tell of the actors in some rows what every format of networkx can write: texts, where something is known."""
    told = [_about(image.actor(row)) if image.alive[row] else Attrs[str]() for row in range(first, last)]
    return told, sum(getsizeof(each) + sum(map(getsizeof, each.values())) for each in told)


def links(choice: Choice, first: int, last: int) -> tuple[Sequence[Links], int]:
    """Give the neighbours of the actors in some rows, in order of row, each with the weights of all ties added."""
    rows = [_row_of_links(choice, first)] if last == first + 1 else _rows_of_links(choice, first, last)
    return rows, sum(map(getsizeof, rows))


def _row_of_links(choice: Choice, row: int) -> Links:
    """Do for one row what `_rows_of_links` does for many: numpy is not worth its calls for a dozen entries."""
    image, entries = choice.image, choice.image.entries(row)
    if choice.codes is not None or choice.day is not None:
        entries = entries.where(choice.of(entries))
    neighbours = entries.neighbours.tolist()
    if row in neighbours:
        entries = entries.where((entries.neighbours != row) | (entries.codes % 2 == OUT))
        neighbours = entries.neighbours.tolist()
    weights = image.ties.weights(entries.ties).tolist()
    names = image.ids
    if weights.count(_ORDINARY) == len(weights) == len(set(neighbours)):
        return Attrs(dict.fromkeys([names[neighbour] for neighbour in sorted(neighbours)], _ONE))
    sums: dict[int, float] = {}
    for neighbour, _, weight in sorted(zip(neighbours, entries.ties.tolist(), weights, strict=True)):
        sums[neighbour] = sums.get(neighbour, 0.0) + weight
    return Attrs({names[neighbour]: _weighing(weight) for neighbour, weight in sums.items()})


def _rows_of_links(choice: Choice, first: int, last: int) -> list[Links]:
    origins, neighbours, weights = pairs(choice, np.arange(first, last))
    ids = choice.image.ids
    names = [ids[neighbour] for neighbour in neighbours.tolist()]
    ends = np.searchsorted(origins, np.arange(last - first + 1)).tolist()
    if (weights == _ORDINARY).all():
        return [Attrs(dict.fromkeys(names[start:end], _ONE)) for start, end in pairwise(ends)]
    weighing = list(map(_weighing, weights.tolist()))
    return [Attrs(zip(names[start:end], weighing[start:end], strict=True)) for start, end in pairwise(ends)]


def pairs(choice: Choice, rows: Ints) -> tuple[Ints, Ints, npt.NDArray[np.float64]]:
    """Give the neighbours of some rows, each once, with the weights of all ties that count added.

    Returns
    -------
    origins : (n,) int array
        For each neighbour, the place in `rows` that it belongs to; in order.
    neighbours : (n,) int array
        Rows of the neighbours, in order within an origin.
    weights : (n,) float array
        Sums, added in order of tie so that they are the same to the last bit from either end.
    """
    image = choice.image
    origins, entries = image.entries_of(rows)
    # A tie of an actor with itself stands twice in its row.
    once = (entries.neighbours != rows[origins]) | (entries.codes % 2 == OUT)
    keep = choice.of(entries) & once
    origins, entries = origins[keep], entries.where(keep)
    order = np.lexsort((entries.ties, entries.neighbours, origins))
    origins, neighbours = origins[order], entries.neighbours[order]
    new = np.ones(len(order), np.bool_)
    new[1:] = (origins[1:] != origins[:-1]) | (neighbours[1:] != neighbours[:-1])
    weights = image.ties.weights(entries.ties[order])
    if new.all():
        return origins, neighbours, weights
    return origins[new], neighbours[new], np.bincount(np.cumsum(new) - 1, weights).astype(np.float64)


def ties(image: Image, direction: int, first: int, last: int) -> tuple[Sequence[Ties], int]:
    """Give the neighbours to whom ties lead (OUT) or from whom they come (IN), in order of relation and row.

    Each comes with its ties by id, and these with what every format of networkx can write: a weight, and known texts.
    """
    if last == first + 1:
        entries = image.entries(first)
        entries = entries.where(entries.codes % 2 == direction)
        ends = [0, len(entries)]
    else:
        origins, entries = image.entries_of(np.arange(first, last))
        keep = entries.codes % 2 == direction
        ends = np.searchsorted(origins[keep], np.arange(last - first + 1)).tolist()
        entries = entries.where(keep)
    names = [image.ids[neighbour] for neighbour in entries.neighbours.tolist()]
    keyed = list(zip(names, *_keys_and_attributes(image, direction, first, entries, ends, names), strict=True))
    return [_row_of_ties(keyed[start:end]) for start, end in pairwise(ends)], len(keyed) * _BYTES_OF_TIE


def _row_of_ties(keyed: Sequence[tuple[str, str, Attrs[Any]]]) -> Ties:
    row: dict[str, Attrs[Attrs[Any]]] = {}
    for name, key, attributes in keyed:
        if name in row:
            row[name] = Attrs({**row[name], key: attributes})
        else:
            row[name] = Attrs({key: attributes})
    return Attrs(row)


def _keys_and_attributes(
    image: Image, direction: int, first: int, entries: Slice, ends: Sequence[int], names: Sequence[str]
) -> tuple[list[str], list[Attrs[Any]]]:
    columns = image.ties
    rows = entries.ties.tolist()
    relations = (entries.codes // 2).tolist()
    since, until = columns.since.data[entries.ties].tolist(), columns.until.data[entries.ties].tolist()
    roles = map(columns.role.values.__getitem__, columns.role.numbers.data[entries.ties].tolist())
    attributes = list(map(_attributes, relations, since, until, columns.weights(entries.ties).tolist(), roles))
    owners = [image.ids[row] for row, (start, end) in enumerate(pairwise(ends), first) for _ in range(end - start)]
    sources, targets = (owners, names) if direction == OUT else (names, owners)
    keys = [
        f"{source}{_TEXTS[relation]}{target}{_suffix(start)}"
        for source, relation, target, start in zip(sources, relations, targets, since, strict=True)
    ]
    if not columns.seldom.keys().isdisjoint(rows):
        for place, row in enumerate(rows):
            if row in columns.seldom:
                keys[place] = columns.id(row, sources[place], targets[place])
    return keys, attributes


@lru_cache(_ALIKE)
def _suffix(since: int) -> str:
    date = PartialDate.from_code(since)
    return f".{date}" if date else ""


@lru_cache(_ALIKE)
def _attributes(relation: int, since: int, until: int, weight: float, role: str | None) -> Attrs[Any]:
    told = {
        "relation": RELATION_NAMES[relation],
        "since": str(PartialDate.from_code(since) or ""),
        "until": str(PartialDate.from_code(until) or ""),
        "role": role or "",
    }
    return Attrs({"weight": weight, **{name: value for name, value in told.items() if value}})


@lru_cache(_ALIKE)
def _weighing(weight: float) -> Attrs[float]:
    return Attrs({"weight": weight})


_ONE: Final = _weighing(_ORDINARY)


def _about(actor: Actor) -> Attrs[str]:
    told = {
        "kind": actor.kind,
        "name": actor.name,
        "tier": actor.tier.value if actor.tier else "",
        "territory": actor.territory or "",
        "themes": "|".join(actor.themes),
        "since": str(actor.since or ""),
        "until": str(actor.until or ""),
        "fictional": "yes" if actor.fictional else "",
    }
    return Attrs({name: value for name, value in told.items() if value})
