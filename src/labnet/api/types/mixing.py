"""Who works with whom: groups, pairs of groups, and how sure one can be."""

from __future__ import annotations

from typing import Annotated, Final

import strawberry

from labnet.analysis import cohesion, mixing, silos
from labnet.api.context import Context
from labnet.api.costs import WALK
from labnet.api.enums import Cohesion, StatisticMethod, Unit, Verdict
from labnet.api.fields import field
from labnet.api.paging import check_bound
from labnet.api.types.references import ActorRef, actor_at
from labnet.api.types.statistics import Group, Statistic, statistic

__all__ = ["FirstBrokers", "FirstGroups", "GroupCohesion", "GroupPair", "Mixing", "may_name_persons"]

MOST_GROUPS: Final = 2_000
_MOST_BROKERS: Final = 20

FirstGroups = Annotated[int, strawberry.argument(description=f"How many to give at most, 1 to {MOST_GROUPS}.")]
FirstBrokers = Annotated[int, strawberry.argument(description=f"How many to give at most, 1 to {_MOST_BROKERS}.")]


def may_name_persons(at: Context) -> bool:
    """Tell whether persons may be ranked for whoever asks: for members."""
    return at.viewer.role is not None


def group_at(at: Context, found: silos.Mixing, place: int) -> Group:
    """Give a group by its place."""
    return Group(at=at, by=found.asked.by, key=found.keys[place], size=found.sizes[place])


@strawberry.type(description="How far a group keeps to itself.")
class GroupCohesion:
    """How far a group keeps to itself."""

    at: strawberry.Private[Context]
    found: strawberry.Private[silos.Mixing]
    about: strawberry.Private[cohesion.GroupCohesion]

    @field("The group.")
    def group(self) -> Group:
        """Give the group."""
        return group_at(self.at, self.found, self.about.group)

    @field("Weight of its contacts inside, each counted once; null where withheld.")
    def internal(self) -> float | None:
        """Give the inner contacts."""
        return self.about.internal

    @field("Weight of its contacts with others; null where withheld.")
    def external(self) -> float | None:
        """Give the outer contacts."""
        return self.about.external

    @field(
        "Its E-I index, from -1 (all contacts inside) to 1 (all outside), each contact counted once for either end; "
        "expected if units were dealt out to groups at random; n counts its units in contact."
    )
    def external_internal(self) -> Statistic:
        """Give the index."""
        return statistic(self.about.external_internal)

    @field("Whether it keeps to itself more than chance would have it.")
    def verdict(self) -> Cohesion:
        """Give the verdict."""
        return self.about.verdict


@strawberry.type(description="Two different groups, and how often they meet.")
class GroupPair:
    """Two groups."""

    at: strawberry.Private[Context]
    found: strawberry.Private[silos.Mixing]
    about: strawberry.Private[mixing.Pair]

    @field("The one.")
    def a(self) -> Group:
        """Give the first group."""
        return group_at(self.at, self.found, self.about.a)

    @field("The other.")
    def b(self) -> Group:
        """Give the second group."""
        return group_at(self.at, self.found, self.about.b)

    @field("How often they meet: in how many works, or by how many ties, as `unit` says; null where withheld.")
    def observed(self) -> float | None:
        """Give the count."""
        return self.about.observed

    @field("How often they would, if each met others as much as it does and had no preference; null if not defined.")
    def expected(self) -> float | None:
        """Give the expectation."""
        return self.about.expected

    @field("Observed by expected.")
    def ratio(self) -> float | None:
        """Give the ratio."""
        return self.about.ratio

    @field("Chance of a count at least as far from what is expected, on its side.")
    def p_value(self) -> float | None:
        """Give the p-value."""
        return self.about.p_value

    @field("Rate of false discoveries if all pairs with as small a p-value were called one; null if it was not tested.")
    def q_value(self) -> float | None:
        """Give the q-value."""
        return self.about.q_value

    @field("Whether they meet as often as expected, give or take a fifth, or whether nothing can be said.")
    def verdict(self) -> Verdict:
        """Give the verdict."""
        return self.about.verdict

    @field(
        "Who links the two already: works of both, then those of one with ties to the other, then others in contact "
        "with both. Persons are named for members only.",
        cost=WALK,
    )
    def brokers(self, first: FirstBrokers = 3) -> list[ActorRef]:
        """Give those who link the two."""
        check_bound("first", first, _MOST_BROKERS)
        if self.about.observed is None:
            return []
        self.at.check_time()
        rows = silos.linking(
            self.at.image,
            self.found,
            self.about.a,
            self.about.b,
            persons=may_name_persons(self.at),
            limit=first,
        )
        return [actor_at(self.at, row) for row in rows]


@strawberry.type(
    description=(
        "Who works with whom, by groups. People of groups with fewer than five of them are not counted, so that "
        "nothing is told of few; bodies are."
    )
)
class Mixing:
    """Who works with whom."""

    at: strawberry.Private[Context]
    about: strawberry.Private[silos.Mixing]

    @field("The groups, most closed first.")
    def groups(self, first: FirstGroups = 200) -> list[GroupCohesion]:
        """Give the groups."""
        return groups_of(self.at, self.about, first)

    @field("Pairs of different groups, furthest below expectation first.")
    def pairs(self, first: FirstGroups = 200) -> list[GroupPair]:
        """Give the pairs."""
        return pairs_of(self.at, self.about, first)

    @field("How many pairs of groups there are; those furthest below expectation, and all that meet, are told of.")
    def total_pairs(self) -> int:
        """Give the number of pairs."""
        return self.about.pairs.total

    @field("What pairs count.")
    def unit(self) -> Unit:
        """Give the unit."""
        return self.about.unit

    @field("How pairs were compared with what is expected.")
    def method(self) -> StatisticMethod:
        """Give the method."""
        return self.about.method

    @field("Newman's assortativity by group: 1 if all contacts are inside groups; expected near 0.")
    def assortativity(self) -> Statistic:
        """Give the assortativity."""
        return statistic(self.about.segregation.assortativity)

    @field("How many of the ties counted have no known start: they count as if they had always been.")
    def undated(self) -> int:
        """Give the number of undated ties."""
        return self.about.parts.undated


def groups_of(at: Context, found: silos.Mixing, first: int) -> list[GroupCohesion]:
    """Give groups, most closed first."""
    check_bound("first", first, MOST_GROUPS)
    return [GroupCohesion(at=at, found=found, about=each) for each in found.groups[:first]]


def pairs_of(at: Context, found: silos.Mixing, first: int) -> list[GroupPair]:
    """Give pairs of groups, furthest below expectation first."""
    check_bound("first", first, MOST_GROUPS)
    return [GroupPair(at=at, found=found, about=each) for each in found.pairs.told[:first]]
