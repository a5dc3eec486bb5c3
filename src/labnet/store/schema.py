"""The schema's revision: which one a store has, and the way to the newest."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from labnet.errors import NewerStore, StoreUnavailable
from labnet.store.engine import Engine
from labnet.store.tables import VERSION_TABLE

__all__ = ["bring_up_to_date"]

_MIGRATIONS: Final = Path(__file__).parent / "migrations"


def bring_up_to_date(engine: Engine, *, create: bool) -> None:
    """Make the tables of an empty database, or upgrade an older store, all or nothing; refuse what is no store of ours.

    A store that is up to date is only read, so that it can be opened where nothing can be written.
    """
    script = ScriptDirectory(str(_MIGRATIONS))
    with engine.transaction() as connection:
        current = _revision(engine, connection, script, create=create)
    engine.begin_log()
    if current == script.get_current_head():
        return
    with engine.transaction(write=True) as connection:
        # Asked again: another process may have done it while this one waited for the write lock.
        _upgrade(connection, script, _revision(engine, connection, script, create=create))


def _revision(engine: Engine, connection: sa.Connection, script: ScriptDirectory, *, create: bool) -> str | None:
    tables = sa.inspect(connection).get_table_names()
    if VERSION_TABLE not in tables:
        if tables:
            msg = f"{engine.where} is a database of another program: name another {engine.noun}"
            raise StoreUnavailable(msg)
        if not create:
            msg = f"{engine.where} is empty: import a data set first"
            raise StoreUnavailable(msg)
        return None
    current = _context(connection).get_current_revision()
    if current not in {step.revision for step in script.walk_revisions()}:
        msg = f"{engine.where} was written by a newer labnet (schema {current}): upgrade labnet, or name another store"
        raise NewerStore(msg)
    return current


def _upgrade(connection: sa.Connection, script: ScriptDirectory, current: str | None) -> None:
    steps = [step for step in script.iterate_revisions("head", current or "base") if step.revision != current]
    context = _context(connection)
    with Operations.context(context):
        for step in reversed(steps):
            step.module.upgrade()
            context.stamp(script, step.revision)


def _context(connection: sa.Connection) -> MigrationContext:
    return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "transactional_ddl": True})
