"""The blend: how much each kind of reason counts in the score of a peer.

A score is the sum over kinds of weight times strength, both 0..1 and the weights summing to 1, times `of_another_sort`
where one is a person, a body or a lab, and the other is not. Strengths without an upper end (shares of resources, of
walks, numbers of ties) become x / (x + half), half being where they count for half.

People meet in other ways than labs and bodies do, so that these have a blend of their own. Both are fitted on fictional
communities, on ties that had not been made yet: ``python -m benchmarks.analysis.peers.fitting`` prints them, and tells
within which bounds. Set by hand are the weights of needs and offers, which fictional people do not follow, and
`of_another_sort`: who looks for peers looks for their like first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from labnet.analysis.reasons import ReasonKind
from labnet.model.kinds import KINDS

__all__ = ["OF_BODIES", "OF_PEOPLE", "Blend", "blend_of"]


@dataclass(frozen=True, slots=True)
class Blend:
    """Weights, and where strengths count for half.

    Attributes
    ----------
    weights : mapping of ReasonKind to float
        How much each kind counts; they sum to 1.
    halves : mapping of ReasonKind to float
        For kinds whose strength has no upper end.
    of_another_sort : float
        By what a score is multiplied where the two are not of one sort: people, bodies, labs and other works.
    """

    weights: Mapping[ReasonKind, float]
    halves: Mapping[ReasonKind, float]
    of_another_sort: float = 0.7


OF_PEOPLE: Final = Blend(
    weights={
        ReasonKind.SHARED_THEME: 0.15,
        ReasonKind.SHARED_WORK: 0.157,
        ReasonKind.SHARED_CONTACT: 0.157,
        ReasonKind.OFFER_MEETS_NEED: 0.05,
        ReasonKind.NEED_MEETS_OFFER: 0.1,
        ReasonKind.SAME_TERRITORY: 0.15,
        ReasonKind.CLOSE_IN_NETWORK: 0.156,
        ReasonKind.ACTIVE: 0.08,
    },
    halves={
        ReasonKind.SHARED_WORK: 0.029,
        ReasonKind.SHARED_CONTACT: 0.03,
        ReasonKind.CLOSE_IN_NETWORK: 0.00062,
        ReasonKind.ACTIVE: 12.0,
    },
)
OF_BODIES: Final = Blend(
    weights={
        ReasonKind.SHARED_THEME: 0.151,
        ReasonKind.SHARED_WORK: 0.149,
        ReasonKind.SHARED_CONTACT: 0.1,
        ReasonKind.OFFER_MEETS_NEED: 0.05,
        ReasonKind.NEED_MEETS_OFFER: 0.1,
        ReasonKind.SAME_TERRITORY: 0.15,
        ReasonKind.CLOSE_IN_NETWORK: 0.15,
        ReasonKind.ACTIVE: 0.15,
    },
    halves={
        ReasonKind.SHARED_WORK: 0.56,
        ReasonKind.SHARED_CONTACT: 0.0045,
        ReasonKind.CLOSE_IN_NETWORK: 0.0001,
        ReasonKind.ACTIVE: 31.0,
    },
)


def blend_of(kind: str) -> Blend:
    """Give the blend for those of a kind."""
    return OF_PEOPLE if KINDS[kind].person else OF_BODIES
