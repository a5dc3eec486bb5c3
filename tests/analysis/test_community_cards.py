from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labnet.analysis.communities import communities
from labnet.analysis.community_cards import Card, _withheld, cards
from labnet.model.kinds import Actor
from labnet.model.ties import Tie
from labnet.model.vocabularies import Sphere, Territory, TerritoryLevel
from labnet.network.changes import build
from labnet.network.image import Image

Draw = Callable[[str], Image]
Read = Callable[[str], list[Actor | Tie]]
TODAY = dt.date(2026, 6, 1)

REGIONS = [
    Territory(level=TerritoryLevel.REGION, code="53", name="Bretagne"),
    Territory(level=TerritoryLevel.REGION, code="93", name="Provence-Alpes-Côte d'Azur"),
    Territory(level=TerritoryLevel.DEPARTMENT, code="35", name="Ille-et-Vilaine", parent="region:53"),
]

TWO_LABS = """
    state_service pref tier=state_deconcentrated themes=care|design territory=region:53
    local_authority city tier=commune themes=care territory=department:35
    organisation school tier=research themes=design
    local_authority county tier=department themes=food territory=region:93
    local_authority town tier=commune themes=food|design territory=region:93
    lab one themes=care
    lab two themes=food
    project meals themes=food
    lab alone
    cluster all
    cluster west
    cluster nobody
    cluster over until=2020
    pref CARRIES one
    city CARRIES one
    school PARTNERS_WITH one
    county CARRIES two
    town CARRIES two
    two RUNS meals
    town PARTICIPATES_IN meals
    one MEMBER_OF all
    two MEMBER_OF all
    alone MEMBER_OF all
    one MEMBER_OF west
    city MEMBER_OF west
    one MEMBER_OF over
"""


def _cards(image: Image, day: dt.date = TODAY) -> tuple[Card, ...]:
    return cards(image, communities(image, day), day)


@pytest.fixture(scope="module")
def image(read: Read) -> Image:
    """Two communities: a lab with its carriers in the west, another with a project in the south."""
    return build([*REGIONS, *read(TWO_LABS)])


def test_a_community_is_told_by_what_sets_it_apart(image: Image) -> None:
    west, south = _cards(image)
    assert (west.themes, west.regions, west.common_region) == (("care",), ("region:53",), "region:53")
    assert (south.themes, south.regions, south.common_region) == (("food",), ("region:93",), "region:93")
    assert [image.ids[each.centre] for each in (west, south)] == ["one", "two"]


def test_bodies_are_counted_by_sphere_and_their_evenness_is_over_all_spheres_of_the_network(image: Image) -> None:
    west, south = _cards(image)
    assert west.spheres == ((Sphere.STATE, 1), (Sphere.LOCAL, 1), (Sphere.RESEARCH, 1))
    assert south.spheres == ((Sphere.LOCAL, 2),)
    assert west.mix == pytest.approx(1)
    assert south.mix == 0


def test_declared_clusters_are_compared_among_those_who_can_be_members(image: Image) -> None:
    def told(card: Card) -> list[tuple[str, float, list[str], list[str]]]:
        return [
            (
                image.ids[each.cluster],
                round(each.jaccard, 6),
                [image.ids[row] for row in each.missing],
                [image.ids[row] for row in each.extra],
            )
            for each in card.declared
        ]

    west, south = _cards(image)
    # The community is pref, city, school and one; the cluster one and city.
    assert told(west) == [
        ("west", 0.5, [], ["pref", "school"]),
        ("all", 0.166667, ["alone", "two"], ["city", "pref", "school"]),
    ]
    # The project is nobody's member: county, town and two are compared with one, two and alone.
    assert told(south) == [("all", 0.2, ["alone", "one"], ["county", "town"])]
    assert [image.ids[row] for row in west.several] == ["one"]
    assert south.several == ()


