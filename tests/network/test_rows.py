from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from labnet.model.kinds import KINDS
from labnet.model.ties import Tie
from labnet.network.changes import build
from labnet.network.image import OUT, Image
from labnet.network.rows import Attrs, Nodes, Pair, Rows, Ties

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


def twice_tied() -> Image:
    """Give a and b, joined by two ties, t1 and t2, and c, joined to nobody."""
    ties = [Tie(id=key, from_id="a", to_id="b", relation="FEDERATES_WITH") for key in ("t1", "t2")]
    return build([*(Lab(id=key, name=key.upper()) for key in "abc"), *ties])


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


def test_nodes_are_the_actors_in_order_of_row() -> None:
    nodes = Nodes(twice_tied())

    assert list(nodes) == ["a", "b", "c"]
    assert nodes.copy() == {key: {"kind": "LAB", "name": key.upper()} for key in "abc"}
    assert ("a" in nodes, "z" in nodes, len(nodes)) == (True, False, 3)


def test_a_row_is_decoded_once_while_it_is_held() -> None:
    rows = Rows(twice_tied(), lambda row: [row])

    first = rows["b"]

    assert first == [1]
    assert rows["b"] is first
    assert rows["c"] == [2]


@pytest.mark.parametrize("make", [Nodes, lambda image: Rows(image, lambda row: [row])])
def test_strangers_have_no_row(make: Callable[[Image], Any]) -> None:
    with pytest.raises(KeyError, match="'z'"):
        make(twice_tied())["z"]


def test_ties_of_a_pair_are_counted_without_being_decoded() -> None:
    image = twice_tied()
    ties = Ties(image, image.entries(0))

    pair = ties["b"]

    assert (len(ties), list(ties), "b" in ties, "c" in ties) == (1, ["b"], True, False)
    assert (len(pair), list(pair), "t1" in pair, "t3" in pair) == (2, ["t1", "t2"], True, False)
    assert image.entries(0).codes.tolist() == [image.entries(0).codes[0]] * 2
    assert image.entries(0).codes[0] % 2 == OUT


def test_a_pair_tells_of_ties_what_is_known() -> None:
    full = Tie(id="t", from_id="a", to_id="b", relation="RUNS", role="chair", weight=0.1)
    image = build([Lab(id="a", name="A"), Lab(id="b", name="B"), full])

    assert Pair(image, (0,))["t"] == {"weight": 0.1, "relation": "RUNS", "role": "chair"}
    assert Pair(image, (0,)).copy() == {"t": {"weight": 0.1, "relation": "RUNS", "role": "chair"}}
