"""The blend: how much each kind of reason counts in the score of a peer.

A score is the sum over kinds of weight times strength, both 0..1 and the weights summing to 1, times `OF_ANOTHER_SORT`
where one is a person, the other a lab or a body. Strengths without an upper end (shares of resources, of walks) become
x / (x + half), half being where they count for half.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from labnet.analysis.reasons import ReasonKind

__all__ = ["FITTED", "Blend"]


@dataclass(frozen=True, slots=True)
class Blend:
    """Weights and where strengths count for half.

    Attributes
    ----------
    weights : mapping of ReasonKind to float
        How much each kind counts; they sum to 1.
    half : mapping of ReasonKind to float
        For kinds whose strength has no upper end.
    of_another_sort : float
        By what a score is multiplied where the two are not of one sort: people, labs, bodies.
    """

    weights: Mapping[ReasonKind, float]
    half: Mapping[ReasonKind, float] = field(
        default_factory=lambda: MappingProxyType(
            {
                ReasonKind.SHARED_WORK: 0.1,
                ReasonKind.SHARED_CONTACT: 0.05,
                ReasonKind.CLOSE_IN_NETWORK: 0.0005,
                ReasonKind.ACTIVE: 20.0,
            }
        )
    )
    of_another_sort: float = 0.7


FITTED: Final = Blend(
    MappingProxyType(
        {
            ReasonKind.SHARED_THEME: 0.18,
            ReasonKind.SHARED_WORK: 0.15,
            ReasonKind.SHARED_CONTACT: 0.20,
            ReasonKind.OFFER_MEETS_NEED: 0.06,
            ReasonKind.NEED_MEETS_OFFER: 0.10,
            ReasonKind.SAME_TERRITORY: 0.08,
            ReasonKind.CLOSE_IN_NETWORK: 0.18,
            ReasonKind.ACTIVE: 0.05,
        }
    )
)
