from __future__ import annotations

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from labnet.analysis.joint_work import direct_contacts, joint_work, meetings, outside_works

Floats = npt.NDArray[np.float64]


def _by_hand(table: Floats, shares: Floats) -> Floats:
    """Work by work and pair by pair, as the formula says."""
    k = shares.shape[1]
    counts = np.zeros((k, k))
    for work in table:
        there = shares[work > 0]
        for a in range(k):
            for b in range(k):
                if a != b:
                    met = there[:, a].sum() * there[:, b].sum() - (there[:, a] * there[:, b]).sum()
                    counts[a, b] += min(1.0, met)
    return counts


@st.composite
def tables(draw: st.DrawFn) -> tuple[Floats, Floats]:
    works, units, groups = (draw(st.integers(1, most)) for most in (5, 6, 4))
    cells = st.lists(st.booleans(), min_size=works * units, max_size=works * units)
    table = np.array(draw(cells), np.float64).reshape(works, units)
    belongs = draw(st.lists(st.sets(st.integers(0, groups - 1), max_size=2), min_size=units, max_size=units))
    shares = np.zeros((units, groups))
    for unit, found in enumerate(belongs):
        for group in found:
            shares[unit, group] = 1 / len(found)
    return table, shares


@given(tables())
def test_joint_work_is_what_is_counted_by_hand(drawn: tuple[Floats, Floats]) -> None:
    table, shares = drawn
    found = joint_work(sparse.csr_array(table), sparse.csr_array(shares))
    np.testing.assert_allclose(found.toarray(), _by_hand(table, shares), atol=1e-12)


def test_somebody_of_two_groups_does_not_meet_themselves() -> None:
    alone = sparse.csr_array(np.array([[1.0]]))
    both = sparse.csr_array(np.array([[0.5, 0.5]]))
    assert joint_work(alone, both).nnz == 0


def test_a_direct_tie_of_two_bodies_is_a_work_of_two() -> None:
    attendance = sparse.csr_array(np.array([[1.0, 1.0, 0.0]]))
    direct = sparse.csr_array(np.array([[0, 0, 2.0], [0, 0, 1.0], [2.0, 1.0, 0]]))
    found = meetings(attendance, direct, np.array([True, False, True]))
    assert found.toarray().tolist() == [[1, 1, 0], [1, 0, 1]]


def test_direct_contacts_are_counted_between_groups_whatever_their_weight() -> None:
    direct = sparse.csr_array(np.array([[0, 0.5, 3.0], [0.5, 0, 0], [3.0, 0, 0]]))
    shares = sparse.csr_array(np.array([[1.0, 0], [1.0, 0], [0.5, 0.5]]))
    assert direct_contacts(direct, shares).toarray().tolist() == [[0, 0.5], [0.5, 0]]


def test_a_tie_of_a_person_counts_where_no_work_brings_the_two_together() -> None:
    # Units 0 and 2 are bodies, 1 and 3 people; 0 and 1 share a work, and every two are tied.
    attendance = sparse.csr_array(np.array([[1.0, 1.0, 0.0, 0.0]]))
    direct = sparse.csr_array(np.ones((4, 4)) - np.eye(4))
    people = np.array([False, True, False, True])
    found = outside_works(attendance, direct, people)
    ends = [tuple(np.flatnonzero(row).tolist()) for row in found.toarray()]
    assert sorted(ends) == [(0, 3), (1, 2), (1, 3), (2, 3)]
    assert outside_works(attendance, direct, np.zeros(4, np.bool_)).shape == (0, 4)
    nobody = np.empty(0, np.bool_)
    assert outside_works(sparse.csr_array((0, 0)), sparse.csr_array((0, 0)), nobody).shape == (0, 0)


@given(tables(), st.randoms())
def test_every_direct_tie_is_counted_once_in_works_or_outside(drawn: tuple[Floats, Floats], random: object) -> None:
    attendance = sparse.csr_array(drawn[0])
    n = attendance.shape[1]
    draw = np.random.default_rng(random.randrange(2**32))  # type: ignore[attr-defined] # a random.Random
    upper = np.triu(draw.random((n, n)) < 0.5, 1).astype(np.float64)
    direct = sparse.csr_array(upper + upper.T)
    people = np.asarray(draw.random(n) < 0.5, np.bool_)
    works = meetings(attendance, direct, ~people).shape[0] - attendance.shape[0]
    outside = outside_works(attendance, direct, people).shape[0]
    personal = np.logical_or.outer(people, people)
    together = (drawn[0].T @ drawn[0] > 0) & personal
    assert works + outside + int((np.triu(together, 1) * upper).sum()) == int(upper.sum())
