"""The feed: the latest news of each audience, for all who follow the network."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping
from typing import Final

from labnet.network.audiences import Audience
from labnet.service.news import News, merged
from labnet.service.views import View

__all__ = ["Feed"]

_MOST_NEWS: Final = 256
"""How many revisions back one can ask; what is older is not told one by one."""


class Feed:
    """Holds the newest view of each audience, and the news of the last revisions.

    Whoever follows remembers the revision they were told of last, and asks for what is newer: so nothing queues up for
    those who are slow, and they are told all at once what others were told bit by bit.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._views: dict[Audience, View] = {}
        self._news: dict[Audience, deque[News]] = {}
        self._merged: dict[tuple[Audience, int], News] = {}
        self._listeners: dict[object, Callable[[], None]] = {}

    def publish(self, views: Mapping[Audience, View]) -> None:
        """Take new views of all audiences, each with its news, and ring for those who listen."""
        with self._lock:
            for audience, view in views.items():
                held = self._news.setdefault(audience, deque(maxlen=_MOST_NEWS))
                before = self._views.get(audience)
                if view.news is None:
                    held.clear()
                elif before is None or before.image.revision < view.image.revision:
                    held.append(view.news)
                self._views[audience] = view
            self._merged.clear()
            listeners = list(self._listeners.values())
        for ring in listeners:
            ring()

    def since(self, audience: Audience, revision: int) -> tuple[News | None, View]:
        """Give what is newer than a revision, None if nothing is, and the view that it is news of."""
        with self._lock:
            view = self._views[audience]
            newest = view.image.revision
            if revision == newest:
                return None, view
            if revision > newest:
                # Of the log before a restore, or of a process that is ahead: whoever follows must look anew.
                return News(revision, newest, everything=True), view
            key = (audience, revision)
            if key not in self._merged:
                self._merged[key] = self._newer(audience, revision, newest)
            return self._merged[key], view

    @property
    def followers(self) -> int:
        """How many listen."""
        return len(self._listeners)

    def listen(self, ring: Callable[[], None]) -> Callable[[], None]:
        """Have somebody rung for at each revision, from another thread; give what ends that."""
        key = object()
        with self._lock:
            self._listeners[key] = ring

        def stop() -> None:
            with self._lock:
                self._listeners.pop(key, None)

        return stop

    def _newer(self, audience: Audience, revision: int, newest: int) -> News:
        held = self._news[audience]
        if not held or revision < held[0].after:
            return News(revision, newest, everything=True)
        return merged([news for news in held if news.revision > revision])
