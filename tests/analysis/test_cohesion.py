from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from labnet.analysis.cohesion import Cohesion, cohesion
from labnet.analysis.statistics import StatisticMethod

Floats = npt.NDArray[np.float64]


def _contacts(pairs: dict[tuple[int, int], float], n: int) -> sparse.csr_array:
    table = np.zeros((n, n))
    for (one, other), weight in pairs.items():
        table[one, other] = table[other, one] = weight
    return sparse.csr_array(table)


def _shares(groups: list[int], k: int) -> sparse.csr_array:
    return sparse.csr_array(np.eye(k)[groups].reshape(len(groups), k))


def test_internal_and_external_contacts_are_counted_for_each_group() -> None:
    contacts = _contacts({(0, 1): 2.0, (1, 2): 1.0, (2, 3): 1.0, (3, 4): 3.0}, 5)
    first, second = cohesion(contacts, _shares([0, 0, 0, 1, 1], 2))
    assert (first.internal, first.external) == (second.internal, second.external) == (3.0, 1.0)
    assert first.external_internal.value == second.external_internal.value == pytest.approx(1 - 2 * 6 / 7)
    assert first.external_internal.n == 3


@given(
    st.integers(4, 5).flatmap(
        lambda n: st.tuples(
            st.lists(st.floats(0, 3), min_size=n * (n - 1) // 2, max_size=n * (n - 1) // 2),
            st.lists(st.integers(0, 2), min_size=n, max_size=n),
        )
    )
)
@settings(deadline=None, max_examples=25)
def test_the_expectation_is_that_of_all_ways_to_deal_units_out(drawn: tuple[list[float], list[int]]) -> None:
    weights, groups = drawn
    n = len(groups)
    pairs = dict(zip(itertools.combinations(range(n), 2), weights, strict=True))
    contacts = _contacts(pairs, n)
    if not contacts.sum():
        return
    table, strengths = contacts.toarray(), contacts.toarray().sum(axis=0)
    found = cohesion(contacts, _shares(groups, 3))
    for group in range(3):
        member = np.array([each == group for each in groups], np.float64)
        dealt = np.array([member[list(order)] for order in itertools.permutations(range(n))])
        inside, whole = ((dealt @ table) * dealt).sum(axis=1), dealt @ strengths
        if not member.any():
            assert found[group].external_internal.expected is None
            continue
        expected = 1 - 2 * inside.mean() / whole.mean()
        spread = (2 * (inside - inside.mean() / whole.mean() * whole) / whole.mean()).std()
        told = found[group].external_internal
        assert told.expected == pytest.approx(expected)
        if told.z is not None and told.value is not None and spread > 1e-4:
            assert told.z == pytest.approx((told.value - expected) / spread, rel=1e-4, abs=1e-6)


def _block(sizes: list[int], inner: float, outer: float, seed: int) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Draw contacts within and between groups of some sizes."""
    groups = np.repeat(np.arange(len(sizes)), sizes)
    rng = np.random.default_rng(seed)
    chance = np.where(groups[:, None] == groups[None, :], inner, outer)
    upper = np.triu(rng.random(chance.shape) < chance, 1)
    return sparse.csr_array((upper + upper.T).astype(np.float64)), _shares(groups.tolist(), len(sizes))


def test_groups_that_keep_to_themselves_are_closed_and_those_that_do_not_are_as_expected() -> None:
    closed = cohesion(*_block([30, 30, 30], 0.3, 0.02, 1))
    even = cohesion(*_block([30, 30, 30], 0.1, 0.1, 2))
    assert [each.verdict for each in closed] == [Cohesion.CLOSED] * 3
    assert [each.verdict for each in even] == [Cohesion.AS_EXPECTED] * 3
    assert {each.external_internal.method for each in closed} == {StatisticMethod.PERMUTATION}


def test_groups_that_look_outside_are_open() -> None:
    assert [each.verdict for each in cohesion(*_block([30, 30, 30], 0.01, 0.2, 3))] == [Cohesion.OPEN] * 3


def test_the_tails_of_few_and_of_many_groups_agree() -> None:
    contacts, shares = _block([40, 40, 40], 0.08, 0.05, 4)
    few = cohesion(contacts, shares)
    # Every third unit is split in name only, which makes the shares ones of split units.
    nearly = shares.toarray()
    nearly[::3] = nearly[::3] * (1 - 1e-9) + 1e-9 / 3
    many = cohesion(contacts, sparse.csr_array(nearly))
    assert {each.external_internal.method for each in many} == {StatisticMethod.POISSON}
    for one, other in zip(few, many, strict=True):
        assert one.external_internal.z == pytest.approx(other.external_internal.z, abs=1e-3)
        assert one.external_internal.p_value == pytest.approx(other.external_internal.p_value, abs=0.05)


def test_a_handful_of_people_is_not_called_closed_for_one_contact() -> None:
    sizes = [3] * 60
    contacts, shares = _block(sizes, 0.0, 0.02, 5)
    table = contacts.toarray()
    table[0, 1] = table[1, 0] = 1.0
    (first, *_) = cohesion(sparse.csr_array(table), shares)
    assert first.external_internal.method is StatisticMethod.POISSON
    assert first.verdict is not Cohesion.CLOSED


def test_false_alarms_are_rare_where_groups_mean_nothing() -> None:
    alarms = sum(
        each.verdict in (Cohesion.CLOSED, Cohesion.OPEN)
        for seed in range(15)
        for each in cohesion(*_block([5, 10, 20, 40], 0.08, 0.08, seed))
    )
    assert alarms <= 3


@pytest.mark.parametrize(
    ("pairs", "groups"),
    [
        ({}, [0, 1]),
        ({(0, 1): 1.0}, [0, 0]),
        ({(0, 1): 1.0}, [0, 1]),
        ({(0, 1): 1.0, (0, 2): 1.0, (0, 3): 1.0}, [0, 1, 1, 1]),
        ({(0, 1): 1.0, (1, 2): 1.0, (0, 2): 1.0}, [0, 0, 0]),
        ({(0, 1): 1.0, (2, 3): 1.0}, [0, 0, 1, 1]),
        ({}, []),
    ],
)
def test_small_networks_tell_nothing_and_never_what_is_not_a_number(
    pairs: dict[tuple[int, int], float], groups: list[int]
) -> None:
    for each in cohesion(_contacts(pairs, len(groups)), _shares(groups, 2)):
        told = each.external_internal
        assert each.verdict is Cohesion.CANNOT_TELL
        assert all(value is None or np.isfinite(value) for value in (told.value, told.expected, told.z, told.p_value))


def test_the_same_seed_gives_the_same_answer() -> None:
    contacts, shares = _block([10, 12, 14], 0.2, 0.1, 6)
    assert cohesion(contacts, shares, seed=3) == cohesion(contacts, shares, seed=3)


def test_where_no_draw_is_as_far_off_the_p_value_is_told_as_a_bound() -> None:
    contacts, shares = _block([12, 12], 0.9, 0.02, seed=3)
    for each in cohesion(contacts, shares):
        draws = round(1 / (each.external_internal.p_value or 1)) - 1
        assert each.external_internal.p_value_is_bound
        assert each.external_internal.method is StatisticMethod.PERMUTATION
        assert draws >= 99
    contacts, shares = _block([12, 12], 0.3, 0.3, seed=3)
    assert not any(each.external_internal.p_value_is_bound for each in cohesion(contacts, shares))
