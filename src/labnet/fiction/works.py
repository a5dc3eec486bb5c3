"""Works and programmes: who carries them, where, what on, from when until when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from labnet.fiction.administrations import TIERS, Bodies
from labnet.fiction.calendar import LAST_DAY
from labnet.fiction.draws import NOBODY, Floats, Ints, heavy, stream, zipf
from labnet.fiction.plan import Plan
from labnet.fiction.setting import Setting
from labnet.model.vocabularies import Tier

__all__ = ["Works", "draw_works"]

_THEME_OF_CARRIER: Final = 0.5
_CENTRAL: Final = TIERS.index(Tier.STATE_CENTRAL)


@dataclass(frozen=True, slots=True)
class Works:
    """Labs, projects, clusters, events or programmes.

    Attributes
    ----------
    carrier : int array
        The body that carries it or runs it, as a row of bodies.
    department, theme : int arrays
        Where it takes place; what it works on.
    start, end : int arrays
        Its first and last day; `LAST_DAY` for those that go on.
    size : float array
        How many take part, beside the others.
    """

    carrier: Ints
    department: Ints
    theme: Ints
    start: Ints
    end: Ints
    size: Floats


def draw_works(plan: Plan, setting: Setting, bodies: Bodies) -> dict[str, Works]:
    """Draw the works of each kind, by the code of the kind."""
    larger = np.sqrt(bodies.weight)
    central = np.where(bodies.tier == _CENTRAL, larger, larger * 1e-6)
    return {
        "LAB": _draw(plan, setting, bodies, "LAB", plan.labs, larger),
        "PROJECT": _draw(plan, setting, bodies, "PROJECT", plan.projects, larger),
        "CLUSTER": _draw(plan, setting, bodies, "CLUSTER", plan.clusters, larger),
        "EVENT": _draw(plan, setting, bodies, "EVENT", plan.events, larger),
        "PROGRAMME": _draw(plan, setting, bodies, "PROGRAMME", plan.programmes, central),
    }


def _draw(plan: Plan, setting: Setting, bodies: Bodies, kind: str, count: int, carries: Floats) -> Works:
    rng = stream(plan.seed, kind)
    carrier = rng.choice(len(carries), count, p=carries / carries.sum())
    home = bodies.department[carrier]
    start, end = _draw_life(rng, kind, count)
    own = rng.random(count) < _THEME_OF_CARRIER
    return Works(
        carrier=carrier,
        department=np.where(home == NOBODY, setting.draw_departments(rng, count), home),
        theme=np.where(own, bodies.theme[carrier], zipf(rng, count, len(setting.themes))),
        start=start,
        end=end,
        size=heavy(rng, count, 1.6, 60.0),
    )


def _draw_life(rng: np.random.Generator, kind: str, count: int) -> tuple[Ints, Ints]:
    """Draw first and last days: events last for days, projects for years, and few of the others have ended."""
    early, shortest, longest, ending = {
        "EVENT": (1.0, 0, 4, 1.0),
        "PROJECT": (1.0, 120, 1_400, 0.6),
        "PROGRAMME": (1.5, 700, 3_000, 0.5),
    }.get(kind, (1.5, 500, 3_000, 0.12))
    start = (LAST_DAY * 0.97 * rng.random(count) ** early).astype(np.int64)
    end = start + rng.integers(shortest, longest + 1, count)
    ended = (rng.random(count) < ending) & (end < LAST_DAY)
    return start, np.where(ended, end, LAST_DAY)
