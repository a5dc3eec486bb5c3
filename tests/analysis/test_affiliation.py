from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labnet.analysis.affiliation import administrations, linked, spheres
from labnet.model.kinds import Actor
from labnet.model.records import Entity
from labnet.model.ties import Tie
from labnet.model.vocabularies import Sphere
from labnet.network.changes import Batch, apply, build
from labnet.network.image import IN, OUT, Image

Draw = Callable[[str], Image]

IN_2015, IN_2017, IN_2020 = (dt.date(year, 6, 1) for year in (2015, 2017, 2020))


@pytest.fixture(scope="module")
def network(draw: Draw) -> Image:
    """A prefecture and a region, what is part of them, a lab each carries, and a person who went from one to the other.

    The sgar is part of the prefecture, the mission part of the sgar; only the prefecture and the region are marked as
    administrations. The joint lab is carried by the mission and the region, the joint project run by both labs. Ada
    worked for the mission up to 2016, and works for the lab of the region since 2018.
    """
    return draw("""
        state_service pref administration=pref tier=state_deconcentrated
        state_service sgar tier=state_deconcentrated
        state_service mission tier=state_deconcentrated
        local_authority region administration=region tier=region
        organisation alone tier=association
        lab lab-region
        lab lab-joint
        project joint
        innovator ada
        sgar PART_OF pref
        mission PART_OF sgar
        region CARRIES lab-region since=2017
        region CARRIES lab-joint
        mission CARRIES lab-joint
        lab-joint RUNS joint
        lab-region RUNS joint
        ada WORKS_FOR mission until=2016
        ada WORKS_FOR lab-region since=2018
    """)


def of(image: Image, actor: str, day: dt.date | None = None) -> list[str]:
    row = image.row(actor)
    assert row is not None
    return [image.actor(body).id for body in administrations(image, row, day)]


@pytest.mark.parametrize(
    ("actor", "bodies"),
    [
        ("pref", ["pref"]),
        ("sgar", ["pref"]),
        ("mission", ["pref"]),
        ("alone", ["alone"]),
        ("lab-region", ["region"]),
        ("lab-joint", ["pref", "region"]),
        ("joint", ["pref", "region"]),
        ("ada", ["pref", "region"]),
    ],
)
def test_everybody_answers_to_somebody(network: Image, actor: str, bodies: list[str]) -> None:
    assert of(network, actor) == bodies


@pytest.mark.parametrize(("day", "bodies"), [(IN_2015, ["pref"]), (IN_2017, []), (IN_2020, ["region"])])
def test_a_person_answers_to_the_employer_of_the_day(network: Image, day: dt.date, bodies: list[str]) -> None:
    assert of(network, "ada", day) == bodies


def test_a_lab_answers_to_nobody_before_it_is_carried(network: Image) -> None:
    assert of(network, "lab-region", IN_2015) == []
    assert of(network, "joint", IN_2015) == ["pref", "region"]


def test_answers_are_worked_out_once_for_each_day(network: Image) -> None:
    row = network.row("ada") or 0

    assert administrations(network, row) is administrations(network, row)
    assert administrations(network, row, IN_2015) is administrations(network, row, IN_2015)


def test_what_the_record_says_comes_first(draw: Draw) -> None:
    image = draw("""
        state_service pref administration=pref
        state_service dreal administration=ministry
        state_service ministry
        lab lab-a administration=ministry
        innovator bo administration=pref
        dreal PART_OF pref
        pref CARRIES lab-a
        bo WORKS_FOR ministry
    """)

    assert (of(image, "dreal"), of(image, "lab-a"), of(image, "bo")) == (["ministry"], ["ministry"], ["pref"])


def test_an_administration_that_is_not_shown_is_nobodys(draw: Draw) -> None:
    image = draw("""
        state_service service administration=hidden
        lab lab-a
        innovator bo
        service CARRIES lab-a
        bo WORKS_FOR lab-a
    """)

    assert (of(image, "service"), of(image, "lab-a"), of(image, "bo")) == ([], [], [])


def test_the_nearest_marked_body_counts(draw: Draw) -> None:
    """The office is two steps from the city, and three from the region."""
    image = draw("""
        local_authority region administration=region
        local_authority city administration=city
        local_authority office
        local_authority service
        office PART_OF service
        service PART_OF city
        city PART_OF region
    """)

    assert (of(image, "office"), of(image, "city")) == (["city"], ["city"])


def test_of_two_marked_bodies_as_near_the_first_counts(draw: Draw) -> None:
    image = draw("""
        local_authority one administration=one
        local_authority two administration=two
        local_authority between
        between PART_OF two
        between PART_OF one
    """)

    assert of(image, "between") == ["one"]


def test_a_body_answers_to_the_administration_that_its_ancestor_names(draw: Draw) -> None:
    image = draw("""
        state_service pref administration=pref tier=state_deconcentrated
        state_service sgar administration=pref tier=state_deconcentrated
        state_service mission tier=state_deconcentrated
        mission PART_OF sgar
    """)

    found = administrations(image, image.rows["mission"])

    assert found == (image.rows["pref"],)


def test_a_body_without_a_marked_ancestor_answers_to_itself(draw: Draw) -> None:
    image = draw("""
        organisation chair
        organisation school
        chair PART_OF school
    """)

    assert of(image, "chair") == ["chair"]


