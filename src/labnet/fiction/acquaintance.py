"""Who has worked with whom: colleagues, neighbours, people of one theme or project, and friends of friends."""

from __future__ import annotations

from typing import Final

import numpy as np

from labnet.fiction.cast import Cast
from labnet.fiction.draws import NOBODY, Groups, Ints, pairs_once, stream
from labnet.fiction.ties import CODES, Ties, tied

__all__ = ["draw_acquaintance"]

_TIES: Final = 3.25
"""Ties between people for each of them."""
_MOST: Final = 0.5
"""The most of all pairs of a small community that are tied."""
_OUTGOING: Final = 0.7
"""How much of their activity shows in how many others people meet of their own accord."""
_SPARE: Final = 1.35
"""How many more pairs are drawn than are needed, since some come twice."""
_WAYS: Final = {"body": 0.18, "administration": 0.17, "department": 0.12, "theme": 0.10, "anywhere": 0.08, "team": 0.15}
"""How people come to know each other; the rest are closed triads."""


def draw_acquaintance(cast: Cast, taking_part: Ties) -> Ties:
    """Draw the direct ties of people; ``taking_part`` says who is in a team with whom."""
    count = cast.plan.people
    rng = stream(cast.plan.seed, "acquaintance")
    wanted = int(min(_TIES * count, _MOST * count * (count - 1) / 2))
    drawn = int(_SPARE * wanted)
    one, other = _met(cast, rng, drawn, taking_part)
    far = _friends_of_friends(rng, one, other, drawn - len(one), count)
    one, other = np.concatenate((one, far[0])), np.concatenate((other, far[1]))
    low, high = np.minimum(one, other), np.maximum(one, other)
    places = pairs_once(low, high, count)
    kept = places[np.sort(rng.permutation(len(places))[:wanted])]
    return tied(cast.rows("PERSON", low[kept]), "COLLABORATES_WITH", cast.rows("PERSON", high[kept]))


def _met(cast: Cast, rng: np.random.Generator, drawn: int, taking_part: Ties) -> tuple[Ints, Ints]:
    """Draw pairs that met through what they share."""
    people, active = cast.people, cast.people.activity
    count = len(active)
    root = cast.bodies.root[people.body]
    ways = {
        "body": (people.body, len(cast.bodies.tier)),
        "administration": (root, len(cast.bodies.tier)),
        "department": (people.department, len(cast.setting.departments)),
        "theme": (people.theme, len(cast.setting.themes)),
        "anywhere": (np.zeros(count, np.int64), 1),
    }
    sources = Groups(np.zeros(count, np.int64), active**_OUTGOING, 1)
    ones, others = [], []
    for way, (group, size) in ways.items():
        one = sources.pick(rng, np.zeros(round(_WAYS[way] * drawn), np.int64))
        ones.append(one)
        others.append(Groups(group, active, size).pick(rng, group[one]))
    team = _team_mates(cast, rng, round(_WAYS["team"] * drawn), taking_part)
    return np.concatenate([*ones, team[0]]), np.concatenate([*others, team[1]])


def _team_mates(cast: Cast, rng: np.random.Generator, drawn: int, taking_part: Ties) -> tuple[Ints, Ints]:
    """Draw pairs of people who take part in the same project or event."""
    ties = taking_part.take(taking_part.relation == CODES["PARTICIPATES_IN"])
    first = cast.first["PERSON"]
    ties = ties.take((ties.source >= first) & (ties.source < first + cast.count("PERSON")))
    if not len(ties):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    mine = rng.integers(0, len(ties), drawn)
    theirs = Groups(ties.target, np.ones(len(ties)), len(cast)).pick(rng, ties.target[mine])
    return ties.source[mine] - first, ties.source[theirs] - first


def _friends_of_friends(rng: np.random.Generator, one: Ints, other: Ints, drawn: int, count: int) -> tuple[Ints, Ints]:
    """Close triads: from a drawn pair, go on from its second to somebody else the second has met."""
    places = pairs_once(np.minimum(one, other), np.maximum(one, other), count)
    if not len(places):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    ends = np.concatenate((one[places], other[places]))
    met = np.concatenate((other[places], one[places]))
    begun = rng.integers(0, len(ends), drawn)
    onward = Groups(ends, np.ones(len(ends)), count).pick(rng, met[begun])
    return ends[begun], np.where(onward == NOBODY, NOBODY, met[onward])
