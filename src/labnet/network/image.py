"""The network at one revision: an immutable image held as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from labnet.model.dates import ALWAYS
from labnet.model.kinds import Actor
from labnet.model.provenance import Source
from labnet.model.relations import RELATIONS, Layer
from labnet.model.rows import Row
from labnet.model.ties import Tie
from labnet.model.vocabularies import Territory, Theme
from labnet.network.actors import ABOUT, FICTIONAL, ActorColumns
from labnet.network.columns import Buffer, Ints
from labnet.network.ties import RELATION_CODES, TieColumns

__all__ = ["IN", "OUT", "Adjacency", "Image", "Slice", "Vocabulary", "vocabulary_of"]

OUT: Final = 0
IN: Final = 1

_IS_CONTACT: Final = np.array([Layer.CONTACT in spec.layers for spec in RELATIONS.values()])


@dataclass(frozen=True, slots=True)
class Slice:
    """Entries of one or several rows: code (relation * 2 + direction), neighbour and tie of each."""

    codes: Ints
    neighbours: Ints
    ties: Ints

    @classmethod
    def empty(cls) -> Slice:
        """Give no entries."""
        return cls(np.empty(0, np.uint8), np.empty(0, np.int32), np.empty(0, np.int32))

    def where(self, keep: npt.NDArray[np.bool_] | Ints) -> Slice:
        """Give some of the entries: those a mask keeps, or those at some places."""
        return Slice(self.codes[keep], self.neighbours[keep], self.ties[keep])

    def __len__(self) -> int:
        """Count the entries."""
        return len(self.ties)


class Adjacency:
    """Entries of all rows, log-structured: a changed row is written anew at the end.

    Within a row, entries are sorted by code, neighbour and tie, so that a relation and direction is a slice of it.
    """

    __slots__ = ("codes", "neighbours", "ties")

    def __init__(self, codes: Buffer, neighbours: Buffer, ties: Buffer) -> None:
        self.codes, self.neighbours, self.ties = codes, neighbours, ties

    @classmethod
    def of(cls, entries: Slice) -> Adjacency:
        """Give an adjacency of just these entries."""
        return cls(Buffer(entries.codes), Buffer(entries.neighbours), Buffer(entries.ties))

    def append(self, entries: Slice) -> int:
        """Append entries and give the place of the first."""
        first = self.ties.size
        self.codes.extend(entries.codes)
        self.neighbours.extend(entries.neighbours)
        self.ties.extend(entries.ties)
        return first

    def at(self, places: Ints | slice) -> Slice:
        """Give the entries at some places."""
        return Slice(self.codes.data[places], self.neighbours.data[places], self.ties.data[places])


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that actors refer to, and the sources that facts cite."""

    themes: Mapping[str, Theme] = field(default_factory=dict)
    territories: Mapping[str, Territory] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Image:
    """Who and what there is, and every tie between them, at one revision and for one audience.

    Rows of actors are dense and permanent. Old images never change, so threads read in peace; `labnet.network.changes`
    makes new ones.

    Attributes
    ----------
    revision : int
        Number of the last change it holds.
    records : ActorColumns
        Ids and texts of actors, shared with later images.
    about : (n,) array of ABOUT
        What is told of each actor in numbers (`labnet.network.actors.ABOUT`); `kinds`, `starts`, `ends` and others are
        views of it.
    alive : (n,) bool array
        Who is there.
    start, length : (n,) int32 arrays
        Where each row's entries stand in `adjacency`.
    number_of_entries : int
        How many entries all rows have together.
    """

    revision: int
    records: ActorColumns
    about: npt.NDArray[np.void]
    alive: npt.NDArray[np.bool_]
    start: npt.NDArray[np.int32]
    length: npt.NDArray[np.int32]
    number_of_entries: int
    adjacency: Adjacency
    ties: TieColumns
    vocabulary: Vocabulary

    @classmethod
    def empty(cls, revision: int = 0) -> Image:
        """Give an image of nobody, with columns of its own."""
        return cls(
            revision=revision,
            records=ActorColumns(),
            about=np.empty(0, ABOUT),
            alive=np.empty(0, np.bool_),
            start=np.empty(0, np.int32),
            length=np.empty(0, np.int32),
            number_of_entries=0,
            adjacency=Adjacency.of(Slice.empty()),
            ties=TieColumns(),
            vocabulary=Vocabulary(),
        )

    def __len__(self) -> int:
        """Count the rows, those of dropped actors included."""
        return len(self.about)

    @property
    def ids(self) -> list[str]:
        """Id of each row; shared with later images, so that it may be longer than this one."""
        return self.records.ids

    @property
    def rows(self) -> dict[str, int]:
        """Row of every id; shared with later images, so ask `row` instead, which knows who is there."""
        return self.records.rows

    @property
    def kinds(self) -> npt.NDArray[np.uint8]:
        """Code of each actor's kind (`labnet.network.actors.KIND_CODES`): (n,) array."""
        return self.about["kind"]

    @property
    def starts(self) -> npt.NDArray[np.int32]:
        """First day of each actor, as `PartialDate.start_code`: (n,) array."""
        return self.about["since"]

    @property
    def ends(self) -> npt.NDArray[np.int32]:
        """Last day of each actor, as `PartialDate.end_code`: (n,) array."""
        return self.about["until"]

    def row(self, actor_id: str) -> int | None:
        """Give the row of an actor, None where there is none."""
        row = self.records.rows.get(actor_id)
        return row if row is not None and row < len(self.about) and self.alive[row] else None

    def rows_of(self, ids: Iterable[str]) -> Ints:
        """Give the row of each of some actors, -1 where there is none."""
        rows = np.fromiter(map(self.records.rows.get, ids, repeat(-1)), np.int64)
        there = (rows >= 0) & (rows < len(self))
        there[there] = self.alive[rows[there]]
        return np.where(there, rows, -1)

    def actor(self, row: int) -> Actor:
        """Give the record of an actor that is there; it is read when first asked for, and the latest are held."""
        return self.records.actor(self._text(row))

    def actors_in(self, rows: Sequence[int]) -> list[Actor]:
        """Give the records of actors that are there."""
        return list(map(self.records.actor, self.about["text"][rows].tolist()))

    def name(self, row: int) -> str:
        """Give the name of an actor that is there: to sort many by name, no record of them is needed."""
        return self.records.name(self._text(row))

    def stored(self, row: int) -> Row:
        """Give the row of an actor as it is stored (see `labnet.model.forms.ACTORS`)."""
        return self.records.row(self._text(row))

    def _text(self, row: int) -> int:
        text = int(self.about["text"][row])
        if text < 0:
            msg = f"no actor in row {row}"
            raise KeyError(msg)
        return text

    def living(self) -> Iterator[int]:
        """Give the rows of all actors, in order."""
        return iter(np.flatnonzero(self.alive).tolist())

    def actors(self) -> Iterator[Actor]:
        """Give all actors in order of row."""
        return map(self.actor, self.living())

    def entries(self, row: int) -> Slice:
        """Give the entries of one row."""
        start = int(self.start[row])
        return self.adjacency.at(slice(start, start + int(self.length[row])))

    def entries_of(self, rows: Ints) -> tuple[Ints, Slice]:
        """Give the entries of several rows, and for each the place in `rows` that it belongs to."""
        origins, places = self.places_of(rows)
        return origins, self.adjacency.at(places)

    def places_of(self, rows: Ints) -> tuple[Ints, Ints]:
        """Give the places of the entries of several rows, and for each the place in `rows` that it belongs to."""
        lengths = self.length[rows]
        origins = np.repeat(np.arange(len(rows)), lengths)
        ends = np.cumsum(lengths, dtype=np.int64)
        total = int(ends[-1]) if len(ends) else 0
        places = np.arange(total) + np.repeat(self.start[rows] - ends + lengths, lengths)
        return origins, places

    def entries_in_order(self) -> Slice:
        """Give the entries of all rows, one row after the other; they are not copied where they stand so already."""
        in_order = np.cumsum(self.length, dtype=np.int32) - self.length
        if ((self.start == in_order) | (self.length == 0)).all():
            return self.adjacency.at(slice(0, self.number_of_entries))
        return self.entries_of(np.arange(len(self)))[1]

    def active(self, tie_rows: Ints, day: int) -> npt.NDArray[np.bool_]:
        """Tell for each tie whether it includes a day, written yyyymmdd; unknown dates include every day.

        A contact ends with the first of the actors it joins to end; without a start of its own, it begins with the last
        of them to begin, unless it was over by then. An award or a succession does neither.
        """
        rows, ties = tie_rows.astype(np.intp), self.ties
        ends = ties.source.data.take(rows), ties.target.data.take(rows)
        return self.active_between(rows, ties.relation.data.take(rows), ends, day)

    def active_between(
        self, tie_rows: Ints, relations: Ints, ends: tuple[Ints, Ints], day: int
    ) -> npt.NDArray[np.bool_]:
        """Tell the same of ties whose relations, as codes, and ends are known: (n,) arrays, ends in any order."""
        since, until = self.ties.since.data.take(tie_rows), self.ties.until.data.take(tie_rows)
        running: npt.NDArray[np.bool_] = (since <= day) & (until >= day)
        contact = _IS_CONTACT.take(relations)
        one, other = ends
        running &= ~contact | ((self.ends[one] >= day) & (self.ends[other] >= day))
        asked = (running & contact & (since == ALWAYS)).nonzero()[0]
        if not len(asked):
            return running
        born = np.maximum(self.starts[one[asked]], self.starts[other[asked]])
        running[asked] = (born <= day) | (born > until[asked])
        return running

    def tie(self, tie_row: int) -> Tie:
        """Give a tie as a record."""
        source, target = int(self.ties.source.data[tie_row]), int(self.ties.target.data[tie_row])
        return self.ties.tie(tie_row, self.ids[source], self.ids[target])

    def stored_tie(self, tie_row: int) -> Row:
        """Give a tie as it is stored (see `labnet.model.forms.TIES`)."""
        source, target = int(self.ties.source.data[tie_row]), int(self.ties.target.data[tie_row])
        return self.ties.row(tie_row, self.ids[source], self.ids[target])

    def tie_row(self, tie_id: str) -> int | None:
        """Give the row of a tie by its id, None where there is none."""
        for row in reversed(self.ties.named.get(tie_id, ())):
            if self._holds(row):
                return row
        from_id, _, rest = tie_id.partition(".")
        relation, _, rest = rest.partition(".")
        target_id = rest.partition(".")[0]
        source, target = self.row(from_id), self.row(target_id)
        if source is None or target is None or relation.upper() not in RELATION_CODES:
            return None
        entries = self.entries(source)
        code = RELATION_CODES[relation.upper()] * 2 + OUT
        candidates = entries.ties[(entries.codes == code) & (entries.neighbours == target)]
        return next((row for row in candidates.tolist() if self.ties.id(row, from_id, target_id) == tie_id), None)

    def _holds(self, tie_row: int) -> bool:
        """Tell whether a tie's row is current: it stands in the entries of its source."""
        source = int(self.ties.source.data[tie_row])
        return source < len(self) and bool(self.alive[source]) and bool((self.entries(source).ties == tie_row).any())

    def tie_rows(self) -> Ints:
        """Give the rows of all current ties, each once, by actor they go out from."""
        _, entries = self.entries_of(np.flatnonzero(self.alive))
        rows: Ints = entries.ties[entries.codes % 2 == OUT]
        return rows

    @property
    def number_of_ties(self) -> int:
        """How many ties there are: each stands in two rows."""
        return self.number_of_entries // 2

    @cached_property
    def number_of_actors(self) -> int:
        """How many actors there are."""
        return int(np.count_nonzero(self.alive))

    @cached_property
    def fictional(self) -> bool:
        """Whether any actor was made up: answers to people must say so."""
        return bool((self.about["flags"][self.alive] & FICTIONAL).any())

    @cached_property
    def parts(self) -> Mapping[str, tuple[str, ...]]:
        """Territories that each territory contains, one level down."""
        parts: dict[str, list[str]] = {}
        for territory in self.vocabulary.territories.values():
            if territory.parent is not None:
                parts.setdefault(territory.parent, []).append(territory.id)
        return MappingProxyType({parent: tuple(children) for parent, children in parts.items()})

    def within_territory(self, territory_id: str) -> frozenset[str]:
        """Give the ids of a territory and of all it contains."""
        found, new = {territory_id}, [territory_id]
        while new:
            new = [child for parent in new for child in self.parts.get(parent, ()) if child not in found]
            found.update(new)
        return frozenset(found)

    def memo(self, key: object, make: Any) -> Any:
        """Keep what was worked out from this image for as long as it lives."""
        memos: dict[object, Any] = self.__dict__.setdefault("_memos", {})
        if key not in memos:
            memos[key] = make()
        return memos[key]


def vocabulary_of(records: Iterable[Theme | Territory | Source]) -> Vocabulary:
    """Sort themes, territories and sources into a vocabulary."""
    themes: dict[str, Theme] = {}
    territories: dict[str, Territory] = {}
    sources: dict[str, Source] = {}
    for record in records:
        match record:
            case Theme():
                themes[record.id] = record
            case Territory():
                territories[record.id] = record
            case Source():
                sources[record.id] = record
    return Vocabulary(themes, territories, sources)
