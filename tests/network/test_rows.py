from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from labnet.model.kinds import KINDS
from labnet.model.records import Entity
from labnet.network.changes import Batch, apply, build
from labnet.network.image import Image
from labnet.network.rows import Attrs, Rows

Lab = KINDS["LAB"].record
CHANGES: list[Callable[[Any], object]] = [
    lambda attrs: attrs.__setitem__("a", 2),
    lambda attrs: attrs.__delitem__("a"),
    lambda attrs: attrs.__ior__({"b": 2}),
    lambda attrs: attrs.update(a=2),
    lambda attrs: attrs.setdefault("b", 2),
    lambda attrs: attrs.pop("a"),
    lambda attrs: attrs.pop("a", None),
    lambda attrs: attrs.pop("b"),
    lambda attrs: attrs.popitem(),
    lambda attrs: attrs.clear(),
]


def thawed(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))  # noqa: S301 - just made


def labs(count: int, without: tuple[str, ...] = ()) -> Image:
    """Give labs l0, l1 and so on, but for some that were dropped."""
    image = build([Lab(id=f"l{number}", name=f"L{number}") for number in range(count)])
    return apply(image, Batch(dropped=[(Entity.ACTOR, key) for key in without]), 1) if without else image


class Decoder:
    """Decodes a row to its number, weighing 1, and remembers which rows were asked for together."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, int]] = []

    def __call__(self, first: int, last: int) -> tuple[list[int], int]:
        self.asked.append((first, last))
        return list(range(first, last)), last - first


def rows(image: Image, limit: int = 10**6) -> tuple[Rows[int], Decoder]:
    decoder = Decoder()
    return Rows(image, decoder, limit), decoder


@pytest.mark.parametrize("change", CHANGES)
def test_attributes_refuse_every_change(change: Callable[[Any], object]) -> None:
    attrs = Attrs({"a": 1})

    with pytest.raises(TypeError, match="read-only"):
        change(attrs)

    assert attrs == {"a": 1}


def test_taking_what_is_not_there_changes_nothing() -> None:
    assert Attrs({"a": 1}).pop("b", 3) == 3


@pytest.mark.parametrize("duplicate", [Attrs.copy, copy.copy, copy.deepcopy, thawed])
def test_copies_of_attributes_are_ordinary(duplicate: Callable[[Attrs[Any]], Any]) -> None:
    made = duplicate(Attrs({"a": Attrs({"b": 1})}))

    assert type(made) is dict
    assert made == {"a": {"b": 1}}


@pytest.mark.parametrize("change", CHANGES)
def test_rows_refuse_every_change(change: Callable[[Any], object]) -> None:
    found, _ = rows(build([Lab(id="a", name="A")]))

    with pytest.raises(TypeError, match="read-only"):
        change(found)

    assert found == {"a": 0}


def test_rows_are_a_dictionary_of_all_actors_whatever_is_held() -> None:
    found, decoder = rows(labs(4, without=("l1",)))
    plain = {"l0": 0, "l2": 2, "l3": 3}

    assert found["l2"] == 2
    assert decoder.asked == [(2, 3)]
    assert (list(found), list(reversed(found)), len(found)) == (["l0", "l2", "l3"], ["l3", "l2", "l0"], 3)
    assert ("l0" in found, "l1" in found, "z" in found) == (True, False, False)
    assert (found.get("l3"), found.get("l1"), found.get("z", 7)) == (3, None, 7)
    assert (list(found.keys()), list(found.values()), list(found.items())) == ([*plain], [0, 2, 3], [*plain.items()])
    assert (found.keys() & {"l0", "l1"}, found.items() >= {("l0", 0)}, 2 in found.values()) == ({"l0"}, True, True)
    assert (found == plain, plain == found, found != plain, found == {}) == (True, True, False, False)
    assert found == rows(labs(4, without=("l1",)))[0]
    assert (found | {"z": 9}, {"l0": 9} | found) == (plain | {"z": 9}, {"l0": 9} | plain)
    assert (repr(found), dict(found), {**found}) == (repr(plain), plain, plain)


@pytest.mark.parametrize("duplicate", [Rows.copy, copy.copy, copy.deepcopy, thawed])
def test_copies_of_rows_are_ordinary(duplicate: Callable[[Rows[int]], Any]) -> None:
    made = duplicate(rows(labs(2))[0])

    assert type(made) is dict
    assert made == {"l0": 0, "l1": 1}


def test_a_row_is_decoded_once_while_it_is_held() -> None:
    found, decoder = rows(labs(100))

    assert [found["l5"], found["l5"], found["l50"], found["l5"]] == [5, 5, 50, 5]
    assert decoder.asked == [(5, 6), (50, 51)]
    assert (found.held, found.weight) == (2, 2)


@pytest.mark.parametrize("key", ["z", "l1", "l3"])
def test_strangers_have_no_row(key: str) -> None:
    before = labs(3, without=("l1",))
    apply(before, Batch(put=[Lab(id="l3", name="Late")]), 2)
    found, decoder = rows(before)

    with pytest.raises(KeyError, match=f"'{key}'"):
        found[key]

    assert decoder.asked == []


def test_what_has_no_hash_is_refused() -> None:
    found, _ = rows(labs(1))
    unhashable: Any = ["l0"]

    for ask in (found.__contains__, found.__getitem__, found.get):
        with pytest.raises(TypeError, match="unhashable"):
            ask(unhashable)


def test_rows_that_follow_each_other_are_decoded_in_growing_blocks() -> None:
    found, decoder = rows(labs(40))

    assert list(found.values()) == list(range(40))
    assert decoder.asked == [(0, 1), (1, 3), (3, 7), (7, 15), (15, 31), (31, 40)]


def test_whoever_asks_for_an_eighth_of_the_rows_is_given_the_rows_around() -> None:
    found, decoder = rows(labs(600))

    asked = [found[f"l{number}"] for number in range(0, 400, 5)]

    assert asked == list(range(0, 400, 5))
    assert decoder.asked[-1] == (256, 512)
    assert found.held > 300


def test_rows_around_are_not_decoded_where_all_cannot_be_held() -> None:
    found, decoder = rows(labs(600), limit=500)

    assert [found[f"l{number}"] for number in range(0, 400, 5)] == list(range(0, 400, 5))
    assert {last - first for first, last in decoder.asked} == {1}


def test_the_older_half_goes_when_rows_weigh_too_much() -> None:
    found, decoder = rows(labs(1000), limit=10)

    for number in range(0, 22, 2):
        assert found[f"l{number}"] == number

    assert (found.held, found.weight) == (5, 5)
    assert [found["l20"], found["l0"]] == [20, 0]
    assert decoder.asked[-1] == (0, 1)


def test_a_row_that_weighs_more_than_all_may_is_given_all_the_same() -> None:
    found, _ = rows(labs(5), limit=0)

    assert list(found.values()) == list(range(5))
    assert found.held == 1


def test_all_that_is_held_is_gone_through_again_without_a_question() -> None:
    found, decoder = rows(labs(300))
    first = list(found.items())
    questions = len(decoder.asked)

    assert list(found.items()) == first
    assert list(found.values()) == list(range(300))
    assert len(decoder.asked) == questions


def test_a_network_may_have_no_rows() -> None:
    found, _ = rows(labs(0))

    assert (list(found.items()), list(found.values()), len(found), found == {}) == ([], [], 0, True)
