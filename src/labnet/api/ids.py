"""Global ids: a word for what it is, a colon, and the id that data sets use, as in ``actor:lab-labase``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from labnet.errors import BadInput
from labnet.network.image import Image

__all__ = [
    "ACTOR",
    "COLLABORATION",
    "SOURCE",
    "TERRITORY",
    "THEME",
    "TIE",
    "actor_keys",
    "actor_row",
    "bare",
    "global_id",
    "split",
]

ACTOR: Final = "actor"
TIE: Final = "tie"
COLLABORATION: Final = "collaboration"
THEME: Final = "theme"
TERRITORY: Final = "territory"
SOURCE: Final = "source"

_MAX_ID: Final = 600
_MAX_NAMED: Final = 100


def global_id(sort: str, key: str) -> str:
    """Give the global id of a record."""
    return f"{sort}:{key}"


def split(text: str) -> tuple[str, str]:
    """Give the sort and the key of a global id; a text that is none gives an empty sort."""
    sort, colon, key = text.partition(":")
    return (sort, key) if colon and len(text) <= _MAX_ID else ("", "")


def bare(sort: str, text: str) -> str:
    """Give the key of an id that may come with or without its sort."""
    return text.removeprefix(f"{sort}:")


def actor_row(image: Image, text: str, argument: str) -> int:
    """Give the row of the actor that an argument names by its global id.

    Raises
    ------
    BadInput
        If the viewer sees no such actor.
    """
    sort, key = split(text)
    row = image.row(key) if sort == ACTOR else None
    if row is None:
        raise BadInput(f"{argument}: {text[:80]!r} is not the id of an actor; ids look like actor:lab-labase")
    return row


def actor_keys(texts: Sequence[str], argument: str) -> frozenset[str]:
    """Give the keys of actors that an argument names by their global ids; they need not be there, or in sight.

    Raises
    ------
    BadInput
        If one is not the id of an actor, or there are too many.
    """
    if len(texts) > _MAX_NAMED:
        raise BadInput(f"{argument}: {len(texts)} ids, and {_MAX_NAMED} are allowed")
    for text in texts:
        if split(text)[0] != ACTOR:
            raise BadInput(f"{argument}: {text[:80]!r} is not the id of an actor; ids look like actor:lab-labase")
    return frozenset(split(text)[1] for text in texts)
