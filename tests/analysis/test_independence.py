from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from labnet.analysis.independence import adjusted, could_be_low, factors, factors_without, lower_tail, upper_tail

sums = st.lists(st.floats(0.01, 1e6), min_size=3, max_size=12)


@given(sums)
def test_expected_counts_have_the_sums_that_were_observed(outward: list[float]) -> None:
    observed = np.array(outward)
    found = factors(observed)
    if found is None:
        # One group is an end of every meeting, as good as.
        assert observed.max() >= (observed.sum() - observed.max()) * (1 - 1e-8)
        return
    assert (found > 0).all()
    np.testing.assert_allclose(found * (found.sum() - found), observed, rtol=1e-6)


@given(sums)
def test_the_order_of_groups_changes_nothing(outward: list[float]) -> None:
    observed = np.array(outward)
    order = np.random.default_rng(len(outward)).permutation(len(outward))
    one, other = factors(observed), factors(observed[order])
    if one is None or other is None:
        assert one is other is None
        return
    np.testing.assert_allclose(one[order], other, rtol=1e-6)


def test_products_that_were_put_in_come_out() -> None:
    put = np.array([5.0, 1.0, 0.5, 0.2])  # the first has more than half of the sum
    found = factors(put * (put.sum() - put))
    assert found is not None
    np.testing.assert_allclose(found, put, rtol=1e-9)


@pytest.mark.parametrize("outward", [[], [3.0], [3.0, 3.0], [4.0, 2.0, 2.0], [9.0, 2.0, 2.0, 2.0]])
def test_a_group_that_is_an_end_of_every_meeting_leaves_nothing_to_fit(outward: list[float]) -> None:
    assert factors(np.array(outward)) is None


def test_tails_are_those_of_the_poisson_distribution() -> None:
    observed, expected = np.array([0.0, 3.0, 7.0]), np.array([4.0, 4.0, 4.0])
    np.testing.assert_allclose(lower_tail(observed, expected), stats.poisson.cdf(observed, expected))
    np.testing.assert_allclose(upper_tail(observed, expected), stats.poisson.sf(observed - 1, expected))


def test_parts_of_a_meeting_are_counted_so_as_to_alarm_nobody() -> None:
    part, expected = np.array([2.5]), np.array([4.0])
    assert lower_tail(part, expected) == pytest.approx(stats.poisson.cdf(3, 4))
    assert upper_tail(part, expected) == pytest.approx(stats.poisson.sf(1, 4))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusted_values_are_those_of_scipy(p_values: list[float]) -> None:
    np.testing.assert_allclose(
        adjusted(np.array(p_values)), stats.false_discovery_control(p_values), rtol=1e-12, atol=1e-15
    )


def test_tests_that_are_not_given_count_all_the_same() -> None:
    assert adjusted(np.array([0.001, 0.01]), tests=10).tolist() == [0.01, 0.05]
    assert adjusted(np.empty(0)).tolist() == []


@given(st.integers(0, 25), st.integers(1, 20), st.floats(0.05, 0.95))
def test_counts_that_spread_less_than_poisson_are_binomial(count: int, trials: int, chance: float) -> None:
    observed, expected = np.array([float(count)]), np.array([trials * chance])
    low, high = stats.binom.cdf(count, trials, chance), stats.binom.sf(count - 1, trials, chance)
    assert lower_tail(observed, expected, 1 - chance)[0] == pytest.approx(low, abs=1e-6)
    assert upper_tail(observed, expected, 1 - chance)[0] == pytest.approx(high, abs=1e-6)


def test_counts_that_spread_more_have_longer_tails() -> None:
    expected = np.array([10.0])
    assert lower_tail(np.array([2.0]), expected, 2.0) > lower_tail(np.array([2.0]), expected)
    assert upper_tail(np.array([18.0]), expected, 2.0) > upper_tail(np.array([18.0]), expected)


@given(st.lists(st.floats(1e-9, 1), max_size=30))
def test_as_many_pairs_are_tested_as_can_be_told(silent: list[float]) -> None:
    """With any more of them, not even no meeting at all would do for the one of which most is expected."""
    chances = np.array(silent)
    tested = could_be_low(chances, 0.05)
    count = int(tested.sum())
    assert count == 0 or chances[tested].max() * count <= 0.05 * (1 + 1e-6)
    left = chances[~tested]
    assert all(chance * (chances <= chance * (1 + 1e-6)).sum() > 0.05 * (1 - 1e-6) for chance in left)


def test_a_fit_without_some_pairs_has_the_sums_of_the_rest() -> None:
    table = np.random.default_rng(4).poisson(20, (7, 7)).astype(float)
    table = np.triu(table, 1) + np.triu(table, 1).T
    out = [(0, 3), (0, 5), (2, 6)]
    fitted = factors(table.sum(axis=1))
    assert fitted is not None
    ones, others = np.array(out).T
    found = factors_without(fitted, ones, others, table[ones, others])
    assert found is not None
    kept = 1 - np.eye(7)
    kept[ones, others] = kept[others, ones] = 0
    np.testing.assert_allclose(found * (kept @ found), (table * kept).sum(axis=1), rtol=1e-5)


def test_a_fit_without_all_pairs_of_a_group_that_meets_says_nothing() -> None:
    even = factors(np.array([30.0, 30.0, 30.0, 30.0]))
    assert even is not None
    assert factors_without(even, np.array([0, 0, 0]), np.array([1, 2, 3]), np.zeros(3)) is None
