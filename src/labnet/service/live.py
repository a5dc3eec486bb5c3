"""The live network: images that follow the change log, one for each audience."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType, TracebackType
from typing import Final, Self, TypeAlias

from labnet.errors import LabnetError, Stale
from labnet.model.kinds import Actor
from labnet.model.records import Entity, Record
from labnet.model.ties import Tie
from labnet.model.vocabularies import Territory, Theme
from labnet.network.audiences import Audience, as_seen, cited, cites, mentions, visible
from labnet.network.changes import Batch, apply, build
from labnet.network.image import Image
from labnet.network.search import SearchIndex
from labnet.store import LogEntry, Reading, Store

__all__ = ["LiveNetwork", "View"]

_log: Final = logging.getLogger(__name__)
_LOG_PAGE: Final = 1_000
_LONGEST_PAUSE: Final = 5.0
_SHOWN_BY: Final = frozenset({"visibility", "kind"})
"""Fields that tell who may see an actor."""

_Now: TypeAlias = Mapping[Entity, Mapping[str, Record | None]]
"""Records that changed as they are now, by id; None for those that are gone."""


@dataclass(frozen=True, slots=True)
class View:
    """What one audience sees at one revision."""

    image: Image
    search: SearchIndex


class LiveNetwork:
    """Holds the newest view of each audience, and keeps it so by following the store's change log.

    The writer's own process learns of a change through the log like all others. A view is replaced whole, so a request
    that took one keeps it.
    """

    def __init__(
        self, store: Store, *, audiences: Collection[Audience] = (Audience.PUBLIC,), poll_seconds: float = 0.02
    ) -> None:
        self._store = store
        self._audiences = tuple(audiences)
        self._poll_seconds = poll_seconds
        self._advanced = threading.Condition()
        self._woken = threading.Event()
        self._stopped = False
        self._seen = store.changed()
        with store.reading() as reading:
            views, self._mentions = _loaded(reading, self._audiences)
        self._views: Mapping[Audience, View] = MappingProxyType(views)
        self._behind_since: float | None = None
        self._follower = threading.Thread(target=self._follow, name="labnet-follower", daemon=True)
        self._follower.start()

    def view(self, audience: Audience) -> View:
        """Give what an audience sees now."""
        return self._views[audience]

    @property
    def revision(self) -> int:
        """Number of the last change that every view holds."""
        return min(view.image.revision for view in self._views.values())

    @property
    def seconds_behind(self) -> float:
        """For how long the store could not be read; 0 when all is well."""
        since = self._behind_since
        return 0.0 if since is None else time.monotonic() - since

    def wait_for(self, seq: int, timeout: float = 5.0) -> None:
        """Wait until every view holds a change.

        Raises
        ------
        Stale
            If it takes longer than `timeout` seconds; the change is stored all the same.
        """
        self._woken.set()
        with self._advanced:
            if not self._advanced.wait_for(lambda: self.revision >= seq or self._stopped, timeout):
                raise Stale(f"change {seq} is stored but not yet shown: ask again in a moment")

    def close(self) -> None:
        """Stop following."""
        self._stopped = True
        self._woken.set()
        self._follower.join()
        with self._advanced:
            self._advanced.notify_all()
        for view in self._views.values():
            view.search.close()

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()

    def _follow(self) -> None:
        pause = self._poll_seconds
        while not self._stopped:
            self._woken.wait(pause)
            self._woken.clear()
            if self._is_up_to_date():
                self._behind_since, pause = None, self._poll_seconds
            else:
                self._behind_since = self._behind_since or time.monotonic()
                pause = min(pause * 2, _LONGEST_PAUSE)

    def _is_up_to_date(self) -> bool:
        try:
            self._look()
        except LabnetError as error:
            _log.warning("the network is not up to date: %s", error)
            return False
        except Exception:  # noqa: BLE001 - whatever a batch could not be applied for, a fresh image is right
            _log.exception("the network is loaded anew")
            return self._is_loaded_anew()
        return True

    def _look(self) -> None:
        changed = self._store.changed()
        if changed == self._seen:
            return
        with self._store.reading() as reading:
            self._catch_up(reading)
        self._seen = changed

    def _catch_up(self, reading: Reading) -> None:
        entries = _entries_after(reading, self.revision)
        if not entries:
            return
        now = _read(reading, [(entry.entity, entry.id) for entry in entries])
        moved = self._moved(now)
        if any(
            entry.entity is Entity.ACTOR and entry.id in moved and _SHOWN_BY & set(entry.fields) for entry in entries
        ):
            # Who comes into sight brings ties along that did not change themselves.
            self._load(reading)
            return
        others = self._mentions.of(moved) - {(entity, id_) for entity, found in now.items() for id_ in found}
        for entity, found in _read(reading, sorted(others)).items():
            now[entity].update(found)
        records = [record for found in now.values() for record in found.values() if record is not None]
        # All is read before any image changes: a batch that was applied in part must not be applied again.
        sources = reading.get(Entity.SOURCE, now[Entity.SOURCE].keys() | set().union(*map(cites, records)))
        for record in records:
            self._mentions.note(record)
        views = self._views.items()
        self._publish({audience: _advanced(view, audience, now, sources, reading.seq) for audience, view in views})

    def _moved(self, now: _Now) -> set[str]:
        """Give the ids of actors who come into sight of an audience, or go out of it."""
        return {
            id_
            for id_, actor in now[Entity.ACTOR].items()
            for audience, view in self._views.items()
            if _is_seen(actor, audience) != (view.image.row(id_) is not None)
        }

    def _load(self, reading: Reading) -> None:
        views, self._mentions = _loaded(reading, self._audiences)
        self._publish(views)

    def _is_loaded_anew(self) -> bool:
        try:
            with self._store.reading() as reading:
                self._load(reading)
        except Exception:  # noqa: BLE001 - the follower goes on trying: somebody may mend the records
            _log.exception("the network is not up to date")
            return False
        return True

    def _publish(self, views: Mapping[Audience, View]) -> None:
        with self._advanced:
            self._views = MappingProxyType(dict(views))
            self._advanced.notify_all()


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
