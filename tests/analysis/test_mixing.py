from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import sparse, stats

from labnet.analysis.mixing import MOST_PAIRS, Pair, Pairs, Verdict, _typical, pairs_of

Ints = npt.NDArray[np.int64]


def _symmetric(table: Ints) -> sparse.csr_array:
    upper = np.triu(table, 1)
    return sparse.csr_array((upper + upper.T).astype(np.float64))


def _by_groups(found: Pairs) -> dict[tuple[int, int], Pair]:
    return {(pair.a, pair.b): pair for pair in found.told}


def _even(k: int, each: int) -> Ints:
    return np.full((k, k), each)


def test_groups_that_meet_as_often_as_each_other_are_as_expected() -> None:
    found = pairs_of(_symmetric(_even(5, 20)))
    assert found.total == len(found.told) == 10
    assert {pair.verdict for pair in found.told} == {Verdict.AS_EXPECTED}
    assert all(pair.expected == pytest.approx(20) and pair.ratio == pytest.approx(1) for pair in found.told)


def test_two_groups_that_hardly_meet_are_told_and_come_first() -> None:
    table = _even(6, 20)
    table[1, 4] = 2
    first, *others = pairs_of(_symmetric(table)).told
    assert (first.a, first.b, first.observed, first.verdict) == (1, 4, 2, Verdict.UNDER_CONNECTED)
    assert first.expected is not None
    assert first.p_value == pytest.approx(stats.poisson.cdf(2, first.expected))
    assert first.q_value == pytest.approx(stats.poisson.cdf(2, first.expected) * 15)
    assert Verdict.UNDER_CONNECTED not in {pair.verdict for pair in others}


def test_two_groups_that_meet_far_more_than_others_are_told() -> None:
    table = _even(6, 10)
    table[0, 5] = 60
    last = pairs_of(_symmetric(table)).told[-1]
    assert (last.a, last.b, last.verdict) == (0, 5, Verdict.OVER_CONNECTED)


def test_where_even_no_meeting_would_not_surprise_nothing_can_be_told() -> None:
    table = _even(5, 1)
    table[0, 1] = 0
    found = pairs_of(_symmetric(table))
    assert {pair.verdict for pair in found.told} == {Verdict.CANNOT_TELL}
    assert all(pair.q_value is None for pair in found.told if (pair.observed or 0) < (pair.expected or 0))


@pytest.mark.parametrize("k", [0, 1, 2, 3])
def test_three_groups_or_fewer_cannot_be_told_apart_from_chance(k: int) -> None:
    found = pairs_of(_symmetric(_even(k, 50)))
    assert not found.fitted
    assert found.total == k * (k - 1) // 2
    assert all(pair.verdict is Verdict.CANNOT_TELL and pair.expected is None for pair in found.told)
    assert all(pair.observed == 50 for pair in found.told)


def test_a_group_that_is_an_end_of_every_meeting_leaves_nothing_to_tell() -> None:
    table = np.zeros((6, 6), np.int64)
    table[0, 1:] = 40
    found = pairs_of(_symmetric(table))
    assert not found.fitted
    assert {pair.verdict for pair in found.told} == {Verdict.CANNOT_TELL}


def test_groups_that_meet_nobody_are_listed_but_tell_nothing() -> None:
    table = _even(7, 20)
    table[:, 6] = 0
    alone = [pair for pair in pairs_of(_symmetric(table)).told if pair.b == 6]
    assert len(alone) == 6
    assert {(pair.observed, pair.ratio, pair.p_value, pair.verdict) for pair in alone} == {
        (0.0, None, None, Verdict.CANNOT_TELL)
    }


def test_of_many_groups_those_that_meet_or_could_be_told_are_looked_at() -> None:
    rng = np.random.default_rng(1)
    activity = rng.pareto(1.5, 90) + 0.2
    table = rng.poisson(np.outer(activity, activity))
    found = pairs_of(_symmetric(table))
    assert found.total == 90 * 89 // 2
    assert len(found.told) <= MOST_PAIRS
    factor_pairs = {(pair.a, pair.b) for pair in found.told if (pair.expected or 0) > 3 and pair.observed == 0}
    expected = _expected(_symmetric(table))
    silent = {
        (a, b) for a, b in itertools.combinations(range(90), 2) if expected[a, b] > 3 and np.triu(table, 1)[a, b] == 0
    }
    assert factor_pairs == silent


def _expected(counts: sparse.csr_array) -> npt.NDArray[np.float64]:
    """Fit one group at a time, as the literature does."""
    outward = np.asarray(counts.sum(axis=1)).ravel()
    factor = np.sqrt(outward)
    for _ in range(500):
        for place in range(len(factor)):
            factor[place] = outward[place] / (factor.sum() - factor[place])
    return np.outer(factor, factor)


tables = st.integers(2, 9).flatmap(lambda k: hnp.arrays(np.int64, (k, k), elements=st.integers(0, 40)))


@given(tables)
@settings(deadline=None)
def test_relabelling_groups_changes_no_verdict(table: Ints) -> None:
    k = len(table)
    order = np.random.default_rng(k).permutation(k)
    whole = _symmetric(table).toarray()
    one, other = (
        _by_groups(pairs_of(sparse.csr_array(whole))),
        _by_groups(pairs_of(sparse.csr_array(whole[order][:, order]))),
    )
    place = np.argsort(order)
    for (a, b), pair in one.items():
        moved = other[min(place[a], place[b]), max(place[a], place[b])]
        assert (moved.observed, moved.verdict) == (pair.observed, pair.verdict)
        assert moved.expected == (None if pair.expected is None else pytest.approx(pair.expected, rel=1e-6))


@given(tables)
@settings(deadline=None)
def test_nothing_that_is_told_is_not_a_number(table: Ints) -> None:
    for pair in pairs_of(_symmetric(table)).told:
        for value in (pair.observed, pair.expected, pair.ratio, pair.p_value, pair.q_value):
            assert value is None or np.isfinite(value)
        assert pair.p_value is None or 0 < pair.p_value <= 1
        assert pair.a < pair.b


def test_a_gap_of_a_few_per_cent_is_no_silo_however_much_is_known() -> None:
    table = _even(5, 4000)
    table[0, 1] = 3500
    table[2, 3] = 4500
    found = _by_groups(pairs_of(_symmetric(table)))
    assert (found[0, 1].q_value or 1) < 0.05
    assert (found[2, 3].q_value or 1) < 0.05
    assert {pair.verdict for pair in found.values()} == {Verdict.AS_EXPECTED}
    table[0, 1] = 2500
    assert _by_groups(pairs_of(_symmetric(table)))[0, 1].verdict is Verdict.UNDER_CONNECTED


@given(st.lists(st.floats(0.01, 10), min_size=2, max_size=30))
def test_half_of_the_pairs_are_expected_to_meet_as_often_as_is_typical(factor: list[float]) -> None:
    factors = np.array(factor)
    ones, others = np.triu_indices(len(factors), 1)
    products = factors[ones] * factors[others]
    found = _typical(factors)
    assert (products >= found * (1 - 1e-6)).sum() * 2 >= len(products)
    assert (products > found * (1 + 1e-6) + 1e-6).sum() * 2 <= len(products)
