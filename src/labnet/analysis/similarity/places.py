"""Places: how near two territories are, as regions and départements contain them."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from labnet.analysis.grouping import at_level
from labnet.analysis.similarity.contacts import Floats
from labnet.model.vocabularies import TerritoryLevel
from labnet.network.columns import Ints
from labnet.network.facets import NONE, facets
from labnet.network.image import Image

__all__ = ["nearness"]

_SAME_DEPARTMENT: Final = 0.75
_SAME_REGION: Final = 0.4
_LEVELS: Final = (TerritoryLevel.REGION, TerritoryLevel.DEPARTMENT)


def nearness(image: Image, row: int) -> Floats:
    """Give how near each territory is to an actor's own: 1 the same, .75 in one département, .4 in one region, else 0.

    Returns
    -------
    (t + 1,) array of float
        By place in `labnet.network.facets.Facets.territories`; last that of no territory, 0.
    """
    own = int(facets(image).territory[row])
    regions, departments = image.memo(nearness, lambda: _within(image))
    near = np.zeros(len(regions) + 1)
    if own == NONE:
        return near
    if regions[own] != NONE:
        near[:-1][regions == regions[own]] = _SAME_REGION
    if departments[own] != NONE:
        near[:-1][departments == departments[own]] = _SAME_DEPARTMENT
    near[own] = 1.0
    return near


def _within(image: Image) -> tuple[Ints, Ints]:
    """Give the number of the region and of the département that each territory is, or lies in; `NONE` without."""
    territories = facets(image).territories[:]
    regions, departments = (_numbers([at_level(image, each, level) for each in territories]) for level in _LEVELS)
    return regions, departments


def _numbers(names: list[str | None]) -> npt.NDArray[np.int64]:
    number: dict[str, int] = {}
    return np.array([NONE if name is None else number.setdefault(name, len(number)) for name in names], np.int64)
