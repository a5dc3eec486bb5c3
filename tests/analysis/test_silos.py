from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable

import numpy as np
import pytest

from labnet.analysis import silos
from labnet.analysis.cohesion import Cohesion
from labnet.analysis.grouping import GroupBy
from labnet.analysis.mixing import Verdict
from labnet.analysis.segregation import segregation
from labnet.analysis.silos import Mixing, Question, Unit, linking, mixing
from labnet.analysis.statistics import StatisticMethod
from labnet.analysis.two_mode import Scope
from labnet.network.image import Image

Draw = Callable[[str], Image]
TODAY = dt.date(2026, 6, 1)
SPHERES = {
    "s": "state_service {} tier=state_central",
    "l": "local_authority {} tier=commune",
    "p": "organisation {} tier=public_establishment",
    "r": "organisation {} tier=research",
    "c": "organisation {} tier=association",
}


def _network(pairs: dict[tuple[str, str], int]) -> str:
    """Five spheres of three bodies each, and so many labs that bodies of two of them carry."""
    lines = [form.format(f"{letter}{number}") for letter, form in SPHERES.items() for number in range(3)]
    for (one, other), times in pairs.items():
        for time in range(times):
            lab = f"lab-{one}{other}{time}"
            lines += [f"lab {lab}", f"{one}{time % 3} CARRIES {lab}", f"{other}{time // 3 % 3} CARRIES {lab}"]
    return "\n".join(lines)


PAIRS = list(itertools.combinations(SPHERES, 2))
PEOPLE = "".join(
    f"\ninnovator q{number}\nq{number} WORKS_FOR s0\nq{number} WORKS_FOR l0\nq{number} PARTICIPATES_IN lab-rc{number}"
    for number in range(5)
)


@pytest.fixture(scope="module")
def apart(draw: Draw) -> Image:
    """Spheres that have twenty labs with each other one, but for State and local authorities, which have one."""
    return draw(_network({**dict.fromkeys(PAIRS, 20), ("s", "l"): 1}))


def _asked(by: GroupBy = GroupBy.SPHERE, scope: Scope | None = None) -> Question:
    return Question(by, TODAY, scope or Scope())


def _pair(found: Mixing, one: str, other: str) -> tuple[float | None, Verdict]:
    return next(
        (pair.observed, pair.verdict)
        for pair in found.pairs.told
        if {found.keys[pair.a], found.keys[pair.b]} == {one, other}
    )


def test_two_spheres_that_hardly_meet_are_found_and_all_others_are_as_expected(apart: Image) -> None:
    found = mixing(apart, _asked())
    assert _pair(found, "STATE", "LOCAL") == (1.0, Verdict.UNDER_CONNECTED)
    assert [pair.verdict for pair in found.pairs.told[1:]] == [Verdict.AS_EXPECTED] * 9
    assert (found.unit, found.method, found.works) == (Unit.JOINT_WORK, StatisticMethod.SWAPS, 181)
    assert found.sizes == (3,) * 5


def test_small_tables_are_swapped_unless_units_are_split_and_large_ones_are_not(
    apart: Image, monkeypatch: pytest.MonkeyPatch, draw: Draw
) -> None:
    swapped = mixing(apart, Question(GroupBy.SPHERE, TODAY, seed=3))
    assert (swapped.method, swapped.pairs.seed) == (StatisticMethod.SWAPS, 3)
    assert mixing(draw(_network(dict.fromkeys(PAIRS, 20)) + PEOPLE), _asked()).method is StatisticMethod.POISSON
    monkeypatch.setattr(silos, "MOST_SWAPPED", 100)
    counted = mixing(apart, Question(GroupBy.SPHERE, TODAY, seed=4))
    assert (counted.method, counted.pairs.seed) == (StatisticMethod.POISSON, None)


def test_groups_and_the_whole_are_measured_on_the_same_contacts(apart: Image) -> None:
    found = mixing(apart, _asked())
    assert {each.verdict for each in found.groups} <= {Cohesion.OPEN, Cohesion.AS_EXPECTED}
    assert all(each.internal == 0 for each in found.groups)
    assert found.segregation == segregation(found.parts.contacts, found.grouping.shares)
    assert found.segregation.external_internal.value == 1.0


def test_those_who_link_two_groups_are_their_works_then_those_with_ties_then_those_between(draw: Draw) -> None:
    image = draw("""
        state_service state tier=state_central
        local_authority city tier=commune
        local_authority town tier=commune
        organisation club tier=association
        lab joint
        lab of-clubs
        state CARRIES joint
        city CARRIES joint
        state PARTNERS_WITH town
        club PARTNERS_WITH state
        club PARTNERS_WITH town
        innovator ida visibility=public
        ida COLLABORATES_WITH state
        ida COLLABORATES_WITH city
    """)
    found = mixing(image, _asked())
    a, b = found.keys.index("STATE"), found.keys.index("LOCAL")
    assert [image.ids[row] for row in linking(image, found, a, b, persons=False, limit=5)] == [
        *("joint", "state", "town", "club"),
    ]
    assert [image.ids[row] for row in linking(image, found, a, b, persons=False, limit=1)] == ["joint"]


