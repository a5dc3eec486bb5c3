"""The registry: the store and the live network over it, as one thing to open, ask, write to and close."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from labnet.network.audiences import Audience
from labnet.service.analyses import Analyses
from labnet.service.live import LiveNetwork
from labnet.service.viewer import Viewer
from labnet.service.views import View
from labnet.service.warmstart import WarmStart
from labnet.settings import Settings
from labnet.store import Store, Writing

__all__ = ["Registry"]

_SUFFIX: Final = ".image"


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
    images : str
        Folder to keep the image of the network in, for a quicker start; empty means beside a store that is a file, and
        nowhere for any other.
    analyses : Analyses
        Who works out analyses of the whole network for all who ask.
    """

    def __init__(
        self,
        database: str,
        *,
        poll_seconds: float = 0.02,
        create: bool = True,
        images: str = "",
        analyses: Analyses | None = None,
    ) -> None:
        self.analyses = analyses or Analyses()
        self.store = Store.open(database, create=create)
        try:
            warm = _warm_start(self.store, images)
            self.network = LiveNetwork(self.store, audiences=(Audience.PUBLIC,), warm=warm, poll_seconds=poll_seconds)
        except BaseException:
            self.store.close()
            raise

    @classmethod
    def of(cls, settings: Settings, *, create: bool = True) -> Self:
        """Open the registry that settings name."""
        return cls(
            settings.database,
            poll_seconds=settings.poll_seconds,
            create=create,
            images=settings.images,
            analyses=Analyses(at_once=settings.max_analyses, waiting=settings.max_waiting),
        )

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


def _warm_start(store: Store, images: str) -> WarmStart | None:
    if not images:
        return WarmStart(store.file.with_name(f"{store.file.name}{_SUFFIX}")) if store.file else None
    name = hashlib.blake2b(store.where.encode(), digest_size=8).hexdigest()
    return WarmStart(Path(images) / f"labnet-{name}{_SUFFIX}")
