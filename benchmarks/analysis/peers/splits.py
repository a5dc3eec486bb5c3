"""A network as it was on a day, and who came into contact after it: what suggestions of that day are judged by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

import numpy as np

from labnet.analysis.similarity.contacts import together
from labnet.analysis.two_mode import LARGEST_TEAM
from labnet.assets import data_folder
from labnet.fiction import records
from labnet.fiction.community import draw_community
from labnet.fiction.plan import Plan
from labnet.fiction.setting import Setting
from labnet.model.dates import day_code
from labnet.model.kinds import KINDS, Actor
from labnet.model.relations import RELATIONS, Layer
from labnet.model.ties import Tie
from labnet.model.vocabularies import Territory, Theme
from labnet.network.changes import build
from labnet.network.image import Image
from labnet.readwrite.dataset import DataSet
from labnet.readwrite.faults import FaultList

__all__ = ["PEOPLE", "UNITS", "Split", "cut", "made_up"]

PEOPLE = frozenset(code for code, spec in KINDS.items() if spec.person)
UNITS = frozenset(code for code, spec in KINDS.items() if spec.body) | {"LAB"}


@dataclass(frozen=True, eq=False)
class Split:
    """A network cut on a day.

    Attributes
    ----------
    name : str
        What it is called in the table.
    image : Image
        What was known on the day: actors and ties that began before.
    day : date
        The day.
    met : dict of int to frozenset of int
        For each actor that came into contact with others after the day: these, as far as they were there on it and
        not in contact with the actor on it.
    """

    name: str
    image: Image
    day: dt.date
    met: dict[int, frozenset[int]]

    def asking(self, kinds: frozenset[str], count: int, seed: int) -> list[int]:
        """Draw some of those of some kinds who met others of these kinds."""
        who = [row for row in self.met if self._is(row, kinds) and self.wanted(row, kinds)]
        drawn = np.random.default_rng(seed).permutation(len(who))[:count]
        return [who[at] for at in sorted(drawn.tolist())]

    def count(self, kinds: frozenset[str]) -> int:
        """Count those of some kinds who are there on the day."""
        code = day_code(self.day)
        there = (self.image.starts <= code) & (self.image.ends >= code)
        return int((there & np.isin(self.image.kinds, [_KIND_NAMES.index(kind) for kind in kinds])).sum())

    def wanted(self, row: int, kinds: frozenset[str]) -> frozenset[int]:
        """Give those of some kinds whom an actor met."""
        return frozenset(other for other in self.met[row] if self._is(other, kinds))

    def _is(self, row: int, kinds: frozenset[str]) -> bool:
        return _KIND_NAMES[self.image.kinds[row]] in kinds


_KIND_NAMES = tuple(KINDS)


def made_up(people: int, seed: int, day: dt.date) -> Split:
    """Cut a fictional community."""
    dataset = DataSet(data_folder(), FaultList(), [])
    themes: list[Theme] = [row.record for row in dataset.themes() if row.record is not None]
    territories: list[Territory] = [row.record for row in dataset.territories() if row.record is not None]
    community = draw_community(Plan(people=people, seed=seed), Setting.of(themes, territories, seed))
    found: list[Actor | Tie | Theme | Territory] = [*themes, *territories]
    found += records.actors(community)
    found += records.ties(community)
    return cut(f"made up, {people} people, seed {seed}, cut {day}", found, day)


def cut(name: str, found: Iterable[Actor | Tie | Theme | Territory], day: dt.date) -> Split:
    """Cut a network on a day."""
    code = day_code(day)
    everything = list(found)
    actors = [each for each in everything if isinstance(each, Actor)]
    ties = [each for each in everything if isinstance(each, Tie)]
    words = [each for each in everything if not isinstance(each, Actor | Tie)]
    known = {each.id for each in actors if each.since is None or each.since.start_code < code}
    before = [
        each
        for each in ties
        if {each.from_id, each.to_id} <= known and (each.since is None or each.since.start_code < code)
    ]
    image = build([*words, *(each for each in actors if each.id in known), *before])
    return Split(name, image, day, _met(image, day, {each.id: each for each in actors}, ties))


def _met(image: Image, day: dt.date, actors: dict[str, Actor], ties: list[Tie]) -> dict[int, frozenset[int]]:
    code = day_code(day)
    rows = {id_: row for id_ in actors if (row := image.row(id_)) is not None}
    found: dict[int, set[int]] = {}
    for one, other in chain(_directly(actors, ties, code), _in_works(actors, ties, code)):
        if one in rows and other in rows:
            found.setdefault(rows[one], set()).add(rows[other])
            found.setdefault(rows[other], set()).add(rows[one])
    there = {row for row in rows.values() if image.starts[row] <= code <= image.ends[row]}
    met = {row: frozenset((others & there) - set(together(image, row, day).tolist())) for row, others in found.items()}
    return {row: others for row, others in met.items() if others and row in there}


def _directly(actors: dict[str, Actor], ties: list[Tie], code: int) -> Iterable[tuple[str, str]]:
    """Give the ends of contacts that began after the day, works but labs apart."""
    for tie in ties:
        contact = Layer.CONTACT in RELATIONS[tie.relation].layers
        if contact and tie.since is not None and tie.since.start_code >= code:
            kinds = {actors[tie.from_id].kind, actors[tie.to_id].kind}
            if kinds <= PEOPLE | UNITS:
                yield tie.from_id, tie.to_id


def _in_works(actors: dict[str, Actor], ties: list[Tie], code: int) -> Iterable[tuple[str, str]]:
    """Give those who take part in one work, of whom the later began after the day."""
    teams: dict[str, dict[str, int]] = {}
    for tie in ties:
        if Layer.WORK in RELATIONS[tie.relation].layers and KINDS[actors[tie.to_id].kind].work:
            since = 0 if tie.since is None else tie.since.start_code
            team = teams.setdefault(tie.to_id, {})
            team[tie.from_id] = min(since, team.get(tie.from_id, since))
    for team in teams.values():
        if len(team) <= LARGEST_TEAM:
            for one, since in team.items():
                if since >= code:
                    yield from ((one, other) for other in team if other != one)
