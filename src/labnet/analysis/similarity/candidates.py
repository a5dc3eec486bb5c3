"""Candidates: who might be a peer of an actor, and how strong each kind of reason is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from labnet.analysis.affiliation import administrations
from labnet.analysis.reasons import ReasonKind
from labnet.analysis.selection import ActorSelection
from labnet.analysis.similarity.contacts import Floats, distinct, sums, together
from labnet.analysis.similarity.lists import lists
from labnet.analysis.similarity.places import nearness
from labnet.analysis.similarity.themes import ThemeIndex, theme_index
from labnet.analysis.similarity.walks import Allocation, allocation, pagerank
from labnet.model.dates import day_code
from labnet.model.kinds import KINDS
from labnet.network.columns import Ints, among
from labnet.network.facets import TIERS, Facets, facets
from labnet.network.image import Image
from labnet.network.memo import Memo

__all__ = ["SUGGESTED", "Candidates", "candidates", "leading"]

_MOST_LOOKED_AT: Final = 4_000
"""How many are looked at for each of themes, needs, offers and place, others for everyone who asks …"""
_MOST_ALIKE: Final = 400
"""… and how many of all these are kept, besides those found through contacts."""
_NEAR: Final = 0.75

_MOST_DAYS: Final = 8
"""For how many days and sets of kinds it is remembered who is there."""

SUGGESTED: Final = frozenset(code for code, spec in KINDS.items() if spec.person or spec.body or code == "LAB")
"""Kinds that are suggested to whoever asks for none."""
_SORT: Final = np.array([0 if spec.person else 1 if spec.body else 2 for spec in KINDS.values()])


@dataclass(frozen=True, eq=False)
class Candidates:
    """Who might be a peer.

    Attributes
    ----------
    rows : (c,) array of int
        The candidates, in order of row.
    strengths : mapping of ReasonKind to (c,) array of float
        How strong each kind of reason is, 0 or more.
    same_sort : (c,) array of bool
        Whether both are people, both bodies, or neither.
    turns : (c,) array of int
        Who comes first of those who are equal.
    """

    image: Image
    row: int
    day: dt.date
    rows: Ints
    strengths: Mapping[ReasonKind, Floats]
    same_sort: npt.NDArray[np.bool_]
    turns: Ints
    shared: Allocation


def candidates(image: Image, row: int, day: dt.date, selection: ActorSelection) -> Candidates:
    """Give whom an actor may not know, and might want to.

    Parameters
    ----------
    image : Image
        The network.
    row : int
        Who asks.
    day : date
        On which they are there; ties that begin later do not count.
    selection : ActorSelection
        Whom to look for: some may be given who are not selected by sphere or administration.
    """
    shared = allocation(image, row, day)
    walked, shares = pagerank(image, row, day)
    asking = _Asking(image, row, selection, day)
    works, contacts = sums(shared.met.rows, shared.met.weights), sums(shared.rows, shared.weights)
    rows = distinct(np.concatenate([works[0], contacts[0], walked]))
    rows = distinct(np.concatenate([rows[asking.may_be_suggested(rows)], asking.alike()]))
    strengths = {
        **asking.likeness(rows),
        ReasonKind.SHARED_WORK: _at(rows, *works),
        ReasonKind.SHARED_CONTACT: _at(rows, *contacts),
        ReasonKind.CLOSE_IN_NETWORK: _at(rows, walked, shares),
        ReasonKind.ACTIVE: image.length[rows].astype(np.float64),
    }
    same_sort = _SORT[image.kinds[rows]] == _SORT[image.kinds[row]]
    return Candidates(image, row, day, rows, strengths, same_sort, _turns(row, rows), shared)


class _Asking:
    """Who asks, for whom, and what is known of the themes and places of everybody."""

    def __init__(self, image: Image, row: int, selection: ActorSelection, day: dt.date) -> None:
        self.image = image
        self.row = row
        self.selection = selection
        self.day = day
        self.told: Facets = facets(image)
        index: ThemeIndex = theme_index(image)
        self.by_theme = index.likeness(int(self.told.themes[row]))
        self.by_offer = index.offers_for(int(self.told.needs[row]))
        self.by_need = index.needs_for(int(self.told.offers[row]))
        self.by_place = nearness(image, row)
        self.there = _there(image, day, selection.kinds)
        known = np.array([row, *administrations(image, row, day)])
        self.known = distinct(np.concatenate([together(image, row, day), known]))

    def likeness(self, rows: Ints) -> dict[ReasonKind, Floats]:
        """Give how strong the reasons are that do not come from ties."""
        told = self.told
        return {
            ReasonKind.SHARED_THEME: self.by_theme.take(told.themes.take(rows)),
            ReasonKind.OFFER_MEETS_NEED: self.by_need.take(told.needs.take(rows)),
            ReasonKind.NEED_MEETS_OFFER: self.by_offer.take(told.offers.take(rows)),
            ReasonKind.SAME_TERRITORY: self.by_place[told.territory[rows]],
        }

    def alike(self) -> Ints:
        """Give the rows of those most alike, whether they are near in the network or not."""
        image, turn = self.image, int(_turns(0, np.array([self.row]))[0] >> 1)
        rows = distinct(
            np.concatenate(
                [
                    lists(image, "themes").having(_best(self.by_theme), _MOST_LOOKED_AT, turn),
                    lists(image, "offers").having(_best(self.by_offer), _MOST_LOOKED_AT, turn),
                    lists(image, "needs").having(_best(self.by_need), _MOST_LOOKED_AT, turn),
                    lists(image, "territory").having(_best(self.by_place[:-1], _NEAR), _MOST_LOOKED_AT, turn),
                ]
            )
        )
        rows = rows[self.may_be_suggested(rows)]
        if len(rows) <= _MOST_ALIKE:
            return rows
        total = sum(self.likeness(rows).values(), np.zeros(len(rows)))
        chosen: Ints = rows[leading(total, _turns(self.row, rows), _MOST_ALIKE)]
        return np.sort(chosen)

    def may_be_suggested(self, rows: Ints) -> npt.NDArray[np.bool_]:
        """Tell who is there, of the kinds and places asked for, and not known already."""
        selection = self.selection
        fits = self.there.take(rows) & ~among(rows, self.known)
        if selection.tiers is not None:
            fits &= np.array([*(tier in selection.tiers for tier in TIERS), False])[self.told.tier[rows]]
        if selection.territories is not None:
            inside = [name in selection.territories for name in self.told.territories]
            fits &= np.array([*inside, False])[self.told.territory[rows]]
        if selection.themes is not None:
            on_theme = [not selection.themes.isdisjoint(each) for each in self.told.theme_sets]
            fits &= np.array(on_theme)[self.told.themes[rows]]
        return fits


def _there(image: Image, day: dt.date, kinds: frozenset[str] | None) -> npt.NDArray[np.bool_]:
    """Tell of every row whether somebody is there on a day, of some kinds; without these, of those `SUGGESTED`."""
    held: Memo[tuple[dt.date, frozenset[str] | None], npt.NDArray[np.bool_]] = image.memo(
        _there, lambda: Memo(_MOST_DAYS)
    )
    found = held.get((day, kinds))
    if found is None:
        code = day_code(day)
        asked = np.array([name in (SUGGESTED if kinds is None else kinds) for name in KINDS])
        found = image.alive & (image.starts <= code) & (image.ends >= code) & asked[image.kinds]
        held.keep((day, kinds), found)
    return found


def leading(scores: Floats, turns: Ints, count: int) -> Ints:
    """Give the places of the highest scores, highest first, of equals those whose turn comes first: so many at most.

    Examples
    --------
    >>> leading(np.array([0.2, 0.9, 0.2, 0.5]), np.array([4, 3, 2, 1]), 3).tolist()
    [1, 3, 2]
    """
    places = np.arange(len(scores))
    if count < len(scores):
        places = places[scores >= np.partition(scores, -count)[-count]]
    order: Ints = places[np.lexsort((turns[places], -scores[places]))]
    return order[:count]


def _best(likeness: Floats, least: float = 0.0) -> Ints:
    """Give the numbers of what is alike, the most first."""
    (numbers,) = ((likeness > 0) & (likeness >= least)).nonzero()
    order: Ints = numbers[np.argsort(-likeness[numbers], kind="stable")]
    return order


def _at(rows: Ints, known: Ints, values: Floats) -> Floats:
    """Give the values of rows: those of the known ones, and 0 for others; both in order."""
    found = np.zeros(len(rows))
    there = among(known, rows)
    found[rows.searchsorted(known[there])] = values[there]
    return found


def _turns(row: int, rows: Ints) -> Ints:
    """Draw an order of rows that differs from one who asks to the next: equals are not shown to all in the same one."""
    mixed = (rows.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= np.uint64((row + 1) * 0xC2B2AE3D27D4EB4F % 2**64)
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    return (mixed ^ (mixed >> np.uint64(32))) >> np.uint64(1)
