"""The fixed words of labnet (tiers, spheres, confidence, visibility) and the open ones (themes, territories)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

__all__ = [
    "SPHERE_OF_TIER",
    "AwardBasis",
    "Confidence",
    "Sphere",
    "Territory",
    "TerritoryLevel",
    "Theme",
    "Tier",
    "Visibility",
]


class Tier(Enum):
    """Level and nature of a body."""

    STATE_CENTRAL = "STATE_CENTRAL"
    STATE_DECONCENTRATED = "STATE_DECONCENTRATED"
    REGION = "REGION"
    DEPARTMENT = "DEPARTMENT"
    INTERCOMMUNAL = "INTERCOMMUNAL"
    COMMUNE = "COMMUNE"
    SPECIAL_STATUS = "SPECIAL_STATUS"
    PUBLIC_ESTABLISHMENT = "PUBLIC_ESTABLISHMENT"
    RESEARCH = "RESEARCH"
    ASSOCIATION = "ASSOCIATION"
    COMPANY = "COMPANY"
    OTHER = "OTHER"


class Sphere(Enum):
    """The broad world a body belongs to; it follows from its tier."""

    STATE = "STATE"
    LOCAL = "LOCAL"
    OTHER_PUBLIC = "OTHER_PUBLIC"
    RESEARCH = "RESEARCH"
    CIVIL_SOCIETY = "CIVIL_SOCIETY"
    BUSINESS = "BUSINESS"


SPHERE_OF_TIER: Final[dict[Tier, Sphere]] = {
    Tier.STATE_CENTRAL: Sphere.STATE,
    Tier.STATE_DECONCENTRATED: Sphere.STATE,
    Tier.REGION: Sphere.LOCAL,
    Tier.DEPARTMENT: Sphere.LOCAL,
    Tier.INTERCOMMUNAL: Sphere.LOCAL,
    Tier.COMMUNE: Sphere.LOCAL,
    Tier.SPECIAL_STATUS: Sphere.LOCAL,
    Tier.PUBLIC_ESTABLISHMENT: Sphere.OTHER_PUBLIC,
    Tier.RESEARCH: Sphere.RESEARCH,
    Tier.ASSOCIATION: Sphere.CIVIL_SOCIETY,
    Tier.COMPANY: Sphere.BUSINESS,
}
"""Tier to sphere; a body of tier OTHER belongs to none."""


class Confidence(Enum):
    """How far a fact can be trusted."""

    SOURCED = "SOURCED"
    REPORTED = "REPORTED"
    INFERRED = "INFERRED"
    DECLARED = "DECLARED"
    CONFIRMED = "CONFIRMED"
    DISPUTED = "DISPUTED"


class Visibility(Enum):
    """Who may see a record."""

    PUBLIC = "PUBLIC"
    MEMBERS = "MEMBERS"
    PRIVATE = "PRIVATE"


class AwardBasis(Enum):
    """What a sum of money is: money granted, the budget it is part of, or not told."""

    GRANT = "GRANT"
    BUDGET = "BUDGET"
    UNSPECIFIED = "UNSPECIFIED"


class TerritoryLevel(Enum):
    """Levels of territory; codes are unique within a level only."""

    COUNTRY = "COUNTRY"
    REGION = "REGION"
    DEPARTMENT = "DEPARTMENT"
    INTERCOMMUNAL = "INTERCOMMUNAL"
    COMMUNE = "COMMUNE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Territory:
    """A place with an official code; its id is level and code, as in ``department:13``."""

    level: TerritoryLevel
    code: str
    name: str
    parent: str | None = None
    source: str | None = None

    @property
    def id(self) -> str:
        """Level and code, as in ``region:93``."""
        return f"{self.level.value.lower()}:{self.code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A subject people work on, with its words in French and English."""

    id: str
    label_fr: str
    label_en: str
    synonyms_fr: tuple[str, ...] = ()
    synonyms_en: tuple[str, ...] = ()
    broader: str | None = None