def test_people_of_a_small_group_are_not_counted_and_a_group_of_few_people_is_withheld(draw: Draw) -> None:
    people = "\n".join(f"innovator p{number} territory=region:11" for number in range(4))
    many = "\n".join(f"innovator q{number} territory=region:53" for number in range(6))
    ties = "\n".join(f"p{number} PARTICIPATES_IN work\nq{number} PARTICIPATES_IN work" for number in range(4))
    image = draw(f"{people}\n{many}\nproject work\n{ties}")
    found = mixing(image, _asked(GroupBy.KIND))
    assert found.sizes == (10,)
    by_theme = mixing(image, Question(GroupBy.KIND, TODAY, Scope(kinds=frozenset({"LAB"}))))
    assert by_theme.segregation.external_internal.n == 0


def test_a_withheld_group_is_told_nothing_of_and_neither_are_its_pairs(draw: Draw) -> None:
    few = "\n".join(f"innovator p{number} themes=few" for number in range(3))
    many = "\n".join(f"innovator q{number} themes=many" for number in range(6))
    ties = "\n".join(f"{name} PARTICIPATES_IN work" for name in ("p0", "p1", "q0", "q1"))
    image = draw(f"{few}\n{many}\norganisation o tier=research themes=other\nproject work\n{ties}\no RUNS work")
    found = mixing(image, _asked(GroupBy.THEME))
    withheld = found.keys.index("few")
    assert found.sizes[withheld] is None
    (group,) = (each for each in found.groups if each.group == withheld)
    assert (group.internal, group.external, group.verdict) == (None, None, Cohesion.WITHHELD)
    assert {pair.verdict for pair in found.pairs.told if withheld in (pair.a, pair.b)} == {Verdict.WITHHELD}
    assert found.parts.units.tolist() == [row for row in range(len(image)) if image.ids[row][0] in "qo"]
    assert _pair(found, "many", "other") == (1.0, Verdict.CANNOT_TELL)


def test_where_there_are_no_works_direct_ties_are_counted(draw: Draw) -> None:
    people = "\n".join(f"innovator {letter}{number} themes={letter}" for letter in "abcd" for number in range(5))
    pairs = [(f"{one}{number}", f"{other}{number}") for one, other in ("ab", "cd") for number in range(5)]
    ties = "\n".join(f"{one} COLLABORATES_WITH {other}" for one, other in pairs)
    found = mixing(draw(f"{people}\n{ties}"), _asked(GroupBy.THEME))
    assert (found.unit, found.works) == (Unit.TIE, 10)
    assert _pair(found, "a", "b")[0] == 5.0


def test_people_who_know_each_other_outside_of_works_make_their_groups_meet(draw: Draw) -> None:
    people = "\n".join(f"innovator {letter}{number} themes={letter}" for letter in "abcd" for number in range(5))
    image = draw(f"""
        {people}
        project work
        a0 PARTICIPATES_IN work
        b0 PARTICIPATES_IN work
        a0 COLLABORATES_WITH b0
        a1 COLLABORATES_WITH b1
        c1 COLLABORATES_WITH d1
    """)
    found = mixing(image, _asked(GroupBy.THEME))
    # The project brings a0 and b0 together: that they declare a tie as well says nothing new.
    assert (found.unit, found.works) == (Unit.JOINT_WORK, 3)
    assert (_pair(found, "a", "b")[0], _pair(found, "c", "d")[0]) == (2.0, 1.0)


def test_a_network_of_nobody_and_one_without_contacts_tell_nothing(draw: Draw) -> None:
    for text in ("lab alone", "state_service a tier=state_central\nlocal_authority b tier=commune"):
        found = mixing(draw(text), _asked())
        assert found.segregation.external_internal.value is None
        assert {each.verdict for each in found.groups} <= {Cohesion.CANNOT_TELL}
        assert {pair.verdict for pair in found.pairs.told} <= {Verdict.CANNOT_TELL}


@pytest.mark.parametrize("by", GroupBy)
def test_every_grouping_is_measured_without_what_is_not_a_number(apart: Image, by: GroupBy) -> None:
    found = mixing(apart, _asked(by))
    told = [found.segregation.external_internal, found.segregation.assortativity]
    told += [each.external_internal for each in found.groups]
    for each in told:
        for value in (each.value, each.expected, each.z, each.p_value):
            assert value is None or np.isfinite(value)


def test_the_same_question_is_answered_once_for_an_image(apart: Image) -> None:
    assert mixing(apart, _asked()) is mixing(apart, _asked())