def test_clusters_count_on_the_days_on_which_they_are(image: Image) -> None:
    west, _ = _cards(image, dt.date(2019, 1, 1))
    assert {image.ids[each.cluster] for each in west.declared} == {"west", "all", "over"}


def test_a_network_of_one_community_is_told_by_what_most_work_on(draw: Draw) -> None:
    (card,) = _cards(
        draw("""
        local_authority city themes=care
        local_authority town themes=care|food
        organisation school themes=care
        lab one
        city CARRIES one
        town CARRIES one
        school PARTNERS_WITH one
    """)
    )
    assert card.themes == ("care",)
    assert (card.regions, card.common_region) == ((), None)


def test_nobody_has_no_cards() -> None:
    assert _cards(Image.empty()) == ()


def _people(counts: dict[str, int]) -> str:
    """Draw people of bodies who all take part in one lab."""
    lines = ["lab one"]
    for tier, count in counts.items():
        lines.append(f"state_service {tier} tier={tier}")
        for place in range(count):
            lines += [f"innovator {tier}-{place}", f"{tier}-{place} WORKS_FOR {tier}"]
            lines.append(f"{tier}-{place} PARTICIPATES_IN one")
    return "\n".join(lines)


def test_fewer_than_five_people_are_not_counted_and_neither_are_those_who_would_tell_how_many(draw: Draw) -> None:
    (card,) = _cards(draw(_people({"state_central": 9, "commune": 6, "association": 3})))
    assert card.spheres == ((Sphere.STATE, 9), (Sphere.LOCAL, None), (Sphere.CIVIL_SOCIETY, None))
    # Only the nine count: three spheres are there, one is told.
    assert card.mix == 0
    (card,) = _cards(draw(_people({"state_central": 9, "commune": 4, "association": 3})))
    assert card.spheres == ((Sphere.STATE, 9), (Sphere.LOCAL, None), (Sphere.CIVIL_SOCIETY, None))
    (card,) = _cards(draw(_people({"state_central": 9, "commune": 5})))
    assert card.spheres == ((Sphere.STATE, 9), (Sphere.LOCAL, 5))
    assert card.mix == pytest.approx(-(9 / 14 * np.log(9 / 14) + 5 / 14 * np.log(5 / 14)) / np.log(2))


def test_a_community_of_few_people_tells_none_of_their_figures(draw: Draw) -> None:
    (card,) = _cards(draw(_people({"state_central": 2, "commune": 1})))
    assert card.spheres == ((Sphere.STATE, None), (Sphere.LOCAL, None))
    assert card.mix == 0


@given(st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=1, max_size=4))
def test_what_is_withheld_never_stands_for_fewer_than_five_unless_nothing_is_left(table: list[list[int]]) -> None:
    persons = np.array(table, np.float64)
    hidden = _withheld(persons)
    assert not ((persons > 0) & (persons < 5) & ~hidden).any()
    for row, few in zip(persons, hidden, strict=True):
        assert not few.any() or row[few].sum() >= 5 or not row[~few].any()


def test_people_are_centres_only_among_themselves(draw: Draw) -> None:
    image = draw("innovator a\ninnovator b\ninnovator c\na COLLABORATES_WITH b\nb COLLABORATES_WITH c")
    assert [image.ids[card.centre] for card in _cards(image)] == ["b"]


def test_any_network_has_cards(networks: st.SearchStrategy[list[Actor | Tie]]) -> None:
    @settings(max_examples=60, deadline=None)
    @given(networks)
    def holds(records: list[Actor | Tie]) -> None:
        image = build(records)
        found = communities(image, TODAY, runs=3)
        told = cards(image, found, TODAY)
        assert len(told) == len(found.sizes)
        for number, card in enumerate(told):
            assert 0 <= card.mix <= 1 + 1e-12
            assert found.number_of(card.centre) == number
            assert all(0 < each.jaccard <= 1 for each in card.declared)

    holds()
