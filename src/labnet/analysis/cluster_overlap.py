"""Communities beside the clusters that people declared: who is in both, who is missing, and who is in several."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Final

import numpy as np

from labnet.analysis.collaboration import Collaboration, participations
from labnet.analysis.communities import Communities
from labnet.model.kinds import KINDS
from labnet.model.relations import RELATIONS
from labnet.network.image import Image

__all__ = ["Overlap", "declared_clusters", "in_several", "overlaps"]

_CLUSTER: Final = tuple(KINDS).index("CLUSTER")
_MAY_BE_MEMBER: Final = np.array([code in RELATIONS["MEMBER_OF"].sources for code in KINDS])


@dataclass(frozen=True, slots=True)
class Overlap:
    """A community beside a cluster that people declared; of both, those who can be members of a cluster are compared.

    Attributes
    ----------
    cluster : int
        Row of the cluster.
    jaccard : float
        Share of those in either that are in both.
    missing, extra : tuple of int
        Rows of those who are only in the cluster, and only in the community.
    """

    cluster: int
    jaccard: float
    missing: tuple[int, ...]
    extra: tuple[int, ...]


def declared_clusters(image: Image, day: dt.date) -> dict[int, frozenset[int]]:
    """Give who is in each cluster that people declared, by its row; clusters of nobody are left out."""
    clusters = np.flatnonzero(image.alive & (image.kinds == _CLUSTER)).tolist()
    found = {
        cluster: frozenset(
            part.row
            for part in participations(image, Collaboration(work=cluster), day=day)
            if _MAY_BE_MEMBER[image.kinds[part.row]]
        )
        for cluster in clusters
    }
    return {cluster: rows for cluster, rows in found.items() if rows}


def overlaps(image: Image, found: Communities, declared: dict[int, frozenset[int]]) -> list[tuple[Overlap, ...]]:
    """Give the clusters that each community shares a member with, the most alike first."""
    eligible = _MAY_BE_MEMBER[image.kinds[found.rows]]
    community_of = dict(zip(found.rows[eligible].tolist(), found.labels[eligible].tolist(), strict=True))
    members: list[set[int]] = [set() for _ in found.sizes]
    for row, number in community_of.items():
        members[number].add(row)
    found_overlaps: list[list[Overlap]] = [[] for _ in found.sizes]
    for cluster, rows in declared.items():
        for number in {community_of[row] for row in rows if row in community_of}:
            both = len(rows & members[number])
            found_overlaps[number].append(
                Overlap(
                    cluster,
                    both / (len(rows) + len(members[number]) - both),
                    _by_id(image, rows - members[number]),
                    _by_id(image, members[number] - rows),
                )
            )
    return [tuple(sorted(each, key=lambda one: (-one.jaccard, image.ids[one.cluster]))) for each in found_overlaps]


def in_several(image: Image, found: Communities, declared: dict[int, frozenset[int]]) -> list[tuple[int, ...]]:
    """Give those of each community who are in two declared clusters or more, in order of id."""
    times = Counter(row for rows in declared.values() for row in rows)
    several: list[set[int]] = [set() for _ in found.sizes]
    for row, number in zip(found.rows.tolist(), found.labels.tolist(), strict=True):
        if times[row] > 1:
            several[number].add(row)
    return [_by_id(image, rows) for rows in several]


def _by_id(image: Image, rows: set[int] | frozenset[int]) -> tuple[int, ...]:
    return tuple(sorted(rows, key=image.ids.__getitem__))
