from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labnet.model.kinds import KINDS, Actor
from labnet.model.relations import RELATIONS, Layer
from labnet.model.ties import Tie
from labnet.network.changes import Batch, apply, build
from labnet.network.image import Image
from labnet.network.walk import Reach, Trail, step, within

Draw = Callable[[str], Image]
Records = list[Actor | Tie]
Grow = Callable[[int], tuple[Image, Records]]

IN_2014, IN_2016, IN_2017, IN_2020 = (dt.date(year, 6, 15) for year in (2014, 2016, 2017, 2020))
EVERY = tuple(RELATIONS)


@pytest.fixture(scope="module")
def chain(draw: Draw) -> Image:
    """Labs in a row, a - b - c - d, with a short cut from a to d by money; a also took part in a call, as did e.

    Rows: a 0, b 1, c 2, d 3, call 4, e 5.
    """
    return draw("""
        lab a
        lab b
        lab c
        lab d
        programme call
        lab e
        a COLLABORATES_WITH b
        c RUNS b
        c FEDERATES_WITH d
        a SUPPORTS d
        a PARTICIPATES_IN call
        e PARTICIPATES_IN call
    """)


def met(reach: Reach) -> list[tuple[int, int]]:
    return [(int(row), int(hop)) for row, hop in zip(reach.rows, reach.distances, strict=True)]


def active(tie: Tie, actors: dict[str, Actor], day: dt.date) -> bool:
    """Read dates as texts: what is unknown of a start is before, of an end after every day."""
    contact = Layer.CONTACT in RELATIONS[tie.relation].layers
    ends = [tie.until, *(actors[end].until for end in (tie.from_id, tie.to_id) if contact)]
    text = f"{day:%Y%m%d}"
    born = [actors[end].since for end in (tie.from_id, tie.to_id) if contact]
    starts = [tie.since] if tie.since else born
    began = all(str(start or "").replace("-", "").ljust(8, "0") <= text for start in starts)
    return began and all(text <= str(end or "").replace("-", "").ljust(8, "9") for end in ends)


def row_of(image: Image, actor: str) -> int:
    row = image.row(actor)
    assert row is not None
    return row


def plain(records: Records, place: dict[str, int], relations: Iterable[str], day: dt.date | None) -> nx.MultiGraph[int]:
    """Give the ties to follow as an ordinary graph of the rows of actors."""
    actors = {record.id: record for record in records if isinstance(record, Actor)}
    graph: nx.MultiGraph[int] = nx.MultiGraph()
    graph.add_nodes_from(place.values())
    for record in records:
        if isinstance(record, Tie) and record.relation in relations and (day is None or active(record, actors, day)):
            graph.add_edge(place[record.from_id], place[record.to_id], record.id)
    return graph


def test_whoever_is_near_is_met_first(chain: Image) -> None:
    reach = within(chain, 0, 3, Trail())

    assert met(reach) == [(1, 1), (4, 1), (2, 2), (3, 3)]
    assert not reach.truncated


def test_a_walk_ends_at_a_programme_and_does_not_go_through_it(chain: Image) -> None:
    assert (5, 2) not in met(within(chain, 0, 3, Trail()))
    assert met(within(chain, 4, 1, Trail())) == [(0, 1), (5, 1)]


def test_a_walk_goes_through_a_programme_when_its_relations_are_named(chain: Image) -> None:
    reach = within(chain, 0, 3, Trail(relations=("PARTICIPATES_IN",)))

    assert met(reach) == [(4, 1), (5, 2)]


def test_a_walk_follows_money_only_when_asked(chain: Image) -> None:
    assert met(within(chain, 0, 1, Trail(relations=("SUPPORTS",)))) == [(3, 1)]


def test_the_ways_of_a_walk_are_ties_from_the_origin_on(chain: Image) -> None:
    reach = within(chain, 0, 3, Trail())

    ways = [[chain.tie(tie).id for tie in reach.way(place)] for place in range(len(reach.rows))]

    assert ways == [
        ["a.collaborates_with.b"],
        ["a.participates_in.call"],
        ["a.collaborates_with.b", "c.runs.b"],
        ["a.collaborates_with.b", "c.runs.b", "c.federates_with.d"],
    ]


def test_those_to_avoid_are_not_met(chain: Image) -> None:
    assert met(within(chain, 0, 3, Trail(avoid=frozenset({2})))) == [(1, 1), (4, 1)]


@pytest.mark.parametrize("hops", [0, 1])
def test_an_actor_alone_meets_nobody(draw: Draw, hops: int) -> None:
    reach = within(draw("lab a\n lab b"), 0, hops, Trail())

    assert met(reach) == []
    assert not reach.truncated


