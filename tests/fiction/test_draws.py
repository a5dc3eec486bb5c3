from __future__ import annotations

import numpy as np
import pytest

from labnet.fiction.draws import NOBODY, Groups, heavy, pairs_once, stream, zipf


def test_each_concept_has_numbers_of_its_own_that_the_seed_decides() -> None:
    one, again, other, seed = (stream(*key).random() for key in ((1, "a"), (1, "a"), (1, "b"), (2, "a")))

    assert one == again
    assert len({one, other, seed}) == 3


def test_heavy_weights_have_a_pareto_tail_that_is_cut() -> None:
    weights = heavy(stream(1, "weights"), 100_000, 1.5, 50.0)

    assert weights.min() >= 1
    assert weights.max() == 50
    assert [(weights > bound).mean() for bound in (2, 4, 10)] == pytest.approx([2**-1.5, 4**-1.5, 10**-1.5], rel=0.05)


def test_popularity_falls_with_rank() -> None:
    counts = np.sort(np.bincount(zipf(stream(1, "z"), 50_000, 20), minlength=20))[::-1]

    assert counts[0] / counts[-1] == pytest.approx((21 / 2) ** 0.8, rel=0.1)


def test_rows_are_picked_inside_their_group_by_weight() -> None:
    groups = Groups(np.array([2, 0, 2, NOBODY, 2]), np.array([1.0, 1.0, 3.0, 9.0, 0.0]), 4)

    picked = groups.pick(stream(1, "picks"), np.repeat([2, 0, 1, 3, NOBODY], 4_000)).reshape(5, -1)

    assert set(picked[0]) == {0, 2}
    assert (picked[0] == 2).mean() == pytest.approx(0.75, abs=0.03)
    assert [set(row) for row in picked[1:]] == [{1}, {NOBODY}, {NOBODY}, {NOBODY}]


def test_pairs_are_kept_where_they_first_stand_without_nobody_and_oneself() -> None:
    first, second = np.array([1, 2, 1, 3, NOBODY, 0]), np.array([2, 2, 2, 0, 1, 3])

    assert pairs_once(first, second, 4).tolist() == [0, 3, 5]
