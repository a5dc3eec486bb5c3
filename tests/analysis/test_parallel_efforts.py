from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labnet.analysis.parallel_efforts import ParallelEffort, parallel_efforts
from labnet.analysis.vulnerability import contact_network
from labnet.model.kinds import KINDS, Actor
from labnet.model.ties import Tie
from labnet.model.vocabularies import Territory, TerritoryLevel
from labnet.network.changes import build
from labnet.network.image import Image

Draw = Callable[[str], Image]
Read = Callable[[str], list[Actor | Tie]]
TODAY = dt.date(2026, 6, 1)

FIVE_LABS = """
    organisation a
    organisation b
    organisation c
    organisation d
    organisation e
    lab la themes=data|care
    lab lb themes=data|care
    lab lc themes=data
    lab ld themes=data
    lab le themes=food
    a CARRIES la
    b CARRIES lb
    c CARRIES lc
    d CARRIES ld
    e CARRIES le
"""


def _told(image: Image, found: tuple[ParallelEffort, ...]) -> list[tuple[str, str, str, int | None]]:
    return [(effort.theme, image.ids[effort.a], image.ids[effort.b], effort.distance) for effort in found]


def test_works_on_a_theme_that_are_not_in_touch_come_with_how_far_they_are_apart(draw: Draw) -> None:
    image = draw(f"""
        {FIVE_LABS}
        c PARTNERS_WITH d
    """)
    # la and lb share the rarer theme; lc and ld are three contacts apart.
    assert _told(image, parallel_efforts(image, TODAY)) == [
        ("care", "la", "lb", None),
        ("data", "la", "lc", None),
        ("data", "la", "ld", None),
        ("data", "lb", "lc", None),
        ("data", "lb", "ld", None),
        ("data", "lc", "ld", 3),
    ]


@pytest.mark.parametrize(
    "tie",
    [
        "la COLLABORATES_WITH lb",
        "b PARTICIPATES_IN la",
        "club RUNS la\nclub PARTNERS_WITH lb",
        "a PART_OF club\nb PART_OF club",
    ],
)
def test_works_in_touch_or_of_one_administration_are_not_parallel(draw: Draw, tie: str) -> None:
    image = draw(f"{FIVE_LABS}\norganisation club administration=club\n{tie}")
    assert ("la", "lb") not in {(a, b) for _, a, b, _ in _told(image, parallel_efforts(image, TODAY))}


def test_money_programmes_and_ties_of_other_days_bring_nobody_in_touch(draw: Draw) -> None:
    image = draw(f"""
        {FIVE_LABS}
        programme call
        organisation bank
        call FUNDS la
        call FUNDS lb
        la LAUREATE_OF call
        lb LAUREATE_OF call
        bank SUPPORTS la
        bank SUPPORTS lb
        la PARTICIPATES_IN call
        lb PARTICIPATES_IN call
        la COLLABORATES_WITH lb until=2020
    """)
    assert _told(image, parallel_efforts(image, TODAY, frozenset({"care"}))) == [("care", "la", "lb", None)]
    assert parallel_efforts(image, dt.date(2020, 6, 1), frozenset({"care"})) == ()


def test_a_project_of_a_lab_on_the_theme_is_the_labs_effort(draw: Draw) -> None:
    image = draw(f"""
        {FIVE_LABS}
        project pa themes=care
        la RUNS pa
        a PARTICIPATES_IN pa
        project pe themes=care
        le RUNS pe
    """)
    # le is on another theme, so that its project stands for itself.
    assert _told(image, parallel_efforts(image, TODAY, frozenset({"care"}))) == [
        ("care", "la", "lb", None),
        ("care", "la", "pe", None),
        ("care", "lb", "pe", None),
    ]


def test_who_takes_part_speaks_for_a_work_without_a_known_leader(draw: Draw) -> None:
    image = draw(f"""
        {FIVE_LABS}
        project led themes=food
        a PARTICIPATES_IN led
        project unknown themes=food
    """)
    assert _told(image, parallel_efforts(image, TODAY, frozenset({"food"}))) == [("food", "le", "led", None)]


