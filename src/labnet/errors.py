"""Everything that can go wrong in a way a person can mend, one named class each.

Each class has a stable ``code``; `docs/errors.md` explains them all. Any other exception is a defect of labnet and is
never shown to a client.
"""

from __future__ import annotations

from typing import ClassVar

__all__ = [
    "BadDataset",
    "BadInput",
    "BadQuery",
    "Busy",
    "Forbidden",
    "LabnetError",
    "MissingFile",
    "NewerStore",
    "NotReady",
    "RateLimited",
    "Stale",
    "StoreUnavailable",
    "TooMuch",
    "UnknownDocument",
    "of_code",
]


class LabnetError(Exception):
    """Base of labnet's errors: the message says what is wrong, where, and what to do."""

    code: ClassVar[str] = "LABNET_ERROR"
    exit_status: ClassVar[int] = 1


class BadInput(LabnetError):
    """An argument, a setting or a cell has a value that labnet cannot use."""

    code = "BAD_INPUT"
    exit_status = 2


class BadDataset(LabnetError):
    """A data set folder has faults: it was refused whole and nothing was stored."""

    code = "BAD_DATASET"
    exit_status = 3


class BadQuery(LabnetError):
    """A GraphQL operation answered with errors, or could not be run."""

    code = "BAD_QUERY"
    exit_status = 3


class Busy(LabnetError):
    """More questions, or analyses of the whole network, wait than may: ask again in a moment."""

    code = "BUSY"
    exit_status = 4


class Forbidden(LabnetError):
    """Whoever asks may not: the message says who may."""

    code = "FORBIDDEN"
    exit_status = 1


class MissingFile(LabnetError):
    """A file or folder that was named does not exist or cannot be read."""

    code = "MISSING_FILE"
    exit_status = 2


class NewerStore(LabnetError):
    """The store was written by a newer labnet: upgrade labnet, or use another store."""

    code = "NEWER_STORE"
    exit_status = 4


class NotReady(LabnetError):
    """Search is still being prepared, or an analysis worked out: ask again in a moment."""

    code = "NOT_READY"
    exit_status = 4


class RateLimited(LabnetError):
    """Whoever asks has asked for as much as they may for now; `seconds` says when they may ask again."""

    code = "RATE_LIMITED"
    exit_status = 4

    def __init__(self, message: str, seconds: int = 1) -> None:
        super().__init__(message)
        self.seconds = seconds


class Stale(LabnetError):
    """A change was stored but did not reach this process's network in time: ask again."""

    code = "STALE"
    exit_status = 4


class StoreUnavailable(LabnetError):
    """The store cannot be opened, read or written just now."""

    code = "STORE_UNAVAILABLE"
    exit_status = 4


class TooMuch(LabnetError):
    """A question asks for more than one answer may hold: ask for less, or page."""

    code = "TOO_MUCH"


class UnknownDocument(LabnetError):
    """A document was named by an id that the server does not know."""

    code = "UNKNOWN_DOCUMENT"
    exit_status = 2


def of_code(code: str) -> type[LabnetError] | None:
    """Give the class of errors with a code; None where none has it: then it is a defect.

    Examples
    --------
    >>> of_code("BUSY"), of_code("INTERNAL")
    (<class 'labnet.errors.Busy'>, None)
    """
    return next((each for each in LabnetError.__subclasses__() if each.code == code), None)
