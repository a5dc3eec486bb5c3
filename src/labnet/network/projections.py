"""Images that show a part of another: the ties of a day, or what an audience may see."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable
from itertools import chain
from typing import Final

import numpy as np
import numpy.typing as npt

from labnet.model.dates import day_code
from labnet.model.records import Record
from labnet.network.actors import ABOUT, NAMES_OTHERS, NOBODY, UNKNOWN, VISIBILITIES, VISIBILITY_BITS
from labnet.network.audiences import SEEN_BY, Audience, as_seen, cites
from labnet.network.changes import Batch, apply
from labnet.network.columns import Buffer, Ints, some
from labnet.network.image import Adjacency, Image
from labnet.network.memo import Memo
from labnet.network.ties import TieColumns

__all__ = ["Sight", "at", "is_wasteful", "packed", "seen_by"]

_DAYS_HELD: Final = 8
_LEFT_OVER: Final = 2048
"""So many texts and ties that are over are no waste: to copy a small image again and again would be."""


def at(image: Image, day: dt.date) -> Image:
    """Give the image with just the ties that are active on a day; every actor stays.

    Rows and columns are shared with the image it is made from, so it must never be changed by a batch.
    The last few days that were asked for are kept.
    """
    days: Memo[int, Image] = image.memo(at, lambda: Memo(limit=_DAYS_HELD))
    code = day_code(day)
    found = days.get(code)
    if found is None:
        found = _with_ties_of(image, code)
        days.keep(code, found)
    return found


def _with_ties_of(image: Image, day: int) -> Image:
    rows, entries = image.entries_of(np.arange(len(image)))
    keep = image.active(entries.ties, day)
    entries = entries.where(keep)
    length = np.bincount(rows[keep], minlength=len(image)).astype(np.int32)
    start = np.cumsum(length, dtype=np.int32) - length
    return dataclasses.replace(
        image, adjacency=Adjacency.of(entries), start=start, length=length, number_of_entries=len(entries)
    )


class Sight:
    """Whom an audience may see of an image that holds everything: holds their ids."""

    __slots__ = ("_flags", "_image", "_sees")

    def __init__(self, image: Image, audience: Audience) -> None:
        self._image = image
        self._flags = image.about["flags"]
        sees = np.zeros(VISIBILITY_BITS + 1, np.bool_)
        sees[[VISIBILITIES.index(visibility) for visibility in SEEN_BY[audience]]] = True
        self._sees = sees

    def __contains__(self, id_: object) -> bool:
        """Tell whether there is an actor of this id that may be seen."""
        row = self._image.row(id_) if isinstance(id_, str) else None
        return row is not None and bool(self._sees[self._flags[row] & VISIBILITY_BITS])

    def of(self, ids: Iterable[str]) -> npt.NDArray[np.bool_]:
        """Tell for each of some ids whether there is an actor of it that may be seen."""
        rows = self._image.rows_of(ids)
        seen: npt.NDArray[np.bool_] = (rows >= 0) & self._sees[self._flags[rows] & VISIBILITY_BITS]
        return seen

    def rows(self) -> npt.NDArray[np.bool_]:
        """Tell for each row whether the actor may be seen: (n,) bool array."""
        seen: npt.NDArray[np.bool_] = self._sees[self._flags & VISIBILITY_BITS] & self._image.alive
        return seen


def seen_by(image: Image, audience: Audience) -> Image:
    """Give what an audience may see of an image that holds everything, in columns of its own.

    Nothing that is hidden is in its memory: actors that may not be seen, their ties, mentions of them, and the sources
    that nothing else cites are not copied. Whoever is seen keeps the row; in those of the others nobody is, as after
    somebody was dropped. Ties are numbered anew, in the same order.
    """
    sight = Sight(image, audience)
    seen = sight.rows()
    unsure = _naming_others(image.about, seen)
    sure = _with_ties(image, seen, _with_actors(image, seen, unsure), image.ties.naming)
    named: list[Record] = [image.actor(row) for row in unsure.tolist()]
    named += [image.tie(row) for row in _ties_naming_others(image, seen)]
    shown = apply(sure, Batch(put=[as_seen(record, sight) for record in named]), image.revision)
    cited = _cited(shown)
    sources = {key: source for key, source in image.vocabulary.sources.items() if key in cited}
    return dataclasses.replace(shown, vocabulary=dataclasses.replace(shown.vocabulary, sources=sources))


def _cited(image: Image) -> set[str]:
    """Give the sources that anything cites in an image whose columns hold nothing but what is there."""
    territories = map(cites, image.vocabulary.territories.values())
    return set(chain.from_iterable((*image.records.sources.values, *image.ties.cited, *territories)))


def packed(image: Image) -> Image:
    """Give an image of the same in columns of its own, with nothing in its memory that was replaced or dropped.

    Everybody keeps the row; ties are numbered anew, in the same order.
    """
    seen = image.alive
    found = _with_ties(image, seen, _with_actors(image, seen, np.empty(0, np.int64)), ())
    named = found.about["administration"]
    # Whoever comes back gets another row: it is looked for by name, as if nobody had been there.
    named[(named >= 0) & ~seen[np.maximum(named, 0)]] = UNKNOWN
    return found


def is_wasteful(image: Image) -> bool:
    """Tell whether less than half of the texts or ties in an image's columns are those of anybody who is there."""
    most = 2 * image.number_of_actors + _LEFT_OVER, 2 * image.number_of_ties + _LEFT_OVER
    return len(image.records.texts) > most[0] or len(image.ties) > most[1]


