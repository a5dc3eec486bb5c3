from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice, pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labnet.model.kinds import Actor
from labnet.model.relations import RELATIONS
from labnet.model.ties import Tie
from labnet.network.changes import build
from labnet.network.image import Image
from labnet.network.paths import Route, routes
from labnet.network.walk import Trail, strength

Draw = Callable[[str], Image]
Records = list[Actor | Tie]
Grow = Callable[[int], tuple[Image, Records]]

EVERYTHING = 1_000
EVERY = tuple(RELATIONS)
IN_2016, IN_2020 = dt.date(2016, 6, 15), dt.date(2020, 6, 15)


@pytest.fixture(scope="module")
def square(draw: Draw) -> Image:
    """Two ways of two ties from a to d, by b (0.5 times 1) and by c (0.9 times 0.9), one of three by b and c (0.5 · 1
    · 0.9), and one by c and b (0.9 · 1 · 1). Rows: a 0, b 1, c 2, d 3.
    """
    return draw("""
        lab a
        lab b
        lab c
        lab d
        a RUNS b weight=0.5
        b RUNS d
        a RUNS c weight=0.9
        c RUNS d weight=0.9
        c RUNS b
    """)


def ways(found: list[Route]) -> list[tuple[int, ...]]:
    return [route.rows for route in found]


def test_shorter_ways_come_first_then_stronger_ones(square: Image) -> None:
    found = routes(square, 0, 3, Trail(), EVERYTHING)

    assert ways(found) == [(0, 2, 3), (0, 1, 3), (0, 2, 1, 3), (0, 1, 2, 3)]
    assert [route.length for route in found] == [2, 2, 3, 3]
    assert [route.strength for route in found] == pytest.approx([0.81, 0.5, 0.9, 0.45])


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_as_many_ways_are_given_as_are_asked_for(square: Image, count: int) -> None:
    assert routes(square, 0, 3, Trail(), count) == routes(square, 0, 3, Trail(), EVERYTHING)[:count]


def test_a_way_names_its_ties(square: Image) -> None:
    (route,) = routes(square, 0, 3, Trail(), 1)

    assert [square.tie(tie).id for tie in route.ties] == ["a.runs.c", "c.runs.d"]


def test_a_way_is_the_same_from_either_end(square: Image) -> None:
    there, back = (routes(square, *ends, Trail(), EVERYTHING) for ends in ((0, 3), (3, 0)))

    assert [route.rows[::-1] for route in back] == ways(there)
    assert [route.ties[::-1] for route in back] == [route.ties for route in there]


def test_the_strongest_of_parallel_ties_counts(draw: Draw) -> None:
    image = draw("""
        lab a
        lab b
        a RUNS b weight=0.2
        b COLLABORATES_WITH a weight=0.8
        a COLLABORATES_WITH b weight=0.5
    """)

    (route,) = routes(image, 0, 1, Trail(), EVERYTHING)

    assert image.tie(route.ties[0]).id == "b.collaborates_with.a"
    assert route.strength == pytest.approx(0.8)


def test_a_way_that_is_found_twice_is_given_once(draw: Draw) -> None:
    """From a to d by b, by b and c, and by e, f and g: the last is found beside the first and beside the second."""
    labs = "\n".join(f"lab {name}" for name in "abcdefg")
    ties = "\n".join(f"{one} RUNS {other}" for one, other in ("ab", "bd", "bc", "cd", "ae", "ef", "fg", "gd"))

    found = routes(draw(f"{labs}\n{ties}"), 0, 3, Trail(), EVERYTHING)

    assert ways(found) == [(0, 1, 3), (0, 1, 2, 3), (0, 4, 5, 6, 3)]


def test_nobody_is_on_a_way_to_themselves(square: Image) -> None:
    assert routes(square, 0, 0, Trail()) == []


def test_there_is_no_way_to_somebody_apart(draw: Draw) -> None:
    assert routes(draw("lab a\n lab b\n lab c\n a RUNS c"), 0, 1, Trail()) == []


