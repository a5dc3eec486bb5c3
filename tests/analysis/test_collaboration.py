from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labnet.analysis.affiliation import administrations
from labnet.analysis.collaboration import (
    TAKING_PART,
    Collaboration,
    CollaborationSelection,
    collaborations,
    collaborations_of,
    crosses_administrations,
    is_collaboration,
    participations,
    spheres_of,
)
from labnet.model.kinds import Actor
from labnet.model.ties import Tie
from labnet.model.vocabularies import Sphere
from labnet.network.changes import build
from labnet.network.image import Image

Draw = Callable[[str], Image]

IN_2015, IN_2020 = dt.date(2015, 6, 1), dt.date(2020, 6, 1)


@pytest.fixture(scope="module")
def network(draw: Draw) -> Image:
    """Three bodies, two labs, a project, an event that nobody comes to, and a person who belongs to nobody.

    Works are lab-one (carried by the State and, up to 2016, the region; it worked with the school), lab-two (carried
    by the region; eve is a member), the project (lab-one and lab-two take part, the school funds it) and the event.
    Direct ties are state--region (partners since 2018), region--school (worked together) and lab-one--lab-two
    (federated).
    """
    return draw("""
        state_service state tier=state_central administration=state themes=housing|care
        local_authority region tier=region administration=region themes=housing
        organisation school tier=research administration=school
        lab lab-one themes=housing territory=region:93
        lab lab-two themes=care
        project project
        event event
        innovator eve
        programme call
        state CARRIES lab-one
        region CARRIES lab-one until=2016
        lab-one COLLABORATES_WITH school
        region CARRIES lab-two
        eve MEMBER_OF lab-two
        lab-one PARTICIPATES_IN project
        lab-two PARTICIPATES_IN project
        school FUNDS project
        state PARTNERS_WITH region since=2018
        region COLLABORATES_WITH school
        lab-one FEDERATES_WITH lab-two
        lab-one LAUREATE_OF call
        state PARTNERS_WITH call
    """)


def row(image: Image, actor: str) -> int:
    found = image.row(actor)
    assert found is not None
    return found


def work(image: Image, actor: str) -> Collaboration:
    return Collaboration(work=row(image, actor))


def tie(image: Image, tie_id: str) -> Collaboration:
    found = image.tie_row(tie_id)
    assert found is not None
    return Collaboration(tie=found)


def parties(image: Image, collaboration: Collaboration, *more: Any) -> list[str]:
    return [image.actor(part.row).id for part in participations(image, collaboration, *more)]


def names(image: Image, found: list[Collaboration]) -> list[str]:
    return [image.actor(one.work).id if one.work is not None else image.tie(one.tie or 0).id for one in found]


def chosen(image: Image, **asked: Any) -> list[str]:
    selection = CollaborationSelection(**asked)
    return names(image, [found for found in collaborations(image) if selection.keeps(image, found)])


def test_works_and_direct_ties_are_collaborations(network: Image) -> None:
    assert names(network, list(collaborations(network))) == [
        *("lab-one", "lab-two", "project", "event"),
        *("state.partners_with.region.2018", "region.collaborates_with.school", "lab-one.federates_with.lab-two"),
    ]


def test_what_is_listed_is_a_collaboration_and_nothing_else_is(network: Image) -> None:
    listed = set(collaborations(network))
    works = {Collaboration(work=number) for number in range(len(network))}
    ties = {Collaboration(tie=int(number)) for number in network.tie_rows()}

    assert {found for found in works | ties if is_collaboration(network, found)} == listed
    assert not is_collaboration(network, Collaboration())


@pytest.mark.parametrize(
    ("actor", "found"),
    [
        ("state", ["lab-one", "state.partners_with.region.2018"]),
        ("school", ["region.collaborates_with.school", "lab-one"]),
        ("lab-one", ["lab-one", "project", "lab-one.federates_with.lab-two"]),
        ("lab-two", ["lab-two", "project", "lab-one.federates_with.lab-two"]),
        ("eve", ["lab-two"]),
        ("event", ["event"]),
        ("call", []),
    ],
)
def test_the_collaborations_of_an_actor(network: Image, actor: str, found: list[str]) -> None:
    given_ = names(network, list(collaborations_of(network, row(network, actor))))

    assert sorted(given_) == sorted(found)


def test_the_collaborations_of_an_actor_are_those_it_takes_part_in(network: Image) -> None:
    for number in range(len(network)):
        taking_part = {
            found
            for found in collaborations(network)
            if number == found.work or number in {part.row for part in participations(network, found)}
        }

        assert set(collaborations_of(network, number)) == taking_part


