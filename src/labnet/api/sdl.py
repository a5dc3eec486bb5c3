"""The schema as text: printing it, and telling what would break its clients."""

from __future__ import annotations

from graphql import GraphQLError, GraphQLSchema, build_schema
from graphql.utilities import BreakingChangeType, find_schema_changes

from labnet.api import schema
from labnet.errors import BadInput

__all__ = ["breaking_changes", "current_sdl"]


def current_sdl() -> str:
    """Print the schema that the code builds, as it is checked in."""
    return schema.build_schema().as_str().strip() + "\n"


def breaking_changes(old: str, new: str) -> list[str]:
    """Name each difference between two schemas for which an operation that was right could be refused or misread.

    Parameters
    ----------
    old, new : str
        The schemas, in the schema definition language; `BadInput` where one cannot be read.

    Examples
    --------
    >>> breaking_changes("type Query { labs: [ID], peers: ID }", "type Query { labs: ID }")
    ['Field Query.labs changed type from [ID] to ID.', 'Field Query.peers was removed.']
    """
    changes = find_schema_changes(_read(old, "old"), _read(new, "new"))
    return sorted(change.description for change in changes if isinstance(change.type, BreakingChangeType))


def _read(sdl: str, which: str) -> GraphQLSchema:
    try:
        return build_schema(sdl)
    except (GraphQLError, TypeError, RecursionError) as error:
        reason = str(error).partition("\n")[0] or type(error).__name__
        raise BadInput(f"the {which} schema cannot be read: {reason}") from error
