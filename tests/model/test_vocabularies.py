from __future__ import annotations

from enum import Enum

import pytest

from labnet.model import vocabularies
from labnet.model.vocabularies import SPHERE_OF_TIER, Sphere, Territory, TerritoryLevel, Tier

WORDS = [value for value in vars(vocabularies).values() if isinstance(value, type) and issubclass(value, Enum)]


@pytest.mark.parametrize("words", [words for words in WORDS if words is not Enum])
def test_a_word_is_called_what_it_is_written(words: type[Enum]) -> None:
    assert all(word.name == word.value for word in words)


def test_every_tier_but_other_has_a_sphere() -> None:
    assert set(SPHERE_OF_TIER) == set(Tier) - {Tier.OTHER}
    assert set(SPHERE_OF_TIER.values()) == set(Sphere)


def test_a_territory_is_called_by_its_level_and_code() -> None:
    region, department = (
        Territory(level=level, code="75", name="x") for level in (TerritoryLevel.REGION, TerritoryLevel.DEPARTMENT)
    )

    assert (region.id, department.id) == ("region:75", "department:75")
