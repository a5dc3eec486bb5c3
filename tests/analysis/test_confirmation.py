from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from scipy import sparse, stats

from labnet.analysis.confirmation import Expectation, confirmed
from labnet.analysis.independence import factors, lower_tail
from labnet.analysis.mixing import Verdict, pairs_of

Table = npt.NDArray[np.float64]


def _even(k: int, each: float, apart: dict[tuple[int, int], float]) -> Table:
    table = np.full((k, k), each) - each * np.eye(k)
    for (a, b), count in apart.items():
        table[a, b] = table[b, a] = count
    return table


def _expectation(table: Table) -> Expectation:
    fitted = factors(table.sum(axis=1))
    assert fitted is not None
    ones, others = np.triu_indices(len(table), 1)
    expected = fitted[ones] * fitted[others]
    return Expectation(fitted, ones, others, table[ones, others], expected, np.ones(len(ones)))


def _pairs(told: Expectation, found: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    return list(zip(told.ones[found].tolist(), told.others[found].tolist(), strict=True))


def test_one_silo_makes_another_appear_among_few_groups_which_does_not_stand() -> None:
    """Six groups meet a hundred times each, but for two that do not: then the other four seem to meet too little."""
    table = _even(6, 100, {(0, 1): 0})
    told = _expectation(table)
    chances = stats.poisson.cdf(told.observed, told.expected)
    low = (told.observed < told.expected) & (chances < 0.5)
    assert len(_pairs(told, low)) > 1
    stands = confirmed(told, low, lower_tail, 0.01, np.zeros(15, np.bool_))
    assert _pairs(told, stands) == [(0, 1)]


def test_what_is_expected_without_some_pairs_is_what_the_others_show() -> None:
    told = _expectation(_even(6, 100, {(0, 1): 0}))
    out = (told.ones == 0) & (told.others == 1)
    expected = told.without(out, np.arange(15))
    assert expected is not None
    assert expected == pytest.approx(np.full(15, 100.0), rel=1e-4)
    some = told.without(out, np.array([14, 3]))
    assert some is not None
    assert some.tolist() == expected[[14, 3]].tolist()


def test_pairs_that_are_known_to_differ_are_left_out_from_the_start() -> None:
    told = _expectation(_even(6, 100, {(0, 1): 0}))
    apart = (told.ones == 0) & (told.others == 1)
    low = told.ones == 2
    assert not confirmed(told, low, lower_tail, 0.01, apart).any()


def test_nothing_stands_where_what_is_left_says_nothing() -> None:
    """Once all its pairs are taken, nothing is known of a group."""
    told = _expectation(_even(4, 50, {(0, 1): 1, (0, 2): 1, (0, 3): 1}))
    every = told.ones == 0
    assert told.without(every, np.arange(6)) is not None  # nothing is left to be met, and nothing is
    table = _even(4, 50, {})
    told = _expectation(table)
    told = Expectation(told.factors, told.ones, told.others, np.zeros(6), told.expected, told.spread)
    assert told.without(told.ones == 0, np.arange(6)) is None


def test_two_silos_of_one_group_are_both_told_and_no_other() -> None:
    rng = np.random.default_rng(2)
    table = np.triu(rng.poisson(80, (6, 6)), 1).astype(float)
    table[0, 1], table[0, 2] = 3, 5
    found = pairs_of(sparse.csr_array(table + table.T))
    under = {(pair.a, pair.b) for pair in found.told if pair.verdict is Verdict.UNDER_CONNECTED}
    assert under == {(0, 1), (0, 2)}
