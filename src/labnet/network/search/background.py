"""A search index that is there at once, and filled meanwhile."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, TypeAlias

from labnet.errors import NotReady
from labnet.model.records import Entity
from labnet.model.vocabularies import Territory, Theme
from labnet.network.search.index import Hit, SearchIndex
from labnet.network.search.searchable import Searchable

__all__ = ["BackgroundIndex"]

_Dropped: TypeAlias = tuple[Entity, str]
_Change: TypeAlias = tuple[list[Searchable], list[_Dropped], Mapping[str, Theme], Mapping[str, Territory]]

_log: Final = logging.getLogger(__name__)
_AT_A_TIME: Final = 256
_PAUSE: Final = 0.001


class BackgroundIndex(SearchIndex):
    """A search index that a thread of its own fills, in small parts, while others go on.

    Whoever searches before it is full waits for it, up to its patience. Changes that come meanwhile are kept, and
    applied in their order before the first search is answered.

    Parameters
    ----------
    records : iterable of Actor, Theme or Territory
        What to fill it with; gone through once, by the thread.
    total : int
        How many records those are, to tell how far it is.
    themes, territories : mapping of str
        All themes and territories by id, as the records refer to them.
    patience : float
        For how many seconds a search waits at most.
    """

    def __init__(
        self,
        records: Iterable[Searchable],
        total: int,
        *,
        themes: Mapping[str, Theme],
        territories: Mapping[str, Territory],
        patience: float = 2.0,
    ) -> None:
        super().__init__()
        self._total = total
        self._taken = 0
        self._patience = patience
        self._progress = threading.Condition()
        self._waiting: deque[_Change] = deque()
        self._full = self._failed = self._stopped = False
        self._filler = threading.Thread(
            target=self._fill, args=(records, themes, territories), name="labnet-search", daemon=True
        )
        self._filler.start()

    def prepared(self, timeout: float | None = None) -> bool:
        """Wait until it is full, for so many seconds or as long as it takes; tell whether it is."""
        with self._progress:
            self._progress.wait_for(lambda: self._full or self._failed, timeout)
            return self._full

    def update(
        self,
        put: Iterable[Searchable],
        dropped: Iterable[_Dropped],
        *,
        themes: Mapping[str, Theme],
        territories: Mapping[str, Territory],
    ) -> None:
        """Take records out and put others in, as `SearchIndex.update`: at once where it is full, else when it is."""
        with self._progress:
            if self._failed:
                return
            if not self._full:
                self._waiting.append((list(put), list(dropped), themes, territories))
                return
        super().update(put, dropped, themes=themes, territories=territories)

    def search(
        self,
        text: str,
        *,
        kinds: Collection[str] | None = None,
        entities: Collection[Entity] | None = None,
        limit: int = 10,
    ) -> list[Hit]:
        """Find records, as `SearchIndex.search`.

        Raises
        ------
        NotReady
            If it is not full within its patience.
        """
        self._await()
        return super().search(text, kinds=kinds, entities=entities, limit=limit)

    def ids(self, text: str, entity: Entity) -> frozenset[str]:
        """Give the ids of all records of one sort that answer, as `SearchIndex.ids`.

        Raises
        ------
        NotReady
            If it is not full within its patience.
        """
        self._await()
        return super().ids(text, entity)

    def stop(self) -> None:
        """Stop filling it; as long as it is not full, whoever searches is then told to ask again."""
        with self._progress:
            self._stopped = True
            if not self._full:
                self._failed = True
                self._waiting.clear()
                self._progress.notify_all()

    def close(self) -> None:
        """Stop filling it, and forget everything; the index is then empty."""
        self._stopped = True
        self._filler.join()
        super().close()

    def _await(self) -> None:
        if self._full or self.prepared(self._patience):
            return
        if self._stopped:
            raise NotReady("search is prepared anew: ask again in a moment")
        if self._failed:
            raise NotReady("search could not be prepared; the log of the server says why")
        share = min(100 * self._taken // max(self._total, 1), 99)
        raise NotReady(f"search is still being prepared ({share} % is done): ask again in a moment")

    def _fill(
        self, records: Iterable[Searchable], themes: Mapping[str, Theme], territories: Mapping[str, Territory]
    ) -> None:
        try:
            super().update(self._in_parts(records), (), themes=themes, territories=territories)
            while (change := self._next_change()) is not None:
                put, dropped, themes, territories = change
                super().update(put, dropped, themes=themes, territories=territories)
        except Exception as error:  # noqa: BLE001 - whatever it is, those who search must hear of it
            _log.warning("search could not be prepared: %r", error)
            _log.debug("search could not be prepared", exc_info=True)
            with self._progress:
                self._failed = True
                self._waiting.clear()
                self._progress.notify_all()

    def _in_parts(self, records: Iterable[Searchable]) -> Iterator[Searchable]:
        """Give records, with a pause now and then, so that other threads need not fight for their turn."""
        for record in records:
            if self._stopped:
                return
            if self._taken % _AT_A_TIME == 0:
                time.sleep(_PAUSE)
            self._taken += 1
            yield record

    def _next_change(self) -> _Change | None:
        with self._progress:
            if self._waiting:
                return self._waiting.popleft()
            self._full = not self._failed
            self._progress.notify_all()
            return None
