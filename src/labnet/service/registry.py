"""The registry: the store and the live network over it, as one thing to open, ask, write to and close."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from labnet.network.audiences import Audience
from labnet.service.live import LiveNetwork
from labnet.service.viewer import Viewer
from labnet.service.views import View
from labnet.store import Store, Writing

__all__ = ["Registry"]


class Registry:
    """What a process holds: one store, and the network that follows it.

    Parameters
    ----------
    database : str
        URL of the store; it is made, or brought up to date, where needed.
    poll_seconds : float
        How often to ask whether another process has changed the store.
    create : bool
        Whether to make a store that is missing; else that is `StoreUnavailable`.
    """

    def __init__(self, database: str, *, poll_seconds: float = 0.02, create: bool = True) -> None:
        self.store = Store.open(database, create=create)
        try:
            self.network = LiveNetwork(self.store, audiences=(Audience.PUBLIC,), poll_seconds=poll_seconds)
        except BaseException:
            self.store.close()
            raise

    def view(self, viewer: Viewer) -> View:
        """Give what a viewer sees now: one image for the whole of a request."""
        return self.network.view(viewer.audience)

    @contextmanager
    def writing(self, *, who: str | None = None, request: str | None = None) -> Iterator[Writing]:
        """Write in one transaction, and come back when the network shows what was written; see `Store.writing`."""
        with self.store.writing(who=who, request=request) as writing:
            yield writing
        # Its own last change, not the newest of all: others go on writing.
        self.network.wait_for(writing.seq)

    def close(self) -> None:
        """Stop following, and close the store."""
        self.network.close()
        self.store.close()

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()
