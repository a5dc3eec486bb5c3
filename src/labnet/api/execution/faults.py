"""What went wrong, in a form that clients can rely on: expected errors with their code, others masked and logged."""

from __future__ import annotations

import logging
from typing import Any, Final

from graphql import GraphQLError

from labnet.errors import BadQuery, LabnetError, TooMuch

__all__ = ["FAULT", "INTERNAL", "MOST_FAULTS", "error_of"]

INTERNAL: Final = "INTERNAL"
FAULT: Final = "labnet could not answer this; the fault is logged and not yours"

MOST_FAULTS: Final = 20
"""How many faults of a document or of variables are listed: to say what a name may have meant takes time for each."""

_ABORTED: Final = {
    "Validation aborted.": "the document is too long or nested too deeply to be checked; ask in parts",
    "Too many validation errors, error limit reached. Validation aborted.": (
        "the document has more faults than can be listed; mend these first"
    ),
    "Too many errors processing variables, error limit reached. Execution aborted.": (
        "the variables have more faults than can be listed; mend these first"
    ),
    "Selections are nested too deeply. Execution aborted.": (
        "the document is nested too deeply to be answered; ask in parts"
    ),
}
"""What graphql-core says when it gives up, and what a client can do then."""

_log: Final = logging.getLogger(__name__)


def error_of(error: Exception) -> dict[str, Any]:
    """Give an error as clients see it: expected ones with their code, others masked and logged."""
    formatted: dict[str, Any] = dict(error.formatted) if isinstance(error, GraphQLError) else {}
    cause = error.original_error if isinstance(error, GraphQLError) else error
    if cause is None or isinstance(cause, GraphQLError):
        if advice := _ABORTED.get(formatted["message"]):
            return {"message": advice, "extensions": {"code": TooMuch.code}}
        return {**formatted, "extensions": {"code": BadQuery.code}}
    where = {name: value for name, value in formatted.items() if name in ("locations", "path")}
    if isinstance(cause, LabnetError):
        return {"message": str(cause), **where, "extensions": {"code": cause.code}}
    _log.error("a question could not be answered", exc_info=cause)
    return {"message": FAULT, **where, "extensions": {"code": INTERNAL}}
