"""Facets of actors: tier, territory and themes as numbers, for questions that look at everybody.

They are read off the packed rows when first asked for, and of later images only those of the rows that are new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import repeat
from operator import itemgetter
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import orjson

from labnet.model.fields import THEMES
from labnet.model.forms import ACTORS
from labnet.model.vocabularies import Tier
from labnet.network.blocks import Blocks
from labnet.network.columns import Buffer, Distinct, Ints, Parsed

if TYPE_CHECKING:
    from labnet.network.image import Image

__all__ = ["NONE", "TIERS", "FacetColumns", "Facets", "facets"]

TIERS: Final = tuple(Tier)
NONE: Final = -1
"""The number of a tier or a territory that is not told."""

_FIELDS: Final = ("tier", "territory", "themes", "offers", "needs")
_AT_ONCE: Final = 4_096
_TIER_NUMBER: Final = {None: NONE} | {tier.value.lower(): number for number, tier in enumerate(TIERS)}


@dataclass(frozen=True, eq=False)
class Facets:
    """Facets of the actors of an image, by row; of whoever is not there, nothing is told.

    Attributes
    ----------
    tier : (n,) int8 array
        Place in `TIERS`, or `NONE`.
    territory : (n,) int32 array
        Place in `territories`, or `NONE`.
    themes, offers, needs : (n,) int32 arrays
        Place in `theme_sets`.
    territories : sequence of str
        Ids of territories; may hold more than are in use.
    theme_sets : sequence of tuple of str
        Ids of themes that some actor has together; the first is empty.
    """

    tier: Ints
    territory: Ints
    themes: Ints
    offers: Ints
    needs: Ints
    territories: list[str]
    theme_sets: list[tuple[str, ...]]


class FacetColumns:
    """Facets by row of text, which images share as they share texts."""

    __slots__ = ("_lock", "_set_number", "_territory_number", "columns", "territories", "theme_sets")

    def __init__(self) -> None:
        self._lock = Lock()
        self.territories: Distinct[str] = Distinct()
        self.theme_sets: Distinct[tuple[str, ...]] = Distinct([()])
        self._territory_number: Parsed[str | None, int] = Parsed(
            lambda text: NONE if text is None else self.territories.number(text)
        )
        self._set_number: Parsed[str | None, int] = Parsed(
            lambda text: self.theme_sets.number(() if text is None else THEMES.parse(text))
        )
        self.columns = {name: Buffer(np.empty(0, np.int8 if name == "tier" else np.int32)) for name in _FIELDS}

    def read_to(self, texts: Blocks, end: int) -> None:
        """Read the facets of all texts before a place, as far as they have not been read."""
        with self._lock:
            for first in range(self.columns["tier"].size, end, _AT_ONCE):
                self._append(texts.between(first, min(first + _AT_ONCE, end)))

    def _append(self, texts: Iterable[bytes]) -> None:
        given = list(zip(*(_told(orjson.loads(text or _EMPTY)) for text in texts), strict=True))
        meanings: tuple[Callable[[Any], int], ...] = (
            _TIER_NUMBER.__getitem__,
            self._territory_number.__getitem__,
            *repeat(self._set_number.__getitem__, len(_FIELDS) - 2),
        )
        for name, meaning, told in zip(_FIELDS, meanings, given, strict=True):
            buffer = self.columns[name]
            buffer.extend(np.fromiter(map(meaning, told), buffer.data.dtype, len(told)))


_told: Final = itemgetter(*(ACTORS.names.index(name) for name in _FIELDS))
_EMPTY: Final = orjson.dumps([None] * len(ACTORS.names))


def facets(image: Image) -> Facets:
    """Give the facets of the actors of an image; the first time this takes some microseconds for each actor."""
    found: Facets = image.memo(facets, lambda: _facets(image))
    return found


def _facets(image: Image) -> Facets:
    columns = image.records.facets
    texts = image.about["text"]
    columns.read_to(image.records.texts, int(texts.max(initial=NONE)) + 1)
    there = texts >= 0

    def of(name: str, nothing: int) -> Ints:
        given: Ints = np.full(len(texts), nothing, columns.columns[name].data.dtype)
        given[there] = columns.columns[name].data[texts[there]]
        return given

    return Facets(
        of("tier", NONE),
        of("territory", NONE),
        of("themes", 0),
        of("offers", 0),
        of("needs", 0),
        columns.territories.values,
        columns.theme_sets.values,
    )
