"""The bounds that a document must keep before it is validated; whoever asks, they are the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from graphql import DocumentNode, OperationDefinitionNode

from labnet.api.execution.measuring import Measure
from labnet.api.execution.repeats import repeats
from labnet.errors import TooMuch

__all__ = ["MAX_REPEATS", "Bounds", "check_bounds"]

MAX_REPEATS: Final = 30
"""How often one selection may ask for the same response key."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most tokens, levels, fields, aliases, directives, operations and characters that a document may have."""

    tokens: int
    depth: int
    fields: int
    aliases: int
    directives: int
    operations: int = 10
    length: int = 100_000


def check_bounds(document: DocumentNode, found: Measure, bounds: Bounds) -> None:
    """Refuse a document that would take too long to validate.

    Raises
    ------
    TooMuch
        If it does; the message says of what, and how much is allowed.
    """
    if found.depth > bounds.depth:
        raise TooMuch(f"fields are nested {found.depth} deep; at most {bounds.depth} are allowed")
    repeated = repeats(document)
    operations = sum(isinstance(each, OperationDefinitionNode) for each in document.definitions)
    counts = (
        ("operations", operations, bounds.operations),
        ("fields", found.fields, bounds.fields),
        ("aliases", found.aliases, bounds.aliases),
        ("directives", repeated.directives, bounds.directives),
    )
    for what, count, most in counts:
        if count > most:
            raise TooMuch(f"the document has {count:,} {what}, and {most:,} are allowed; ask in parts")
    if repeated.times > MAX_REPEATS:
        raise TooMuch(
            f"one selection asks for `{repeated.key[:80]}` {repeated.times:,} times, and {MAX_REPEATS} are allowed; "
            "ask for it once"
        )
