from __future__ import annotations

from collections.abc import Callable

import pytest

from labnet.analysis.programmes import TiesAround, awards, laureates, ties_around
from labnet.network.image import Image

Draw = Callable[[str], Image]

CIRCLE = """
    lab lab
    programme call
    organisation a
    organisation b
    organisation c
    organisation outside
    a CARRIES lab
    b CARRIES lab
    c PARTNERS_WITH lab
"""


@pytest.fixture
def around(draw: Draw) -> Callable[[str, str], TiesAround]:
    """Count around a lab chosen on a day: a and b carry it, c is its partner, and the ties given stand among them."""

    def count(award: str, ties: str) -> TiesAround:
        image = draw(f"{CIRCLE}\n lab LAUREATE_OF call {award}\n{ties}")
        return ties_around(image, awards(image, 0)[0])

    return count


def test_the_laureates_of_a_programme_and_the_awards_of_a_lab_are_the_same_ties(draw: Draw) -> None:
    """Lab one was chosen twice by the first call, in 2014 and 2016, lab two once by each."""
    image = draw("""
        lab one
        lab two
        programme first
        programme second
        organisation jury
        two LAUREATE_OF first since=2016
        two LAUREATE_OF second
        one LAUREATE_OF first since=2016
        one LAUREATE_OF first since=2014
        jury SELECTS first
    """)

    chosen = laureates(image, 2)

    assert [(found.lab, found.programme, image.tie(found.tie).id) for found in chosen] == [
        (0, 2, "one.laureate_of.first.2016"),
        (0, 2, "one.laureate_of.first.2014"),
        (1, 2, "two.laureate_of.first.2016"),
    ]
    assert awards(image, 0) == chosen[:2]
    assert [found.programme for found in awards(image, 1)] == [2, 3]
    assert (laureates(image, 0), awards(image, 2)) == ([], [])


def test_ties_count_by_when_they_began(around: Callable[[str, str], TiesAround]) -> None:
    """One tie of 2015, two since the award, and one of unknown start; what leads outside does not count."""
    counted = around(
        "since=2016-11-18",
        """
        a PARTNERS_WITH b since=2015
        b PARTNERS_WITH a since=2017
        b FUNDS c since=2016-12
        c COLLABORATES_WITH a
        a PARTNERS_WITH outside since=2010
        outside PARTNERS_WITH c since=2020
        """,
    )

    assert counted == TiesAround(before=1, after=2, undated=1)


@pytest.mark.parametrize(
    ("award", "tie", "before"),
    [
        ("2016-11-18", "2016-11-17", 1),
        ("2016-11-18", "2016-11-18", 0),
        ("2016-11", "2016-10-31", 1),
        ("2016-11", "2016-11-01", 0),
        ("2016", "2016-01-01", 0),
        ("2016", "2015-12", 1),
        ("2016", "2016", 0),
    ],
)
def test_before_means_before_the_first_day_that_the_award_may_mean(
    around: Callable[[str, str], TiesAround], award: str, tie: str, before: int
) -> None:
    counted = around(f"since={award}", f"a PARTNERS_WITH b since={tie}")

    assert counted == TiesAround(before=before, after=1 - before, undated=0)


@pytest.mark.parametrize(("award", "tie"), [("2016-11-18", "2016"), ("2016-11-18", "2016-11")])
def test_a_start_that_may_be_before_or_after_is_as_good_as_none(
    around: Callable[[str, str], TiesAround], award: str, tie: str
) -> None:
    counted = around(f"since={award}", f"a PARTNERS_WITH b since={tie}\n b PARTNERS_WITH c since=2015")

    assert counted == TiesAround(before=1, after=0, undated=1)


def test_without_the_day_of_the_award_nothing_is_before_or_after(around: Callable[[str, str], TiesAround]) -> None:
    counted = around("", "a PARTNERS_WITH b since=2015\n b PARTNERS_WITH c")

    assert counted == TiesAround(before=None, after=None, undated=1)


def test_without_a_known_start_nothing_is_before_or_after(around: Callable[[str, str], TiesAround]) -> None:
    counted = around("since=2016", "a PARTNERS_WITH b\n b PARTNERS_WITH c")

    assert counted == TiesAround(before=None, after=None, undated=2)


def test_where_there_are_no_ties_there_are_none_before_and_none_after(
    around: Callable[[str, str], TiesAround],
) -> None:
    assert around("since=2016", "") == TiesAround(before=0, after=0, undated=0)


def test_a_lab_without_carriers_has_nothing_around_it(draw: Draw) -> None:
    image = draw("""
        lab lab
        programme call
        lab LAUREATE_OF call since=2016
    """)

    assert ties_around(image, awards(image, 0)[0]) == TiesAround(before=0, after=0, undated=0)


def test_a_body_that_both_carries_and_partners_counts_once(draw: Draw) -> None:
    image = draw(f"""{CIRCLE}
        a PARTNERS_WITH lab
        lab LAUREATE_OF call since=2016
        a PARTNERS_WITH b since=2017
    """)

    assert ties_around(image, awards(image, 0)[0]) == TiesAround(before=0, after=1, undated=0)
