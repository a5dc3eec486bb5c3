from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labnet.analysis.affiliation import administrations, spheres
from labnet.analysis.grouping import GroupBy, Grouping, grouping, units_administrations
from labnet.model.kinds import KINDS, Actor
from labnet.model.ties import Tie
from labnet.model.vocabularies import Territory, TerritoryLevel, Tier
from labnet.network.changes import build
from labnet.network.image import Image

Draw = Callable[[str], Image]
TODAY = dt.date(2026, 6, 1)
IN_2017 = dt.date(2017, 6, 1)


@pytest.fixture(scope="module")
def network(draw: Draw) -> Image:
    """A prefecture with its mission, a city, an association; ida works for the mission and the city, bob for nobody.

    Until 2018, bob worked for the city.
    """
    return draw("""
        state_service pref administration=pref tier=state_deconcentrated territory=region:93
        state_service mission tier=state_deconcentrated
        local_authority city administration=city tier=commune territory=commune:13055 themes=care|housing
        organisation club tier=association
        innovator ida
        innovator bob themes=care
        mission PART_OF pref
        ida WORKS_FOR mission
        ida WORKS_FOR city
        bob WORKS_FOR city until=2018
    """)


def _told(image: Image, by: GroupBy, day: dt.date = TODAY) -> dict[str, dict[str, float]]:
    units = np.flatnonzero(image.alive)
    found = grouping(image, units, by, day)
    table = found.shares.toarray()
    return {
        image.ids[row]: {key: share for key, share in zip(found.keys, table[place].tolist(), strict=True) if share}
        for place, row in enumerate(units.tolist())
    }


def test_a_person_of_two_employers_is_split_between_their_administrations(network: Image) -> None:
    told = _told(network, GroupBy.ADMINISTRATION)
    assert told["ida"] == {"pref": 0.5, "city": 0.5}
    assert told["mission"] == {"pref": 1.0}
    assert told["club"] == {"club": 1.0}
    assert told["bob"] == {}


def test_employers_are_those_of_the_day(network: Image) -> None:
    assert _told(network, GroupBy.ADMINISTRATION, IN_2017)["bob"] == {"city": 1.0}


def test_people_are_in_the_spheres_tiers_and_places_of_their_administrations(network: Image) -> None:
    assert _told(network, GroupBy.SPHERE)["ida"] == {"STATE": 0.5, "LOCAL": 0.5}
    assert _told(network, GroupBy.TIER)["ida"] == {"STATE_DECONCENTRATED": 0.5, "COMMUNE": 0.5}
    assert _told(network, GroupBy.TIER)["club"] == {"ASSOCIATION": 1.0}


def test_two_employers_in_one_sphere_make_nobody_belong_to_it_twice(draw: Draw) -> None:
    image = draw("""
        local_authority a tier=commune
        local_authority b tier=region
        innovator ida
        ida WORKS_FOR a
        ida WORKS_FOR b
    """)
    assert _told(image, GroupBy.SPHERE)["ida"] == {"LOCAL": 1.0}
    assert _told(image, GroupBy.TIER)["ida"] == {"COMMUNE": 0.5, "REGION": 0.5}


def test_by_theme_everybody_is_split_evenly(network: Image) -> None:
    told = _told(network, GroupBy.THEME)
    assert told["city"] == {"care": 0.5, "housing": 0.5}
    assert told["bob"] == {"care": 1.0}
    assert told["ida"] == {}


def test_by_kind_everybody_is_in_one_group(network: Image) -> None:
    told = _told(network, GroupBy.KIND)
    assert told["ida"] == {"INNOVATOR": 1.0}
    assert told["pref"] == {"STATE_SERVICE": 1.0}


def test_places_are_those_of_the_level_asked_for(read: Callable[[str], list[Actor | Tie]]) -> None:
    paca = Territory(level=TerritoryLevel.REGION, code="93", name="Provence-Alpes-Côte d'Azur")
    rhone = Territory(level=TerritoryLevel.DEPARTMENT, code="13", name="Bouches-du-Rhône", parent="region:93")
    city = Territory(level=TerritoryLevel.COMMUNE, code="13055", name="Marseille", parent="department:13")
    image = build(
        [
            paca,
            rhone,
            city,
            *read("""
            local_authority city tier=commune territory=commune:13055
            local_authority region tier=region territory=region:93
            local_authority elsewhere tier=commune territory=commune:99999
            innovator ida
            ida WORKS_FOR city
        """),
        ]
    )
    regions, departments = _told(image, GroupBy.REGION), _told(image, GroupBy.DEPARTMENT)
    assert regions["city"] == regions["region"] == regions["ida"] == {"region:93": 1.0}
    assert departments["city"] == departments["ida"] == {"department:13": 1.0}
    assert departments["region"] == departments["elsewhere"] == regions["elsewhere"] == {}


