"""Who links groups, whose efforts are parallel, and ties that would open the network."""

from __future__ import annotations

import datetime as dt

import numpy as np
import strawberry

from labnet.analysis import brokerage, parallel_efforts, proposals, roles, scenarios
from labnet.analysis.betweenness import betweenness
from labnet.analysis.two_mode import Scope
from labnet.api.context import Context
from labnet.api.costs import WALK
from labnet.api.enums import BrokerRole, GroupBy
from labnet.api.fields import field
from labnet.api.types.connections import best_path
from labnet.api.types.indicators import IndicatorChange, changes_of
from labnet.api.types.reasons import Reason
from labnet.api.types.references import ActorRef, actor_at
from labnet.api.types.ties import Path
from labnet.api.types.vocabularies import Territory, Theme, territory_of, themes_of

__all__ = ["Brokerage", "ParallelEffort", "ProposedTie", "RoleCount"]


@strawberry.type(
    description=(
        "How often somebody links two contacts of theirs who have no contact of their own, in one role. Who is in "
        "several groups counts in each by their share."
    )
)
class RoleCount:
    """How often somebody plays a role."""

    about: strawberry.Private[roles.RoleCount]

    @field("The role, by whose groups the three are of.")
    def role(self) -> BrokerRole:
        """Give the role."""
        return self.about.role

    @field("For how many pairs of contacts; parts of pairs are rounded.")
    def count(self) -> int:
        """Give the number."""
        return round(self.about.count)

    @field("For how many on average, if groups were dealt out at random and contacts stayed as they are.")
    def expected(self) -> float | None:
        """Give the mean."""
        return self.about.expected

    @field("Deviation from what is expected, in standard deviations; null where nothing is left to chance.")
    def z(self) -> float | None:
        """Give the deviation."""
        return self.about.z


@strawberry.type(description="How somebody links others.")
class Brokerage:
    """How somebody links others."""

    at: strawberry.Private[Context]
    day: strawberry.Private[dt.date]
    scope: strawberry.Private[Scope]
    seed: strawberry.Private[int]
    about: strawberry.Private[brokerage.Brokerage]

    @field("The person or body.")
    def actor(self) -> ActorRef:
        """Give the actor."""
        return actor_at(self.at, self.about.row)

    @field(
        "Burt's constraint: how much its contacts lead back to one another; the lower, the more it links. Null without "
        "contacts."
    )
    def constraint(self) -> float | None:
        """Give the constraint."""
        return self.about.constraint

    @field("How many of its contacts do not lead to one another. Null without contacts.")
    def effective_size(self) -> float | None:
        """Give the effective size."""
        return self.about.effective_size

    @field(
        "Share of the shortest ways between others that lead through it; in large networks an estimate, in very large "
        "ones null."
    )
    def betweenness(self) -> float | None:
        """Give the betweenness."""
        found = self.at.analyse(betweenness, self.day, self.scope, seed=self.seed)
        if found is None:
            return None
        units, shares = found
        return float(shares[np.searchsorted(units, self.about.row)])

    @field("For how many pairs of contacts that have no contact of their own, by role.")
    def roles(self) -> list[RoleCount]:
        """Give the roles."""
        return [RoleCount(about=each) for each in self.about.roles]


@strawberry.type(
    description="Two labs or projects on one theme, of different administrations, with no contact within two steps."
)
class ParallelEffort:
    """Two works that could know of each other."""

    at: strawberry.Private[Context]
    about: strawberry.Private[parallel_efforts.ParallelEffort]

    @field("The theme both work on; of several, the one that fewest do.")
    def theme(self) -> Theme:
        """Give the theme."""
        return themes_of(self.at, (self.about.theme,))[0]

    @field("The one.")
    def a(self) -> ActorRef:
        """Give the first work."""
        return actor_at(self.at, self.about.a)

    @field("The other.")
    def b(self) -> ActorRef:
        """Give the second work."""
        return actor_at(self.at, self.about.b)

    @field("The administrations of the one: of those who lead it or, where nobody is known to, of those who take part.")
    def administrations_of_a(self) -> list[ActorRef]:
        """Give the administrations of the first work."""
        return [actor_at(self.at, row) for row in self.about.bodies_a]

    @field("The administrations of the other, likewise.")
    def administrations_of_b(self) -> list[ActorRef]:
        """Give the administrations of the second work."""
        return [actor_at(self.at, row) for row in self.about.bodies_b]

    @field("How many contacts lead from one to the other; null where none do. Money and programmes are no contacts.")
    def distance(self) -> int | None:
        """Give the distance."""
        return self.about.distance

    @field("The smallest territory that both are in, up to a region.")
    def territory(self) -> Territory | None:
        """Give the territory."""
        return territory_of(self.at, self.about.territory)


@strawberry.type(description="A tie that would open the network, and has a reason to succeed.")
class ProposedTie:
    """A tie that would open the network."""

    at: strawberry.Private[Context]
    day: strawberry.Private[dt.date]
    by: strawberry.Private[GroupBy]
    proposed: strawberry.Private[tuple[proposals.ProposedTie, ...]]
    about: strawberry.Private[proposals.ProposedTie]

    @field("The one.")
    def a(self) -> ActorRef:
        """Give the first end."""
        return actor_at(self.at, self.about.a)

    @field("The other.")
    def b(self) -> ActorRef:
        """Give the second end."""
        return actor_at(self.at, self.about.b)

    @field(
        "How many pairs in contact it is worth, added to those before it: the sum, over all pairs of people and "
        "bodies, of what it adds to 1 / distance. In large networks an estimate."
    )
    def gain(self) -> float:
        """Give the gain."""
        return self.about.gain

    @field("Who is in contact with both, those with fewest contacts first.")
    def common_contacts(self) -> list[ActorRef]:
        """Give the contacts of both."""
        return [actor_at(self.at, row) for row in self.about.contacts]

    @field("The best way from one to the other; null where there is none.", cost=WALK)
    def path(self) -> Path | None:
        """Give the way."""
        self.at.check_time()
        return best_path(self.at, self.about.a, self.about.b, self.day)

    @field("Why it may succeed, strongest reason first. The first actor is `a`.")
    def reasons(self) -> list[Reason]:
        """Give the reasons."""
        return [Reason(at=self.at, about=each) for each in self.about.reasons]

    @field("What would change in the indicators of the network with this tie alone.")
    def effect(self) -> list[IndicatorChange]:
        """Give the changes."""
        # All that were proposed are worked out together: the network as it is needs to be measured but once.
        ends = tuple((each.a, each.b) for each in self.proposed)
        found = self.at.analyse(scenarios.effects, ends, self.day, self.by)
        return changes_of(found[self.proposed.index(self.about)])
