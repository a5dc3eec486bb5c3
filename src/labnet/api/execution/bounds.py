"""The bounds that a document must keep before it is validated and run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from graphql import DocumentNode

from labnet.api.execution.limits import SCAN, measure
from labnet.api.execution.repeats import repeats
from labnet.api.schema import core_schema
from labnet.errors import TooMuch
from labnet.settings import Settings

__all__ = ["MAX_REPEATS", "check_bounds"]

MAX_REPEATS: Final = 30
"""How often one selection may ask for the same response key."""


def check_bounds(
    document: DocumentNode, variables: Mapping[str, Any] | None, operation: str | None, settings: Settings
) -> None:
    """Refuse a document that asks for too much.

    Raises
    ------
    TooMuch
        If it does; the message says of what, and how much is allowed.
    """
    found = measure(core_schema(), document, variables, operation)
    if found.depth > settings.max_depth:
        raise TooMuch(f"fields are nested {found.depth} deep; at most {settings.max_depth} are allowed")
    if found.nodes > settings.max_nodes:
        raise TooMuch(
            f"the answer may hold {found.nodes:,} objects, and {settings.max_nodes:,} are allowed; "
            "ask for smaller pages (`first`) or fewer lists within lists, or in parts: "
            f"each look through the whole network counts as {SCAN}"
        )
    repeated = repeats(document)
    counts = (
        ("fields", found.fields, settings.max_fields),
        ("aliases", found.aliases, settings.max_aliases),
        ("directives", repeated.directives, settings.max_directives),
    )
    for what, count, most in counts:
        if count > most:
            raise TooMuch(f"the document has {count:,} {what}, and {most:,} are allowed; ask in parts")
    if repeated.times > MAX_REPEATS:
        raise TooMuch(
            f"one selection asks for `{repeated.key[:80]}` {repeated.times:,} times, and {MAX_REPEATS} are allowed; "
            "ask for it once"
        )
