from __future__ import annotations

from labnet.network.memo import Memo


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