@pytest.mark.parametrize(("budget", "rows", "truncated"), [(2, [], True), (3, [1, 4], True), (8, [1, 4, 2, 3], False)])
def test_a_walk_stops_before_it_looks_at_more_entries_than_its_budget(
    chain: Image,
    budget: int,
    rows: list[int],
    truncated: bool,  # noqa: FBT001 - the answer
) -> None:
    """Entries of a are 3, of b 2 and of c 2; d, last, has 2 and is not looked at within three hops."""
    reach = within(chain, 0, 3, Trail(budget=budget))

    assert (reach.rows.tolist(), reach.truncated) == (rows, truncated)


def test_an_actor_with_too_many_ties_is_a_hub(draw: Draw) -> None:
    """The middle has four ties: it is met, but nobody behind it is, whatever relations are named."""
    image = draw("""
        lab a
        lab middle
        lab b
        a RUNS middle
        a COLLABORATES_WITH middle
        middle RUNS b
        middle FUNDS b
    """)

    assert met(within(image, 0, 2, Trail(degree_cap=4))) == [(1, 1), (2, 2)]
    assert met(within(image, 0, 2, Trail(degree_cap=3))) == [(1, 1)]
    assert met(within(image, 0, 2, Trail(relations=("RUNS",), degree_cap=3))) == [(1, 1)]
    assert met(within(image, 1, 1, Trail(degree_cap=3))) == [(2, 1), (0, 1)]


def test_of_those_as_near_whoever_is_met_through_an_earlier_actor_comes_first(draw: Draw) -> None:
    """Rows: a 0, x 1, y 2, late 3, early 4, both 5. y leads to row 3, x to row 4, both to row 5."""
    image = draw("""
        lab a
        lab x
        lab y
        lab late
        lab early
        lab both
        a RUNS x
        a RUNS y
        y RUNS late
        x RUNS early
        x RUNS both
        y RUNS both
    """)

    reach = within(image, 0, 2, Trail())

    assert reach.rows.tolist() == [1, 2, 4, 5, 3]
    assert reach.parents.tolist() == [-1, -1, 0, 0, 1]


def test_of_those_met_through_one_actor_whoever_is_by_the_earlier_relation_comes_first(draw: Draw) -> None:
    """Rows: a 0, run 1, helped 2, runs 3, helper 4. Helper, known by both relations, is met by the earlier one."""
    image = draw("""
        lab a
        lab run
        lab helped
        lab runs
        lab helper
        a RUNS run
        runs RUNS a
        a COLLABORATES_WITH helped
        a COLLABORATES_WITH helper
        a RUNS helper
    """)
    codes = list(RELATIONS)
    assert codes.index("RUNS") < codes.index("COLLABORATES_WITH")

    reach = within(image, 0, 1, Trail())

    assert reach.rows.tolist() == [1, 4, 3, 2]
    assert [image.tie(reach.way(place)[0]).relation for place in range(4)] == [*["RUNS"] * 3, "COLLABORATES_WITH"]


@settings(max_examples=300)
@given(data=st.data())
def test_a_walk_meets_whom_networkx_finds(networks: st.SearchStrategy[Records], data: st.DataObject) -> None:
    records = data.draw(networks)
    image = build(records)
    rows = st.integers(0, len(image) - 1)
    origin, hops = data.draw(rows), data.draw(st.integers(0, 5))
    relations = data.draw(st.sampled_from([None, EVERY, ("RUNS", "LAUREATE_OF")]))
    day = data.draw(st.sampled_from([None, IN_2014, IN_2016, IN_2020]))
    cap, avoid = data.draw(st.sampled_from([2, 4, 100])), data.draw(st.frozensets(rows, max_size=2))
    trail = Trail(relations=relations, day=day, avoid=avoid, degree_cap=cap)

    assert_meets_whom_networkx_finds(image, records, origin, hops, trail)


@pytest.mark.parametrize("seed", range(4))
def test_a_walk_through_a_network_of_many_changes_meets_whom_networkx_finds(grow: Grow, seed: int) -> None:
    image, records = grow(seed)
    chance = np.random.default_rng(seed)
    for trail in trails_through(image, chance):
        for hops in (1, 2, 4):
            origin = int(chance.choice(np.flatnonzero(image.alive)))

            assert_meets_whom_networkx_finds(image, records, origin, hops, trail)


def trails_through(image: Image, chance: np.random.Generator) -> list[Trail]:
    avoid = frozenset(chance.integers(0, len(image), 5).tolist())
    return [
        Trail(relations=relations, day=day, avoid=shunned, degree_cap=cap)
        for relations in (None, EVERY, ("RUNS", "LAUREATE_OF"))
        for day in (None, IN_2016)
        for shunned, cap in ((frozenset[int](), 10_000), (avoid, 8))
    ]


