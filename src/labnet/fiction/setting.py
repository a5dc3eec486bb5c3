"""The setting of a community: real themes and territories, of which some weigh more than others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from labnet.fiction.draws import NOBODY, Floats, Ints, heavy, stream
from labnet.model.vocabularies import Territory, TerritoryLevel, Theme

__all__ = ["Setting"]


@dataclass(frozen=True, slots=True)
class Setting:
    """Themes and territories by number: what arrays hold are their places in these tuples.

    Attributes
    ----------
    themes : tuple of Theme
        Subjects.
    country : str or None
        Id of the country.
    regions, departments : tuple of str
        Ids of the territories at these levels.
    region_of : int array
        The region of each département.
    weight : float array
        How much goes on in each département.
    """

    themes: tuple[Theme, ...]
    country: str | None
    regions: tuple[str, ...]
    departments: tuple[str, ...]
    region_of: Ints
    weight: Floats

    @classmethod
    def of(cls, themes: Iterable[Theme], territories: Iterable[Territory], seed: int) -> Setting:
        """Arrange themes and territories, and draw how much goes on in each."""
        by_level: dict[TerritoryLevel, list[Territory]] = {level: [] for level in TerritoryLevel}
        for territory in sorted(territories, key=lambda each: each.id):
            by_level[territory.level].append(territory)
        regions = tuple(region.id for region in by_level[TerritoryLevel.REGION])
        departments = by_level[TerritoryLevel.DEPARTMENT]
        number = {region: place for place, region in enumerate(regions)}
        return cls(
            themes=tuple(sorted(themes, key=lambda theme: theme.id)),
            country=next((country.id for country in by_level[TerritoryLevel.COUNTRY]), None),
            regions=regions,
            departments=tuple(department.id for department in departments),
            region_of=np.array([number.get(department.parent or "", NOBODY) for department in departments], np.int64),
            weight=heavy(stream(seed, "territories"), len(departments), 1.5, 30.0),
        )

    def draw_departments(self, rng: np.random.Generator, count: int) -> Ints:
        """Draw départements by how much goes on in them."""
        return rng.choice(len(self.departments), count, p=self.weight / self.weight.sum())

    def territory(self, department: int, region: int) -> str | None:
        """Give the id of a département, or where it is `NOBODY` of a region, or where that is too of the country."""
        if department != NOBODY:
            return self.departments[department]
        return self.country if region == NOBODY else self.regions[region]
