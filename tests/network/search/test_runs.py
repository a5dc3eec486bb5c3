import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labnet.network.search.runs import Runs


def test_a_key_has_all_values_that_were_put_under_it_in_whatever_addition() -> None:
    runs = Runs(np.int64, np.int32)
    runs.add(np.array([5, 3, 5]), np.array([1, 2, 3]))
    runs.add(np.array([3]), np.array([4]))

    places, values = runs.at(np.array([3, 9, 5]))

    assert sorted(zip(places.tolist(), values.tolist(), strict=True)) == [(0, 2), (0, 4), (2, 1), (2, 3)]
    assert len(runs) == 4


@pytest.mark.parametrize("keys", [[], [1]])
def test_nothing_added_nothing_found(keys: list[int]) -> None:
    runs = Runs(np.int32, np.float32)
    runs.add(np.empty(0, np.int64), np.empty(0, np.float64))

    places, values = runs.at(np.array(keys, np.int64))

    assert (places.tolist(), values.tolist()) == ([], [])
    assert [each.tolist() for each in runs.pairs()] == [[], []]


@given(st.lists(st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 99)), max_size=9), max_size=12))
def test_any_additions_are_found_by_key_and_given_in_order_of_key(additions: list[list[tuple[int, int]]]) -> None:
    runs = Runs(np.int64, np.int32)
    for pairs in additions:
        runs.add(np.array([key for key, _ in pairs], np.int64), np.array([value for _, value in pairs], np.int32))
    added = sorted(pair for pairs in additions for pair in pairs)

    places, values = runs.at(np.arange(-3, 4))
    found = sorted(zip((places - 3).tolist(), values.tolist(), strict=True))
    keys, held = runs.pairs()

    assert found == added
    assert keys.tolist() == [key for key, _ in added]
    assert sorted(zip(keys.tolist(), held.tolist(), strict=True)) == added
