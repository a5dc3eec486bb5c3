"""People: where they work, what on, since when, and how active they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from labnet.fiction.administrations import Bodies
from labnet.fiction.calendar import LAST_DAY
from labnet.fiction.draws import NOBODY, Floats, Ints, heavy, stream, zipf
from labnet.fiction.plan import Plan
from labnet.fiction.setting import Setting

__all__ = ["People", "draw_people"]

_AT_HOME: Final = 0.8
_THEME_OF_BODY: Final = 0.5
_GONE: Final = 0.03


@dataclass(frozen=True, slots=True)
class People:
    """People, those of one body side by side.

    Attributes
    ----------
    body, department, theme : int arrays
        Their employer, as a row of bodies; where they are; what they work on most.
    start, end : int arrays
        First and last day in their post; `LAST_DAY` for those who are still there.
    activity : float array
        How often they meet others, with a heavy tail.
    """

    body: Ints
    department: Ints
    theme: Ints
    start: Ints
    end: Ints
    activity: Floats


def draw_people(plan: Plan, setting: Setting, bodies: Bodies) -> People:
    """Draw people: large bodies have many, most work where their body is, and half on what it works on."""
    rng = stream(plan.seed, "people")
    count = plan.people
    body = np.sort(rng.choice(len(bodies.weight), count, p=bodies.weight / bodies.weight.sum()))
    start = (LAST_DAY * 0.95 * rng.random(count) ** 1.6).astype(np.int64)
    gone = rng.random(count) < _GONE
    left = start + ((LAST_DAY - start) * (0.1 + 0.9 * rng.random(count))).astype(np.int64)
    return People(
        body=body,
        department=_draw_departments(rng, setting, bodies, body),
        theme=np.where(rng.random(count) < _THEME_OF_BODY, bodies.theme[body], zipf(rng, count, len(setting.themes))),
        start=start,
        end=np.where(gone, left, LAST_DAY),
        activity=heavy(rng, count, 1.35, 1_000.0),
    )


def _draw_departments(rng: np.random.Generator, setting: Setting, bodies: Bodies, body: Ints) -> Ints:
    """Give most people the département of their body; the others one of its region if one is drawn, or any."""
    drawn = setting.draw_departments(rng, len(body))
    again = setting.draw_departments(rng, len(body))
    region = bodies.region[body]
    drawn = np.where((region == NOBODY) | (setting.region_of[drawn] == region), drawn, again)
    home = bodies.department[body]
    return np.where((home != NOBODY) & (rng.random(len(body)) < _AT_HOME), home, drawn)
