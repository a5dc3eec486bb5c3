from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labnet.model.kinds import Actor
from labnet.model.records import Entity
from labnet.model.relations import Layer
from labnet.model.ties import Tie
from labnet.network.changes import Batch, apply, build
from labnet.network.image import IN, OUT, Image
from labnet.network.neighbours import Choice, links, nodes, pairs, ties

Draw: TypeAlias = Callable[[str], Image]
Networks: TypeAlias = st.SearchStrategy[list[Actor | Tie]]

TWICE = """
    lab a since=2015
    lab b
    lab c
    a FEDERATES_WITH b since=2016 until=2018
    a FUNDS b weight=0.5 role=patron
    c RUNS a id=mine
    a PART_OF a
"""


def test_a_link_adds_the_weights_of_its_ties_and_a_tie_to_oneself_counts_once(draw: Draw) -> None:
    image = draw(TWICE)

    rows, _ = links(Choice.among(image, None, None), 0, 3)

    assert rows == [
        {"a": {"weight": 1.0}, "b": {"weight": 1.5}, "c": {"weight": 1.0}},
        {"a": {"weight": 1.5}},
        {"a": {"weight": 1.0}},
    ]


def test_a_choice_of_layers_and_day_tells_which_ties_count(draw: Draw) -> None:
    image = draw(TWICE)

    assert links(Choice.among(image, Layer.MONEY, None), 0, 1)[0] == [{"b": {"weight": 0.5}}]
    assert list(links(Choice.among(image, Layer.CONTACT, 20170101), 0, 1)[0][0]) == ["a", "b", "c"]
    assert list(links(Choice.among(image, None, 20140101), 0, 1)[0][0]) == ["b"]


def test_ties_lead_from_an_actor_and_come_to_it(draw: Draw) -> None:
    image = draw(TWICE)
    federates = {"weight": 1.0, "relation": "FEDERATES_WITH", "since": "2016", "until": "2018"}
    funds = {"weight": 0.5, "relation": "FUNDS", "role": "patron"}

    assert ties(image, OUT, 0, 1)[0] == [
        {
            "a": {"a.part_of.a": {"weight": 1.0, "relation": "PART_OF"}},
            "b": {"a.funds.b": funds, "a.federates_with.b.2016": federates},
        }
    ]
    assert [list(row) for row in ties(image, IN, 0, 3)[0]] == [["a", "c"], ["a"], []]
    assert ties(image, IN, 0, 1)[0][0]["c"] == {"mine": {"weight": 1.0, "relation": "RUNS"}}


def test_nodes_tell_what_is_known_and_nothing_of_who_was_dropped(draw: Draw) -> None:
    image = draw("lab a name=Ada themes=x|y\n lab b\n lab c fictional=yes")

    image = apply(image, Batch(dropped=[(Entity.ACTOR, "b")]), 2)

    assert nodes(image, 0, 3)[0] == [
        {"kind": "LAB", "name": "Ada", "themes": "x|y"},
        {},
        {"kind": "LAB", "name": "c", "fictional": "yes"},
    ]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_rows_are_the_same_one_by_one_and_together(networks: Networks, data: st.DataObject) -> None:
    records = data.draw(networks)
    image = build(records)
    layers = data.draw(st.sampled_from([None, Layer.CONTACT, Layer.MONEY | Layer.PROGRAMME]))
    choice = Choice.among(image, layers, data.draw(st.sampled_from([None, 20161118, 20190101])))
    decoders: list[Callable[[int, int], Any]] = [
        lambda first, last: links(choice, first, last),
        lambda first, last: ties(image, OUT, first, last),
        lambda first, last: ties(image, IN, first, last),
        lambda first, last: nodes(image, first, last),
    ]

    for decode in decoders:
        together, weight = decode(0, len(image))
        one_by_one = [decode(row, row + 1) for row in range(len(image))]

        assert [in_order(row) for row in together] == [in_order(row) for [row], _ in one_by_one]
        assert weight == pytest.approx(sum(weight for _, weight in one_by_one))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_pairs_weigh_the_same_from_either_end(networks: Networks, data: st.DataObject) -> None:
    image = build(data.draw(networks))

    origins, neighbours, weights = pairs(Choice.among(image, None, None), np.arange(len(image)))

    found = dict(zip(zip(origins.tolist(), neighbours.tolist(), strict=True), weights.tolist(), strict=True))
    assert len(found) == len(weights)
    assert list(found) == sorted(found)
    assert all(found[other, one] == weight for (one, other), weight in found.items())


def in_order(value: Any) -> Any:
    """Tell of dictionaries in the order of their items."""
    return [(key, in_order(item)) for key, item in value.items()] if isinstance(value, dict) else value