def test_a_work_comes_once_however_many_ties_lead_to_it(draw: Draw) -> None:
    image = draw("""
        organisation a
        lab lab
        a CARRIES lab since=2016
        a CARRIES lab since=2019
        lab COLLABORATES_WITH a
    """)

    assert list(collaborations_of(image, 0)) == [Collaboration(work=1)]
    assert parties(image, Collaboration(work=1)) == ["a", "a", "a"]


def test_participants_come_in_order_of_relation_and_row_one_for_each_tie(network: Image) -> None:
    assert parties(network, work(network, "lab-one")) == ["state", "region", "school"]
    assert parties(network, work(network, "lab-two")) == ["eve", "region"]
    assert parties(network, work(network, "project")) == ["lab-one", "lab-two"]
    assert parties(network, work(network, "event")) == []


def test_a_participation_names_its_tie(network: Image) -> None:
    parts = participations(network, work(network, "lab-two"))

    assert [network.tie(part.tie).id for part in parts] == ["eve.member_of.lab-two", "region.carries.lab-two"]


def test_a_symmetric_relation_is_taking_part_either_way(draw: Draw) -> None:
    image = draw("""
        lab lab
        organisation a
        organisation b
        lab COLLABORATES_WITH a
        b COLLABORATES_WITH lab
        lab PARTNERS_WITH a
    """)

    assert sorted(parties(image, Collaboration(work=0))) == ["a", "b"]


def test_a_work_takes_part_only_in_what_its_ties_lead_to(network: Image) -> None:
    assert "project" not in parties(network, work(network, "lab-one"))


def test_only_the_relations_asked_for_count(network: Image) -> None:
    lab = work(network, "lab-one")

    assert parties(network, lab, ("CARRIES",)) == ["state", "region"]
    assert parties(network, lab, ("FEDERATES_WITH",)) == ["lab-two"]
    assert parties(network, work(network, "lab-two"), ("FEDERATES_WITH",)) == ["lab-one"]
    assert parties(network, work(network, "project"), ("FUNDS",)) == ["school"]
    assert parties(network, lab, ()) == []


def test_only_the_ties_of_the_day_count(network: Image) -> None:
    assert parties(network, work(network, "lab-one"), None, IN_2015) == ["state", "region", "school"]
    assert parties(network, work(network, "lab-one"), None, IN_2020) == ["state", "school"]


def test_the_ends_of_a_direct_tie_take_part(network: Image) -> None:
    direct = tie(network, "state.partners_with.region.2018")

    assert parties(network, direct) == ["state", "region"]
    assert parties(network, direct, ("PARTNERS_WITH",), IN_2020) == ["state", "region"]
    assert parties(network, direct, ("CARRIES",)) == []
    assert parties(network, direct, None, IN_2015) == []


def test_nobody_takes_part_in_nothing(network: Image) -> None:
    assert participations(network, Collaboration()) == []


def test_taking_part_is_everything_people_do_in_a_work() -> None:
    assert sorted(TAKING_PART) == [
        *("CARRIES", "COLLABORATES_WITH", "HOSTS", "INITIATED", "MEMBER_OF"),
        *("PARTICIPATES_IN", "PARTNERS_WITH", "RUNS"),
    ]


@pytest.mark.parametrize(
    ("answers", "crossing"),
    [
        ([], False),
        (["a"], False),
        (["ab"], False),
        (["ab", ""], False),
        (["a", "a"], False),
        (["a", "a", "b"], True),
        (["ab", "a"], True),
        (["ab", "ab"], True),
        (["a", "", "b"], True),
    ],
)
def test_two_participants_who_answer_to_different_administrations_make_it_cross(
    draw: Draw,
    answers: list[str],
    crossing: bool,  # noqa: FBT001 - the answer
) -> None:
    """Each participant is a lab carried by the bodies whose letters are given; one with two administrations is one."""
    labs = [f"lab lab-{number}\n lab-{number} PARTICIPATES_IN project" for number in range(len(answers))]
    carried = [f"{body} CARRIES lab-{number}" for number, bodies in enumerate(answers) for body in bodies]
    image = draw("\n".join(["project project", "organisation a", "organisation b", *labs, *carried]))

    parts = participations(image, Collaboration(work=0))

    assert crosses_administrations(image, parts) == crossing


