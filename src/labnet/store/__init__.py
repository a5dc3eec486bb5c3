"""What lasts: records and the log of their changes, in SQLite or PostgreSQL."""

from labnet.store.engine import Watch
from labnet.store.log import Action
from labnet.store.reading import Reading
from labnet.store.store import Store
from labnet.store.writing import Outcome, Writing

__all__ = ["Action", "Outcome", "Reading", "Store", "Watch", "Writing"]
