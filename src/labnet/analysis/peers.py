"""Peers: people, labs and bodies like an actor or complementary to it, that it may not know.

Found are those whom its contacts have met, with whom it shared a work that is over, where walks from it end, who work
on its themes or nearby, who need what it offers or offer what it needs. They are ranked by one blend of all of this
(`labnet.analysis.similarity.blend`).
"""

from __future__ import annotations

import datetime as dt
import math
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from labnet.analysis.affiliation import administrations
from labnet.analysis.reasons import Reason, ReasonKind, shared_out
from labnet.analysis.selection import ActorSelection
from labnet.analysis.similarity.blend import Blend, blend_of
from labnet.analysis.similarity.candidates import SUGGESTED, Candidates, candidates, leading
from labnet.analysis.similarity.evidence import Evidence
from labnet.model.kinds import KINDS
from labnet.network.image import Image

__all__ = ["LEAST_OPENNESS", "SUGGESTED", "Peer", "peers"]

LEAST_OPENNESS: Final = 0.2
"""How much of a list is for other administrations whatever is asked, once it is long enough."""


@dataclass(frozen=True)
class Peer:
    """Somebody worth meeting.

    Attributes
    ----------
    row : int
        The actor.
    score : float
        0..1, whatever part of the list is kept for other administrations.
    rank : int
        Place in the list, from 1 on.
    other_administration : bool or None
        Whether it answers to administrations of which none is one of those of the actor who asks; None where nobody
        knows to which it answers: then it does not fill the part of the list kept for others.
    parts : dict of ReasonKind to float
        What each kind of reason adds to the score.
    evidence : Evidence
        What the reasons for it, and for those it is listed with, are about.
    """

    row: int
    score: float
    rank: int
    other_administration: bool | None
    parts: dict[ReasonKind, float]
    evidence: Evidence = field(repr=False, compare=False)

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """Why: strongest first, with weights that add up to 1; facts are looked up when they are asked for."""
        return shared_out(self.evidence.reason(self.row, kind, part) for kind, part in self.parts.items() if part > 0)


def peers(  # noqa: PLR0913 - what can be asked of peers
    image: Image,
    row: int,
    day: dt.date,
    *,
    openness: float = 0.5,
    selection: ActorSelection | None = None,
    first: int = 10,
    blend: Blend | None = None,
) -> list[Peer]:
    """Suggest peers of an actor, best first.

    Not suggested are the actor, its administrations, whoever it is tied to on the day or shares a work with on that
    day, and whoever is not there on that day. Of the first k of a list at least ceil(`openness` k) are of other
    administrations, and at least the whole part of `LEAST_OPENNESS` k, as long as there are any; so a shorter list is
    the beginning of a longer one. Those with equal scores come in an order that differs from one who asks to the next.

    Parameters
    ----------
    image : Image
        The network.
    row : int
        Who asks.
    day : date
        Ties that begin later do not count; those that are over do, faded.
    openness : float
        0..1, which part of the list is kept for other administrations.
    selection : ActorSelection, optional
        Whom to suggest; without kinds, people, labs and bodies.
    first : int
        The most to suggest.
    blend : Blend, optional
        How much each kind of reason counts; without it, what is fitted for who asks.
    """
    selection = selection or ActorSelection()
    found = candidates(image, row, day, selection)
    parts = _parts(found, blend or blend_of(tuple(KINDS)[image.kinds[row]]))
    scores = parts.sum(axis=0)
    own = frozenset(administrations(image, row, day))
    ranked = _ranked(image, found, scores, selection)
    chosen = _with_quota(((at, _elsewhere(image, own, int(found.rows[at]), day)) for at in ranked), openness, first)
    rows = found.rows[[at for at, _ in chosen]]
    evidence = [
        Evidence(found, np.sort(rows[begin : begin + _TOLD_TOGETHER]))
        for begin in range(0, len(chosen), _TOLD_TOGETHER)
    ]
    return [
        Peer(
            row=int(found.rows[at]),
            score=float(scores[at]),
            rank=rank,
            other_administration=other,
            parts=dict(zip(_KINDS, parts[:, at].tolist(), strict=True)),
            evidence=evidence[(rank - 1) // _TOLD_TOGETHER],
        )
        for rank, (at, other) in enumerate(chosen, 1)
    ]


_TOLD_TOGETHER: Final = 10
"""For so many peers of a list reasons are looked up at once: more are seldom shown together."""

_MOST_NEEDED: Final = 200
"""So many candidates are ranked at first."""

_Ranked: TypeAlias = tuple[int, bool | None]
"""A place among candidates, and whether it is of another administration."""

Floats: TypeAlias = npt.NDArray[np.float64]
_KINDS: Final = tuple(ReasonKind)


def _parts(found: Candidates, blend: Blend) -> Floats:
    """Give what each kind of reason adds to the score of each candidate: (kinds, c) array."""
    parts = np.empty((len(_KINDS), len(found.rows)))
    for place, kind in enumerate(_KINDS):
        strength = found.strengths[kind]
        half = blend.halves.get(kind)
        parts[place] = blend.weights[kind] * (strength if half is None else strength / (strength + half))
    parts *= np.where(found.same_sort, 1.0, blend.of_another_sort)
    return parts


def _ranked(image: Image, found: Candidates, scores: Floats, selection: ActorSelection) -> Iterator[int]:
    """Give the places of those who are selected, best first."""
    everybody = selection == ActorSelection()
    begin, count = 0, _MOST_NEEDED
    while begin < len(scores):
        # Seldom more than the first few are asked for.
        best = leading(scores, found.turns, count)[begin:]
        for at in best[scores[best] > 0].tolist():
            if everybody or selection.keeps(image, int(found.rows[at])):
                yield at
        begin, count = count, len(scores)


def _elsewhere(image: Image, own: frozenset[int], row: int, day: dt.date) -> bool | None:
    theirs = administrations(image, row, day)
    return own.isdisjoint(theirs) if theirs else None


def _with_quota(ranked: Iterator[_Ranked], openness: float, first: int) -> list[_Ranked]:
    """Take the best of a ranked list of places and whether each is elsewhere, but at least the quota of these."""
    chosen: list[_Ranked] = []
    waiting: deque[_Ranked] = deque()
    elsewhere = 0
    while len(chosen) < first:
        kept = _quota(openness, len(chosen) + 1) > elsewhere
        following = None if waiting and not kept else next(ranked, None)
        while kept and following is not None and not following[1]:
            waiting.append(following)
            following = next(ranked, None)
        if following is None:
            if not waiting:
                break
            following = waiting.popleft()
        elsewhere += bool(following[1])
        chosen.append(following)
    return chosen


def _quota(openness: float, count: int) -> int:
    # What is a whole number but for rounding is that number: 0.1 times 30 is not to be 4.
    return max(math.ceil(openness * count - _ROUNDING), math.floor(LEAST_OPENNESS * count + _ROUNDING))


_ROUNDING: Final = 1e-9
