"""What makes a document slow to validate: keys that are asked over and over in one place, and directives.

Validation compares all fields of a selection that answer under the same key, each with each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

from labnet.errors import TooMuch

__all__ = ["Repeats", "repeats"]

_MOST_STEPS: Final = 20_000
"""How many selections are looked at; a document that shares no fragments has fewer than it has tokens."""


@dataclass(frozen=True, slots=True)
class Repeats:
    """The response key that one selection asks for most often, how often, and all directives of the document."""

    key: str = ""
    times: int = 0
    directives: int = 0


def repeats(document: DocumentNode) -> Repeats:
    """Find what a document repeats most, fragments included, each once in a selection.

    Raises
    ------
    TooMuch
        If fragments are spread in so many places that this cannot be told quickly.
    """
    definitions = [
        each for each in document.definitions if isinstance(each, OperationDefinitionNode | FragmentDefinitionNode)
    ]
    fragments = {each.name.value: each for each in definitions if isinstance(each, FragmentDefinitionNode)}
    pending = [each.selection_set for each in definitions]
    directives = sum(
        len(part.directives or ()) for each in definitions for part in (each, *(each.variable_definitions or ()))
    )
    most, steps = ("", 0), 0
    while pending:
        keys: Counter[str] = Counter()
        for selection, is_own in _level(pending.pop(), fragments):
            steps += 1
            if steps > _MOST_STEPS:
                raise TooMuch("fragments are spread in too many places; ask in parts")
            directives += len(selection.directives or ()) if is_own else 0
            if isinstance(selection, FieldNode):
                keys[(selection.alias or selection.name).value] += 1
                if is_own and selection.selection_set:
                    pending.append(selection.selection_set)
        most = max([most, *keys.most_common(1)], key=lambda found: found[1])
    return Repeats(*most, directives)


def _level(
    selections: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> Iterator[tuple[SelectionNode, bool]]:
    """Give all selections that answer at one place, and whether they are written there, not in a fragment."""
    pending, seen = [(selections, True)], set()
    while pending:
        here, is_own = pending.pop()
        for selection in here.selections:
            yield selection, is_own
            if isinstance(selection, FragmentSpreadNode):
                name = selection.name.value
                if name in fragments and name not in seen:
                    seen.add(name)
                    pending.append((fragments[name].selection_set, False))
            elif isinstance(selection, InlineFragmentNode):
                pending.append((selection.selection_set, is_own))
