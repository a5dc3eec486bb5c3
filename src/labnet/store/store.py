"""The store: what lasts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from labnet.errors import StoreUnavailable
from labnet.store.checking import faults
from labnet.store.engine import Engine, Watch
from labnet.store.engines import connect
from labnet.store.groups import Groups
from labnet.store.reading import Reading
from labnet.store.schema import bring_up_to_date
from labnet.store.writing import Writing

__all__ = ["Store"]


class Store:
    """The records and the log of their changes, in a database.

    One store serves all threads of a process. Any number of them read at once, each from its own moment; one at a time
    writes, and the others wait for it.

    Examples
    --------
    >>> from labnet.model.kinds import Lab
    >>> from labnet.model.records import Entity
    >>> with Store.open("sqlite://") as store:
    ...     with store.writing(who="somebody") as writing:
    ...         outcome = writing.put(Entity.ACTOR, [Lab(id="la-base", name="La Base")])
    ...     with store.reading() as reading:
    ...         names = [actor.name for actor in reading.actors()]
    >>> outcome, names
    (Outcome(created=1, updated=0, unchanged=0), ['La Base'])
    """

    def __init__(self, engine: Engine) -> None:
        self._engine: Final = engine
        # In memory a commit costs nothing that could be shared, and who reads would wait for the whole group.
        self._groups: Final = Groups(engine, most=1) if engine.in_memory else Groups(engine)
        self._closed = False

    @classmethod
    def open(cls, url: str, *, create: bool = True) -> Store:
        """Open the store that a URL names, and bring its schema up to date.

        Parameters
        ----------
        url : str
            ``sqlite:///folder/file.db``, ``postgresql://user:password@host:port/database``, or ``sqlite://`` for a
            store in memory that is gone when it is closed.
        create : bool
            Whether to make the store where there is none; a PostgreSQL database has to be there, and may be empty.

        Returns
        -------
        Store
            To be closed when it is no longer needed; ``with`` does it.

        Raises
        ------
        BadInput
            The URL names no database that labnet knows.
        NewerStore
            A newer labnet wrote it.
        StoreUnavailable
            It cannot be opened; the message says why.
        """
        engine = connect(url, create=create)
        try:
            bring_up_to_date(engine, create=create)
        except BaseException:
            engine.close()
            raise
        return cls(engine)

    @property
    def where(self) -> str:
        """The store as messages name it, without any password."""
        return self._engine.where

    @property
    def file(self) -> Path | None:
        """The file the store is kept in, where it is one."""
        return self._engine.file

    def close(self) -> None:
        """Close every connection; a closed store cannot be used any more."""
        self._closed = True
        self._engine.close()

    def __enter__(self) -> Self:
        """Give the store itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    @property
    def in_memory(self) -> bool:
        """Whether it is gone when it is closed, and seen by no other process."""
        return self._engine.in_memory

    def seq(self) -> int:
        """Give the number of the last change, 0 in an empty store."""
        with self.reading() as reading:
            return reading.seq

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Read in one transaction, in which everything is of the same moment."""
        with self._open_engine().transaction() as connection, closing(Reading(connection)) as reading:
            yield reading

    @contextmanager
    def writing(self, *, who: str | None = None, request: str | None = None, alone: bool = False) -> Iterator[Writing]:
        """Write: all of it is stored for good at the end, or nothing if an exception leaves the block.

        Threads that write at the same time share one transaction where they can: each sees what those before it wrote,
        none of them comes back before all is stored, and a failure of the transaction is a failure of all of them.

        Parameters
        ----------
        who : str, optional
            Who makes the changes, for the log.
        request : str, optional
            The request that they belong to, for the log.
        alone : bool
            Share with nobody: for long work, whose end others should not have to wait for.
        """
        self._open_engine()
        with (
            self._groups.writing(alone=alone) as connection,
            closing(Writing(connection, who=who, request=request)) as writing,
        ):
            yield writing
            writing.finish()

    def changed(self) -> int:
        """Give a number that differs once this process or another has changed the store: cheap enough to poll."""
        return self._open_engine().changed()

    def watch(self) -> Watch:
        """Give what to wait with until somebody may have changed the store; to be closed before the store is."""
        return self._open_engine().watch()

    def check(self) -> list[str]:
        """Look for anything wrong, and say it in sentences; an empty list means that the store is sound."""
        engine = self._open_engine()
        try:
            with engine.transaction() as connection:
                return engine.faults(connection) or list(faults(connection))
        except StoreUnavailable as error:
            return [str(error)]

    def _open_engine(self) -> Engine:
        if self._closed:
            msg = f"{self._engine.where} is closed: open it again"
            raise StoreUnavailable(msg)
        return self._engine
