"""Contacts up to a day: who has met whom, directly or in a shared work, and how much of it is left.

Ties count from their first day on, after their last one too; they fade with age (`labnet.network.walk.strength`).
Actors who took part in one work have met there, the more so the fewer they are [1]_.

References
----------
.. [1] M. E. J. Newman, "Scientific collaboration networks. II", Phys. Rev. E 64, 016132 (2001).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from labnet.analysis.collaboration import TAKING_PART
from labnet.analysis.two_mode import LARGEST_TEAM
from labnet.model.dates import ALWAYS, day_code
from labnet.model.kinds import KINDS
from labnet.model.relations import RELATIONS
from labnet.network.columns import Ints, among
from labnet.network.image import IN, OUT, Image, Slice
from labnet.network.ties import RELATION_CODES
from labnet.network.walk import Front, Steps, Trail, along, strength

__all__ = ["Floats", "Met", "begun", "contacts", "distinct", "in_touch", "paired", "sums", "together", "unpaired"]

Floats: TypeAlias = npt.NDArray[np.float64]

DIRECTLY: Final = -1
"""Stands for the work where two actors met of whom a tie tells."""

_CONTACTS: Final = Trail()
_MOST_TIES: Final = 1_000
"""Works with more ties are not looked at: too many took part in them to have met."""

_IS_WORK: Final = np.array([spec.work for spec in KINDS.values()])


def _codes(direction: int) -> npt.NDArray[np.bool_]:
    """Tell for each code of an entry whether it leads to a work that one takes part in, or back from there."""
    codes = np.zeros(2 * len(RELATION_CODES), np.bool_)
    for name in TAKING_PART:
        codes[2 * RELATION_CODES[name] + direction] = True
        if RELATIONS[name].symmetric:
            codes[2 * RELATION_CODES[name] + 1 - direction] = True
    return codes


_TO_WORK: Final = _codes(OUT)
_FROM_WORK: Final = _codes(IN)
_AT_HOME: Final = np.array([name in {"WORKS_FOR", "PART_OF"} for name in RELATION_CODES]).repeat(2)


@dataclass(frozen=True, slots=True, eq=False)
class Met:
    """Who has met whom: one entry for each work where two actors met, and one for their ties.

    Attributes
    ----------
    origins : (n,) array of int
        Place of the one in the rows that were asked for.
    rows : (n,) array of int
        The other.
    weights : (n,) array of float
        The strength of the strongest tie; through a work of s actors the product of those of both, over s - 1.
    works : (n,) array of int
        The work where they met, or `DIRECTLY`.
    """

    origins: Ints
    rows: Ints
    weights: Floats
    works: Ints

    def where(self, keep: npt.NDArray[np.bool_]) -> Met:
        """Keep some of the entries."""
        (kept,) = keep.nonzero()
        return Met(self.origins.take(kept), self.rows.take(kept), self.weights.take(kept), self.works.take(kept))


def begun(image: Image, rows: Ints, day: dt.date) -> tuple[Steps, Floats]:
    """Give the contacts of some rows that have begun by a day, over or not, and the strength of each."""
    steps = along(image, Front(image, rows), _CONTACTS)
    code = day_code(day)
    ties = steps.ties(image)
    since = image.ties.since.data.take(ties)
    keep = since <= code
    (undated,) = (since == ALWAYS).nonzero()
    born = np.maximum(image.starts[steps.at(undated).heres], image.starts[steps.neighbours[undated]])
    # What has no known start begins with the last of its ends to begin, unless it was over by then.
    keep[undated] = (born <= code) | (born > image.ties.until.data.take(ties[undated]))
    steps = steps.where(keep)
    return steps, strength(image, ties[keep], day)


def contacts(image: Image, rows: Ints, day: dt.date) -> Met:
    """Give whom some actors have met by a day.

    Parameters
    ----------
    image : Image
        The network.
    rows : (n,) array of int
        The actors.
    day : date
        Ties that began later do not count.

    Examples
    --------
    >>> from labnet.model.ties import Tie
    >>> from labnet.network.changes import build
    >>> Person, Lab = KINDS["INNOVATOR"].record, KINDS["LAB"].record
    >>> people = [Person(id=name, name=name) for name in "abc"]
    >>> parts = [Tie(id=name, from_id=name, to_id="l", relation="PARTICIPATES_IN") for name in "abc"]
    >>> met = contacts(build([*people, Lab(id="l", name="L"), *parts]), np.array([0]), dt.date(2026, 1, 1))
    >>> met.rows.tolist(), met.works.tolist(), met.weights.tolist()
    ([3, 1, 2], [-1, 3, 3], [0.5, 0.125, 0.125])
    """
    steps, weights = begun(image, rows, day)
    codes = image.adjacency.codes.data.take(steps.places)
    origins, others, strengths = _once(steps.origins, steps.neighbours, weights)
    at_work = _TO_WORK[codes] & _IS_WORK[image.kinds[steps.neighbours]]
    met = _through_works(image, rows, day, _once(steps.origins[at_work], steps.neighbours[at_work], weights[at_work]))
    return Met(
        np.concatenate([origins, met.origins]),
        np.concatenate([others, met.rows]),
        np.concatenate([strengths, met.weights]),
        np.concatenate([np.full(len(others), DIRECTLY), met.works]),
    )


def _through_works(image: Image, rows: Ints, day: dt.date, parts: tuple[Ints, Ints, Floats]) -> Met:
    origins, works, strengths = parts
    looked_at = image.length[works] <= _MOST_TIES
    origins, strengths = origins[looked_at], strengths[looked_at]
    works = works[looked_at]
    works, places = distinct(works), distinct(works).searchsorted(works)
    starts, sizes, members, theirs = _teams(image, works, day)
    counts = np.where((sizes > 1) & (sizes <= LARGEST_TEAM), sizes, 0)[places]
    at = _ranges(starts[places], counts)
    # Nobody has met themselves.
    (others,) = (members.take(at) != rows[origins].repeat(counts)).nonzero()
    at, whose = at.take(others), np.arange(len(origins)).repeat(counts).take(others)
    weights = (strengths / np.maximum(sizes[places] - 1, 1)).take(whose) * theirs.take(at)
    return Met(origins.take(whose), members.take(at), weights, works[places].take(whose))


def _teams(image: Image, works: Ints, day: dt.date) -> tuple[Ints, Ints, Ints, Floats]:
    """Give where the team of each work begins, how many are in it, and all members with the strengths of their ties."""
    steps, weights = begun(image, works, day)
    there = _FROM_WORK[image.adjacency.codes.data.take(steps.places)]
    origins, members, strengths = _once(steps.origins[there], steps.neighbours[there], weights[there])
    sizes = np.bincount(origins, minlength=len(works))
    return np.cumsum(sizes) - sizes, sizes, members, strengths


def together(image: Image, row: int, day: dt.date) -> Ints:
    """Give whom an actor is tied to on a day, by whatever relation, or shares a work with on that day.

    Whom it worked for, or was part of, and who worked for it or was part of it, at any time, it knows as well.
    """
    code = day_code(day)
    entries = image.entries(row)
    home = entries.neighbours[_AT_HOME[entries.codes]]
    entries = entries.where(image.active(entries.ties, code))
    _, others = unpaired(_at_work(image, np.zeros(len(entries), np.int64), entries, code))
    return distinct(np.concatenate([home, entries.neighbours, others]))


def in_touch(image: Image, rows: Ints, day: dt.date) -> tuple[Ints, Ints]:
    """Give with whom some actors are in contact on a day: by a tie that is one, or by a work that both take part in.

    Returns
    -------
    origins, others : (n,) arrays of int
        Place of the one in the rows that were asked for, and the other; different ones, in order.
    """
    code = day_code(day)
    origins, entries = image.entries_of(rows)
    (active,) = image.active(entries.ties, code).nonzero()
    origins, entries = origins[active], entries.where(active)
    contact = _CONTACTS.codes[entries.codes]
    direct = paired(origins[contact], entries.neighbours[contact])
    return unpaired(distinct(np.concatenate([direct, _at_work(image, origins, entries, code)])))


def _at_work(image: Image, origins: Ints, entries: Slice, code: int) -> Ints:
    """Pair the origins of some entries of a day with those who take part, on that day, in works that these lead to."""
    at_work = _TO_WORK[entries.codes] & _IS_WORK[image.kinds[entries.neighbours]]
    origins, works = unpaired(distinct(paired(origins[at_work], entries.neighbours[at_work])))
    used = distinct(works)
    used = used[image.length[used] <= _MOST_TIES]
    looked_at = among(works, used)
    origins, places = origins[looked_at], used.searchsorted(works[looked_at])
    teams, members = image.entries_of(used)
    there = _FROM_WORK[members.codes]
    there[there] = image.active(members.ties[there], code)
    teams, others = unpaired(distinct(paired(teams[there], members.neighbours[there])))
    sizes = np.bincount(teams, minlength=len(used))
    counts = np.where(sizes <= LARGEST_TEAM, sizes, 0)[places]
    return paired(origins.repeat(counts), others[_ranges((np.cumsum(sizes) - sizes)[places], counts)])


def _ranges(starts: Ints, counts: Ints) -> Ints:
    """Give so many numbers from each start on."""
    ends = np.cumsum(counts)
    numbers: Ints = np.arange(counts.sum()) + np.repeat(starts - ends + counts, counts)
    return numbers


_ROW_BITS: Final = 32


def paired(ones: Ints, others: Ints) -> Ints:
    """Give one number for each pair of a place or row and a row; they sort as the pairs do."""
    pairs: Ints = ones.astype(np.int64) << _ROW_BITS | others
    return pairs


def unpaired(pairs: Ints) -> tuple[Ints, Ints]:
    """Give both parts of each of some pairs."""
    return pairs >> _ROW_BITS, pairs & ((1 << _ROW_BITS) - 1)


def _once(origins: Ints, rows: Ints, weights: Floats) -> tuple[Ints, Ints, Floats]:
    """Keep one of the entries of each two actors, in order, with the greatest weight of them."""
    keys = paired(origins, rows)
    order = np.argsort(keys, kind="stable")
    keys = keys.take(order)
    (places,) = _first(keys).nonzero()
    kept = keys.take(places)
    greatest = np.maximum.reduceat(weights.take(order), places) if len(places) else weights[:0]
    return *unpaired(kept), greatest


def sums(rows: Ints, weights: Floats) -> tuple[Ints, Floats]:
    """Give distinct rows in order, and the sum of the weights of each."""
    order = np.argsort(rows, kind="stable")
    rows = rows.take(order)
    (places,) = _first(rows).nonzero()
    return rows.take(places), np.add.reduceat(weights.take(order), places) if len(places) else weights[:0]


def distinct(rows: Ints) -> Ints:
    """Give distinct rows in order. For so few, numpy's own takes five times as long: it hashes them first."""
    # Most often there are a few parts in order, which a stable sort merges.
    rows = np.sort(rows, kind="stable")
    kept: Ints = rows[_first(rows)]
    return kept


def _first(ordered: Ints) -> npt.NDArray[np.bool_]:
    """Tell where each value comes for the first time."""
    first = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return first