def _naming_others(about: npt.NDArray[np.void], seen: npt.NDArray[np.bool_]) -> Ints:
    """Give the rows of actors who name somebody that may be hidden: `as_seen` must have a look at them."""
    named = about["administration"]
    hidden = (named == UNKNOWN) | ((named >= 0) & ~seen[np.maximum(named, 0)])
    return np.flatnonzero(seen & (hidden | ((about["flags"] & NAMES_OTHERS) > 0)))


def _ties_naming_others(image: Image, seen: npt.NDArray[np.bool_]) -> list[int]:
    if not image.ties.naming:
        return []
    rows = image.tie_rows()
    rows = rows[np.isin(image.ties.evidence.numbers.data[rows], list(image.ties.naming))]
    shown: list[int] = rows[seen[image.ties.source.data[rows]] & seen[image.ties.target.data[rows]]].tolist()
    return shown


def _with_actors(image: Image, seen: npt.NDArray[np.bool_], unsure: Ints) -> Image:
    """Give an image of those who are seen and of whom we are sure, without ties; the others keep their rows free."""
    sure = seen.copy()
    sure[unsure] = False
    rows = np.flatnonzero(sure)
    about = some(image.about, rows)
    records, about["text"] = image.records.only(seen, about["text"])
    records.sources, about["cites"] = image.records.sources.packed(about["cites"])
    return dataclasses.replace(
        Image.empty(image.revision),
        records=records,
        about=_spread(about, rows, len(image)),
        alive=sure,
        start=np.zeros(len(image), np.int32),
        length=np.zeros(len(image), np.int32),
        vocabulary=image.vocabulary,
    )


def _spread(about: npt.NDArray[np.void], rows: Ints, count: int) -> npt.NDArray[np.void]:
    """Give what is told of actors in their rows, and in all others that nobody is there."""
    nobody = np.zeros(1, ABOUT)
    nobody["text"] = -1
    nobody["administration"] = NOBODY
    as_bytes = f"V{ABOUT.itemsize}"
    found = np.repeat(nobody.view(as_bytes), count)
    found[rows] = about.view(as_bytes)
    return found.view(ABOUT)


def _between(ties: TieColumns, seen: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Tell for each tie, those that are over and those of later images among them, whether both ends are seen."""
    # Whoever came with a later image takes the place that is added, which nobody sees.
    seen = np.append(seen, False)
    count = len(ties)
    found: npt.NDArray[np.bool_] = seen.take(ties.source.data[:count], mode="clip")
    found &= seen.take(ties.target.data[:count], mode="clip")
    return found


def _with_ties(image: Image, seen: npt.NDArray[np.bool_], actors: Image, without: Collection[int]) -> Image:
    """Give an image of actors with the ties between them, but for those with some evidence, told by its numbers."""
    entries = image.entries_in_order()
    shown = _between(image.ties, seen)
    if without:
        shown &= ~np.isin(image.ties.evidence.numbers.data[: len(shown)], list(without))
    keep = shown.take(entries.ties)
    # How many are kept up to each row's end (none where that is before the first: the last of all, which is added);
    # less those up to the end of the row before, how many of its own.
    kept = np.append(np.cumsum(keep, dtype=np.int32), np.int32(0))[np.cumsum(image.length, dtype=np.int64) - 1]
    length = np.diff(kept, prepend=np.int32(0))
    places = np.flatnonzero(keep)
    tie_rows = entries.ties.take(places)
    if len(entries) < 2 * len(shown):
        # Some ties are over: each of the others stands in two rows.
        shown = np.zeros(len(shown), np.bool_)
        shown[tie_rows] = True
    numbers = np.cumsum(shown, dtype=np.int32) - 1
    adjacency = Adjacency(Buffer(entries.codes, places), Buffer(entries.neighbours, places), Buffer(numbers, tie_rows))
    ties = image.ties.taken(np.flatnonzero(shown))
    return dataclasses.replace(
        actors, ties=ties, adjacency=adjacency, start=kept - length, length=length, number_of_entries=len(places)
    )
