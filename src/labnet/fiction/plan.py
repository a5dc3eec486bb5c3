"""What is asked of a fictional community: people, seed and silos; how many of everything else follows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import Final

from labnet.errors import BadInput

__all__ = ["MOST_PEOPLE", "MOST_SEED", "MOST_SILOS", "Plan", "SiloKind"]

MOST_PEOPLE: Final = 10_000_000
MOST_SEED: Final = 2**32 - 1
MOST_SILOS: Final = 100


class SiloKind(Enum):
    """What the groups of planted silos are."""

    ADMINISTRATION = "administration"
    SPHERE = "sphere"


@dataclass(frozen=True, slots=True)
class Plan:
    """A community to make; `BadInput` where there can be none like it.

    Attributes
    ----------
    people : int
        How many people, from 1 to `MOST_PEOPLE`.
    seed : int
        What all draws start from, from 0 to `MOST_SEED`: the same plan gives the same community.
    silos : int
        How many pairs of groups to keep apart, up to `MOST_SILOS`.
    silos_by : SiloKind
        What the groups are.
    """

    people: int
    seed: int
    silos: int = 0
    silos_by: SiloKind = SiloKind.ADMINISTRATION

    def __post_init__(self) -> None:
        """See that it can be made."""
        _see("people", self.people, 1, MOST_PEOPLE)
        _see("seed", self.seed, 0, MOST_SEED)
        _see("silos", self.silos, 0, MOST_SILOS)

    @property
    def name(self) -> str:
        """Name of the community, as an id: sets of one seed share it, so that one replaces the other in a store."""
        return f"fiction-{self.seed}"

    @property
    def bodies(self) -> int:
        """How many bodies: fewer for each person as the community grows."""
        return max(1, round(0.7 * math.pow(self.people, 0.75)))

    @property
    def labs(self) -> int:
        """How many labs."""
        return round(0.5 * math.pow(self.people, 0.55))

    @property
    def clusters(self) -> int:
        """How many clusters."""
        return int(0.13 * math.sqrt(self.people))

    @property
    def events(self) -> int:
        """How many events."""
        return int(0.16 * math.pow(self.people, 0.6))

    @property
    def programmes(self) -> int:
        """How many programmes."""
        return int(0.6 * math.pow(self.people, 0.25))

    @property
    def projects(self) -> int:
        """How many projects: one for six people."""
        return self.people // 6


def _see(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        msg = f"{name}: {value:,} cannot be; give a whole number from {least:,} to {most:,}"
        raise BadInput(msg)