def test_places_that_lie_in_each_other_end(read: Callable[[str], list[Actor | Tie]]) -> None:
    one = Territory(level=TerritoryLevel.COMMUNE, code="1", name="A", parent="commune:2")
    other = Territory(level=TerritoryLevel.COMMUNE, code="2", name="B", parent="commune:1")
    image = build([one, other, *read("local_authority city tier=commune territory=commune:1")])
    assert _told(image, GroupBy.REGION)["city"] == {}


def test_sizes_add_up_shares_and_only_tells_the_one_group_of_a_unit(network: Image) -> None:
    found: Grouping = grouping(network, np.flatnonzero(network.alive), GroupBy.ADMINISTRATION, TODAY)
    assert dict(zip(found.keys, found.sizes.tolist(), strict=True)) == {"pref": 2.5, "city": 1.5, "club": 1.0}
    only = {network.ids[row]: place for row, place in enumerate(found.only.tolist())}
    assert only["ida"] == only["bob"] == -1
    assert found.keys[only["mission"]] == "pref"
    assert [network.ids[row] for row in found.members("city").tolist()] == ["city", "ida"]
    assert found.members("nowhere").tolist() == []
    assert found.grouped.tolist() == [True, True, True, True, True, False]


def test_nobody_is_in_no_group(network: Image) -> None:
    for by in GroupBy:
        found = grouping(network, np.empty(0, np.int64), by, TODAY)
        assert (found.keys, found.shares.shape) == ((), (0, 0))


@st.composite
def organisations(draw: st.DrawFn) -> Image:
    kinds = draw(st.lists(st.sampled_from(["ORGANISATION", "LOCAL_AUTHORITY", "LAB", "INNOVATOR"]), max_size=9))
    tiers: dict[str, list[Tier | None]] = {
        "ORGANISATION": [Tier.RESEARCH, Tier.OTHER, None],
        "LOCAL_AUTHORITY": [Tier.COMMUNE],
    }
    names = [f"a{number}" for number in range(len(kinds))]
    actors: list[Actor | Tie] = [
        KINDS[kind].record(
            id=name,
            name=name,
            tier=draw(st.sampled_from(tiers.get(kind, [None]))),
            administration=draw(st.sampled_from([None, None, "a0", "a1", "elsewhere"])),
        )
        for name, kind in zip(names, kinds, strict=True)
    ]
    ties = [
        Tie(id=f"{one}.{relation}.{other}", from_id=one, to_id=other, relation=relation)
        for one, kind in zip(names, kinds, strict=True)
        for other, other_kind in zip(names, kinds, strict=True)
        for relation in ("WORKS_FOR" if kind == "INNOVATOR" else "PART_OF", "CARRIES")
        if one != other and other_kind != "INNOVATOR" and (relation != "CARRIES" or other_kind == "LAB")
        if draw(st.integers(0, 3)) == 0
    ]
    return build([*actors, *ties])


@given(organisations())
@settings(deadline=None)
def test_groups_of_all_together_are_those_of_each(image: Image) -> None:
    units = np.array([row for row in image.living() if image.actor(row).kind != "LAB"], np.int64)
    found: dict[int, set[int]] = {row: set() for row in units.tolist()}
    places, bodies = units_administrations(image, units, TODAY)
    for place, body in zip(places.tolist(), bodies.tolist(), strict=True):
        found[int(units[place])].add(body)
    assert found == {row: set(administrations(image, row, TODAY)) for row in units.tolist()}
    by_sphere = grouping(image, units, GroupBy.SPHERE, TODAY)
    for row, shares in zip(units.tolist(), by_sphere.shares.toarray(), strict=True):
        expected = {sphere.name for sphere in spheres(image, row, TODAY)}
        assert {key for key, share in zip(by_sphere.keys, shares, strict=True) if share} == expected
