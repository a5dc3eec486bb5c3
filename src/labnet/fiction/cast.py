"""The cast: every actor of a community as one row, in the order of their ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from labnet.fiction.administrations import TIERS, Bodies, draw_bodies
from labnet.fiction.calendar import LAST_DAY
from labnet.fiction.draws import NOBODY, Ints
from labnet.fiction.people import People, draw_people
from labnet.fiction.plan import Plan, SiloKind
from labnet.fiction.setting import Setting
from labnet.fiction.works import Works, draw_works
from labnet.model.vocabularies import SPHERE_OF_TIER, Sphere

__all__ = ["Cast", "draw_cast"]

_WORDS: Final = {
    "BODY": "adm",
    "EVENT": "evt",
    "LAB": "lab",
    "CLUSTER": "net",
    "PERSON": "p",
    "PROGRAMME": "prg",
    "PROJECT": "prj",
}
"""The word for each part of the cast in ids; ids are ordered as these words are, and then by number."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody in a community, and everything they work in.

    Attributes
    ----------
    first : dict
        The first row of each part: BODY, PERSON, or the kind of a work.
    ids : list of str
        The id of each row.
    root : int array
        The administration that each answers to first, as a row of bodies.
    start, end : int arrays
        First and last day of each in the community's ten years.
    """

    plan: Plan
    setting: Setting
    bodies: Bodies
    people: People
    works: dict[str, Works]
    first: dict[str, int]
    ids: list[str]
    root: Ints
    start: Ints
    end: Ints

    def __len__(self) -> int:
        """Count everybody and everything."""
        return len(self.ids)

    def rows(self, part: str, places: Ints | None = None) -> Ints:
        """Give the rows of a part of the cast; only those at some places in it, `NOBODY` staying that."""
        if places is None:
            return np.arange(self.count(part)) + self.first[part]
        return np.where(places == NOBODY, NOBODY, places + self.first[part])

    def count(self, part: str) -> int:
        """Count the rows of a part."""
        return _counts(self.bodies, self.people, self.works)[part]

    def is_work(self) -> Ints:
        """Give 1 for each row where others meet or that supports them, and 0 for bodies and people."""
        work = np.ones(len(self), np.int64)
        for part in ("BODY", "PERSON"):
            work[self.rows(part)] = 0
        return work

    def groups(self, kind: SiloKind) -> Ints:
        """Give the group of each row: its administration, or its sphere; `NOBODY` for those of no sphere."""
        if kind is SiloKind.ADMINISTRATION:
            return self.root
        spheres = tuple(Sphere)
        found = (SPHERE_OF_TIER.get(tier) for tier in TIERS)
        of_tier = np.array([NOBODY if sphere is None else spheres.index(sphere) for sphere in found])
        return of_tier[self.bodies.tier[self.root]]


def draw_cast(plan: Plan, setting: Setting) -> Cast:
    """Draw everybody, and everything they work in."""
    bodies = draw_bodies(plan, setting)
    people = draw_people(plan, setting, bodies)
    works = draw_works(plan, setting, bodies)
    counts = _counts(bodies, people, works)
    starts = dict(
        zip(_WORDS, np.concatenate(([0], np.cumsum([counts[part] for part in _WORDS]))).tolist(), strict=False)
    )
    none = np.zeros(counts["BODY"], np.int64)
    answers = {"BODY": bodies.root, "PERSON": bodies.root[people.body]}
    return Cast(
        plan=plan,
        setting=setting,
        bodies=bodies,
        people=people,
        works=works,
        first=starts,
        ids=[id_ for part, word in _WORDS.items() for id_ in _ids(plan.seed, word, counts[part])],
        root=_row_by_row(answers | {kind: bodies.root[work.carrier] for kind, work in works.items()}),
        start=_row_by_row({"BODY": none, "PERSON": people.start, **{kind: work.start for kind, work in works.items()}}),
        end=_row_by_row(
            {"BODY": none + LAST_DAY, "PERSON": people.end, **{kind: work.end for kind, work in works.items()}}
        ),
    )


def _counts(bodies: Bodies, people: People, works: dict[str, Works]) -> dict[str, int]:
    rest = {kind: len(work.carrier) for kind, work in works.items()}
    return {"BODY": len(bodies.tier), "PERSON": len(people.body), **rest}


def _ids(seed: int, word: str, count: int) -> list[str]:
    width = len(str(count))
    return [f"f{seed}-{word}-{number:0{width}}" for number in range(1, count + 1)]


def _row_by_row(parts: dict[str, Ints]) -> Ints:
    return np.concatenate([parts[part] for part in _WORDS])
