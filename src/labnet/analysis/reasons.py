"""Reasons: why two actors are worth bringing together, as facts that people can check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Final

__all__ = ["Reason", "ReasonKind", "shared_out"]


class ReasonKind(Enum):
    """What kind of fact a reason is."""

    SHARED_THEME = "SHARED_THEME"
    SHARED_WORK = "SHARED_WORK"
    SHARED_CONTACT = "SHARED_CONTACT"
    OFFER_MEETS_NEED = "OFFER_MEETS_NEED"
    NEED_MEETS_OFFER = "NEED_MEETS_OFFER"
    SAME_TERRITORY = "SAME_TERRITORY"
    CLOSE_IN_NETWORK = "CLOSE_IN_NETWORK"
    ACTIVE = "ACTIVE"


_ORDER: Final = {kind: place for place, kind in enumerate(ReasonKind)}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, and how much of the score it makes.

    Attributes
    ----------
    kind : ReasonKind
        What kind of fact it is.
    weight : float
        Its share of the score, once the reasons of one answer are `shared_out`.
    actors : tuple of int
        Rows of the actors it is about: works that both take part in, contacts that both have.
    themes : tuple of str
        Ids of the themes it is about.
    past : bool
        Whether the contacts it names are of the past: one of the two has lost touch with each of them.
    """

    kind: ReasonKind
    weight: float
    actors: tuple[int, ...] = ()
    themes: tuple[str, ...] = ()
    past: bool = False


def shared_out(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Give reasons strongest first, with weights that add up to 1; those that weigh nothing are left out.

    Reasons as strong come in order of declaration of their kinds.

    Examples
    --------
    >>> theme, near = Reason(ReasonKind.SHARED_THEME, 0.2), Reason(ReasonKind.CLOSE_IN_NETWORK, 0.6)
    >>> [(reason.kind.name, round(reason.weight, 2)) for reason in shared_out([theme, near])]
    [('CLOSE_IN_NETWORK', 0.75), ('SHARED_THEME', 0.25)]
    """
    counted = [reason for reason in reasons if reason.weight > 0]
    total = sum(reason.weight for reason in counted)
    counted.sort(key=lambda reason: (-reason.weight, _ORDER[reason.kind]))
    return tuple(
        Reason(reason.kind, reason.weight / total, reason.actors, reason.themes, reason.past) for reason in counted
    )
