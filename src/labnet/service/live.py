"""The live network: images that follow the change log, one for each audience."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType, TracebackType
from typing import Final, Self

from labnet.errors import LabnetError, Stale
from labnet.model.kinds import Actor
from labnet.model.records import Entity, Record
from labnet.model.ties import Tie
from labnet.model.vocabularies import Territory, Theme
from labnet.network.audiences import Audience, visible
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
            self._views: Mapping[Audience, View] = _loaded(reading, self._audiences)
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
        if any(entry.entity is Entity.ACTOR and _SHOWN_BY & set(entry.fields) for entry in entries):
            # Who comes into sight brings ties along that did not change themselves.
            self._publish(_loaded(reading, self._audiences))
            return
        touched = {entity: [entry.id for entry in entries if entry.entity is entity] for entity in Entity}
        current = {entity: reading.get(entity, dict.fromkeys(ids)) for entity, ids in touched.items() if ids}
        last = entries[-1].seq
        self._publish(
            {audience: _advanced(view, audience, touched, current, last) for audience, view in self._views.items()}
        )

    def _is_loaded_anew(self) -> bool:
        try:
            with self._store.reading() as reading:
                self._publish(_loaded(reading, self._audiences))
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


def _loaded(reading: Reading, audiences: Iterable[Audience]) -> dict[Audience, View]:
    words: list[Record] = [*reading.themes(), *reading.territories(), *reading.sources()]
    actors = list(reading.actors())
    ties = list(reading.ties())
    views = {}
    for audience in audiences:
        seen = {actor.id: actor for actor in actors if visible(actor, audience)}
        shown = [tie for tie in ties if tie.from_id in seen and tie.to_id in seen]
        image = build([*words, *seen.values(), *shown], reading.seq)
        index = SearchIndex()
        _index(index, image, [*words, *seen.values()], ())
        views[audience] = View(image, index)
    return views


def _advanced(
    view: View,
    audience: Audience,
    touched: Mapping[Entity, list[str]],
    current: Mapping[Entity, Mapping[str, Record]],
    revision: int,
) -> View:
    """Give the view after changes, as one audience may see them."""
    put: list[Record] = []
    dropped: list[tuple[Entity, str]] = []
    arriving: set[str] = set()
    for entity in (Entity.THEME, Entity.TERRITORY, Entity.SOURCE, Entity.ACTOR, Entity.TIE):
        for key in dict.fromkeys(touched[entity]):
            record = current.get(entity, {}).get(key)
            if record is not None and _shown(record, audience, view.image, arriving):
                put.append(record)
                arriving |= {key} if entity is Entity.ACTOR else set()
            else:
                dropped.append((entity, key))
    gone = {key for entity, key in dropped if entity is Entity.ACTOR}
    dropped += [(Entity.TIE, tie.id) for tie in put if isinstance(tie, Tie) and gone & {tie.from_id, tie.to_id}]
    put = [tie for tie in put if not (isinstance(tie, Tie) and gone & {tie.from_id, tie.to_id})]
    image = apply(view.image, Batch(put=put, dropped=dropped), revision)
    _index(view.search, image, put, dropped)
    return View(image, view.search)


def _shown(record: Record, audience: Audience, image: Image, arriving: set[str]) -> bool:
    if isinstance(record, Actor):
        return visible(record, audience)
    if isinstance(record, Tie):
        return all(end in arriving or image.row(end) is not None for end in (record.from_id, record.to_id))
    return True


def _index(index: SearchIndex, image: Image, put: Iterable[Record], dropped: Iterable[tuple[Entity, str]]) -> None:
    words = image.vocabulary
    found = [record for record in put if isinstance(record, Actor | Theme | Territory)]
    index.update(found, dropped, themes=words.themes, territories=words.territories)
