"""One line of a table: what was measured, beside what, and the goal; and the refusal to compare what differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["AtLeast", "AtMost", "Figure", "Unequal", "Unit", "see_equal"]

Unit = Literal["s", "B", "/s", ""]


@dataclass(frozen=True, slots=True)
class AtMost:
    """A goal: what is measured is at most so much, in the row's unit."""

    value: float


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A goal: so many times better than the peer."""

    ratio: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table.

    Attributes
    ----------
    group, what, size : str
        Where it belongs, what is measured, and on which network.
    ours, peer : float
        Seconds, bytes, or how many a second; `peer` is None where there is nothing to compare with.
    against : str
        What the peer is.
    unit : str
        ``s``, ``B``, ``/s``, or nothing for a plain number.
    goal : AtMost or AtLeast, optional
        What it should be.
    note : str
        What a reader should know.
    """

    group: str
    what: str
    size: str
    ours: float
    peer: float | None = None
    against: str = ""
    unit: Unit = "s"
    goal: AtMost | AtLeast | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times better than the peer: faster, smaller, or more a second."""
        if self.peer is None:
            return None
        return self.ours / self.peer if self.unit == "/s" else self.peer / self.ours

    @property
    def reached(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        match self.goal:
            case AtMost(value):
                return self.ours <= value
            case AtLeast(least):
                return self.ratio is not None and self.ratio >= least
            case None:
                return None


class Unequal(AssertionError):
    """An answer that is not the peer's: how long it took is of no interest."""


def see_equal(what: str, ours: Any, peer: Any) -> None:
    """Refuse to measure what does not give the same answer."""
    if ours != peer:
        msg = f"{what}: the answers differ, so nothing is measured: {str(ours)[:200]} is not {str(peer)[:200]}"
        raise Unequal(msg)