def test_walks_at_once_through_images_of_one_network_do_not_disturb_each_other(grow: Grow) -> None:
    """Ten threads, images of different sizes, while a batch after another makes the columns they share grow."""
    images = [grow(seed)[0] for seed in range(4)]
    asked = [(number % 4, 7 * number % 100, Trail(relations=EVERY, day=IN_2016)) for number in range(400)]

    def ask(question: tuple[int, int, Trail]) -> list[tuple[int, int]]:
        place, origin, trail = question
        return met(within(images[place], origin, 3, trail))

    alone = [ask(question) for question in asked]
    with ThreadPoolExecutor(10) as threads:
        together = threads.map(ask, asked)
        latest = images[0]
        for number in range(100):
            tie = Tie(id=f"new{number}", from_id="new", to_id="new", relation="RUNS")
            latest = apply(latest, Batch([KINDS["LAB"].record(id="new", name="New"), tie]), 100 + number)

        assert list(together) == alone


def assert_meets_whom_networkx_finds(image: Image, records: Records, origin: int, hops: int, trail: Trail) -> None:
    reach = within(image, origin, hops, trail)

    contacts = {code for code, spec in RELATIONS.items() if Layer.CONTACT in spec.layers}
    place = {record.id: row_of(image, record.id) for record in records if isinstance(record, Actor)}
    graph = plain(records, place, trail.relations or contacts, trail.day)
    everything = plain(records, place, EVERY, None)
    kinds = {place[record.id]: record.kind for record in records if isinstance(record, Actor)}
    walls = {"PROGRAMME"} if trail.relations is None else set()
    hubs = {row for row in graph if everything.degree(row) > trail.degree_cap or kinds[row] in walls}
    walked = nx.DiGraph(edge for edge in graph.to_directed().edges() if edge[0] == origin or edge[0] not in hubs)
    walked.add_node(origin)
    walked.remove_nodes_from(trail.avoid - {origin})
    distances = nx.single_source_shortest_path_length(walked, origin, cutoff=hops)
    assert dict(met(reach)) == {row: hop for row, hop in distances.items() if row != origin}
    assert not reach.truncated
    assert_in_order(image, reach)
    assert_ways_lead_there(image, origin, reach, graph)


def assert_in_order(image: Image, reach: Reach) -> None:
    """Nearest first, then whoever is met through an earlier actor, by the earlier relation; nobody twice."""
    rows, codes = reach.rows.tolist(), list(RELATIONS)
    keys = []
    for place, (row, hop) in enumerate(met(reach)):
        tie = reach.way(place)[-1]
        code = (codes.index(image.tie(tie).relation), int(image.ties.target.data[tie]) != row)
        keys.append((hop, int(reach.parents[place]), code, row))

    assert keys == sorted(keys)
    assert len(set(rows)) == len(keys)


def assert_ways_lead_there(image: Image, origin: int, reach: Reach, graph: nx.MultiGraph[int]) -> None:
    """Follow the ties to each place: as many as its distance, each going on from where the last one led."""
    for place, (row, hop) in enumerate(met(reach)):
        ties, here = reach.way(place), origin
        for tie in ties:
            ends = [int(image.ties.source.data[tie]), int(image.ties.target.data[tie])]
            assert graph.has_edge(ends[0], ends[1], image.tie(tie).id)
            ends.remove(here)
            here = ends[0]
        assert (here, len(ties)) == (row, hop)


@given(data=st.data())
def test_a_truncated_walk_is_the_beginning_of_the_whole(
    networks: st.SearchStrategy[Records], data: st.DataObject
) -> None:
    image = build(data.draw(networks))
    budget = data.draw(st.integers(0, 20))

    whole = within(image, 0, 9, Trail(relations=EVERY))
    budgeted = within(image, 0, 9, Trail(relations=EVERY, budget=budget))

    assert met(budgeted) == met(whole)[: len(budgeted.rows)]
    assert budgeted.truncated or len(budgeted.rows) == len(whole.rows)


def test_a_step_names_the_place_each_entry_starts_from(chain: Image) -> None:
    steps = step(chain, np.array([2, 0]), Trail())

    assert list(zip(steps.origins.tolist(), steps.neighbours.tolist(), strict=True)) == [(0, 1), (0, 3), (1, 1), (1, 4)]


def test_every_kind_is_a_hub_or_not(draw: Draw) -> None:
    image = draw("\n".join(f"{code.lower()} a{row}" for row, code in enumerate(KINDS)))

    hubs = Trail().hubs(image, np.arange(len(KINDS)))

    assert [code for code, hub in zip(KINDS, hubs, strict=True) if hub] == ["PROGRAMME"]
