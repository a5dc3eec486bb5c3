"""Enums of the schema; those of kinds and relations follow from their registries."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

import strawberry

from labnet.analysis.cohesion import Cohesion
from labnet.analysis.findings import Severity
from labnet.analysis.grouping import GroupBy
from labnet.analysis.indicators import Indicator
from labnet.analysis.mixing import Verdict
from labnet.analysis.reasons import ReasonKind
from labnet.analysis.roles import BrokerRole
from labnet.analysis.selection import ActorOrder
from labnet.analysis.silos import Unit
from labnet.analysis.statistics import StatisticMethod
from labnet.model.kinds import KINDS
from labnet.model.relations import RELATIONS
from labnet.model.vocabularies import AwardBasis, Confidence, Sphere, TerritoryLevel, Tier
from labnet.service.viewer import Role

__all__ = [
    "ActorOrder",
    "AwardBasis",
    "BrokerRole",
    "Cohesion",
    "Confidence",
    "Direction",
    "GroupBy",
    "Indicator",
    "Kind",
    "Language",
    "ReasonKind",
    "Relation",
    "Role",
    "Severity",
    "Sphere",
    "StatisticMethod",
    "TerritoryLevel",
    "Tier",
    "Unit",
    "Verdict",
]


class Direction(Enum):
    """Which way ties go, seen from an actor."""

    OUT = "OUT"
    IN = "IN"
    BOTH = "BOTH"


class Language(Enum):
    """A language that labels are given in."""

    FR = "FR"
    EN = "EN"


if TYPE_CHECKING:

    class Kind(Enum):
        """What sort of actor it is."""

    class Relation(Enum):
        """What joins two actors."""

else:
    Kind = Enum("Kind", {code: code for code in KINDS})
    Kind.__doc__ = "What sort of actor it is."
    Relation = Enum("Relation", {code: code for code in RELATIONS})
    Relation.__doc__ = "What joins two actors."


def _publish(enum: type[Enum], descriptions: Mapping[str, str]) -> None:
    """Make an enum known to the schema, with a description for it and for each of its values."""
    published: Any = strawberry.enum(enum, description=(enum.__doc__ or "").strip())
    for value in published.__strawberry_definition__.values:
        value.description = descriptions[value.name]


_DESCRIPTIONS: Final[dict[type[Enum], dict[str, str]]] = {
    Kind: {code: spec.description for code, spec in KINDS.items()},
    Relation: {code: spec.description for code, spec in RELATIONS.items()},
    Direction: {
        "OUT": "Ties that go out from the actor.",
        "IN": "Ties that come in to the actor.",
        "BOTH": "Ties either way.",
    },
    Language: {"FR": "French.", "EN": "English."},
    Tier: {
        "STATE_CENTRAL": "A ministry or a central service of the State.",
        "STATE_DECONCENTRATED": "A service of the State in a region or a département.",
        "REGION": "A region, as an authority.",
        "DEPARTMENT": "A département, as an authority.",
        "INTERCOMMUNAL": "A group of communes: métropole, communauté urbaine, communauté de communes.",
        "COMMUNE": "A commune.",
        "SPECIAL_STATUS": "An authority of more than one level at once: Métropole de Lyon, Martinique.",
        "PUBLIC_ESTABLISHMENT": "A body with a public mission of its own: an agency, a fund, a training centre.",
        "RESEARCH": "A university, a school or a research body.",
        "ASSOCIATION": "An association or a foundation.",
        "COMPANY": "A company or a cooperative.",
        "OTHER": "A body that fits none of the others.",
    },
    Sphere: {
        "STATE": "The State, central or in the regions.",
        "LOCAL": "Local authorities.",
        "OTHER_PUBLIC": "Other public bodies.",
        "RESEARCH": "Universities and research.",
        "CIVIL_SOCIETY": "Associations and foundations.",
        "BUSINESS": "Companies and cooperatives.",
    },
    Confidence: {
        "SOURCED": "Read in a public page that can be looked up.",
        "REPORTED": "Read in one press report only.",
        "INFERRED": "Concluded by the editors; the note, here or of the record, says why.",
        "DECLARED": "A member's word.",
        "CONFIRMED": "A member's word that another one concerned has confirmed.",
        "DISPUTED": "Somebody concerned says that it is not so.",
    },
    TerritoryLevel: {
        "COUNTRY": "A country.",
        "REGION": "A region.",
        "DEPARTMENT": "A département.",
        "INTERCOMMUNAL": "A group of communes.",
        "COMMUNE": "A commune.",
    },
    AwardBasis: {
        "GRANT": "Money granted.",
        "BUDGET": "The budget of the work, of which the grant may be a part.",
        "UNSPECIFIED": "The source does not say what the sum is.",
    },
    GroupBy: {
        "SPHERE": "By sphere; people are in that of their employer's administration.",
        "TIER": "By tier; people are in that of their employer's administration.",
        "ADMINISTRATION": "By the administration they answer to; who answers to several is split evenly.",
        "KIND": "By kind.",
        "REGION": "By region: that of their own territory, else of their administration's.",
        "DEPARTMENT": "By département: that of their own territory, else of their administration's.",
        "THEME": "By theme; who works on several is split evenly.",
    },
    Indicator: {
        "ACTORS": "How many actors there are.",
        "TIES": "How many contacts join them.",
        "COMPONENTS": "How many parts that reach each other there are.",
        "LARGEST_COMPONENT": "Share of actors in the largest part.",
        "EXTERNAL_INTERNAL": "E-I index: -1 all contacts inside groups, 1 all outside.",
        "ASSORTATIVITY": "1 all contacts inside groups, 0 as chance would have it.",
        "CROSS_ADMINISTRATION_SHARE": "Share of contacts between different administrations.",
        "MEAN_DISTANCE": "Mean number of steps between two who reach each other.",
    },
    StatisticMethod: {
        "EXACT": "Worked out exactly.",
        "NORMAL": "Expectation and deviation are exact, the p-value from the normal distribution.",
        "PERMUTATION": "The p-value is from random reassignments of the groups.",
        "POISSON": "The p-value is from the Poisson distribution around the expected number.",
        "SWAPS": "From random exchanges that keep how many works each takes part in, and how many each work has.",
        "NONE": "Nothing to compare with, or withheld.",
    },
    Unit: {
        "JOINT_WORK": "Labs, projects, clusters and events that both take part in, and direct ties: between bodies, "
        "and of people with others they share none of these with.",
        "TIE": "Direct ties.",
    },
    Verdict: {
        "UNDER_CONNECTED": "They meet less than expected, and chance does not explain it.",
        "AS_EXPECTED": "They meet as often as chance allows.",
        "OVER_CONNECTED": "They meet more than expected, and chance does not explain it.",
        "CANNOT_TELL": "So little is expected that even no meeting at all would not be surprising.",
        "WITHHELD": "Not told, for it would be about few people.",
    },
    Cohesion: {
        "CLOSED": "More of its contacts are inside than chance would have it.",
        "AS_EXPECTED": "Contacts are inside and outside as chance would have it.",
        "OPEN": "More of its contacts are outside than chance would have it.",
        "CANNOT_TELL": "It has too few units or contacts for anything to be surprising.",
        "WITHHELD": "Not told, for it would be about few people.",
    },
    Severity: {
        "INFO": "Good to know.",
        "WATCH": "Worth watching.",
        "ALERT": "Something should be done.",
    },
    ReasonKind: {
        "SHARED_THEME": "Both work on these themes; rare ones count more.",
        "SHARED_WORK": "Both took part in these works; where none is named, they were tied to each other before.",
        "SHARED_CONTACT": "Both are in contact with these actors; those with few other contacts count more.",
        "OFFER_MEETS_NEED": "The first offers help on themes on which the second looks for it.",
        "NEED_MEETS_OFFER": "The first looks for help on themes on which the second offers it.",
        "SAME_TERRITORY": "They are in the same territory, département or region.",
        "CLOSE_IN_NETWORK": "Many short ways lead from one to the other.",
        "ACTIVE": "How many ties the second has; it weighs little.",
    },
    BrokerRole: {
        "COORDINATOR": "Links two of its own group.",
        "ITINERANT": "Links two of one group, and is of another.",
        "GATEKEEPER": "Links one of its own group with one of another; contacts have no direction, so that those who "
        "let others in and those who speak for their group are counted here.",
        "REPRESENTATIVE": "Speaks for its own group to another: counted as gatekeeper, see there.",
        "LIAISON": "Links two of different groups, and is of a third.",
    },
    Role: {
        "MEMBER": "An innovator, with a page of their own.",
        "COORDINATOR": "Looks after a territory or a body.",
        "ADMINISTRATOR": "Runs this labnet.",
    },
    ActorOrder: {
        "NAME": "By name, accents set aside.",
        "TIES": "Most ties first.",
        "SINCE": "Oldest first, unknown last.",
        "UPDATED": "Last changed first.",
    },
}

for _enum, _texts in _DESCRIPTIONS.items():
    _publish(_enum, _texts)