def test_those_to_avoid_are_on_no_way(square: Image) -> None:
    assert ways(routes(square, 0, 3, Trail(avoid=frozenset({2})), EVERYTHING)) == [(0, 1, 3)]


@pytest.mark.parametrize("end", [0, 3])
def test_there_is_no_way_from_or_to_somebody_to_avoid(square: Image, end: int) -> None:
    assert routes(square, 0, 3, Trail(avoid=frozenset({end}))) == []


@pytest.fixture(scope="module")
def hub(draw: Draw) -> Image:
    """Labs a and b took part in one call, and know each other through c and d. Rows: a 0, b 1, call 2, c 3, d 4."""
    return draw("""
        lab a
        lab b
        programme call
        lab c
        lab d
        a PARTICIPATES_IN call
        b PARTICIPATES_IN call
        a RUNS c
        c RUNS d
        d RUNS b
    """)


def test_no_way_leads_through_a_programme(hub: Image) -> None:
    assert ways(routes(hub, 0, 1, Trail(), EVERYTHING)) == [(0, 3, 4, 1)]


def test_a_way_may_begin_or_end_at_a_programme(hub: Image) -> None:
    assert ways(routes(hub, 0, 2, Trail(), EVERYTHING)) == [(0, 2), (0, 3, 4, 1, 2)]
    assert ways(routes(hub, 2, 4, Trail(), EVERYTHING)) == [(2, 1, 4), (2, 0, 3, 4)]


def test_ways_lead_through_a_programme_when_relations_are_named(hub: Image) -> None:
    trail = Trail(relations=("PARTICIPATES_IN", "RUNS"))

    assert ways(routes(hub, 0, 1, trail, EVERYTHING)) == [(0, 2, 1), (0, 3, 4, 1)]


def test_no_way_leads_through_somebody_with_too_many_ties(hub: Image) -> None:
    assert routes(hub, 0, 1, Trail(degree_cap=1), EVERYTHING) == []
    assert ways(routes(hub, 0, 3, Trail(degree_cap=1), EVERYTHING)) == [(0, 3)]
    assert ways(routes(hub, 0, 1, Trail(degree_cap=2), EVERYTHING)) == [(0, 3, 4, 1)]


def test_money_leads_nowhere_unless_asked_for(draw: Draw) -> None:
    image = draw("organisation a\n lab b\n a FUNDS b")

    assert routes(image, 0, 1, Trail()) == []
    assert ways(routes(image, 0, 1, Trail(relations=("FUNDS",)))) == [(0, 1)]


def test_ways_are_those_of_the_day_and_old_ties_are_weak(draw: Draw) -> None:
    """By b since 2006 and with a half-life of ten years, by c since 2016, by d up to 2015."""
    image = draw("""
        lab a
        lab b
        lab c
        lab d
        lab e
        a RUNS b since=2006-06
        b RUNS e since=2006-06
        a RUNS c since=2016-06
        c RUNS e since=2016-06
        a RUNS d since=2016-06 until=2015
        d RUNS e since=2016-06
    """)

    found = routes(image, 0, 4, Trail(day=dt.date(2026, 6, 1)), EVERYTHING)

    assert ways(found) == [(0, 2, 4), (0, 1, 4)]
    assert [route.strength for route in found] == pytest.approx([0.25, 1 / 16])


def test_a_way_is_found_however_far_its_ends_are_in_rows(draw: Draw) -> None:
    """A ring of ten: five ties one way round, five the other."""
    labs = "\n".join(f"lab l{number}" for number in range(10))
    ring = "\n".join(f"l{number} RUNS l{(number + 1) % 10}" for number in range(10))

    found = routes(draw(f"{labs}\n{ring}"), 0, 5, Trail(), EVERYTHING)

    assert ways(found) == [(0, 1, 2, 3, 4, 5), (0, 9, 8, 7, 6, 5)]


