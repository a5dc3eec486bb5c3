"""What each audience sees of the network at one revision, and how it becomes what they see at a later one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final, TypeAlias

from labnet.model.kinds import Actor
from labnet.model.records import Entity, Record
from labnet.model.ties import Tie
from labnet.model.vocabularies import Territory, Theme
from labnet.network.audiences import Audience, as_seen, cited, cites, mentions, visible
from labnet.network.changes import Batch, apply, build
from labnet.network.image import Image
from labnet.network.search import SearchIndex
from labnet.store import LogEntry, Reading

__all__ = ["View", "Views"]

_LOG_PAGE: Final = 1_000
_SHOWN_BY: Final = frozenset({"visibility", "kind"})
"""Fields that tell who may see an actor."""

_Now: TypeAlias = Mapping[Entity, Mapping[str, Record | None]]
"""Records that changed as they are now, by id; None for those that are gone."""


@dataclass(frozen=True, slots=True)
class View:
    """What one audience sees at one revision."""

    image: Image
    search: SearchIndex


class Views:
    """The views of all audiences at one revision.

    A later revision is made by `caught_up`; whoever took a view keeps it as it was, but for its search index, which
    all revisions share.
    """

    def __init__(self, views: Mapping[Audience, View], mentions: _Mentions) -> None:
        self._views = views
        self._mentions = mentions

    @classmethod
    def loaded(cls, reading: Reading, audiences: Iterable[Audience]) -> Views:
        """Make the views of some audiences from all records of the store."""
        return cls(*_loaded(reading, audiences))

    @property
    def revision(self) -> int:
        """Number of the last change that every view holds."""
        return min(view.image.revision for view in self._views.values())

    def of(self, audience: Audience) -> View:
        """Give what an audience sees."""
        return self._views[audience]

    def close(self) -> None:
        """Forget what was searched."""
        for view in self._views.values():
            view.search.close()

    def caught_up(self, reading: Reading) -> Views:
        """Give the views after the changes that the log holds by now."""
        entries = _entries_after(reading, self.revision)
        if not entries:
            return self
        now = _read(reading, [(entry.entity, entry.id) for entry in entries])
        moved = self._moved(now)
        if any(
            entry.entity is Entity.ACTOR and entry.id in moved and _SHOWN_BY & set(entry.fields) for entry in entries
        ):
            # Who comes into sight brings ties along that did not change themselves.
            return Views.loaded(reading, self._views)
        others = self._mentions.of(moved) - {(entity, id_) for entity, found in now.items() for id_ in found}
        for entity, found in _read(reading, sorted(others)).items():
            now[entity].update(found)
        records = [record for found in now.values() for record in found.values() if record is not None]
        # All is read before any image changes: a batch that was applied in part must not be applied again.
        sources = reading.get(Entity.SOURCE, now[Entity.SOURCE].keys() | set().union(*map(cites, records)))
        for record in records:
            self._mentions.note(record)
        views = self._views.items()
        advanced = {audience: _advanced(view, audience, now, sources, reading.seq) for audience, view in views}
        return Views(advanced, self._mentions)

    def _moved(self, now: _Now) -> set[str]:
        """Give the ids of actors who come into sight of an audience, or go out of it."""
        return {
            id_
            for id_, actor in now[Entity.ACTOR].items()
            for audience, view in self._views.items()
            if _is_seen(actor, audience) != (view.image.row(id_) is not None)
        }


def _entries_after(reading: Reading, seq: int) -> list[LogEntry]:
    entries: list[LogEntry] = []
    while page := reading.changes_after(entries[-1].seq if entries else seq, _LOG_PAGE):
        entries += page
    return entries


def _loaded(reading: Reading, audiences: Iterable[Audience]) -> tuple[dict[Audience, View], _Mentions]:
    words: list[Record] = [*reading.themes(), *reading.territories()]
    sources = list(reading.sources())
    actors = list(reading.actors())
    ties = list(reading.ties())
    views = {}
    for audience in audiences:
        seen = {actor.id for actor in actors if visible(actor, audience)}
        shown = [*words, *(as_seen(actor, seen) for actor in actors if actor.id in seen)]
        joined = [as_seen(tie, seen) for tie in ties if tie.from_id in seen and tie.to_id in seen]
        known = {source for record in chain(shown, joined) for source in cites(record)}
        image = build([*shown, *joined, *(source for source in sources if source.id in known)], reading.seq)
        index = SearchIndex()
        _index(index, image, shown, ())
        views[audience] = View(image, index)
    return views, _Mentions(chain(actors, ties))


class _Mentions:
    """Which records name an actor, or did since the network was loaded: what is shown of them depends on it."""

    def __init__(self, records: Iterable[Actor | Tie]) -> None:
        self._by_actor: dict[str, set[tuple[Entity, str]]] = {}
        for record in records:
            self.note(record)

    def note(self, record: Record) -> None:
        """Take in a record."""
        if isinstance(record, Actor | Tie):
            entity = Entity.ACTOR if isinstance(record, Actor) else Entity.TIE
            for actor in mentions(record):
                self._by_actor.setdefault(actor, set()).add((entity, record.id))

    def of(self, actors: Iterable[str]) -> set[tuple[Entity, str]]:
        """Give the records that name one of some actors."""
        return {place for actor in actors for place in self._by_actor.get(actor, ())}


@dataclass(frozen=True, slots=True)
class _Seen:
    """The ids of those whom an audience sees after changes: as the image has it, but for actors that changed."""

    image: Image
    changed: Mapping[str, bool]

    def __contains__(self, id_: object) -> bool:
        if not isinstance(id_, str):
            return False
        return self.changed[id_] if id_ in self.changed else self.image.row(id_) is not None


def _is_seen(actor: Record | None, audience: Audience) -> bool:
    return isinstance(actor, Actor) and visible(actor, audience)


def _read(reading: Reading, places: Iterable[tuple[Entity, str]]) -> dict[Entity, dict[str, Record | None]]:
    """Give records as they are now, None for those that are gone."""
    now: dict[Entity, dict[str, Record | None]] = {entity: {} for entity in Entity}
    for entity, id_ in places:
        now[entity][id_] = None
    for entity, found in now.items():
        found.update(reading.get(entity, list(found)) if found else {})
    return now


def _advanced(view: View, audience: Audience, now: _Now, sources: Mapping[str, Record], revision: int) -> View:
    """Give the view after changes, as one audience may see them."""
    seen = _Seen(view.image, {id_: _is_seen(actor, audience) for id_, actor in now[Entity.ACTOR].items()})
    put: list[Record] = []
    dropped: list[tuple[Entity, str]] = []
    for entity in (Entity.THEME, Entity.TERRITORY, Entity.ACTOR, Entity.TIE):
        for key, record in now[entity].items():
            if record is not None and _is_shown(record, seen):
                put.append(as_seen(record, seen))
            else:
                dropped.append((entity, key))
    image = apply(view.image, Batch(put=put, dropped=dropped), revision)
    image = apply(image, _sources(view.image, image, put, now, sources), revision)
    _index(view.search, image, put, dropped)
    return View(image, view.search)


def _is_shown(record: Record, seen: _Seen) -> bool:
    if isinstance(record, Actor):
        return record.id in seen
    return not isinstance(record, Tie) or (record.from_id in seen and record.to_id in seen)


def _sources(before: Image, after: Image, put: Iterable[Record], now: _Now, sources: Mapping[str, Record]) -> Batch:
    """Give the sources that come into sight, change or go when records do."""
    new = {source for record in put for source in cites(record)}
    old = {source for record in _as_before(before, now) for source in cites(record)}
    unsure = (old | now[Entity.SOURCE].keys()) - new
    # All citations are gone through only where something lost one, or a source changed by itself.
    kept = unsure & cited(after) if unsure else set[str]()
    lost = (unsure - kept) | (now[Entity.SOURCE].keys() - sources.keys())
    shown = [record for key, record in sources.items() if key in new or key in kept]
    return Batch(put=shown, dropped=[(Entity.SOURCE, key) for key in lost])


def _as_before(image: Image, now: _Now) -> Iterator[Record]:
    """Give the records that changed as an image still has them, those that it has."""
    territories = image.vocabulary.territories
    yield from (territories[key] for key in now[Entity.TERRITORY] if key in territories)
    for key in now[Entity.ACTOR]:
        if (row := image.row(key)) is not None:
            yield image.actor(row)
    for key in now[Entity.TIE]:
        if (row := image.tie_row(key)) is not None:
            yield image.tie(row)


def _index(index: SearchIndex, image: Image, put: Iterable[Record], dropped: Iterable[tuple[Entity, str]]) -> None:
    words = image.vocabulary
    found = [record for record in put if isinstance(record, Actor | Theme | Territory)]
    index.update(found, dropped, themes=words.themes, territories=words.territories)
