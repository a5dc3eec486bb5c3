"""Writing objects only where they have not been written before."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from labnet.api.execution.plan.batches import Batch
from labnet.api.execution.plan.completing import Completer
from labnet.api.execution.plan.reading import Asked

__all__ = ["kept", "keys_of"]


def keys_of(objects: Sequence[Any]) -> Sequence[Hashable] | None:
    """Give what tells each object from all others of its type in the same state of things; None where nothing does.

    A batch knows it; an object says it by an attribute ``written_as`` that is not None.
    """
    if isinstance(objects, Batch):
        return objects.keys()
    keys = [getattr(each, "written_as", None) for each in objects]
    return None if None in keys else keys


def kept(number: int, objects: Sequence[Any], keys: Sequence[Hashable], asked: Asked, write: Completer) -> list[Any]:
    """Give what was written of some objects for the selection of a number, and write the others."""
    found: list[Any] = asked.written.find(number, keys)
    if None in found:
        missing = [place for place, known in enumerate(found) if known is None]
        part = objects.take(missing) if isinstance(objects, Batch) else [objects[place] for place in missing]
        texts = asked.written.keep(number, [keys[place] for place in missing], write(part, asked))
        for place, text in zip(missing, texts, strict=True):
            found[place] = text
    return found
