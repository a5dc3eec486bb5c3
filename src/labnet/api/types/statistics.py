"""Figures beside what chance would give, and the groups they are about."""

from __future__ import annotations

from typing import Annotated, Final

import strawberry

from labnet.analysis import statistics
from labnet.analysis.grouping import GroupBy
from labnet.api.context import Context
from labnet.api.enums import Language, StatisticMethod
from labnet.api.fields import field
from labnet.network.image import Image
from labnet.wording.labels import label

__all__ = ["Group", "InLanguage", "Seed", "Statistic", "group_label", "statistic"]

InLanguage = Annotated[Language, strawberry.argument(description="In which language.")]
Seed = Annotated[
    int, strawberry.argument(description="What random draws start from: the same seed gives the same answer.")
]


@strawberry.type(description="A figure beside what chance would give; null is what is not defined, or withheld.")
class Statistic:
    """A figure beside what chance would give."""

    value: float | None = strawberry.field(description="As observed.")
    expected: float | None = strawberry.field(description="On average, if chance alone were at work.")
    z: float | None = strawberry.field(description="Deviation from what is expected, in standard deviations.")
    p_value: float | None = strawberry.field(
        description="Chance of a deviation at least as large; small is surprising, and it is never 0."
    )
    p_value_is_bound: bool = strawberry.field(
        description=(
            "Whether no random draw was as far off: then pValue is the smallest that so many draws can tell, "
            "to be read as “at most”."
        )
    )
    n: int | None = strawberry.field(description="How many ties, works or units it rests on.")
    method: StatisticMethod = strawberry.field(description="How expectation and p-value were found.")
    seed: int | None = strawberry.field(description="What random draws started from, where any were made.")


def statistic(found: statistics.Statistic) -> Statistic:
    """Give a statistic as clients see it."""
    return Statistic(
        value=found.value,
        expected=found.expected,
        z=found.z,
        p_value=found.p_value,
        p_value_is_bound=found.p_value_is_bound,
        n=found.n,
        method=found.method,
        seed=found.seed,
    )


@strawberry.type(description="A group that is compared with others.")
class Group:
    """A group that is compared with others."""

    at: strawberry.Private[Context]
    by: strawberry.Private[GroupBy]

    key: str = strawberry.field(
        description="The code of a sphere, tier or kind; else the id of a body, territory or theme, without its sort."
    )
    size: int | None = strawberry.field(
        description="How many people and bodies it has, shares added up and rounded; null where withheld."
    )

    @field("What people call it.")
    def label(self, language: InLanguage = Language.FR) -> str:
        """Give its name."""
        return group_label(self.at.image, self.by, self.key, language.name.lower())


def group_label(image: Image, by: GroupBy, key: str, language: str) -> str:
    """Give what people call a group: the name of a body, territory or theme, else the word for a code."""
    if by is GroupBy.ADMINISTRATION:
        row = image.row(key)
        return key if row is None else image.actor(row).name
    if by in _PLACES:
        territory = image.vocabulary.territories.get(key)
        return key if territory is None else territory.name
    if by is GroupBy.THEME:
        theme = image.vocabulary.themes.get(key)
        return key if theme is None else getattr(theme, f"label_{language}")
    return label(key, language)


_PLACES: Final = (GroupBy.REGION, GroupBy.DEPARTMENT)
