"""Community cards: what is distinctive of each community, how mixed it is, and which declared clusters it is like.

A theme or region is distinctive of a community where its share inside is well above its share outside, and more so than
chance would easily make it: communities are told apart by what sets them apart, not by what everybody works on.

References
----------
B. L. Monroe, M. P. Colaresi and K. M. Quinn, "Fightin' words", Polit. Anal. 16 (2008), 372-403.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from labnet.analysis.cluster_overlap import Overlap, declared_clusters, in_several, overlaps
from labnet.analysis.communities import Communities, communities
from labnet.analysis.disclosure import FEWEST_PEOPLE
from labnet.analysis.grouping import GroupBy, Grouping, grouping
from labnet.analysis.two_mode import Scope
from labnet.model.kinds import KINDS
from labnet.model.vocabularies import Sphere
from labnet.network.columns import Ints
from labnet.network.image import Image

__all__ = ["Card", "CommunityReport", "cards", "community_report"]

_MOST_THEMES: Final = 3
_MOST_REGIONS: Final = 2
_NOTICEABLE: Final = 1.0
"""Deviations above chance that make a theme or region distinctive."""

_IS_WORK: Final = np.array([spec.work for spec in KINDS.values()])
_IS_PERSON: Final = np.array([spec.person for spec in KINDS.values()])

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Card:
    """What is told of a community.

    Attributes
    ----------
    themes, regions : tuple of str
        Ids of those that are distinctive, the most distinctive first.
    common_region : str or None
        The most distinctive region, where at least half of those have it who have any.
    centre : int
        Row of the work or body that most ties inside lead to; of a person where there are only people.
    spheres : tuple of (Sphere, int or None)
        How many people and bodies are of each, in order of declaration; None where withheld.
    mix : float
        Evenness of spheres, 0 where there is only one and 1 where all that the network has are alike: entropy over its
        largest value. People of a sphere that has fewer than `FEWEST_PEOPLE` of them do not count.
    declared : tuple of Overlap
        Clusters that share a member, the most alike first.
    several : tuple of int
        Rows of members that are in two declared clusters or more, in order of id.
    """

    themes: tuple[str, ...]
    regions: tuple[str, ...]
    common_region: str | None
    centre: int
    spheres: tuple[tuple[Sphere, int | None], ...]
    mix: float
    declared: tuple[Overlap, ...]
    several: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class CommunityReport:
    """Communities with a card for each."""

    found: Communities
    cards: tuple[Card, ...]


def community_report(
    image: Image, day: dt.date, scope: Scope | None = None, *, resolution: float = 1.0, runs: int = 20, seed: int = 0
) -> CommunityReport:
    """Give the communities of a network on a day (`labnet.analysis.communities.communities`), and their cards."""
    found = communities(image, day, scope, resolution=resolution, runs=runs, seed=seed)
    return CommunityReport(found, cards(image, found, day))


def cards(image: Image, found: Communities, day: dt.date) -> tuple[Card, ...]:
    """Give the card of each community, in their order; the day says who works for whom, and who is in clusters."""
    count = len(found.sizes)
    if not count:
        return ()
    member = sparse.csr_array((np.ones(len(found.rows)), (found.labels, np.arange(len(found.rows)))))
    themes, regions = (grouping(image, found.rows, by, day) for by in (GroupBy.THEME, GroupBy.REGION))
    distinctive = [_distinctive(member, each) for each in (themes, regions)]
    spheres, mixes = _spheres(image, found, day)
    declared = declared_clusters(image, day)
    compared = overlaps(image, found, declared)
    several = in_several(image, found, declared)
    centres = _centres(image, found)
    return tuple(
        Card(
            themes=tuple(distinctive[0][number][:_MOST_THEMES]),
            regions=tuple(distinctive[1][number][:_MOST_REGIONS]),
            common_region=_common(member, regions, distinctive[1][number], number),
            centre=centres[number],
            spheres=spheres[number],
            mix=mixes[number],
            declared=compared[number],
            several=several[number],
        )
        for number in range(count)
    )


def _distinctive(member: sparse.csr_array, groups: Grouping) -> list[list[str]]:
    """Give the keys that are distinctive of each community, the most distinctive first.

    Those of a community who have a key, and have none of it, are compared with those of all others by the logarithm of
    the odds ratio over its standard error, half an actor added to each.
    """
    has = groups.shares.copy()
    has.data[:] = 1
    inside = np.asarray((member @ has).todense(), np.float64)
    told = (member @ groups.grouped.astype(np.float64))[:, np.newaxis]
    outside = inside.sum(axis=0) - inside
    cells = (inside, told - inside, outside, told.sum() - told - outside)
    in_yes, in_no, out_yes, out_no = (cell + 0.5 for cell in cells)
    odds = np.log(in_yes / in_no * out_no / out_yes)
    scores = odds / np.sqrt(1 / in_yes + 1 / in_no + 1 / out_yes + 1 / out_no)
    # A network of one community has no outside: what most have is what it is about.
    scores = np.where(told.sum() > told, scores, inside / np.maximum(told, 1) * 2 * _NOTICEABLE)
    order = np.argsort(-scores, axis=1, kind="stable")
    kept = (scores > _NOTICEABLE) & (inside > 0)
    return [[groups.keys[key] for key in order[row] if kept[row, key]] for row in range(len(scores))]


def _common(member: sparse.csr_array, regions: Grouping, keys: list[str], number: int) -> str | None:
    if not keys:
        return None
    of_community = sparse.csr_array(member[[number]])
    share = (of_community @ regions.shares).toarray()[0, regions.keys.index(keys[0])]
    return keys[0] if 2 * share >= (of_community @ regions.grouped.astype(np.float64))[0] else None


def _spheres(
    image: Image, found: Communities, day: dt.date
) -> tuple[list[tuple[tuple[Sphere, int | None], ...]], list[float]]:
    """Give how many people and bodies of each community are of each sphere, and how even that is."""
    units = np.flatnonzero(~_IS_WORK[image.kinds[found.rows]])
    groups = grouping(image, found.rows[units], GroupBy.SPHERE, day)
    people = _IS_PERSON[image.kinds[found.rows[units]]]
    labels = found.labels[units]
    persons, bodies = (
        _by_community(labels[chosen], sparse.csr_array(groups.shares[chosen]), len(found.sizes))
        for chosen in (np.flatnonzero(people), np.flatnonzero(~people))
    )
    counts, hidden = persons + bodies, _withheld(persons)
    places = [(sphere, groups.keys.index(sphere.name)) for sphere in Sphere if sphere.name in groups.keys]
    told = [
        tuple(
            (sphere, None if hidden[row, place] else round(counts[row, place]))
            for sphere, place in places
            if counts[row, place] > 0
        )
        for row in range(len(counts))
    ]
    return told, [_evenness(row) for row in np.where(hidden, bodies, counts)]


def _by_community(labels: Ints, shares: sparse.csr_array, count: int) -> Floats:
    member = sparse.csr_array((np.ones(len(labels)), (labels, np.arange(len(labels)))), shape=(count, len(labels)))
    table: Floats = np.asarray((member @ shares).todense(), np.float64)
    return table


def _withheld(persons: Floats) -> npt.NDArray[np.bool_]:
    """Tell which figures stand on fewer than `FEWEST_PEOPLE`, or would give such a figure away by what is left.

    Who is withheld alone could be told from the size of the community: the next fewest people are withheld too.
    """
    few = (persons > 0) & (persons < FEWEST_PEOPLE)
    for row in np.flatnonzero(few.any(axis=1)).tolist():
        order = np.argsort(np.where(persons[row] > 0, persons[row], np.inf), kind="stable")
        for place in order.tolist():
            if persons[row][few[row]].sum() >= FEWEST_PEOPLE or persons[row, place] <= 0:
                break
            few[row, place] = True
    return few


def _evenness(counts: Floats) -> float:
    if len(counts) < 2 or counts.sum() <= 0:  # noqa: PLR2004 - one sphere alone cannot be mixed
        return 0.0
    shares = counts[counts > 0] / counts.sum()
    return max(0.0, float(-(shares * np.log(shares)).sum() / np.log(len(counts))))


def _centres(image: Image, found: Communities) -> list[int]:
    """Give who most ties inside each community lead to: a work or a body where there is one, rather than a person."""
    persons = _IS_PERSON[image.kinds[found.rows]]
    order = np.lexsort((np.arange(len(found.rows)), -found.inner, persons, found.labels))
    _, first = np.unique(found.labels[order], return_index=True)
    centres: list[int] = found.rows[order[first]].tolist()
    return centres
