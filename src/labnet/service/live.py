"""The live network: images that follow the change log, one for each audience."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Collection
from contextlib import closing
from types import TracebackType
from typing import Final, Self

from labnet.errors import LabnetError, Stale
from labnet.network.audiences import Audience
from labnet.service.feed import Feed
from labnet.service.views import View, Views
from labnet.service.warmstart import WarmStart
from labnet.store import Reading, Store

__all__ = ["LiveNetwork"]

_log: Final = logging.getLogger(__name__)
_LEAST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 5.0
_PATIENCE: Final = 1.0
"""For how many seconds the store may be silent until the network counts as behind."""
_CLOSING_SECONDS: Final = 5.0
_MOST_CAUGHT_UP: Final = 20_000
"""So many changes are taken in one by one; where there are more, as after an import, all is loaded anew."""


class LiveNetwork:
    """Holds the newest view of each audience, and keeps it so by following the store's change log.

    The writer's own process learns of a change through the log like all others. A view is replaced whole, so a request
    that took one keeps it. As long as the store cannot be read, views stay as they are and say for how long they have
    been behind; where the log does not go on from what they hold, all is loaded anew.
    """

    def __init__(
        self,
        store: Store,
        *,
        audiences: Collection[Audience] = (Audience.PUBLIC,),
        warm: WarmStart | None = None,
        poll_seconds: float = 0.02,
    ) -> None:
        self._store = store
        self._audiences = tuple(audiences)
        self._warm = warm
        self._poll_seconds = poll_seconds
        self.feed = Feed()
        """The one place where a new revision is announced to those who follow the network."""
        self._advanced = threading.Condition()
        self._stopped = False
        self._behind_since: float | None = None
        self._up_to_date_at = time.monotonic()
        self._looking_since: float | None = None
        self._watch = store.watch()
        try:
            self._seen = store.changed()
            with store.reading() as reading:
                self._publish(Views.loaded(reading, self._audiences, warm), reading)
        except BaseException:
            self._watch.close()
            raise
        self._follower = threading.Thread(target=self._run, name="labnet-follower", daemon=True)
        self._follower.start()

    def view(self, audience: Audience) -> View:
        """Give what an audience sees now."""
        return self._views.of(audience)

    @property
    def revision(self) -> int:
        """Number of the last change that every view holds."""
        return self._views.revision

    @property
    def seconds_behind(self) -> float:
        """For how long the store could not be read; 0 when all is well."""
        now, since, looking = time.monotonic(), self._behind_since, self._looking_since
        if since is None and looking is not None and now - looking > _PATIENCE:
            since = looking
        if since is None and not self._stopped and not self._follower.is_alive():
            since = self._up_to_date_at
        return 0.0 if since is None else now - since

    def wait_for(self, seq: int, timeout: float = 5.0) -> None:
        """Wait until every view holds a change.

        Raises
        ------
        Stale
            If it takes longer than `timeout` seconds; the change is stored all the same.
        """
        self._watch.wake()
        with self._advanced:
            if not self._advanced.wait_for(lambda: self.revision >= seq or self._stopped, timeout):
                raise Stale(f"change {seq} is stored but not yet shown: ask again in a moment")

    def close(self) -> None:
        """Stop following."""
        if self._stopped:
            return
        self._stopped = True
        self._watch.wake()
        # A store that is silent must not keep a process from ending.
        self._follower.join(_CLOSING_SECONDS)
        with self._advanced:
            self._advanced.notify_all()
        self._views.close()

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()

    def _run(self) -> None:
        with closing(self._watch):
            self._follow()

    def _follow(self) -> None:
        pause, failures = self._poll_seconds, 0
        while not self._stopped:
            waited = self._waits(pause)
            self._looking_since = time.monotonic()
            if self._is_up_to_date() and waited:
                self._behind_since, pause, failures = None, self._poll_seconds, 0
                self._up_to_date_at = self._looking_since
            else:
                self._behind_since = self._behind_since or self._looking_since
                # Processes that lost the same store do not all come back at the same moment.
                longest = min(_LEAST_PAUSE * 2**failures, _LONGEST_PAUSE)
                pause, failures = random.uniform(longest / 2, longest), failures + 1  # noqa: S311 - no secret
            self._looking_since = None

    def _waits(self, pause: float) -> bool:
        """Wait to be told of a change; tell whether that was possible."""
        try:
            self._watch.wait(pause)
        except Exception:  # noqa: BLE001 - whatever it is, a follower that ends would show old records for ever
            _log.exception("nobody can be told of changes just now: the store is asked now and then")
            time.sleep(min(pause, _LONGEST_PAUSE))
            return False
        return True

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
            if not reading.holds(self._mark):
                _log.warning("the log is not the one it was at change %s: the network is loaded anew", self.revision)
                self._load_anew(reading)
            elif reading.seq - self.revision > max(_MOST_CAUGHT_UP, len(self._views.whole) // 8):
                # To take in very many changes takes several times the memory of a start, and longer.
                self._load_anew(reading)
            else:
                self._publish(self._views.caught_up(reading), reading)
        self._seen = changed

    def _is_loaded_anew(self) -> bool:
        try:
            with self._store.reading() as reading:
                self._load_anew(reading)
        except Exception:  # noqa: BLE001 - the follower goes on trying: somebody may mend the records
            _log.exception("the network is not up to date")
            return False
        return True

    def _load_anew(self, reading: Reading) -> None:
        before = self._views
        self._publish(Views.loaded(reading, self._audiences), reading)
        before.stop()

    def _publish(self, views: Views, reading: Reading) -> None:
        with self._advanced:
            self._views, self._mark = views, reading.mark
            self._advanced.notify_all()
        self.feed.publish(views.each())
        if self._warm:
            self._warm.keep(views.whole, reading.mark[1])
