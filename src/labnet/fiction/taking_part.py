"""Who carries, hosts and takes part in labs, projects, clusters and events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from labnet.fiction.cast import Cast
from labnet.fiction.draws import NOBODY, Groups, Ints, stream
from labnet.fiction.ties import Ties, tied

__all__ = ["draw_taking_part"]

_IN_PROJECTS: Final = 2.0
_AT_EVENTS: Final = 0.25
_IN_LABS: Final = 0.06
_IN_CLUSTERS: Final = 0.04
_BODIES_IN_CLUSTERS: Final = 0.08
_LABS_IN_CLUSTERS: Final = 0.6
_PARTNERS: Final = {"PROJECT": 1.2, "LAB": 2.0}
_SECOND_CARRIER: Final = {"PROJECT": 0.05, "LAB": 0.3}
_BY_A_LAB: Final = 0.08
_INITIATED: Final = 0.03
_SUCCEEDED: Final = 0.04
_FEDERATED: Final = 0.15
_POSTED: Final = 0.01
_WAYS: Final = (0.35, 0.40, 0.15, 0.10)
"""Why people take part: their administration carries it, they are there, it is their theme, or for none of these."""


def draw_taking_part(cast: Cast) -> Iterator[Ties]:
    """Draw the ties that works have, but for money."""
    rng = stream(cast.plan.seed, "taking part")
    pick = _Picks(cast, rng)
    for kind in ("LAB", "PROJECT"):
        yield from _carried(cast, rng, pick, kind)
    yield from _labs(cast, rng, pick)
    yield from _projects(cast, rng, pick)
    yield from _clusters(cast, rng, pick)
    yield from _events(cast, rng, pick)


class _Picks:
    """Picks of bodies and people for works, most of them near in some way."""

    def __init__(self, cast: Cast, rng: np.random.Generator) -> None:
        self._cast = cast
        self._rng = rng
        bodies, people = cast.bodies, cast.people
        departments, size = len(cast.setting.departments), np.sqrt(bodies.weight)
        active = people.activity**0.7
        self._bodies_near = Groups(bodies.department, size, departments)
        self._bodies = Groups(np.zeros(len(size), np.int64), size, 1)
        self._people = (
            Groups(bodies.root[people.body], active, bodies.roots),
            Groups(people.department, active, departments),
            Groups(people.theme, active, len(cast.setting.themes)),
            Groups(np.zeros(len(active), np.int64), active, 1),
        )
        self._larger = {
            kind: Groups(np.zeros(len(work.size), np.int64), work.size, 1) for kind, work in cast.works.items()
        }

    def works(self, kind: str, count: int) -> Ints:
        """Pick works of a kind, larger ones more often."""
        return self._larger[kind].pick(self._rng, np.zeros(count, np.int64))

    def bodies(self, kind: str, works: Ints) -> Ints:
        """Pick bodies for works: half of them near, the others anywhere."""
        near = self._bodies_near.pick(self._rng, self._cast.works[kind].department[works])
        anywhere = self._bodies.pick(self._rng, np.zeros(len(works), np.int64))
        picked = np.where((near == NOBODY) | (self._rng.random(len(works)) < 0.5), anywhere, near)  # noqa: PLR2004 - half
        return self._cast.rows("BODY", picked)

    def people(self, kind: str, works: Ints) -> Ints:
        """Pick people for works."""
        work = self._cast.works[kind]
        groups = (
            self._cast.bodies.root[work.carrier[works]],
            work.department[works],
            work.theme[works],
            np.zeros(len(works), np.int64),
        )
        way = self._rng.choice(len(_WAYS), len(works), p=_WAYS)
        picked = np.full(len(works), NOBODY)
        for number, (people, group) in enumerate(zip(self._people, groups, strict=True)):
            mine = way == number
            picked[mine] = people.pick(self._rng, group[mine])
        return self._cast.rows("PERSON", picked)


def _some(rng: np.random.Generator, count: int, share: float) -> Ints:
    return np.flatnonzero(rng.random(count) < share)


def _carried(cast: Cast, rng: np.random.Generator, pick: _Picks, kind: str) -> Iterator[Ties]:
    """Tie labs or projects to those that carry them, to their partners, and to whoever had the idea."""
    count = cast.count(kind)
    yield tied(cast.rows("BODY", cast.works[kind].carrier), "CARRIES", cast.rows(kind))
    second = _some(rng, count, _SECOND_CARRIER[kind])
    yield tied(pick.bodies(kind, second), "CARRIES", cast.rows(kind, second))
    partnered = pick.works(kind, round(_PARTNERS[kind] * count)) if count else np.empty(0, np.int64)
    yield tied(pick.bodies(kind, partnered), "PARTNERS_WITH", cast.rows(kind, partnered))
    begun = _some(rng, count, _INITIATED)
    yield tied(pick.bodies(kind, begun), "INITIATED", cast.rows(kind, begun))
    yield _successions(cast, rng, kind)


def _successions(cast: Cast, rng: np.random.Generator, kind: str) -> Ties:
    """Let some works succeed one of the same body that ended before."""
    work = cast.works[kind]
    new = _some(rng, len(work.carrier), _SUCCEEDED)
    old = Groups(work.carrier, work.size, len(cast.bodies.tier)).pick(rng, work.carrier[new])
    old = np.where(work.end[old] < work.start[new], old, NOBODY)
    return tied(cast.rows(kind, new), "SUCCEEDS", cast.rows(kind, old), since=work.start[new])


def _labs(cast: Cast, rng: np.random.Generator, pick: _Picks) -> Iterator[Ties]:
    count = cast.count("LAB")
    if not count:
        return
    labs = cast.rows("LAB")
    own = rng.random(count) < 0.7  # noqa: PLR2004 - most labs stay where they are carried
    host = np.where(own, cast.rows("BODY", cast.works["LAB"].carrier), pick.bodies("LAB", np.arange(count)))
    yield tied(host, "HOSTS", labs)
    yield tied(pick.people("LAB", np.arange(count)), "RUNS", labs)
    joined = pick.works("LAB", round(_IN_LABS * cast.plan.people))
    yield tied(pick.people("LAB", joined), "MEMBER_OF", cast.rows("LAB", joined))
    posted = pick.works("LAB", round(_POSTED * cast.plan.people))
    yield tied(pick.people("LAB", posted), "WORKS_FOR", cast.rows("LAB", posted))
    one, other = (pick.works("LAB", round(_FEDERATED * count)) for _ in range(2))
    yield tied(cast.rows("LAB", one), "FEDERATES_WITH", cast.rows("LAB", other))


def _projects(cast: Cast, rng: np.random.Generator, pick: _Picks) -> Iterator[Ties]:
    count = cast.count("PROJECT")
    if not count:
        return
    projects = np.arange(count)
    yield tied(pick.people("PROJECT", projects), "RUNS", cast.rows("PROJECT", projects))
    more = pick.works("PROJECT", round(_IN_PROJECTS * cast.plan.people) - count)
    team = np.concatenate((projects, more))
    yield tied(pick.people("PROJECT", team), "PARTICIPATES_IN", cast.rows("PROJECT", team))
    if cast.count("LAB"):
        by_lab = _some(rng, count, _BY_A_LAB)
        lab = cast.rows("LAB", pick.works("LAB", len(by_lab)))
        yield tied(lab, "PARTNERS_WITH", cast.rows("PROJECT", by_lab))


def _clusters(cast: Cast, rng: np.random.Generator, pick: _Picks) -> Iterator[Ties]:
    """Tie clusters to who runs them, and to their members."""
    count = cast.count("CLUSTER")
    if not count:
        return
    clusters = cast.rows("CLUSTER")
    yield tied(cast.rows("BODY", cast.works["CLUSTER"].carrier), "RUNS", clusters)
    bodies = pick.works("CLUSTER", round(_BODIES_IN_CLUSTERS * cast.count("BODY")))
    yield tied(pick.bodies("CLUSTER", bodies), "MEMBER_OF", cast.rows("CLUSTER", bodies))
    people = pick.works("CLUSTER", round(_IN_CLUSTERS * cast.plan.people))
    yield tied(pick.people("CLUSTER", people), "MEMBER_OF", cast.rows("CLUSTER", people))
    labs = _some(rng, cast.count("LAB"), _LABS_IN_CLUSTERS)
    yield tied(cast.rows("LAB", labs), "MEMBER_OF", cast.rows("CLUSTER", pick.works("CLUSTER", len(labs))))


def _events(cast: Cast, rng: np.random.Generator, pick: _Picks) -> Iterator[Ties]:
    count = cast.count("EVENT")
    if not count:
        return
    events, carrier = cast.rows("EVENT"), cast.rows("BODY", cast.works["EVENT"].carrier)
    yield tied(carrier, "HOSTS", events)
    by_lab = cast.rows("LAB", rng.integers(0, cast.count("LAB"), count)) if cast.count("LAB") else carrier
    yield tied(np.where(rng.random(count) < 0.5, carrier, by_lab), "RUNS", events)  # noqa: PLR2004 - half
    attended = pick.works("EVENT", round(_AT_EVENTS * cast.plan.people))
    yield tied(pick.people("EVENT", attended), "PARTICIPATES_IN", cast.rows("EVENT", attended))