def test_a_body_climbs_by_the_ties_of_the_day(draw: Draw) -> None:
    """The agency came from the State to the region at the end of 2016."""
    image = draw("""
        state_service state administration=state
        local_authority region administration=region
        organisation agency
        agency PART_OF state until=2016
        agency PART_OF region since=2017
    """)

    assert (of(image, "agency", IN_2015), of(image, "agency", IN_2020)) == (["state"], ["region"])
    assert of(image, "agency") == ["state"]


def test_bodies_that_are_part_of_each_other_answer_to_themselves(draw: Draw) -> None:
    image = draw("""
        organisation one
        organisation two
        organisation itself
        one PART_OF two
        two PART_OF one
        itself PART_OF itself
    """)

    assert [of(image, body) for body in ("one", "two", "itself")] == [["one"], ["two"], ["itself"]]


def test_works_that_carry_each_other_answer_to_whoever_else_does(draw: Draw) -> None:
    image = draw("""
        lab one
        lab two
        cluster circle
        organisation school
        one CARRIES two
        two CARRIES one
        one RUNS circle
        school CARRIES two
    """)

    assert [of(image, work) for work in ("one", "two", "circle")] == [["school"], ["school"], ["school"]]


def test_works_that_only_carry_each_other_answer_to_nobody(draw: Draw) -> None:
    image = draw("""
        lab one
        lab two
        one CARRIES two
        two CARRIES one
    """)

    assert of(image, "one") == []


def test_those_who_run_it_count_only_where_nobody_carries_it(draw: Draw) -> None:
    image = draw("""
        organisation carrier
        organisation runner
        project carried
        project run
        programme call
        event left-alone
        carrier CARRIES carried
        runner RUNS carried
        runner RUNS run
        runner RUNS call
    """)

    assert (of(image, "carried"), of(image, "run"), of(image, "call")) == (["carrier"], ["runner"], ["runner"])
    assert of(image, "left-alone") == []


def test_a_work_carried_by_a_person_answers_to_the_persons_employer(draw: Draw) -> None:
    image = draw("""
        organisation school
        innovator bo
        innovator cy
        project one
        bo CARRIES one
        cy CARRIES one
        bo WORKS_FOR school
    """)

    assert (of(image, "one"), of(image, "cy")) == (["school"], [])


@pytest.mark.parametrize(
    ("actor", "found"),
    [
        ("pref", (Sphere.STATE,)),
        ("alone", (Sphere.CIVIL_SOCIETY,)),
        ("lab-joint", (Sphere.STATE, Sphere.LOCAL)),
        ("ada", (Sphere.STATE, Sphere.LOCAL)),
    ],
)
def test_spheres_follow_from_tiers(network: Image, actor: str, found: tuple[Sphere, ...]) -> None:
    assert spheres(network, network.row(actor) or 0) == found


def test_spheres_are_those_of_the_day(network: Image) -> None:
    row = network.row("ada") or 0

    assert (spheres(network, row, IN_2015), spheres(network, row, IN_2020)) == ((Sphere.STATE,), (Sphere.LOCAL,))


def test_the_own_tier_of_a_body_comes_before_that_of_its_administration(draw: Draw) -> None:
    image = draw("""
        state_service ministry administration=ministry tier=state_central
        organisation institute administration=ministry tier=research
        organisation other tier=other
        organisation unknown
        organisation office administration=ministry
    """)

    assert [spheres(image, row) for row in range(1, 5)] == [(Sphere.RESEARCH,), (), (), (Sphere.STATE,)]


def test_linked_gives_each_neighbour_once_in_one_direction(draw: Draw) -> None:
    """Rows: a 0, b 1, c 2; b carried a twice, since 2016 and since 2019."""
    image = draw("""
        lab a
        organisation b
        organisation c
        c CARRIES a since=2019
        b CARRIES a since=2016 until=2018
        b CARRIES a since=2019
        b PARTNERS_WITH a
    """)

    assert linked(image, 0, "CARRIES", IN) == [1, 2]
    assert linked(image, 0, "CARRIES", OUT) == []
    assert linked(image, 1, "CARRIES", OUT) == [0]
    assert linked(image, 0, "CARRIES", IN, IN_2017) == [1]


@given(data=st.data())
def test_linked_gives_what_every_tie_says(networks: st.SearchStrategy[list[Actor | Tie]], data: st.DataObject) -> None:
    records = data.draw(networks)
    image = build(records)
    row, relation = data.draw(st.integers(0, len(image) - 1)), data.draw(st.sampled_from(["RUNS", "COLLABORATES_WITH"]))
    day = data.draw(st.sampled_from([None, IN_2015, IN_2020]))

    ties = [tie for tie in image.tie_rows().tolist() if image.tie(tie).relation == relation]
    ties = [tie for tie in ties if day is None or image.active(np.array([tie]), int(f"{day:%Y%m%d}"))[0]]
    ends = [(int(image.ties.source.data[tie]), int(image.ties.target.data[tie])) for tie in ties]
    assert linked(image, row, relation, OUT, day) == sorted({target for source, target in ends if source == row})
    assert linked(image, row, relation, IN, day) == sorted({source for source, target in ends if target == row})


def test_an_administration_counts_from_when_it_comes_until_it_goes(read: Callable[[str], list[Actor | Tie]]) -> None:
    """The lab is written down before the body that its record names, and that leaves again."""
    alone = build(read("lab lab administration=city"))
    joined = apply(alone, Batch(read("local_authority city administration=city")), 1)
    left = apply(joined, Batch(dropped=[(Entity.ACTOR, "city")]), 2)

    assert [of(image, "lab") for image in (alone, joined, left)] == [[], ["city"], []]
