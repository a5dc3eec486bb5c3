"""Groups: who works with whom, and who does not."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import strawberry

from labnet.analysis import silos
from labnet.api.context import Info
from labnet.api.costs import SCAN
from labnet.api.enums import GroupBy
from labnet.api.fields import field
from labnet.api.filters import ScopeInput, scope_of
from labnet.api.types.mixing import Mixing
from labnet.api.types.silos import SiloReport
from labnet.api.types.statistics import Seed
from labnet.errors import BadInput

__all__ = ["GroupQueries"]

_By = Annotated[GroupBy, strawberry.argument(description="What groups are made of.")]
_ScopeOf = Annotated[ScopeInput | None, strawberry.argument(description="What it is about; everything without.")]
_AsOf = Annotated[
    dt.date | None, strawberry.argument(description="Day on which ties must be active to count; today if absent.")
]


@strawberry.type
class GroupQueries:
    """Who works with whom, and who does not."""

    @field(
        "Who works with whom: how often each two groups meet, beside what their meetings with others lead to expect.",
        cost=SCAN,
    )
    def mixing(
        self, info: Info, by: _By = GroupBy.SPHERE, scope: _ScopeOf = None, as_of: _AsOf = None, seed: Seed = 0
    ) -> Mixing:
        """Give how groups mix."""
        at = info.context
        _check_seed(seed)
        found = at.analyse(silos.mixing, silos.Question(by, as_of or at.today, scope_of(at, scope), seed=seed))
        return Mixing(at=at, about=found)

    @field(
        "Where groups keep to themselves, which two meet less than they should, who is alone and who holds the network "
        "together: with figures against chance, and in plain words.",
        cost=SCAN,
    )
    def silos(
        self,
        info: Info,
        by: _By = GroupBy.SPHERE,
        scope: _ScopeOf = None,
        as_of: _AsOf = None,
        false_discovery_rate: Annotated[
            float,
            strawberry.argument(
                description="Of the groups and pairs that are called conspicuous, how many may be so by chance: 0 to 1."
            ),
        ] = 0.05,
        seed: Seed = 0,
    ) -> SiloReport:
        """Give the report on silos."""
        at = info.context
        _check_seed(seed)
        if not 0 < false_discovery_rate < 1:
            raise BadInput(f"falseDiscoveryRate: {false_discovery_rate:g} is not between 0 and 1")
        asked = silos.Question(by, as_of or at.today, scope_of(at, scope), false_discovery_rate, seed)
        return SiloReport(at=at, about=at.analyse(silos.mixing, asked))


def _check_seed(seed: int) -> None:
    if seed < 0:
        raise BadInput(f"seed: {seed} is less than 0")
