"""What changed in the store, as a batch for the whole network and one for what each audience sees of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress
from typing import Any, Final, TypeAlias

import numpy as np

from labnet.model.forms import ACTORS, TIES
from labnet.model.records import Entity, Record
from labnet.model.rows import EVIDENCE, Row
from labnet.model.ties import Tie
from labnet.network.actors import NAMES_OTHERS, NOBODY
from labnet.network.audiences import Audience, as_seen, mentions, names_others
from labnet.network.changes import Batch
from labnet.network.image import Image
from labnet.network.projections import Sight
from labnet.store import Reading

__all__ = ["Now", "batch_for", "read_now", "whole_batch"]

_Rows: TypeAlias = Mapping[str, Row | None]

_WORDS: Final = (Entity.THEME, Entity.TERRITORY, Entity.SOURCE)
_FROM, _TO, _EVIDENCE = (TIES.names.index(name) for name in ("from_id", "to_id", "evidence"))


@dataclass(frozen=True, slots=True)
class Now:
    """Records that changed, as they are now, by id; None for those that are gone.

    Attributes
    ----------
    seq : int
        Number of the last change.
    actors, ties : mapping of str to row or None
        As they are stored.
    words : mapping of (Entity, str) to Record or None
        Themes, territories and sources.
    """

    seq: int
    actors: _Rows
    ties: _Rows
    words: Mapping[tuple[Entity, str], Record | None]


def read_now(reading: Reading, seq: int) -> Now | None:
    """Read what has changed after a number; None if nothing has.

    Raises
    ------
    LookupError
        If the log does not hold every change from there on: it is not the log of the same store any more.
    """
    count, places = reading.touched_after(seq)
    if count != reading.seq - seq:
        msg = f"the log holds {count} changes after {seq}, and says it ends with {reading.seq}"
        raise LookupError(msg)
    if not count:
        return None
    ids = {entity: places.get(entity, []) for entity in Entity}
    words = {entity: reading.get(entity, ids[entity]) if ids[entity] else {} for entity in _WORDS}
    return Now(
        seq=reading.seq,
        actors=_rows(reading, Entity.ACTOR, ids[Entity.ACTOR], seq),
        ties=_rows(reading, Entity.TIE, ids[Entity.TIE], seq),
        words={(entity, id_): found.get(id_) for entity, found in words.items() for id_ in ids[entity]},
    )


def _rows(reading: Reading, entity: Entity, ids: Sequence[str], seq: int) -> _Rows:
    found = {row[0]: row for row in reading.rows_after(entity, seq)} if ids else {}
    return {id_: found.get(id_) for id_ in ids}


def whole_batch(now: Now) -> Batch:
    """Give what changed as a batch for an image that holds everything."""
    return Batch(
        put=[word for word in now.words.values() if word is not None],
        dropped=[*_gone(now.words), *_dropped(Entity.ACTOR, now.actors), *_dropped(Entity.TIE, now.ties)],
        actors=[row for row in now.actors.values() if row is not None],
        ties=[row for row in now.ties.values() if row is not None],
    )


def _gone(words: Mapping[tuple[Entity, str], Record | None]) -> list[tuple[Entity, str]]:
    return [place for place, word in words.items() if word is None]


def _dropped(entity: Entity, rows: _Rows) -> Iterator[tuple[Entity, str]]:
    return ((entity, id_) for id_, row in rows.items() if row is None)


def batch_for(audience: Audience, before: Image, whole: Image, now: Now) -> Batch:
    """Give what changes for an audience, themes and territories included, sources not.

    Parameters
    ----------
    audience : Audience
        Who sees it.
    before : Image
        What they see up to now.
    whole : Image
        Everything as it is from now on.
    now : Now
        What changed.
    """
    sight = Sight(whole, audience)
    moved = {id_ for id_ in now.actors if (id_ in sight) != (before.row(id_) is not None)}
    others = _beside(whole, sight, now, moved) if moved else ({}, {})
    actors: dict[str, Row | None] = {**others[0], **now.actors}
    ties: dict[str, Row | None] = {**others[1], **now.ties}
    shown = {id_: _actor_as_seen(whole, sight, id_, row) for id_, row in actors.items() if row and id_ in sight}
    there = [row for row in ties.values() if row is not None]
    both = sight.of(row[_FROM] for row in there) & sight.of(row[_TO] for row in there)
    joined = {row[0]: _tie_as_seen(sight, row) for row in compress(there, both.tolist())}
    words = {place: word for place, word in now.words.items() if place[0] is not Entity.SOURCE}
    return Batch(
        put=[word for word in words.values() if word is not None],
        dropped=[
            *_gone(words),
            *((Entity.ACTOR, id_) for id_ in actors if id_ not in shown),
            *((Entity.TIE, id_) for id_ in ties if id_ not in joined),
        ],
        actors=list(shown.values()),
        ties=list(joined.values()),
    )


def _beside(whole: Image, sight: Sight, now: Now, moved: set[str]) -> tuple[dict[str, Row], dict[str, Row]]:
    """Give actors and ties to be shown anew although they did not change, since somebody came into sight or went.

    Whoever comes into sight brings ties along; and what a record says of others depends on whether they are seen.
    """
    rows = [whole.rows[id_] for id_ in moved if id_ in whole.rows]
    actors = {whole.ids[row]: whole.stored(row) for row in _naming(whole, rows, moved)}
    coming = [row for row in rows if whole.ids[row] in sight]
    _, entries = whole.entries_of(np.array(coming, np.int64))
    ties = map(whole.stored_tie, sorted({*entries.ties.tolist(), *_ties_naming(whole, moved)}))
    return actors, {tie[0]: tie for tie in ties if tie[0] not in now.ties}


def _naming(whole: Image, rows: list[int], moved: set[str]) -> Iterator[int]:
    """Give the rows of actors that name one of those who moved."""
    named = np.isin(whole.about["administration"], rows) & whole.alive
    odd = ((whole.about["flags"] & NAMES_OTHERS) > 0) & whole.alive
    yield from np.flatnonzero(named & ~odd).tolist()
    for row in np.flatnonzero(odd).tolist():
        if named[row] or mentions(whole.actor(row)) & moved:
            yield row


def _ties_naming(whole: Image, moved: set[str]) -> Iterator[int]:
    if whole.ties.naming:
        rows = whole.tie_rows()
        naming = np.isin(whole.ties.evidence.numbers.data[rows], list(whole.ties.naming))
        yield from (row for row in rows[naming].tolist() if mentions(whole.tie(row)) & moved)


def _actor_as_seen(whole: Image, sight: Sight, id_: str, row: Row) -> Row:
    about: Any = whole.about[whole.rows[id_]]
    named = int(about["administration"])
    sure = named == NOBODY or (named >= 0 and whole.ids[named] in sight)
    if sure and not about["flags"] & NAMES_OTHERS:
        return row
    return ACTORS.row(as_seen(ACTORS.record(row), sight))


def _tie_as_seen(sight: Sight, row: Row) -> Row:
    return TIES.row(as_seen(TIES.record(row), sight)) if _tells_of_others(row[_EVIDENCE]) else row


@lru_cache(maxsize=1_024)
def _tells_of_others(evidence: str | None) -> bool:
    """Tell whether a tie with this evidence, which most share with many others, may name actors beside its ends."""
    return evidence is not None and names_others(Tie, EVIDENCE.type.parse(evidence))
