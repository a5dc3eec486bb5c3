from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labnet.network import marks
from labnet.network.marks import Marks, lent

SIZE = 6
ROWS = st.lists(st.integers(0, SIZE - 1), max_size=12)


def first_of_new(rows: list[int], marked: set[int]) -> list[tuple[int, int]]:
    return [(row, place) for place, row in enumerate(rows) if row not in marked and row not in rows[:place]]


@pytest.mark.parametrize("late", [0, 20, 2**30])
@given(turns=st.lists(st.tuples(st.sampled_from(["begin", "put", "put_new"]), ROWS), max_size=20))
def test_marks_are_what_was_put_since_the_last_beginning(late: int, turns: list[tuple[str, list[int]]]) -> None:
    """However late it is: marks that are cleared in between tell no other story."""
    found, marked = Marks(SIZE), set[int]()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(marks, "_LATE", late)
        for turn, rows in turns:
            array = np.array(rows, np.intp)
            match turn:
                case "begin":
                    found.begin()
                    marked.clear()
                case "put":
                    found.put(array)
                    marked.update(rows)
                case _:
                    new, places = found.put_new(array, [np.array(sorted(marked), np.intp)])
                    assert list(zip(new.tolist(), places.tolist(), strict=True)) == first_of_new(rows, marked)
                    marked.update(rows)
            assert found.on(np.arange(SIZE)).tolist() == [row in marked for row in range(SIZE)]


def test_of_very_many_rows_each_comes_first_once() -> None:
    rows = np.random.default_rng(1).integers(0, 10_000, 200_000)

    new, first = Marks(10_000).put_new(rows, ())

    assert first.tolist() == np.sort(np.unique(rows, return_index=True)[1]).tolist()
    assert new.tolist() == rows[first].tolist()


def test_marks_are_blank_whenever_they_are_lent() -> None:
    for _ in range(3):
        with lent(SIZE) as blank:
            assert not blank.on(np.arange(SIZE)).any()
            blank.put(np.arange(SIZE))


def test_marks_have_room_for_a_network_that_has_grown() -> None:
    with lent(SIZE) as small:
        size = len(small)
    with lent(size + 1) as large:
        large.put(np.array([size]))

        assert large.on(np.array([0, size])).tolist() == [False, True]


def test_a_walk_within_a_walk_has_marks_of_its_own() -> None:
    with lent(SIZE) as outer:
        outer.put(np.array([1]))
        with lent(SIZE) as inner:
            inner.put(np.array([2]))

            assert inner.on(np.arange(SIZE)).tolist() == [row == 2 for row in range(SIZE)]
        assert outer.on(np.arange(SIZE)).tolist() == [row == 1 for row in range(SIZE)]


def test_marks_come_back_when_a_walk_fails() -> None:
    with pytest.raises(KeyError), lent(SIZE) as first:
        raise KeyError

    with lent(SIZE) as second:
        assert second is first


def test_threads_that_walk_at_once_are_lent_different_marks() -> None:
    everybody_walks = Barrier(4)

    def walk(_: int) -> int:
        with lent(SIZE) as mine:
            everybody_walks.wait(timeout=10)
            return id(mine)

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(walk, range(4)))) == 4
