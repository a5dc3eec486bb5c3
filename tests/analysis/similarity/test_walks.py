from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labnet.analysis.similarity.contacts import sums
from labnet.analysis.similarity.walks import allocation, pagerank
from labnet.model.kinds import KINDS
from labnet.model.ties import Tie
from labnet.network.changes import build
from labnet.network.image import Image

Draw = Callable[[str], Image]
DAY = dt.date(2026, 1, 1)
COUNT = 9


def _acquainted(pairs: set[tuple[int, int]]) -> tuple[Image, nx.Graph[int]]:
    """People who know each other, and the same in networkx."""
    people = [KINDS["INNOVATOR"].record(id=f"p{number}", name="P") for number in range(COUNT)]
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(COUNT))
    graph.add_edges_from((one, other) for one, other in pairs if one != other)
    ties = [
        Tie(id=f"t{one}-{other}", from_id=f"p{one}", to_id=f"p{other}", relation="COLLABORATES_WITH")
        for one, other in sorted(graph.edges)
    ]
    return build([*people, *ties]), graph


_pairs = st.sets(st.tuples(st.integers(0, COUNT - 1), st.integers(0, COUNT - 1)), max_size=24)


@settings(deadline=None)
@given(_pairs)
def test_resource_allocation_is_that_of_networkx_where_ties_are_alike(pairs: set[tuple[int, int]]) -> None:
    image, graph = _acquainted(pairs)
    shared = allocation(image, 0, DAY)
    rows, weights = sums(shared.rows, shared.weights)
    # Undated ties have half of their strength left, on the way there only: what goes on is a share of the whole.
    found = dict(zip(rows.tolist(), (2 * weights).tolist(), strict=True))
    expected = nx.resource_allocation_index(graph, [(0, other) for other in range(1, COUNT)])
    assert found == {other: pytest.approx(value, abs=1e-9) for _, other, value in expected if value}


@settings(deadline=None)
@given(_pairs)
def test_pagerank_is_that_of_networkx_but_for_what_is_left(pairs: set[tuple[int, int]]) -> None:
    image, graph = _acquainted(pairs)
    rows, shares = pagerank(image, 0, DAY)
    if not graph[0]:
        assert (rows.tolist(), shares.tolist()) == ([0], [0.5])
        return
    expected = nx.pagerank(graph, alpha=0.5, personalization={0: 1}, tol=1e-12)
    found = dict(zip(rows.tolist(), shares.tolist(), strict=True))
    # Eight rounds leave 2 ** -8 of a walk, and where little is left it ends sooner.
    assert all(found.get(row, 0.0) <= value + 1e-9 for row, value in expected.items())
    assert sum(abs(found.get(row, 0.0) - value) for row, value in expected.items()) <= 0.01


def test_what_goes_through_a_contact_is_shared_among_all_of_its_contacts(draw: Draw) -> None:
    image = draw("""
        innovator ann
        innovator hub
        innovator bob
        innovator cyd
        innovator few
        ann COLLABORATES_WITH hub since=2026-01-01
        hub COLLABORATES_WITH bob since=2026-01-01
        hub COLLABORATES_WITH cyd since=2016-01-01
        ann COLLABORATES_WITH few since=2026-01-01
        few COLLABORATES_WITH cyd since=2026-01-01
    """)
    shared = allocation(image, 0, DAY)
    parts = zip(shared.rows.tolist(), shared.through.tolist(), shared.weights.tolist(), strict=True)
    assert {(image.ids[row], image.ids[via]): weight for row, via, weight in parts} == {
        ("bob", "hub"): pytest.approx(1 / 2.5),
        ("cyd", "hub"): pytest.approx(0.5 / 2.5),
        ("cyd", "few"): pytest.approx(1 / 2),
    }


def test_a_lab_that_one_was_in_is_a_shared_work_with_others_in_it_and_a_contact_to_its_neighbours(draw: Draw) -> None:
    image = draw("""
        innovator ann
        innovator bob
        lab lab
        lab other
        ann MEMBER_OF lab since=2026-01-01
        bob MEMBER_OF lab since=2026-01-01
        lab FEDERATES_WITH other since=2026-01-01
    """)
    shared = allocation(image, 0, DAY)
    through_lab = {
        image.ids[row] for row, via in zip(shared.rows, shared.through, strict=True) if image.ids[via] == "lab"
    }
    assert through_lab == {"other"}


def test_walks_do_not_go_through_programmes(draw: Draw) -> None:
    image = draw("""
        organisation one
        organisation other
        programme call
        one RUNS call
        other RUNS call
    """)
    rows, shares = pagerank(image, 0, DAY)
    assert [image.ids[row] for row in rows] == ["one", "call"]
    assert shares.tolist() == [0.5, 0.25]


def test_a_walk_does_not_go_on_from_where_next_to_nothing_of_it_is(draw: Draw) -> None:
    crowd = "\n".join(f"innovator p{number}\np{number} WORKS_FOR town" for number in range(3_000))
    image = draw(f"local_authority town\ninnovator friend\n{crowd}\np0 COLLABORATES_WITH friend")
    rows, shares = pagerank(image, image.row("p0") or 0, DAY)
    # A quarter of the walk comes to the town: less than 1e-4 for each who works there.
    assert [image.ids[row] for row in rows] == ["town", "friend", "p0"]
    assert shares.sum() < 1
    assert len(allocation(image, image.row("p0") or 0, DAY).rows) == 0


def test_alone_one_walks_nowhere(draw: Draw) -> None:
    image = draw("innovator ann")
    assert [each.tolist() for each in pagerank(image, 0, DAY)] == [[0], [0.5]]
    assert len(allocation(image, 0, DAY).rows) == 0
    assert np.isfinite(pagerank(image, 0, DAY)[1]).all()
