from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from labnet.analysis.similarity.lists import Lists, lists
from labnet.analysis.similarity.places import nearness
from labnet.analysis.similarity.themes import theme_index
from labnet.model.kinds import KINDS, Actor
from labnet.model.ties import Tie
from labnet.model.vocabularies import Territory, TerritoryLevel, Theme
from labnet.network.changes import build
from labnet.network.facets import facets
from labnet.network.image import Image

Read = Callable[[str], list[Actor | Tie]]


def _theme(id_: str, broader: str | None = None) -> Theme:
    return Theme(id=id_, label_fr=id_, label_en=id_, broader=broader)


@pytest.fixture(scope="module")
def image(read: Read) -> Image:
    """Four actors on themes, of which open-data is part of data; one of them without any."""
    return build(
        [
            *read("""
                innovator ann themes=open-data offers=open-data needs=care
                innovator bob themes=data needs=data|care
                innovator cyd themes=care|open-data offers=care
                innovator dan
            """),
            _theme("data"),
            _theme("open-data", "data"),
            _theme("care"),
        ]
    )


def _set(image: Image, row: int, field: str = "themes") -> int:
    return int(getattr(facets(image), field)[row])


def test_rare_themes_weigh_more_and_broader_ones_count_those_below(image: Image) -> None:
    index = theme_index(image)
    rarity = dict(zip(index.themes, index.rarity.tolist(), strict=True))
    assert rarity == {
        "data": pytest.approx(1 + math.log(4 / 4)),
        "open-data": pytest.approx(1 + math.log(4 / 3)),
        "care": pytest.approx(1 + math.log(4 / 2)),
    }


def test_likeness_is_the_cosine_of_weighted_themes(image: Image) -> None:
    index = theme_index(image)
    data, open_data, care = 1.0, 1 + math.log(4 / 3), 1 + math.log(2)
    likeness = index.likeness(_set(image, 0))
    assert likeness[_set(image, 0)] == pytest.approx(1)
    assert likeness[_set(image, 1)] == pytest.approx(data / math.hypot(data, open_data))
    assert likeness[_set(image, 2)] == pytest.approx(math.hypot(data, open_data) / math.hypot(data, open_data, care))
    assert likeness[_set(image, 3)] == 0
    assert not index.likeness(0).any()


def test_an_offer_meets_a_need_on_its_theme_or_a_broader_one(image: Image) -> None:
    index = theme_index(image)
    ann, bob = 0, 1
    share = 1.0 / (1.0 + 1 + math.log(2))
    assert index.offers_for(_set(image, bob, "needs"))[_set(image, ann, "offers")] == pytest.approx(share)
    assert index.needs_for(_set(image, ann, "offers"))[_set(image, bob, "needs")] == pytest.approx(share)
    assert index.offers_for(_set(image, ann, "needs"))[_set(image, 2, "offers")] == pytest.approx(1)
    assert index.met(_set(image, bob, "needs"), _set(image, ann, "offers")) == ("data",)
    assert not index.offers_for(0).any()
    assert not index.needs_for(0).any()


def test_common_themes_are_the_narrowest_ones_rarest_first(image: Image) -> None:
    index = theme_index(image)
    assert index.common(_set(image, 0), _set(image, 2)) == ("open-data",)
    assert index.common(_set(image, 0), _set(image, 1)) == ("data",)
    assert index.common(_set(image, 2), _set(image, 2)) == ("care", "open-data")


def test_without_themes_nothing_is_alike(read: Read) -> None:
    index = theme_index(build(read("innovator ann")))
    assert index.likeness(0).tolist() == [0]
    assert index.offers_for(0).tolist() == [0]


def test_a_circle_of_broader_themes_ends(read: Read) -> None:
    image = build([*read("innovator ann themes=egg"), _theme("egg", "hen"), _theme("hen", "egg")])
    assert theme_index(image).likeness(_set(image, 0))[_set(image, 0)] == pytest.approx(1)


def test_lists_give_those_who_have_something(image: Image) -> None:
    by_offer = lists(image, "offers")
    numbers = np.array([_set(image, 2, "offers"), _set(image, 0, "offers")])
    assert by_offer.having(numbers, 9).tolist() == [2, 0]
    assert by_offer.having(numbers, 1).tolist() == [2]
    assert by_offer.having(np.array([10**6]), 9).tolist() == []
    assert lists(image, "territory").rows.tolist() == []


def test_long_lists_are_begun_elsewhere_by_each_who_takes_part_of_them() -> None:
    three = Lists.of(np.zeros(3, np.int64), np.array([10, 20, 30]))
    assert [three.having(np.array([0]), 2, turn).tolist() for turn in range(4)] == [
        [10, 20],
        [20, 30],
        [30, 10],
        [10, 20],
    ]


def test_places_are_near_as_departements_and_regions_contain_them() -> None:
    places = [
        ("region:93", TerritoryLevel.REGION, None),
        ("department:13", TerritoryLevel.DEPARTMENT, "region:93"),
        ("commune:13055", TerritoryLevel.COMMUNE, "department:13"),
        ("department:06", TerritoryLevel.DEPARTMENT, "region:93"),
        ("region:53", TerritoryLevel.REGION, None),
    ]
    territories = [
        Territory(code=id_.split(":")[1], level=level, name=id_, parent=parent) for id_, level, parent in places
    ]
    person = KINDS["INNOVATOR"].record
    people = [person(id=f"p{at}", name="P", territory=each.id) for at, each in enumerate(territories)]
    image = build([*territories, *people, person(id="nowhere", name="P")])
    told = facets(image)

    def near(one: int) -> list[float]:
        return [float(each) for each in nearness(image, one)[told.territory]]

    assert near(2) == [0.4, 0.75, 1.0, 0.4, 0.0, 0.0]
    assert near(0) == [1.0, 0.4, 0.4, 0.4, 0.0, 0.0]
    assert near(5) == [0.0] * 6
