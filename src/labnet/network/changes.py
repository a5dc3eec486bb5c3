"""Making images: from records, and from an older image and a batch of changes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt

from labnet.errors import StoreUnavailable
from labnet.model.forms import ACTORS, TIES
from labnet.model.kinds import Actor
from labnet.model.provenance import Source
from labnet.model.records import Entity, Record
from labnet.model.rows import Form, Row
from labnet.model.ties import Tie
from labnet.model.vocabularies import Territory, Theme
from labnet.network.actors import ABOUT, UNKNOWN
from labnet.network.columns import Finder, Ints, among, different, longer
from labnet.network.image import IN, OUT, Adjacency, Image, Slice, Vocabulary, vocabulary_of
from labnet.network.ties import Arriving, TieColumns, paired

__all__ = ["Batch", "Change", "apply", "build", "change", "load"]

Word = TypeVar("Word", Theme, Territory, Source)

_ENDS: Final = ("from_id", "to_id")
_ADMINISTRATION: Final = ACTORS.names.index("administration")

_BITS: Final = 31
_NEIGHBOUR: Final = (1 << _BITS) - 1

_REWRITE_SHARE: Final = 4
"""When a batch touches more than one in so many entries, or as many are left over, rows are laid out afresh."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Changes that happen at once: records put (made or replaced), and records dropped.

    Ties of a dropped actor go with it, whether they are named or not. Actors and ties may also be put as rows, the way
    they are stored (`labnet.model.forms`), which spares making records of them.
    """

    put: Sequence[Record] = ()
    dropped: Sequence[tuple[Entity, str]] = ()
    actors: Sequence[Row] = ()
    ties: Sequence[Row] = ()


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
    return apply(Image.empty(revision), Batch(put=list(records)), revision)


def load(
    actors: Iterable[Sequence[Sequence[Any]]],
    ties: Iterable[Sequence[Sequence[Any]]],
    seldom: Sequence[Row],
    words: Iterable[Record],
    revision: int,
) -> Image:
    """Make an image of all that is in a store, part by part.

    Parameters
    ----------
    actors : iterable of sequence of sequence
        The columns that `labnet.network.actors.TOLD` names and the whole rows as JSON, of some each; no id twice.
    ties : iterable of sequence of sequence
        The columns that `labnet.network.ties.TOLD` names, of some ties each.
    seldom : sequence of row
        The whole rows of the ties of which that does not tell everything.
    words : iterable of Record
        Themes, territories and sources.
    revision : int
        Number of the last change.

    Raises
    ------
    StoreUnavailable
        If a record cannot be read, or a tie leads from or to nobody.
    """
    image = Image.empty(revision)
    about = np.concatenate([np.empty(0, ABOUT), *map(image.records.fill, actors)])
    image.records.put_together(about)
    nothing = np.zeros(len(about), np.int32)
    everybody = np.ones(len(about), np.bool_)
    image = _resolved(dataclasses.replace(image, about=about, alive=everybody, start=nothing, length=nothing))
    image.ties.fill(ties, seldom, _ends_among(image.ids))
    every = np.arange(len(image.ties), dtype=np.int32)
    linked = _laid_out(image, np.arange(len(image)), np.empty(0, np.int64), Slice.empty(), every)
    return dataclasses.replace(linked, vocabulary=vocabulary_of(words))  # type: ignore[arg-type] # checked there


def _ends_among(ids: Sequence[str]) -> Callable[[Sequence[str]], Ints]:
    find = Finder(ids)

    def found(ends: Sequence[str]) -> Ints:
        try:
            return find(ends)
        except KeyError as error:
            msg = (
                f"a tie leads from or to {error.args[0]!r}, and there is no actor of that id: "
                "run `labnet check` to see all such ties, then import that actor or restore a backup"
            )
            raise StoreUnavailable(msg) from None

    return found


@dataclass(frozen=True, slots=True)
class Change:
    """An image and what a batch made of the one before: the rows of ties that left, and of those that arrived."""

    image: Image
    left: Ints
    arrived: Ints


def apply(image: Image, batch: Batch, revision: int) -> Image:
    """Give the image after a batch; the image it starts from stays as it was.

    Only the newest image may be changed: columns are shared, and grow at their end.

    Raises
    ------
    KeyError
        If a tie leads from or to nobody.
    """
    return change(image, batch, revision).image


def change(image: Image, batch: Batch, revision: int) -> Change:
    """Give the image after a batch as `apply` does, and which ties left and arrived."""
    actors = _rows(batch.actors, ACTORS, batch.put, Actor)
    ties = Arriving.of(list(_rows(batch.ties, TIES, batch.put, Tie).values()))
    dropped = [key for entity, key in batch.dropped if entity is Entity.ACTOR and key not in actors]
    gone = [row for key in dropped if (row := image.row(key)) is not None]
    ends = [image.rows_of(ties.columns[name]) for name in _ENDS]
    _refuse_ghosts(ties, ends, actors.keys(), gone)
    grown = _with_rows(image, list(actors.values()), gone)
    if len(grown) > len(image):
        grown = _resolved(grown)
    named = [key for entity, key in batch.dropped if entity is Entity.TIE]
    left = _ties_leaving(image, [*named, *_maybe_there(image, ties, *ends)], gone)
    for name, rows in zip(_ENDS, ends, strict=True):
        new = np.flatnonzero(rows < 0)
        rows[new] = grown.rows_of(ties.columns[name][place] for place in new.tolist())
    arrived = grown.ties.append(ties, *ends)
    relinked = _relink(grown, left, arrived, gone)
    vocabulary = _with_words(image.vocabulary, batch)
    return Change(dataclasses.replace(relinked, revision=revision, vocabulary=vocabulary), left, arrived)


def _rows(rows: Iterable[Row], form: Form[Any], put: Iterable[Record], sort: type[Record]) -> dict[str, Row]:
    """Give the rows to put by id; of two with the same id, the later counts."""
    found = {row[0]: row for row in rows}
    found.update((record.id, form.row(record)) for record in put if isinstance(record, sort))
    return found


def _refuse_ghosts(ties: Arriving, ends: Iterable[Ints], arriving: Container[str], gone: Sequence[int]) -> None:
    """Refuse ties of nobody before anything that images share has grown; `ends` are the rows at each end, or -1."""
    ghosts = [
        ties.columns["id"][place]
        for name, rows in zip(_ENDS, ends, strict=True)
        for place in np.flatnonzero((rows < 0) | (np.isin(rows, gone) if gone else False)).tolist()
        if ties.columns[name][place] not in arriving
    ]
    if ghosts:
        msg = f"ties of nobody: {', '.join(ghosts[:5])}"
        raise KeyError(msg)


def _with_rows(image: Image, put: Sequence[Row], gone: Sequence[int]) -> Image:
    """Give the image with actors put and others gone, ties untouched."""
    if not put and not gone:
        return image
    places, told = image.records.append(put) if put else ([], np.empty(0, ABOUT))
    new = max(max(places, default=-1) + 1 - len(image), 0)
    columns = (image.about, image.alive, image.start, image.length)
    about, alive, start, length = (longer(column, new) for column in columns)
    about["text"][len(image) :] = -1
    about[places] = told
    about["text"][gone] = -1
    alive[places], alive[gone] = True, False
    return dataclasses.replace(image, about=about, alive=alive, start=start, length=length)


def _resolved(image: Image) -> Image:
    """Give the image with the administrations found that came after those who name them."""
    unknown = np.flatnonzero((image.about["administration"] == UNKNOWN) & image.alive)
    if not len(unknown):
        return image
    names = (image.stored(row)[_ADMINISTRATION] for row in unknown.tolist())
    about = longer(image.about, 0)
    about["administration"][unknown] = [image.rows.get(name, UNKNOWN) for name in names]
    return dataclasses.replace(image, about=about)


def _ties_leaving(image: Image, named: Iterable[str], gone: Sequence[int]) -> Ints:
    """Give the rows of ties that are dropped or replaced, or lose an end; each once."""
    rows = [row for key in named if (row := image.tie_row(key)) is not None]
    _, entries = image.entries_of(np.array(gone, np.int64))
    return different(np.concatenate([np.array(rows, np.int64), entries.ties]))


def _maybe_there(image: Image, ties: Arriving, sources: Ints, targets: Ints) -> list[str]:
    """Give the ids of ties that may have to be replaced.

    Where nothing joins the ends yet, an id that is made of them cannot be there. Most ties that arrive are so, and
    looking each up would take longer than all else.
    """
    ids = ties.columns["id"]
    joined = _are_joined(image, sources, targets).tolist()
    return [*(ids[place] for place in ties.named), *image.ties.named.keys() & ids, *compress(ids, joined)]


def _are_joined(image: Image, sources: Ints, targets: Ints) -> npt.NDArray[np.bool_]:
    """Tell for each pair of rows (-1: nobody) whether some tie joins the two."""
    origins = different(sources[sources >= 0])
    # Few neighbours are a target of anybody: only these are worth a closer look.
    sought = np.zeros(len(image) + 1, np.bool_)
    sought[targets] = True
    places, entries = image.places_of(origins)
    neighbours = image.adjacency.neighbours.data.take(entries)
    (near,) = sought.take(neighbours).nonzero()
    pairs = paired(origins.take(places.take(near)), neighbours.take(near))
    return among(paired(sources, targets), different(pairs))


def _relink(image: Image, leaving: Ints, arriving: Ints, gone: Sequence[int]) -> Image:
    """Give the image with some ties taken out of the adjacency and others put in."""
    if not len(leaving) and not len(arriving):
        return image
    sources, targets = image.ties.source.data, image.ties.target.data
    moved = np.concatenate([leaving, arriving])
    touched = different(np.concatenate([sources[moved], targets[moved], np.array(gone, np.int32)]))
    left_over = image.adjacency.ties.size - image.number_of_entries
    if (left_over + int(image.length[touched].sum())) * _REWRITE_SHARE > image.adjacency.ties.size:
        touched = np.arange(len(image))
    origins, old = image.entries_of(touched)
    if len(leaving):
        over = np.zeros(len(image.ties), np.bool_)
        over[leaving] = True
        stays = np.flatnonzero(~over.take(old.ties))
        origins, old = origins.take(stays), old.where(stays)
    return _laid_out(image, touched, touched.take(origins), old, arriving)


def _laid_out(image: Image, touched: Ints, rows: Ints, entries: Slice, arriving: Ints) -> Image:
    """Write the entries of touched rows, those of arriving ties among them.

    They are written at the end or, when every row is touched, into a fresh adjacency.
    """
    rows, entries = _joined(image.ties, rows, entries, arriving)
    everything = len(touched) == len(image)
    adjacency = Adjacency.of(entries) if everything else image.adjacency
    first = 0 if everything else adjacency.append(entries)
    ends = np.searchsorted(rows, touched, side="right")
    begins = np.searchsorted(rows, touched, side="left")
    start, length = image.start.copy(), image.length.copy()
    start[touched] = first + begins
    length[touched] = ends - begins
    number = image.number_of_entries - int(image.length[touched].sum()) + len(entries)
    return dataclasses.replace(image, adjacency=adjacency, start=start, length=length, number_of_entries=number)


def _joined(ties: TieColumns, rows: Ints, entries: Slice, arriving: Ints) -> tuple[Ints, Slice]:
    """Add both entries of each arriving tie, and sort all by row, code, neighbour and tie."""
    sources, targets = ties.source.data[arriving], ties.target.data[arriving]
    codes = ties.relation.data[arriving] * 2
    keys = np.concatenate(
        [
            _key(rows, entries.codes, entries.neighbours),
            _key(sources, codes + OUT, targets),
            _key(targets, codes + IN, sources),
        ]
    )
    numbers = np.concatenate([entries.ties, arriving, arriving])
    order = np.argsort(keys)
    keys, numbers = keys.take(order), numbers.take(order)
    alike = keys[1:] == keys[:-1]
    if alike.any():
        # Of parallel ties, which are few, the numbers are put in order as well.
        few = np.flatnonzero(np.append(alike, False) | np.append(False, alike))
        numbers[few] = numbers[few[np.lexsort((numbers[few], keys[few]))]]
    codes, neighbours = (keys >> _BITS).astype(np.uint8), (keys & _NEIGHBOUR).astype(np.int32)
    return (keys >> _BITS + 8).astype(np.int32), Slice(codes, neighbours, numbers.astype(np.int32))


def _key(rows: Ints, codes: Ints, neighbours: Ints) -> Ints:
    """Give one number for each entry, of 24, 8 and 31 bits: it sorts many times faster than three columns do."""
    key = rows.astype(np.int64) << 8
    key |= codes
    key <<= _BITS
    key |= neighbours
    return key


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
