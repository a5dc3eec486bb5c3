from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from labnet.analysis.disclosure import FEWEST_PEOPLE, countable, few_in_contact
from labnet.analysis.two_mode import two_mode
from labnet.network.image import Image


def _shares(groups: list[set[int]]) -> sparse.csr_array:
    table = np.zeros((len(groups), 4))
    for unit, found in enumerate(groups):
        for group in found:
            table[unit, group] = 1 / len(found)
    return sparse.csr_array(table)


def test_bodies_are_counted_however_few_and_people_only_where_there_are_five() -> None:
    groups = [{0}, {0}, *[{1}] * FEWEST_PEOPLE, {1}]
    people = np.array([False, True, *[True] * FEWEST_PEOPLE, False])
    assert countable(_shares(groups), people).tolist() == [True, False, *[True] * FEWEST_PEOPLE, True]


def test_whoever_is_left_out_of_a_small_group_is_left_out_of_others_which_may_make_those_small() -> None:
    groups = [{0, 1}, *[{1}] * 4, {2}]
    assert countable(_shares(groups), np.array([True] * 5 + [False])).tolist() == [False] * 5 + [True]


def test_people_of_no_group_are_in_no_small_one() -> None:
    assert countable(_shares([set()]), np.array([True])).tolist() == [True]


@given(st.lists(st.tuples(st.sets(st.integers(0, 3), max_size=2), st.booleans()), max_size=30))
def test_no_group_that_is_counted_has_between_one_and_four_people(drawn: list[tuple[set[int], bool]]) -> None:
    people = np.array([person for _, person in drawn], np.bool_)
    found = countable(_shares([groups for groups, _ in drawn]), people)
    for group in range(4):
        counted = sum(kept and group in groups for kept, (groups, person) in zip(found, drawn, strict=True) if person)
        assert counted == 0 or counted >= FEWEST_PEOPLE
    assert found[~people].all()


def test_groups_of_whose_people_few_are_in_contact_are_found(draw: Callable[[str], Image]) -> None:
    people = "\n".join(f"innovator {letter}{number} themes={letter}" for letter in "abc" for number in range(6))
    in_lab = [*(f"a{number}" for number in range(3)), *(f"b{number}" for number in range(6))]
    parts = "\n".join(f"{name} PARTICIPATES_IN lab" for name in in_lab)
    parts_of_all = two_mode(draw(f"{people}\nlab lab\n{parts}"), dt.date(2026, 6, 1))
    shares = sparse.csr_array(np.repeat(np.eye(3), 6, axis=0))
    assert few_in_contact(parts_of_all, shares).tolist() == [0]