@given(st.lists(st.sets(st.sampled_from("abc")), max_size=6))
def test_crossing_is_what_every_two_participants_say(draw: Draw, answers: list[set[str]]) -> None:
    bodies = "\n".join(f"organisation {body}" for body in "abc")
    labs = [f"lab lab-{number}\n lab-{number} PARTICIPATES_IN project" for number in range(len(answers))]
    carried = [f"{body} CARRIES lab-{number}" for number, bodies in enumerate(answers) for body in sorted(bodies)]
    image = draw("\n".join(["project project", bodies, *labs, *carried]))
    parts = participations(image, Collaboration(work=0))

    found = [set(administrations(image, part.row)) for part in parts]

    assert crosses_administrations(image, parts) == any(
        mine != his for one, other in combinations(found, 2) for mine in one for his in other
    )


def test_one_participant_with_several_ties_is_still_one(draw: Draw) -> None:
    image = draw("""
        project project
        organisation a
        organisation b
        lab lab
        a CARRIES lab
        b CARRIES lab
        lab PARTICIPATES_IN project
        lab RUNS project
    """)

    parts = participations(image, Collaboration(work=0))

    assert len(parts) == 2
    assert not crosses_administrations(image, parts)


def test_crossing_is_a_matter_of_the_day(network: Image) -> None:
    parts = participations(network, work(network, "project"))

    assert crosses_administrations(network, parts, IN_2015)
    assert crosses_administrations(network, parts, IN_2020)
    assert not crosses_administrations(network, participations(network, work(network, "lab-two")), IN_2020)


def test_spheres_of_participants_come_in_order_of_declaration(network: Image) -> None:
    parts = participations(network, work(network, "lab-one"))

    assert spheres_of(network, parts) == (Sphere.STATE, Sphere.LOCAL, Sphere.RESEARCH)
    assert spheres_of(network, []) == ()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["lab-one", "lab-two", "project", "partners", "worked", "federated"]),
        ({"min_participants": 0}, ["lab-one", "lab-two", "project", "event", "partners", "worked", "federated"]),
        ({"min_participants": 3}, ["lab-one"]),
        ({"kinds": frozenset({"LAB"})}, ["lab-one", "lab-two"]),
        ({"themes": frozenset({"housing"})}, ["lab-one", "partners"]),
        ({"themes": frozenset({"housing", "care"})}, ["lab-one", "lab-two", "partners", "federated"]),
        ({"territories": frozenset({"region:93", "region:11"})}, ["lab-one"]),
        ({"cross_administration": True}, ["lab-one", "project", "partners", "worked", "federated"]),
        ({"cross_administration": False}, ["lab-two"]),
        (
            {"cross_administration": True, "active_on": IN_2020},
            ["lab-one", "project", "partners", "worked", "federated"],
        ),
        ({"spans": frozenset({Sphere.STATE, Sphere.LOCAL})}, ["lab-one", "project", "partners", "federated"]),
        (
            {"spans": frozenset({Sphere.STATE, Sphere.LOCAL}), "active_on": IN_2020},
            ["project", "partners", "federated"],
        ),
        ({"spans": frozenset({Sphere.RESEARCH})}, ["lab-one", "worked"]),
        ({"relations": ("CARRIES",)}, ["lab-one"]),
        ({"relations": ("CARRIES",), "active_on": IN_2020}, []),
        ({"relations": ("CARRIES",), "spans": frozenset({Sphere.RESEARCH})}, []),
        ({"relations": ("CARRIES",), "min_participants": 1}, ["lab-one", "lab-two"]),
        ({"active_on": IN_2015}, ["lab-one", "lab-two", "project", "worked", "federated"]),
    ],
)
def test_collaborations_are_selected_by_all_that_is_asked(
    network: Image, asked: dict[str, Any], found: list[str]
) -> None:
    ties = {
        "partners": "state.partners_with.region.2018",
        "worked": "region.collaborates_with.school",
        "federated": "lab-one.federates_with.lab-two",
    }

    assert chosen(network, **asked) == [ties.get(name, name) for name in found]


def test_collaborations_are_selected_by_who_takes_part(network: Image) -> None:
    assert chosen(network, participant=row(network, "school")) == ["lab-one", "region.collaborates_with.school"]
    assert chosen(network, participant=row(network, "region"), active_on=IN_2015) == [
        *("lab-one", "lab-two", "region.collaborates_with.school"),
    ]


@given(data=st.data())
def test_the_collaborations_of_anybody_are_those_they_take_part_in(
    networks: st.SearchStrategy[list[Actor | Tie]], data: st.DataObject
) -> None:
    """However ties loop and run side by side: each is found once, by all who take part in it and by nobody else."""
    image = build(data.draw(networks))

    everything = list(collaborations(image))
    assert all(is_collaboration(image, found) for found in everything)
    for number in range(len(image)):
        found = collaborations_of(image, number)
        assert len(set(found)) == len(found)
        assert set(found) == {
            one
            for one in everything
            if number == one.work or number in {part.row for part in participations(image, one)}
        }
