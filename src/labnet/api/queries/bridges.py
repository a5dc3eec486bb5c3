"""Bridges: who links groups, who should know of each other, and which ties would open the network."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final

import strawberry

from labnet.analysis import brokerage, parallel_efforts, proposals
from labnet.api.context import Info
from labnet.api.costs import SCAN
from labnet.api.enums import GroupBy
from labnet.api.fields import field
from labnet.api.filters import ScopeInput, scope_of
from labnet.api.paging import MAX_PAGE, check_bound
from labnet.api.types.bridges import Brokerage, ParallelEffort, ProposedTie
from labnet.api.types.mixing import may_name_persons
from labnet.api.types.statistics import Seed
from labnet.errors import BadInput

__all__ = ["BridgeQueries"]

_MOST_PROPOSED: Final = 50
_ENDS: Final = 2

_By = Annotated[GroupBy, strawberry.argument(description="What groups are made of.")]
_Scope = Annotated[ScopeInput | None, strawberry.argument(description="What is looked at; all without.")]
_AsOf = Annotated[
    dt.date | None, strawberry.argument(description="Day on which ties must be active to count; today if absent.")
]
_First = Annotated[int, strawberry.argument(description=f"How many to give at most, 1 to {MAX_PAGE}.")]


@strawberry.type
class BridgeQueries:
    """Who links groups, who should know of each other, and which ties would open the network."""

    @field(
        "Who links most pairs of contacts that have no contact of their own and are not, with them, of one group; "
        "those who link most first. Persons are ranked for members only.",
        cost=SCAN,
    )
    def brokers(
        self,
        info: Info,
        by: _By = GroupBy.SPHERE,
        scope: _Scope = None,
        as_of: _AsOf = None,
        seed: Seed = 0,
        first: _First = 20,
    ) -> list[Brokerage]:
        """Give the brokers."""
        at = info.context
        check_bound("first", first, MAX_PAGE)
        if seed < 0:
            raise BadInput(f"seed: {seed} is less than 0")
        day, wanted = as_of or at.today, scope_of(at, scope)
        found = at.analyse(brokerage.brokers, day, by, wanted, persons=may_name_persons(at), limit=first)
        return [Brokerage(at=at, day=day, scope=wanted, seed=seed, about=each) for each in found]

    @field(
        "Labs and projects on one theme that answer to different administrations and have no contact within two steps. "
        "Rare themes come first, then those near each other; none is in more than three pairs.",
        cost=SCAN,
    )
    def parallel_efforts(
        self,
        info: Info,
        theme: Annotated[
            str | None, strawberry.argument(description="A theme, or those within it; a slug or a global id.")
        ] = None,
        territory: Annotated[
            str | None,
            strawberry.argument(description="Both in this territory or in those within it, as in `region:93`."),
        ] = None,
        as_of: _AsOf = None,
        first: _First = 20,
    ) -> list[ParallelEffort]:
        """Give the parallel efforts."""
        at = info.context
        check_bound("first", first, MAX_PAGE)
        asked = ScopeInput(theme=theme, territory=territory).scope(at)
        themes = frozenset(at.image.vocabulary.themes) if asked.themes is None else asked.themes
        day = as_of or at.today
        found = at.analyse(parallel_efforts.parallel_efforts, day, themes, asked.territories, limit=first)
        return [ParallelEffort(at=at, about=each) for each in found]

    @field(
        "Ties between people or bodies of different groups that would open the network most and have a reason to "
        "succeed: a shared contact, themes, needs that offers meet; a territory only adds to these. The first opens "
        "it most, each other one given those before it; nobody is in more than three. Persons are proposed to members "
        "only.",
        cost=SCAN,
    )
    def proposed_ties(
        self,
        info: Info,
        by: _By = GroupBy.SPHERE,
        scope: _Scope = None,
        between: Annotated[
            list[str] | None,
            strawberry.argument(description="Keys of two groups, one for each end; any two groups without."),
        ] = None,
        as_of: _AsOf = None,
        first: Annotated[
            int, strawberry.argument(description=f"How many to give at most, 1 to {_MOST_PROPOSED}.")
        ] = 10,
    ) -> list[ProposedTie]:
        """Give the proposed ties."""
        at = info.context
        check_bound("first", first, _MOST_PROPOSED)
        if between is not None and (len(between) != _ENDS or between[0] == between[1]):
            raise BadInput(f"between: name two different groups, as in [STATE, LOCAL]; these are {len(set(between))}")
        day = as_of or at.today
        found = at.analyse(
            proposals.proposed_ties,
            day,
            by,
            scope_of(at, scope),
            between=None if between is None else (between[0], between[1]),
            persons=may_name_persons(at),
            limit=first,
        )
        return [ProposedTie(at=at, day=day, by=by, proposed=found, about=each) for each in found]
