"""Introduction: through whom one actor can be introduced to another.

Of the best ways, the one is taken that is strong and asks little of those in between: its strength, times 1 / log2(2 +
n) for each of them, n being how many ties they have. Whoever knows many is asked by many; but where there is no other
way, they are asked all the same.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import Final

from labnet.network.image import Image
from labnet.network.paths import Route, routes
from labnet.network.walk import Trail

__all__ = ["MOST_STEPS", "introduction"]

MOST_STEPS: Final = 4
"""Nobody is introduced by more than three go-betweens: a longer way is told as a distance only."""

_LOOKED_AT: Final = 4
_LONGER: Final = 1
"""How many steps longer than the shortest a way may be."""


def introduction(image: Image, row: int, other: int, day: dt.date) -> Route | None:
    """Give the way by which an actor may be introduced to another on a day; None where none is found.

    Examples
    --------
    Two ways of two steps lead from a to d, through b, or through c, who knows two more.

    >>> from labnet.model.kinds import KINDS
    >>> from labnet.model.ties import Tie
    >>> from labnet.network.changes import build
    >>> people = [KINDS["INNOVATOR"].record(id=name, name=name) for name in "abcdef"]
    >>> pairs = ("ab", "bd", "ac", "cd", "ce", "cf")
    >>> ties = [Tie(id=p, from_id=p[0], to_id=p[1], relation="COLLABORATES_WITH") for p in pairs]
    >>> image = build([*people, *ties])
    >>> [image.ids[row] for row in introduction(image, 0, 3, dt.date(2026, 1, 1)).rows]
    ['a', 'b', 'd']
    """
    found = routes(image, row, other, Trail(day=day), _LOOKED_AT)
    if not found:
        return None
    shortest = found[0].length
    most = max(shortest, min(shortest + _LONGER, MOST_STEPS))
    near = [route for route in found if route.length <= most]
    return max(near, key=lambda route: _worth(image, route))


def _worth(image: Image, route: Route) -> float:
    load = math.prod(math.log2(2 + int(image.length[row])) for row in route.rows[1:-1])
    return route.strength / load