def test_the_nearer_come_first_with_the_territory_they_share(read: Read) -> None:
    region = Territory(level=TerritoryLevel.REGION, code="93", name="Sud")
    departments = [
        Territory(level=TerritoryLevel.DEPARTMENT, code=code, name=code, parent="region:93") for code in ("13", "83")
    ]
    places = {"la": "department:13", "lb": "department:83", "lc": "department:13", "ld": "elsewhere:1"}
    text = "\n".join(
        f"organisation {name[1]}\nlab {name} themes=data territory={place}\n{name[1]} CARRIES {name}"
        for name, place in places.items()
    )
    image = build([region, *departments, *read(text.replace(" territory=elsewhere:1", ""))])
    found = parallel_efforts(image, TODAY)
    assert [(image.ids[effort.a], image.ids[effort.b], effort.territory) for effort in found] == [
        ("la", "lc", "department:13"),
        ("la", "lb", "region:93"),
        ("lb", "lc", "region:93"),
        ("la", "ld", None),
        ("lb", "ld", None),
        ("lc", "ld", None),
    ]
    both = parallel_efforts(image, TODAY, territories=frozenset({"department:13", "department:83"}), limit=2)
    assert both == found[:2]


def test_no_work_is_in_more_than_three_pairs(draw: Draw) -> None:
    text = "\n".join(f"organisation b{one}\nlab l{one} themes=data\nb{one} CARRIES l{one}" for one in range(6))
    found = _told(draw(text), parallel_efforts(draw(text), TODAY))
    met = [name for _, a, b, _ in found for name in (a, b)]
    assert max(map(met.count, met)) == 3
    assert parallel_efforts(draw(text), TODAY, limit=0) == ()


@st.composite
def labs(draw: st.DrawFn) -> Image:
    """Up to seven labs of one body each, on two themes, with any contacts between bodies and labs."""
    count = draw(st.integers(0, 7))
    names = [f"{kind}{number}" for number in range(count) for kind in ("b", "l")]
    bodies = [KINDS["ORGANISATION"].record(id=f"b{number}", name="B") for number in range(count)]
    works = [
        KINDS["LAB"].record(id=f"l{number}", name="L", themes=draw(st.sampled_from([(), ("x",), ("y",), ("x", "y")])))
        for number in range(count)
    ]
    carried = [
        Tie(id=f"c{number}", from_id=f"b{number}", to_id=f"l{number}", relation="CARRIES") for number in range(count)
    ]
    pairs = list(combinations(names, 2))
    joined = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=8)) if pairs else []
    ties = [
        Tie(id=f"t{number}", from_id=one, to_id=other, relation="COLLABORATES_WITH")
        for number, (one, other) in enumerate(joined)
    ]
    return build([*bodies, *works, *carried, *ties])


@given(labs())
@settings(deadline=None, max_examples=100)
def test_parallel_are_those_that_networkx_finds_three_or_more_contacts_apart(image: Image) -> None:
    network = contact_network(image, TODAY)
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(image.ids)
    graph.add_edges_from(tuple(image.ids[network.rows[end]] for end in pair) for pair in network.ends.tolist())
    lengths = dict(nx.all_pairs_shortest_path_length(graph))
    expected = set()
    for one, other in combinations([actor for actor in image.actors() if actor.kind == "LAB"], 2):
        distance = lengths[one.id].get(other.id)
        if not set(one.themes).isdisjoint(other.themes) and (distance is None or distance > 2):
            expected.add((one.id, other.id, distance))
    found = {(a, b, distance) for _, a, b, distance in _told(image, parallel_efforts(image, TODAY, limit=100))}
    assert found <= expected
    # The list is as long as three pairs for each lab allow.
    full = {name for name in image.ids if sum(name in pair for pair in found) == 3}
    assert {pair for pair in expected if full.isdisjoint(pair)} <= found