@pytest.mark.parametrize(("ties", "found"), [(12, 1), (13, 0)])
def test_ways_are_looked_for_twelve_ties_far(draw: Draw, ties: int, found: int) -> None:
    labs = "\n".join(f"lab l{number}" for number in range(ties + 1))
    line = "\n".join(f"l{number} RUNS l{number + 1}" for number in range(ties))

    assert len(routes(draw(f"{labs}\n{line}"), 0, ties, Trail())) == found


def test_a_search_looks_at_no_more_entries_than_its_budget(square: Image) -> None:
    """Each of a and d has two entries, b and c three: the first way takes the two of a and the two of d."""
    assert routes(square, 0, 3, Trail(budget=3), EVERYTHING) == []
    assert ways(routes(square, 0, 3, Trail(budget=4), EVERYTHING)) == [(0, 2, 3)]
    assert len(routes(square, 0, 3, Trail(budget=1_000), EVERYTHING)) == 4


def test_routes_sort_by_length_strength_and_rows() -> None:
    best, strong, weak, last = (
        Route(1, -0.1, (0, 9), (0,)),
        Route(2, -0.9, (0, 1, 9), (0, 1)),
        Route(2, -0.5, (0, 1, 9), (0, 2)),
        Route(2, -0.5, (0, 2, 9), (0, 0)),
    )

    assert sorted([last, weak, strong, best]) == [best, strong, weak, last]


@settings(max_examples=300)
@given(data=st.data())
def test_ways_are_those_that_networkx_finds(networks: st.SearchStrategy[Records], data: st.DataObject) -> None:
    image = build(data.draw(networks))
    rows = st.integers(0, len(image) - 1)
    source, target, count = data.draw(rows), data.draw(rows), data.draw(st.sampled_from([1, 3, EVERYTHING]))
    trail = Trail(
        relations=data.draw(st.sampled_from([None, ("RUNS", "COLLABORATES_WITH", "FUNDS")])),
        day=data.draw(st.sampled_from([None, IN_2016, IN_2020])),
        avoid=data.draw(st.frozensets(rows, max_size=2)),
        degree_cap=data.draw(st.sampled_from([3, 5, 100])),
    )

    found = routes(image, source, target, trail, count)

    expected = plain_ways(image, source, target, trail)
    assert [route.length for route in found] == [length for length, _ in expected][:count]
    assert [route.strength for route in found] == pytest.approx([-weakness for _, weakness in expected][:count])
    assert len(set(ways(found))) == len(found)
    for route in found:
        assert (route.rows[0], route.rows[-1]) == (source, target)
        assert route.strength == pytest.approx(math.prod(strength(image, np.array(route.ties), trail.day)))
        for (one, other), tie in zip(pairwise(route.rows), route.ties, strict=True):
            assert {image.ties.source.data[tie], image.ties.target.data[tie]} == {one, other}


@pytest.mark.parametrize("seed", range(4))
def test_ways_through_a_network_of_many_changes_are_as_long_as_networkx_finds(grow: Grow, seed: int) -> None:
    image, _ = grow(seed)
    chance = np.random.default_rng(seed)
    found_any = 0
    for day in (None, IN_2016):
        trail = Trail(relations=EVERY, day=day, avoid=frozenset(chance.integers(0, 100, 3).tolist()), degree_cap=60)
        graph = plain(image, trail)
        for source, target in chance.choice(np.flatnonzero(image.alive), (8, 2)).tolist():
            found = routes(image, source, target, trail, 6)

            expected = list(islice(simple_lengths(through(graph, image, source, target, trail), source, target), 6))
            assert [route.length for route in found] == expected
            graded = [(route.length, round(route.weakness, 9)) for route in found]
            assert graded == sorted(graded)
            assert len(set(ways(found))) == len(found)
            assert not found.truncated
            for route in found:
                assert (route.rows[0], route.rows[-1]) == (source, target)
                strengths = [graph.edges[edge]["strength"] for edge in pairwise(route.rows)]
                assert route.strength == pytest.approx(math.prod(strengths))
            found_any += len(found)
    assert found_any


