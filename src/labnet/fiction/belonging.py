"""Who works for whom, what is part of what, and which bodies work together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from labnet.fiction.administrations import TIERS
from labnet.fiction.calendar import LAST_DAY
from labnet.fiction.cast import Cast
from labnet.fiction.draws import NOBODY, Groups, Ints, stream
from labnet.fiction.ties import NOT_KNOWN, Ties, tied
from labnet.model.vocabularies import Tier

__all__ = ["draw_belonging"]

_EARLIER_POST: Final = 0.06
_SETTLED: Final = 400
_SAME_DEPARTMENT: Final = 0.6
_BODY_TIES: Final = 0.8
_IN_ASSOCIATION: Final = 0.08


def draw_belonging(cast: Cast) -> Iterator[Ties]:
    """Draw the ties of bodies among themselves, and of people with them."""
    rng = stream(cast.plan.seed, "belonging")
    yield _employment(cast)
    yield _earlier_posts(cast, rng)
    yield tied(cast.rows("BODY"), "PART_OF", cast.rows("BODY", cast.bodies.parent))
    yield _members(cast, rng, Tier.COMMUNE, Tier.INTERCOMMUNAL, 1.0)
    yield _members(cast, rng, Tier.PUBLIC_ESTABLISHMENT, Tier.ASSOCIATION, _IN_ASSOCIATION)
    yield _between_bodies(cast, rng)


def _employment(cast: Cast) -> Ties:
    people = cast.people
    until = np.where(people.end < LAST_DAY, people.end, NOT_KNOWN)
    return tied(cast.rows("PERSON"), "WORKS_FOR", cast.rows("BODY", people.body), since=people.start, until=until)


def _earlier_posts(cast: Cast, rng: np.random.Generator) -> Ties:
    """Give some people who came to their post later an earlier one elsewhere, which ended before."""
    start = cast.people.start
    who = np.flatnonzero((start > _SETTLED) & (rng.random(len(start)) < _EARLIER_POST))
    since = (start[who] * 0.8 * rng.random(len(who))).astype(np.int64)
    until = since + ((start[who] - since) * (0.3 + 0.6 * rng.random(len(who)))).astype(np.int64)
    body = _pick_bodies(cast, rng, cast.people.department[who])
    body[body == cast.people.body[who]] = NOBODY
    return tied(cast.rows("PERSON", who), "WORKS_FOR", cast.rows("BODY", body), since=since, until=until)


def _pick_bodies(cast: Cast, rng: np.random.Generator, department: Ints) -> Ints:
    """Pick bodies, most of them in these départements."""
    bodies = cast.bodies
    larger = np.sqrt(bodies.weight)
    near = Groups(bodies.department, larger, len(cast.setting.departments)).pick(rng, department)
    anywhere = Groups(np.zeros(len(larger)), larger, 1).pick(rng, np.zeros(len(department), np.int64))
    return np.where((near == NOBODY) | (rng.random(len(near)) >= _SAME_DEPARTMENT), anywhere, near)


def _members(cast: Cast, rng: np.random.Generator, tier: Tier, of: Tier, share: float) -> Ties:
    """Make administrations of a tier members of one of another tier in their département."""
    bodies = cast.bodies
    roots = bodies.parent == NOBODY
    members = np.flatnonzero(roots & (bodies.tier == TIERS.index(tier)) & (rng.random(len(roots)) < share))
    there = np.where(roots & (bodies.tier == TIERS.index(of)), bodies.department, NOBODY)
    group = Groups(there, bodies.weight, len(cast.setting.departments)).pick(rng, bodies.department[members])
    return tied(cast.rows("BODY", members), "MEMBER_OF", cast.rows("BODY", group))


def _between_bodies(cast: Cast, rng: np.random.Generator) -> Ties:
    bodies = cast.bodies
    count = round(_BODY_TIES * len(bodies.tier))
    one = _pick_bodies(cast, rng, np.full(count, NOBODY))
    other = _pick_bodies(cast, rng, bodies.department[one])
    return tied(cast.rows("BODY", one), "COLLABORATES_WITH", cast.rows("BODY", other))
