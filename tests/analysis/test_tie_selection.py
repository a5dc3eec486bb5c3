from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labnet.analysis.tie_selection import TieSelection, tie_keys
from labnet.model.records import Entity
from labnet.model.vocabularies import Sphere
from labnet.network.changes import Batch, apply
from labnet.network.image import Image

Draw = Callable[[str], Image]

IN_2015, IN_2017 = dt.date(2015, 6, 1), dt.date(2017, 6, 1)


def kept_ties(image: Image, **asked: Any) -> list[str]:
    return [image.tie(int(key[-1])).id for key in tie_keys(image, TieSelection(**asked))]


MC, ML, MJ, CJ = (
    "ministry.partners_with.city.2016",
    "ministry.carries.lab-state",
    "ministry.carries.lab-joint",
    "city.carries.lab-joint",
)
IC, SM = "ida.works_for.city", "school.partners_with.ministry"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, [CJ, IC, MJ, ML, MC, SM]),
        ({"relations": frozenset({"PARTNERS_WITH", "WORKS_FOR"})}, [IC, MC, SM]),
        ({"active_on": IN_2015}, [IC, ML, SM]),
        ({"active_on": IN_2017}, [CJ, IC, MJ, MC]),
        ({"territories": frozenset({"commune:13055"})}, [CJ, IC, MC]),
        ({"themes": frozenset({"housing"})}, [CJ, IC, ML, MC]),
        ({"between": (Sphere.STATE, Sphere.LOCAL)}, [MC]),
        ({"between": (Sphere.STATE, Sphere.LOCAL, Sphere.RESEARCH)}, [MC, SM]),
        ({"between": (Sphere.STATE,)}, [MJ, ML]),
        ({"between": (Sphere.LOCAL, Sphere.LOCAL)}, [CJ, IC]),
        ({"between": (Sphere.STATE, Sphere.BUSINESS)}, []),
        ({"between": (Sphere.STATE, Sphere.LOCAL), "relations": frozenset({"CARRIES"})}, []),
        ({"relations": frozenset({"FUNDS"})}, []),
    ],
)
def test_ties_are_kept_by_all_that_is_asked(network: Image, asked: dict[str, Any], found: list[str]) -> None:
    assert kept_ties(network, **asked) == sorted(found)


def test_ties_of_some_rows_are_selected_and_sorted(network: Image) -> None:
    rows = network.entries(0).ties

    everything = tie_keys(network, TieSelection(), rows)
    carries = tie_keys(network, TieSelection(relations=frozenset({"CARRIES"})), rows)

    assert [network.tie(int(key[-1])).id for key in everything] == sorted([MJ, ML, MC, SM])
    assert [key[-2] for key in carries] == sorted([MJ, ML])


def test_a_tie_between_spheres_has_on_each_side_one_that_the_other_lacks(draw: Draw) -> None:
    """The joint lab is of the State and local: only the school, which is neither, is apart from it."""
    image = draw("""
        state_service ministry tier=state_central
        local_authority city tier=commune
        organisation school tier=research
        lab joint
        ministry CARRIES joint
        city CARRIES joint
        school PARTNERS_WITH joint
        ministry PARTNERS_WITH city
    """)

    assert kept_ties(image, between=(Sphere.STATE, Sphere.LOCAL)) == ["ministry.partners_with.city"]
    assert kept_ties(image, between=(Sphere.STATE, Sphere.RESEARCH)) == ["school.partners_with.joint"]


def test_parallel_ties_that_began_together_are_listed_by_id(draw: Draw) -> None:
    image = draw("""
        lab a
        lab b
        a RUNS b since=2016 id=z
        a RUNS b since=2016 id=x
        a RUNS b since=2016
        a RUNS b since=2015 id=y
    """)

    assert kept_ties(image) == ["y", "a.runs.b.2016", "x", "z"]


@given(place=st.integers(0, 5), length=st.integers(0, 7))
def test_keys_are_worked_out_alike_one_by_one_and_in_slices(network: Image, place: int, length: int) -> None:
    keys = tie_keys(network, TieSelection())

    assert keys[place : place + length] == [keys[each] for each in range(place, min(place + length, len(keys)))]
    assert list(keys) == sorted(keys)


def test_ties_of_dropped_actors_are_not_listed(network: Image) -> None:
    after = apply(network, Batch(dropped=[(Entity.ACTOR, "ministry")]), 2)

    assert [after.tie(int(key[-1])).id for key in tie_keys(after, TieSelection())] == [CJ, IC]
