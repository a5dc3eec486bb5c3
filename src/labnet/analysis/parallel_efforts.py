"""Parallel efforts: labs and projects on the same theme, of different administrations, that are not in touch."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import csgraph

from labnet.analysis.affiliation import administrations
from labnet.analysis.collaboration import Collaboration, participations
from labnet.analysis.grouping import at_level
from labnet.analysis.vulnerability import ContactNetwork, contact_network
from labnet.model.dates import day_code
from labnet.model.vocabularies import TerritoryLevel
from labnet.network.actors import KIND_CODES
from labnet.network.columns import Ints
from labnet.network.facets import facets
from labnet.network.image import Image

__all__ = ["ParallelEffort", "parallel_efforts"]

Flags: TypeAlias = npt.NDArray[np.bool_]

_LAB: Final = KIND_CODES["LAB"]
_PROJECT: Final = KIND_CODES["PROJECT"]
_NEARBY: Final = (
    TerritoryLevel.REGION,
    TerritoryLevel.DEPARTMENT,
    TerritoryLevel.INTERCOMMUNAL,
    TerritoryLevel.COMMUNE,
)
"""Levels of territories in which two are near each other, the widest first."""
_MOST_OF_ONE: Final = 3
"""In how many pairs a work may be: else one lab fills the list."""


@dataclass(frozen=True, slots=True)
class ParallelEffort:
    """Two works that could know of each other.

    Attributes
    ----------
    theme : str
        Id of the theme they share; of several, the one that fewest works have.
    a, b : int
        Rows of the works.
    distance : int or None
        How many contacts lead from one to the other, at least three; None where none do.
    territory : str or None
        Id of the smallest territory that both are in, up to a region.
    bodies_a, bodies_b : tuple of int
        Rows of the administrations by which the two were told apart, in order of row: those of who leads a work or,
        where nobody is known to, of who takes part in it.
    """

    theme: str
    a: int
    b: int
    distance: int | None
    territory: str | None
    bodies_a: tuple[int, ...]
    bodies_b: tuple[int, ...]


def parallel_efforts(
    image: Image,
    day: dt.date,
    themes: frozenset[str] | None = None,
    territories: frozenset[str] | None = None,
    *,
    limit: int = 20,
) -> tuple[ParallelEffort, ...]:
    """Give pairs of labs and projects on one theme that answer to different administrations and are not in touch.

    Two are in touch if a contact joins them, or both have one with a third (`labnet.analysis.vulnerability`). A project
    with a contact to a lab on the same theme is that lab's effort. Pairs on rarer themes come first, then those nearer
    to each other, then by id; no work is in more than three.

    Parameters
    ----------
    themes, territories : frozenset of str, optional
        Themes to look at, and territories in which both works must be; all without.
    limit : int
        The most to give.

    Examples
    --------
    >>> from labnet.model.kinds import KINDS
    >>> from labnet.model.ties import Tie
    >>> from labnet.network.changes import build
    >>> Body, Lab = KINDS["ORGANISATION"].record, KINDS["LAB"].record
    >>> bodies = [Body(id=name, name=name) for name in "ab"]
    >>> labs = [Lab(id=f"lab-{name}", name=name, themes=("open-data",)) for name in "ab"]
    >>> ties = [Tie(id=f"{name}.l", from_id=name, to_id=f"lab-{name}", relation="CARRIES") for name in "ab"]
    >>> (found,) = parallel_efforts(build([*bodies, *labs, *ties]), dt.date(2026, 1, 1))
    >>> found.theme, found.distance
    ('open-data', None)
    """
    works = _Works.of(image, day, territories)
    found: list[ParallelEffort] = []
    met: set[tuple[int, int]] = set()
    told: Counter[int] = Counter()
    for theme in works.by_rarity(themes):
        if len(found) >= limit:
            break
        for a, b, territory in works.apart(theme):
            if len(found) >= limit:
                break
            if (a, b) not in met and max(told[a], told[b]) < _MOST_OF_ONE:
                met.add((a, b))
                told.update((a, b))
                bodies = (tuple(sorted(_administrations(image, work, day))) for work in (a, b))
                found.append(ParallelEffort(theme, a, b, works.distance(a, b), territory, *bodies))
    return tuple(found)


def _administrations(image: Image, work: int, day: dt.date) -> frozenset[int]:
    """Give the administrations of who leads a work; where nobody is known to, of who takes part in it."""
    leading = administrations(image, work, day)
    if leading:
        return frozenset(leading)
    parts = participations(image, Collaboration(work=work), day=day)
    return frozenset(body for part in parts for body in administrations(image, part.row, day))


@dataclass(frozen=True, eq=False)
class _Works:
    """Labs and projects of a day, and the network they are in.

    Attributes
    ----------
    rows : (w,) array of int
        Their rows, in order of id.
    places : (w,) array of int
        Their places in the network.
    themes : list of tuple of str
        The themes of each.
    """

    image: Image
    day: dt.date
    network: ContactNetwork
    rows: Ints
    places: Ints
    themes: Sequence[tuple[str, ...]]

    @classmethod
    def of(cls, image: Image, day: dt.date, territories: frozenset[str] | None) -> _Works:
        told, code = facets(image), day_code(day)
        chosen = image.alive & np.isin(image.kinds, (_LAB, _PROJECT)) & (image.starts <= code) & (image.ends >= code)
        if territories is not None:
            inside = np.array([*(name in territories for name in told.territories), False])
            chosen &= inside[told.territory]
        network = contact_network(image, day)
        # Works of very many are not in the network: they are no effort of two that could meet.
        rows = np.array(sorted(network.rows[chosen[network.rows]].tolist(), key=image.ids.__getitem__), dtype=np.int64)
        themes = [told.theme_sets[number] for number in told.themes[rows].tolist()]
        return cls(image, day, network, rows, np.searchsorted(network.rows, rows), themes)

    def by_rarity(self, themes: frozenset[str] | None) -> list[str]:
        """Give themes that several works have, the rarest first, then by id."""
        counts = Counter(theme for each in self.themes for theme in each)
        wanted = (theme for theme in counts if counts[theme] > 1 and (themes is None or theme in themes))
        return sorted(wanted, key=lambda theme: (counts[theme], theme))

    def apart(self, theme: str) -> Iterator[tuple[int, int, str | None]]:
        """Give pairs on a theme that are not in touch, with the territory both are in; the nearest first."""
        on = np.array([place for place, each in enumerate(self.themes) if theme in each], dtype=np.int64)
        links = self.network.links[self.places[on]]
        joined = links[:, self.places[on]].toarray() > 0
        labs = self.image.kinds[self.rows[on]] == _LAB
        keep = labs | ~joined[:, labs].any(axis=1)
        on, links, joined = on[keep], links[keep], joined[keep][:, keep]
        met = joined | ((links @ links.T).toarray() > 0)
        one, other = np.nonzero(np.triu(~met & self._answer_to_others(on), 1))
        near, names = self._nearness(on)
        levels = (near[:, one] == near[:, other]) & (near[:, one] >= 0)
        level = np.where(levels.any(axis=0), len(_NEARBY) - levels[::-1].argmax(axis=0), 0)
        for at in np.argsort(-level, kind="stable").tolist():
            first, second = one[at], other[at]
            territory = names[near[level[at] - 1, first]] if level[at] else None
            yield int(self.rows[on[first]]), int(self.rows[on[second]]), territory

    def _answer_to_others(self, on: Ints) -> Flags:
        """Tell of which two the administrations are known and none is of both."""
        bodies = [_administrations(self.image, row, self.day) for row in self.rows[on].tolist()]
        counts = [len(each) for each in bodies]
        columns = np.array([body for each in bodies for body in each], dtype=np.int64)
        of = np.repeat(np.arange(len(on)), counts)
        table = sparse.csr_array((np.ones(len(columns)), (of, columns)), shape=(len(on), len(self.image)))
        known = np.array(counts, dtype=np.int64) > 0
        differ: Flags = ((table @ table.T).toarray() == 0) & known & known[:, np.newaxis]
        return differ

    def _nearness(self, on: Ints) -> tuple[Ints, list[str]]:
        """Give for each level the number of the territory that each work is in, -1 where none is known."""
        told = facets(self.image)
        numbers: dict[str, int] = {}
        near = np.full((len(_NEARBY), len(on)), -1)
        for at, territory in enumerate(told.territory[self.rows[on]].tolist()):
            for level, wanted in enumerate(_NEARBY):
                name = at_level(self.image, told.territories[territory], wanted) if territory >= 0 else None
                if name is not None:
                    near[level, at] = numbers.setdefault(name, len(numbers))
        return near, list(numbers)

    def distance(self, a: int, b: int) -> int | None:
        """Count the contacts on a shortest way between two works."""
        start, end = np.searchsorted(self.network.rows, [a, b]).tolist()
        _, before = csgraph.breadth_first_order(self.network.links, start, directed=True)
        steps = 0
        while end != start:
            end = int(before[end])
            if end < 0:
                return None
            steps += 1
        return steps
