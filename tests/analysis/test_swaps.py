from __future__ import annotations

from collections import Counter
from itertools import combinations, product

import numpy as np
import numpy.typing as npt
import pytest
from scipy import sparse, stats

from labnet.analysis.swaps import swapped, traded


def _alike(table: npt.NDArray[np.int64]) -> list[npt.NDArray[np.int64]]:
    """Every table with the sums of rows and columns of this one."""
    k = table.shape[1]
    rows = [[set(each) for each in combinations(range(k), int(total))] for total in table.sum(axis=1)]
    tables = (np.array([[int(group in row) for group in range(k)] for row in each]) for each in product(*rows))
    return [each for each in tables if (each.sum(axis=0) == table.sum(axis=0)).all()]


TABLE = np.array([[1, 1, 0, 0], [0, 1, 1, 1], [1, 0, 1, 0], [0, 0, 1, 1]])


def test_swapped_tables_meet_as_all_tables_with_the_same_sums_do() -> None:
    found = swapped(sparse.csr_array(TABLE), 3)
    met = np.array([each.T @ each for each in _alike(TABLE)])
    apart = ~np.eye(4, dtype=bool)
    assert found.means[apart] == pytest.approx(met.mean(axis=0)[apart], abs=0.15)
    assert found.variances[apart] == pytest.approx(met.var(axis=0)[apart], abs=0.15)


def test_trades_reach_every_table_equally_often() -> None:
    rng = np.random.default_rng(1)
    rows, groups = np.nonzero(TABLE)
    seen: Counter[bytes] = Counter()
    for _ in range(6_000):
        for _ in range(3):
            rows, groups = traded(rng, rows, groups, (4, 4))
        drawn = np.zeros((4, 4), np.int64)
        drawn[rows, groups] = 1
        seen[drawn.tobytes()] += 1
    every = _alike(TABLE)
    assert set(seen) == {each.astype(np.int64).tobytes() for each in every}
    # About 118 times each.
    assert stats.chisquare(list(seen.values())).pvalue > 1e-3


def test_the_same_seed_draws_the_same() -> None:
    one, two = swapped(sparse.csr_array(TABLE), 5), swapped(sparse.csr_array(TABLE), 5)
    assert one.means.tolist() == two.means.tolist()
    assert swapped(sparse.csr_array(TABLE), 6).means.tolist() != one.means.tolist()


def test_nothing_to_swap_stays_as_it_is() -> None:
    assert swapped(sparse.csr_array((0, 3)), 0).means.tolist() == np.zeros((3, 3)).tolist()
    single = sparse.csr_array(np.array([[1, 1, 0]]))
    assert swapped(single, 0).means[0, 1] == 1
