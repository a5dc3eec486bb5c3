"""Making images: from records, and from an older image and a batch of changes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np

from labnet.model.dates import ALWAYS, NEVER_ENDS
from labnet.model.kinds import Actor
from labnet.model.provenance import Source
from labnet.model.records import Entity, Record
from labnet.model.ties import Tie
from labnet.model.vocabularies import Territory, Theme
from labnet.network.columns import Chunks, Ints, TieColumns
from labnet.network.image import IN, KIND_CODES, OUT, Adjacency, Image, Slice, Vocabulary, vocabulary_of

__all__ = ["Batch", "apply", "build"]

Word = TypeVar("Word", Theme, Territory, Source)

_REWRITE_SHARE: Final = 4
"""When a batch touches more than one in so many entries, or as many are left over, rows are laid out afresh."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Changes that happen at once: records put (made or replaced), and records dropped.

    Ties of a dropped actor go with it, whether they are named or not.
    """

    put: Sequence[Record] = ()
    dropped: Sequence[tuple[Entity, str]] = ()


def build(records: Iterable[Record], revision: int = 0) -> Image:
    """Make an image of records; ties must lead from and to actors among them.

    Examples
    --------
    >>> from labnet.model.kinds import KINDS
    >>> Lab = KINDS["LAB"].record
    >>> tie = Tie(id="a.federates_with.b", from_id="a", to_id="b", relation="FEDERATES_WITH")
    >>> image = build([Lab(id="a", name="A"), Lab(id="b", name="B"), tie])
    >>> image.number_of_actors, image.number_of_ties
    (2, 1)
    """
    nobody = Slice(np.empty(0, np.uint8), np.empty(0, np.int32), np.empty(0, np.int32))
    empty = Image(
        revision=revision,
        rows={},
        records=Chunks(()),
        kinds=np.empty(0, np.uint8),
        alive=np.empty(0, np.bool_),
        starts=np.empty(0, np.int32),
        ends=np.empty(0, np.int32),
        start=np.empty(0, np.int64),
        length=np.empty(0, np.int32),
        adjacency=Adjacency(nobody),
        ties=TieColumns.empty(),
        vocabulary=Vocabulary(),
    )
    return apply(empty, Batch(put=list(records)), revision)


def apply(image: Image, batch: Batch, revision: int) -> Image:
    """Give the image after a batch; the image it starts from stays as it was.

    Only the newest image may be changed: columns are shared, and grow at their end.

    Raises
    ------
    KeyError
        If a tie leads from or to nobody.
    """
    put = list({record.id: record for record in batch.put if isinstance(record, Tie)}.values())
    _refuse_ghosts(image, batch, put)
    grown = _with_actors(image, batch)
    gone = _rows_gone(image, batch)
    leaving = _ties_leaving(image, batch, gone)
    arriving = grown.ties.append(put, grown.rows)
    relinked = _relink(grown, leaving, arriving, gone)
    return dataclasses.replace(relinked, revision=revision, vocabulary=_with_words(image.vocabulary, batch))


def _refuse_ghosts(image: Image, batch: Batch, ties: Sequence[Tie]) -> None:
    """Refuse ties of nobody before anything that images share has grown."""
    arriving = {record.id for record in batch.put if isinstance(record, Actor)}
    leaving = {key for entity, key in batch.dropped if entity is Entity.ACTOR} - arriving
    ghosts = [
        tie.id
        for tie in ties
        for end in (tie.from_id, tie.to_id)
        if end not in arriving and (end in leaving or image.row(end) is None)
    ]
    if ghosts:
        msg = f"ties of nobody: {', '.join(ghosts[:5])}"
        raise KeyError(msg)


def _with_actors(image: Image, batch: Batch) -> Image:
    """Give the image with actors put and dropped, ties untouched."""
    records: dict[int, Actor | None] = {
        row: None for entity, key in batch.dropped if entity is Entity.ACTOR and (row := image.row(key)) is not None
    }
    for record in batch.put:
        if isinstance(record, Actor):
            records[image.rows.setdefault(record.id, len(image.rows))] = record
    if not records:
        return image
    grown = image.records.changed(records)
    rows = np.fromiter(records, np.int64, len(records))
    new = len(grown) - len(image)
    alive = np.concatenate([image.alive, np.zeros(new, np.bool_)])
    alive[rows] = [record is not None for record in records.values()]
    starts = np.concatenate([image.starts, np.zeros(new, np.int32)])
    starts[rows] = [
        ALWAYS if record is None or record.since is None else record.since.start_code for record in records.values()
    ]
    ends = np.concatenate([image.ends, np.zeros(new, np.int32)])
    ends[rows] = [
        NEVER_ENDS if record is None or record.until is None else record.until.end_code for record in records.values()
    ]
    kinds = np.concatenate([image.kinds, np.zeros(new, np.uint8)])
    kinds[rows] = [0 if record is None else KIND_CODES[record.kind] for record in records.values()]
    return dataclasses.replace(
        image,
        records=grown,
        alive=alive,
        starts=starts,
        ends=ends,
        kinds=kinds,
        start=np.concatenate([image.start, np.zeros(new, np.int64)]),
        length=np.concatenate([image.length, np.zeros(new, np.int32)]),
    )


def _rows_gone(image: Image, batch: Batch) -> list[int]:
    put = {record.id for record in batch.put if isinstance(record, Actor)}
    gone = (image.row(key) for entity, key in batch.dropped if entity is Entity.ACTOR and key not in put)
    return [row for row in gone if row is not None]


def _ties_leaving(image: Image, batch: Batch, gone: Sequence[int]) -> Ints:
    """Give the rows of ties that are dropped or replaced, or lose an end."""
    named = [key for entity, key in batch.dropped if entity is Entity.TIE]
    named += [record.id for record in batch.put if isinstance(record, Tie)] if len(image) else []
    rows = [row for key in named if (row := image.tie_row(key)) is not None]
    _, entries = image.entries_of(np.array(gone, np.int64))
    return np.concatenate([np.array(rows, np.int64), entries.ties])


def _relink(image: Image, leaving: Ints, arriving: Ints, gone: Sequence[int]) -> Image:
    """Give the image with some ties taken out of the adjacency and others put in."""
    if not len(leaving) and not len(arriving):
        return image
    sources, targets = image.ties.source.data, image.ties.target.data
    moved = np.concatenate([leaving, arriving])
    touched = np.unique(np.concatenate([sources[moved], targets[moved], np.array(gone, np.int32)]))
    left_over = image.adjacency.ties.size - int(image.length.sum())
    if (left_over + int(image.length[touched].sum())) * _REWRITE_SHARE > image.adjacency.ties.size:
        touched = np.arange(len(image))
    origins, old = image.entries_of(touched)
    stays = np.isin(old.ties, leaving, invert=True) if len(leaving) else np.ones(len(old), np.bool_)
    rows, entries = touched[origins[stays]], old.where(stays)
    return _rewritten(image, touched, *_joined(image.ties, rows, entries, arriving))


def _joined(ties: TieColumns, rows: Ints, entries: Slice, arriving: Ints) -> tuple[Ints, Slice]:
    """Add both entries of each arriving tie, and sort all by row, code, neighbour and tie."""
    sources, targets = ties.source.data[arriving], ties.target.data[arriving]
    codes = ties.relation.data[arriving] * 2
    rows = np.concatenate([rows, sources, targets])
    joined = Slice(
        np.concatenate([entries.codes, codes + OUT, codes + IN]).astype(np.uint8),
        np.concatenate([entries.neighbours, targets, sources]).astype(np.int32),
        np.concatenate([entries.ties, arriving, arriving]).astype(np.int32),
    )
    order = np.lexsort((joined.ties, joined.neighbours, joined.codes, rows))
    return rows[order], Slice(joined.codes[order], joined.neighbours[order], joined.ties[order])


def _rewritten(image: Image, touched: Ints, rows: Ints, entries: Slice) -> Image:
    """Write the entries of touched rows: at the end, or, when every row is touched, into a fresh adjacency."""
    everything = len(touched) == len(image)
    adjacency = Adjacency(entries) if everything else image.adjacency
    first = 0 if everything else adjacency.append(entries)
    ends = np.searchsorted(rows, touched, side="right")
    begins = np.searchsorted(rows, touched, side="left")
    start, length = image.start.copy(), image.length.copy()
    start[touched] = first + begins
    length[touched] = ends - begins
    return dataclasses.replace(image, adjacency=adjacency, start=start, length=length)


def _with_words(old: Vocabulary, batch: Batch) -> Vocabulary:
    put = vocabulary_of(record for record in batch.put if isinstance(record, Theme | Territory | Source))
    gone = {entity: {key for sort, key in batch.dropped if sort is entity} for entity in Entity}
    return Vocabulary(
        _merged(old.themes, put.themes, gone[Entity.THEME]),
        _merged(old.territories, put.territories, gone[Entity.TERRITORY]),
        _merged(old.sources, put.sources, gone[Entity.SOURCE]),
    )


def _merged(old: Mapping[str, Word], put: Mapping[str, Word], gone: set[str]) -> Mapping[str, Word]:
    if not put and not gone:
        return old
    return {key: word for key, word in {**old, **put}.items() if key not in gone or key in put}
