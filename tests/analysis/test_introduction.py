from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labnet.analysis.introduction import MOST_STEPS, Introductions, introduction
from labnet.model.kinds import KINDS
from labnet.model.ties import Tie
from labnet.network.changes import build
from labnet.network.image import Image
from labnet.network.walk import strength

Draw = Callable[[str], Image]
TODAY = dt.date(2026, 6, 1)


def _names(image: Image, one: str, other: str, day: dt.date = TODAY) -> list[str] | None:
    ends = image.rows[one], image.rows[other]
    found = introduction(image, *ends, day)
    return None if found is None else [image.ids[row] for row in found.rows]


def _people(count: int) -> str:
    return "\n".join(f"innovator p{number}" for number in range(count))


def test_whoever_has_few_others_to_introduce_is_asked(draw: Draw) -> None:
    busy = "\n".join(f"busy COLLABORATES_WITH p{number}" for number in range(20))
    image = draw(f"""
        innovator ann
        innovator bob
        innovator busy
        innovator free
        {_people(20)}
        ann COLLABORATES_WITH busy
        busy COLLABORATES_WITH bob
        ann COLLABORATES_WITH free
        free COLLABORATES_WITH bob
        {busy}
    """)
    assert _names(image, "ann", "bob") == ["ann", "free", "bob"]


def test_the_only_way_is_told_however_busy_it_is(draw: Draw) -> None:
    busy = "\n".join(f"busy COLLABORATES_WITH p{number}" for number in range(20))
    image = draw(f"""
        innovator ann
        innovator bob
        innovator busy
        {_people(20)}
        ann COLLABORATES_WITH busy
        busy COLLABORATES_WITH bob
        {busy}
    """)
    assert _names(image, "ann", "bob") == ["ann", "busy", "bob"]


def test_a_way_one_step_longer_may_be_better_but_not_two(draw: Draw) -> None:
    busy = "\n".join(f"busy COLLABORATES_WITH p{number} since=2025" for number in range(300))
    image = draw(f"""
        innovator ann
        innovator bob
        innovator busy
        innovator one
        innovator two
        {_people(300)}
        ann COLLABORATES_WITH busy weight=0.1
        busy COLLABORATES_WITH bob weight=0.1
        ann COLLABORATES_WITH one since=2026
        one COLLABORATES_WITH two since=2026
        two COLLABORATES_WITH bob since=2026
        {busy}
    """)
    assert _names(image, "ann", "bob") == ["ann", "one", "two", "bob"]


def test_ties_of_another_day_and_strangers_lead_nowhere(draw: Draw) -> None:
    image = draw("""
        innovator ann
        innovator bob
        ann COLLABORATES_WITH bob until=2020
    """)
    assert _names(image, "ann", "bob") is None
    assert _names(image, "ann", "bob", dt.date(2019, 1, 1)) == ["ann", "bob"]


def test_where_three_go_betweens_are_enough_nobody_is_led_through_four(draw: Draw) -> None:
    busy = "\n".join(f"b COLLABORATES_WITH p{number}" for number in range(300))
    image = draw(f"""
        innovator ann
        innovator a
        innovator b
        innovator c
        innovator bob
        innovator d
        innovator e
        {_people(300)}
        ann COLLABORATES_WITH a
        a COLLABORATES_WITH b
        b COLLABORATES_WITH c
        c COLLABORATES_WITH bob
        a COLLABORATES_WITH d
        d COLLABORATES_WITH e
        e COLLABORATES_WITH c
        {busy}
    """)
    assert _names(image, "ann", "bob") == ["ann", "a", "b", "c", "bob"]
    assert _names(image, "a", "bob") == ["a", "d", "e", "c", "bob"]


def _best_of_all(image: Image, row: int, other: int) -> float | None:
    """Look at every way, as networkx finds them."""
    graph: nx.Graph[int] = nx.Graph()
    for tie in range(len(image.ties)):
        ends = int(image.ties.source.data[tie]), int(image.ties.target.data[tie])
        strong = float(strength(image, np.array([tie]), TODAY)[0])
        if ends[0] != ends[1] and strong > (graph.edges[ends]["strong"] if graph.has_edge(*ends) else -1):
            graph.add_edge(*ends, strong=strong)
    if row not in graph or other not in graph or not nx.has_path(graph, row, other):
        return None
    shortest = int(nx.shortest_path_length(graph, row, other))
    longest = max(shortest, min(shortest + 1, MOST_STEPS))
    worths: list[float] = [
        math.prod(graph.edges[pair]["strong"] for pair in pairwise(way))
        / math.prod(math.log2(2 + int(image.length[each])) for each in way[1:-1])
        for way in nx.all_simple_paths(graph, row, other, cutoff=longest)
    ]
    return max(worths)


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from((0.1, 0.5, 1.0))), max_size=22),
    st.permutations(range(1, 10)),
)
@settings(deadline=None, max_examples=150)
def test_the_way_is_the_best_of_all_that_are_at_most_a_step_longer(
    ties: list[tuple[int, int, float]], others: list[int]
) -> None:
    people = [KINDS["INNOVATOR"].record(id=f"p{number}", name="P") for number in range(10)]
    joined = [
        Tie(id=f"t{at}", from_id=f"p{a}", to_id=f"p{b}", relation="COLLABORATES_WITH", weight=weight)
        for at, (a, b, weight) in enumerate(ties)
    ]
    image = build([*people, *joined])
    ways = Introductions(image, 0, TODAY, others)
    for other in others:
        found, best = ways.to(other), _best_of_all(image, 0, other)
        assert (found is None) == (best is None)
        if found is None or best is None:
            continue
        load = math.prod(math.log2(2 + int(image.length[row])) for row in found.rows[1:-1])
        assert found.strength / load == pytest.approx(best)
        assert (found.rows[0], found.rows[-1], found.length) == (0, other, len(found.rows) - 1)
        assert len(set(found.rows)) == len(found.rows)
        ends = [{int(image.ties.source.data[tie]), int(image.ties.target.data[tie])} for tie in found.ties]
        assert ends == [set(pair) for pair in pairwise(found.rows)]


def test_nobody_is_introduced_to_themselves(draw: Draw) -> None:
    image = draw("""
        innovator ann
        innovator bob
        ann COLLABORATES_WITH bob
    """)
    assert _names(image, "ann", "ann") is None


def test_a_programme_introduces_nobody_but_may_be_met(draw: Draw) -> None:
    image = draw("""
        innovator ann
        lab one
        lab two
        programme call
        ann PARTICIPATES_IN one
        one PARTNERS_WITH call
        two PARTNERS_WITH call
    """)
    assert _names(image, "ann", "two") is None


def test_ways_to_more_than_are_looked_for_at_once_are_those_to_each_alone(draw: Draw) -> None:
    ring = "\n".join(f"p{number} COLLABORATES_WITH p{(number + 1) % 25}" for number in range(25))
    image = draw(f"{_people(26)}\n{ring}\np0 COLLABORATES_WITH p9")
    others = list(range(1, 26))
    ways = Introductions(image, 0, TODAY, others)
    found = [ways.to(other) for other in others]
    assert found == [introduction(image, 0, other, TODAY) for other in others]
    assert found[-1] is None
    assert [way.length for way in found if way is not None][:10] == [1, 2, 3, 4, 5, 4, 3, 2, 1, 2]


def test_of_whom_no_way_was_asked_none_is_told(draw: Draw) -> None:
    image = draw("innovator ann\ninnovator bob\nann COLLABORATES_WITH bob")
    with pytest.raises(KeyError):
        Introductions(image, 0, TODAY, [0]).to(1)