def simple_lengths(graph: nx.Graph[int], source: int, target: int) -> Iterator[int]:
    """Give the lengths of all simple ways, shortest first."""
    if source != target and {source, target} <= set(graph) and nx.has_path(graph, source, target):
        yield from (len(way) - 1 for way in nx.shortest_simple_paths(graph, source, target))


@pytest.mark.parametrize("seed", range(3))
def test_the_first_way_is_the_strongest_of_the_shortest(grow: Grow, seed: int) -> None:
    image, _ = grow(seed)
    trail = Trail(relations=EVERY)
    graph = plain(image, trail)
    for source, target in np.random.default_rng(seed).choice(np.flatnonzero(image.alive), (20, 2)).tolist():
        found = routes(image, source, target, trail, 1)

        if source == target or not nx.has_path(graph, source, target):
            assert found == []
            continue
        shortest = (pairwise(way) for way in nx.all_shortest_paths(graph, source, target))
        strengths = [math.prod(graph.edges[edge]["strength"] for edge in way) for way in shortest]
        assert found[0].strength == pytest.approx(max(strengths))


def test_searches_at_once_do_not_disturb_each_other(grow: Grow) -> None:
    images = [grow(seed)[0] for seed in range(4)]
    asked = [(number % 4, number % 90, 7 * number % 83) for number in range(200)]

    def ask(question: tuple[int, int, int]) -> list[Route]:
        place, source, target = question
        return routes(images[place], source, target, Trail(relations=EVERY, day=IN_2016), 3)

    alone = [ask(question) for question in asked]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ask, asked)) == alone


def test_a_search_that_its_budget_ended_says_so(square: Image) -> None:
    """Each of a and d has two entries, b and c three."""
    assert routes(square, 0, 3, Trail(budget=3)).truncated
    assert routes(square, 0, 3, Trail(budget=4), 3).truncated
    assert not routes(square, 0, 3, Trail(budget=4), 1).truncated
    assert not routes(square, 0, 3, Trail(), EVERYTHING).truncated
    assert not routes(square, 0, 0, Trail(budget=0)).truncated


def plain(image: Image, trail: Trail) -> nx.Graph[int]:
    """Give the strongest ties to follow as an ordinary graph, hubs and those to avoid among them."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(np.flatnonzero(image.alive).tolist())
    for tie in image.tie_rows().tolist():
        relation = image.tie(tie).relation
        followed = relation in trail.relations if trail.relations else relation in {"RUNS", "COLLABORATES_WITH"}
        on_day = trail.day is None or image.active(np.array([tie]), int(f"{trail.day:%Y%m%d}"))[0]
        if followed and on_day:
            ends = int(image.ties.source.data[tie]), int(image.ties.target.data[tie])
            one = float(strength(image, np.array([tie]), trail.day)[0])
            graph.add_edge(*ends, strength=max(one, graph.get_edge_data(*ends, {"strength": 0.0})["strength"]))
    return graph


def through(graph: nx.Graph[int], image: Image, source: int, target: int, trail: Trail) -> nx.Graph[int]:
    """Give a graph without those whom a way between two of its actors must not meet."""
    hubs = {row for row in graph if image.length[row] > trail.degree_cap}
    hubs |= {row for row in graph if not trail.relations and image.actor(row).kind == "PROGRAMME"}
    return graph.subgraph(set(graph) - (hubs - {source, target}) - trail.avoid)


def plain_ways(image: Image, source: int, target: int, trail: Trail) -> list[tuple[int, float]]:
    """Give length and weakness of every way, best first, over an ordinary graph of the strongest ties."""
    graph = through(plain(image, trail), image, source, target, trail)
    if source == target or not {source, target} <= set(graph):
        return []
    found = (list(pairwise(way)) for way in nx.all_simple_paths(graph, source, target))
    return sorted((len(way), -math.prod(graph.edges[edge]["strength"] for edge in way)) for way in found)
