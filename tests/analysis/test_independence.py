from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from labnet.analysis.independence import adjusted, factors, lower_tail, upper_tail

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
