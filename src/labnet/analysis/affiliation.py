"""Affiliation: the administrations an actor answers to, and the spheres it belongs to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Final

import numpy as np

from labnet.model.dates import day_code
from labnet.model.kinds import KINDS
from labnet.model.vocabularies import SPHERE_OF_TIER, Sphere
from labnet.network.actors import NOBODY
from labnet.network.image import IN, OUT, Image
from labnet.network.memo import Memo
from labnet.network.ties import RELATION_CODES

__all__ = ["administrations", "linked", "spheres"]

_SPECS: Final = tuple(KINDS.values())

_MOST_HELD: Final = 500_000
"""For how many actors and days administrations are remembered: who asks chooses the days."""


def administrations(image: Image, row: int, day: dt.date | None = None) -> tuple[int, ...]:
    """Give the rows of the administrations that an actor answers to, in order of row.

    What the actor's record says comes first. Else a body answers to the administration that its nearest ancestor
    (through ``PART_OF``) names, which may be that ancestor, or to itself; a person to their employers' administrations;
    anything else to those of its carriers or, without any, of those who run it.

    Parameters
    ----------
    image : Image
        The network; whom it does not show is nobody's administration.
    row : int
        The actor.
    day : date, optional
        Ties active on that day count; all ties without it.
    """
    memo: Memo[tuple[int, dt.date | None], tuple[int, ...]] = image.memo("administrations", lambda: Memo(_MOST_HELD))
    found = memo.get((row, day))
    if found is None:
        found = tuple(sorted(_answers_to(image, row, day, frozenset())))
        memo.keep((row, day), found)
    return found


def spheres(image: Image, row: int, day: dt.date | None = None) -> tuple[Sphere, ...]:
    """Give the spheres of an actor: its own tier's, or those of its administrations; in order of declaration."""
    rows = (row,) if image.actor(row).tier else administrations(image, row, day)
    tiers = (image.actor(body).tier for body in rows)
    found = {SPHERE_OF_TIER.get(tier) for tier in tiers if tier is not None}
    return tuple(sphere for sphere in Sphere if sphere in found)


def linked(image: Image, row: int, relation: str, direction: int, day: dt.date | None = None) -> list[int]:
    """Give the rows of those whom an actor is tied to by one relation in one direction, each once, in order of row."""
    entries = image.entries(row)
    code = RELATION_CODES[relation] * 2 + direction
    # Entries are sorted by code, then by neighbour: a body with thousands of others of other relations is read as fast.
    first, last = entries.codes.searchsorted(np.array([code, code + 1], entries.codes.dtype)).tolist()
    neighbours = entries.neighbours[first:last]
    if day is not None and len(neighbours):
        neighbours = neighbours[image.active(entries.ties[first:last], day_code(day))]
    return list(dict.fromkeys(neighbours.tolist()))


def _answers_to(image: Image, row: int, day: dt.date | None, asked: frozenset[int]) -> Collection[int]:
    named = _named(image, row)
    if named is not None:
        return named
    kind = _SPECS[image.kinds[row]]
    if kind.body:
        return (_nearest_administration(image, row, day),)
    if row in asked:
        return ()
    leaders = linked(image, row, "WORKS_FOR", OUT, day) if kind.person else []
    leaders = leaders or linked(image, row, "CARRIES", IN, day) or linked(image, row, "RUNS", IN, day)
    return {body for leader in leaders for body in _leaders_answer_to(image, leader, day, asked | {row})}


def _named(image: Image, row: int) -> tuple[int, ...] | None:
    """Give the row of the administration that an actor's record names: none if it is not there; None if it names none.

    Records are packed, so this is read off the numbers that the image holds beside them.
    """
    named = int(image.about["administration"][row])
    if named == NOBODY:
        return None
    return (named,) if named >= 0 and image.alive[named] else ()


def _leaders_answer_to(image: Image, row: int, day: dt.date | None, asked: frozenset[int]) -> Collection[int]:
    """Give the same of a leader; what a body answers to does not hang on who asks, and many have the same employer."""
    is_body = _SPECS[image.kinds[row]].body
    return administrations(image, row, day) if is_body else _answers_to(image, row, day, asked)


def _nearest_administration(image: Image, row: int, day: dt.date | None) -> int:
    """Climb ``PART_OF`` level by level to the first body whose record names an administration; else the body itself.

    Where several on a level do, the smallest row of those they name.
    """
    level, met = [row], {row}
    while level:
        found = [administration for body in level for administration in _named(image, body) or ()]
        if found:
            return min(found)
        parents = (parent for body in level for parent in linked(image, body, "PART_OF", OUT, day))
        level = [parent for parent in dict.fromkeys(parents) if parent not in met]
        met.update(level)
    return row
