"""A community: its cast, its ties in the order of their ids, and the silos in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from labnet.fiction.acquaintance import draw_acquaintance
from labnet.fiction.belonging import draw_belonging
from labnet.fiction.calendar import codes, draw_precision
from labnet.fiction.cast import Cast, draw_cast
from labnet.fiction.dating import date
from labnet.fiction.draws import Ints, stream
from labnet.fiction.plan import Plan
from labnet.fiction.setting import Setting
from labnet.fiction.silos import Silo, plant
from labnet.fiction.support import draw_support
from labnet.fiction.taking_part import draw_taking_part
from labnet.fiction.ties import Ties, joined, once

__all__ = ["Community", "draw_community"]


@dataclass(frozen=True, slots=True)
class Community:
    """A fictional community.

    Attributes
    ----------
    cast : Cast
        Everybody in it.
    ties : Ties
        How they are tied, in the order of the ids that `labnet.model.ties.tie_id` gives.
    precision : int array
        How precise the first day of each tie is.
    silos : list of Silo
        Groups that were kept apart.
    """

    cast: Cast
    ties: Ties
    precision: Ints
    silos: list[Silo]


def draw_community(plan: Plan, setting: Setting) -> Community:
    """Draw a community; `BadInput` where it has no room for the silos that are asked for."""
    cast = draw_cast(plan, setting)
    taking_part = joined(draw_taking_part(cast))
    everything = [*draw_belonging(cast), taking_part, *draw_support(cast), draw_acquaintance(cast, taking_part)]
    ties, silos = plant(cast, date(cast, once(joined(everything), len(cast))))
    precision = draw_precision(stream(plan.seed, "precision"), len(ties))
    # Ids of actors are as long as others of their part, so that ids of ties are in the order of their columns.
    order = np.lexsort((codes(ties.since, precision), ties.target, ties.relation, ties.source))
    return Community(cast, ties.take(order), precision[order], silos)
