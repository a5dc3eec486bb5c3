"""What if: the indicators of a network with actors or ties taken out and others added, and who would be cut off.

Nothing is stored: a timeline is changed, and the image it was made from stays as it is.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import csgraph

from labnet.analysis.grouping import GroupBy
from labnet.analysis.indicators import Change, changes, indicators_of
from labnet.analysis.mixing import Pair
from labnet.analysis.silos import Mixing, Question, mixing, mixing_of
from labnet.analysis.timeline import Moment, Span, timeline
from labnet.model.dates import day_code
from labnet.model.kinds import KINDS
from labnet.network.columns import Ints
from labnet.network.image import Image

__all__ = ["Outcome", "Scenario", "effects", "outcome"]

_TOGETHER: Final = "COLLABORATES_WITH"
_PROGRAMME: Final = tuple(KINDS).index("PROGRAMME")


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is imagined.

    Attributes
    ----------
    add : tuple of Span
        Ties that are not there.
    actors, ties : frozenset of int
        Rows of actors and of ties that are taken out; ties of an actor go with it.
    """

    add: tuple[Span, ...] = ()
    actors: frozenset[int] = frozenset()
    ties: frozenset[int] = frozenset()


@dataclass(frozen=True, eq=False)
class Outcome:
    """What would follow.

    Attributes
    ----------
    changes : tuple of Change
        Indicators before and after.
    separated : tuple of int
        Rows of actors that would be cut off from the largest component, in order of id.
    before, after : Mixing
        How groups mix.
    pairs : tuple of (Pair, Pair)
        Pairs of groups that would meet more or less often, before and after, each in its own `Mixing`; those that would
        change most first.
    """

    changes: tuple[Change, ...]
    separated: tuple[int, ...]
    before: Mixing
    after: Mixing
    pairs: tuple[tuple[Pair, Pair], ...]


def outcome(image: Image, scenario: Scenario, day: dt.date, by: GroupBy = GroupBy.SPHERE) -> Outcome:
    """Give what would follow from a scenario on a day.

    Cut off is who reaches the largest component before, and not afterwards. Before, one may also walk along ties that
    are taken out by name, and along all those of programmes that are taken out: money and support are no contacts, but
    where a programme ends, those whom nothing else joins to the others are on their own.

    Examples
    --------
    A lab joins two people, and is taken out.

    >>> from labnet.model.kinds import KINDS
    >>> from labnet.model.ties import Tie
    >>> from labnet.network.changes import build
    >>> Person, Lab = KINDS["INNOVATOR"].record, KINDS["LAB"].record
    >>> parts = [Tie(id=f"{name}.l", from_id=name, to_id="l", relation="PARTICIPATES_IN") for name in "ab"]
    >>> image = build([Person(id="a", name="A"), Person(id="b", name="B"), Lab(id="l", name="L"), *parts])
    >>> found = outcome(image, Scenario(actors=frozenset({2})), dt.date(2026, 1, 1))
    >>> [(each.indicator.name, each.before, each.after) for each in found.changes[:3]]
    [('ACTORS', 3, 2), ('TIES', 2, 0), ('COMPONENTS', 1, 2)]
    >>> found.separated
    (1,)
    """
    before = timeline(image)
    after = before.without(scenario.actors, scenario.ties).adding(scenario.add)
    moments = before.on(day), after.on(day)
    rows = _separated(image, *moments, scenario, day)
    asked = Question(by, day)
    was, would_be = mixing(image, asked), mixing_of(image, moments[1].meetings, asked)
    # Contacts are many, and few ask who makes them up: they are worked out again for those who do.
    would_be = replace(would_be, parts=replace(would_be.parts))
    return Outcome(
        changes=changes(indicators_of(before, day, by), indicators_of(after, day, by)),
        separated=tuple(sorted(rows, key=image.ids.__getitem__)),
        before=was,
        after=would_be,
        pairs=_changed(was, would_be),
    )


def effects(
    image: Image, ends: tuple[tuple[int, int], ...], day: dt.date, by: GroupBy = GroupBy.SPHERE
) -> tuple[tuple[Change, ...], ...]:
    """Give what would change with one tie more, for each of some pairs of people or bodies by their rows."""
    before = timeline(image)
    now = indicators_of(before, day, by)
    return tuple(
        changes(now, indicators_of(before.adding((Span(one, other, _TOGETHER),)), day, by)) for one, other in ends
    )


def _changed(before: Mixing, after: Mixing) -> tuple[tuple[Pair, Pair], ...]:
    """Give pairs of groups that meet more or less often than before; a group that is gone is in none."""
    was = {(before.keys[pair.a], before.keys[pair.b]): pair for pair in before.pairs.told}
    found: list[tuple[float, tuple[str, str], tuple[Pair, Pair]]] = []
    for pair in after.pairs.told:
        keys = (after.keys[pair.a], after.keys[pair.b])
        one = was.get(keys)
        if one is not None and one.observed is not None and pair.observed is not None and one.observed != pair.observed:
            found.append((-abs(one.observed - pair.observed), keys, (one, pair)))
    return tuple(both for *_, both in sorted(found, key=lambda each: each[:2]))


def _separated(image: Image, before: Moment, after: Moment, scenario: Scenario, day: dt.date) -> list[int]:
    """Give those in the largest component before, and not in the part of it that is the largest afterwards."""
    ends = np.concatenate([_ends(before), _taken_out(image, scenario, day)])
    was = _largest(ends, len(image), np.ones(len(image), np.bool_))
    was[list(scenario.actors)] = False
    return np.flatnonzero(was & ~_largest(_ends(after), len(image), was)).tolist()


def _ends(moment: Moment) -> Ints:
    ends: Ints = moment.network.rows[moment.network.ends]
    return ends.reshape(-1, 2)


def _taken_out(image: Image, scenario: Scenario, day: dt.date) -> Ints:
    """Give the ends of ties that are taken out beside contacts: those of programmes, and those that are named."""
    programmes = [row for row in sorted(scenario.actors) if image.kinds[row] == _PROGRAMME]
    _, entries = image.entries_of(np.array(programmes, np.int64))
    ties = np.union1d(entries.ties, np.array(sorted(scenario.ties), np.int64)).astype(np.int64)
    ties = ties[image.active(ties, day_code(day))]
    ends: Ints = np.stack([image.ties.source.data[ties], image.ties.target.data[ties]], axis=1).astype(np.int64)
    return ends


def _largest(ends: Ints, count: int, among: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Tell who is in the component that has most of some actors; of equally large ones, in the one found first."""
    if not among.any():
        return np.zeros(count, np.bool_)
    links = sparse.coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(count, count))
    _, labels = csgraph.connected_components(sparse.csr_array(links), directed=False)
    largest: npt.NDArray[np.bool_] = labels == np.bincount(labels[among]).argmax()
    return largest
