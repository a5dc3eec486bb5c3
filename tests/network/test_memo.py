from __future__ import annotations

from labnet.network.memo import Memo, by_length


def test_the_oldest_values_go_when_all_weigh_too_much() -> None:
    memo: Memo[str, str] = Memo(limit=5, weigh=len)

    for word in ("ab", "cd", "efg"):
        memo.keep(word, word)

    assert [memo.get(word) for word in ("ab", "cd", "efg")] == [None, "cd", "efg"]
    assert memo.weight == 5


def test_the_first_of_two_values_stays() -> None:
    memo: Memo[str, str] = Memo(limit=5, weigh=len)

    memo.keep("key", "one")
    memo.keep("key", "two")

    assert memo.get("key") == "one"
    assert memo.weight == 3


def test_a_value_heavier_than_the_limit_is_not_held() -> None:
    memo: Memo[str, str] = Memo(limit=2, weigh=len)

    memo.keep("key", "three")

    assert memo.get("key") is None
    assert memo.weight == 0


def test_a_value_goes_with_the_weight_it_came_with() -> None:
    memo: Memo[str, list[int]] = Memo(limit=3, weigh=len)
    growing = [1, 2]

    memo.keep("growing", growing)
    growing.extend([3, 4, 5])
    memo.keep("other", [1, 2])

    assert memo.get("growing") is None
    assert memo.weight == 2


def test_many_empty_lists_do_not_come_for_nothing() -> None:
    memo: Memo[int, list[int]] = Memo(10_000, by_length)

    for key in range(1_000):
        memo.keep(key, [])

    assert memo.get(0) is None
    assert memo.weight <= 10_000
