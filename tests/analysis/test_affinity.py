from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import networkx as nx
import numpy as np
import pytest
from scipy import sparse

from labnet.analysis.affinity import Affinity
from labnet.analysis.peers import peers
from labnet.analysis.reasons import ReasonKind
from labnet.analysis.two_mode import two_mode
from labnet.network.image import Image

Draw = Callable[[str], Image]
TODAY = dt.date(2026, 6, 1)


@pytest.fixture(scope="module")
def network(draw: Draw) -> Image:
    return draw("""
        organisation a themes=care territory=department:13 needs=data
        organisation b themes=care|food territory=department:13
        organisation c offers=data territory=region:11
        organisation hub
        organisation quiet
        project work themes=food
        a PARTNERS_WITH hub
        b PARTNERS_WITH hub
        c PARTNERS_WITH hub
        a PARTNERS_WITH quiet
        b PARTNERS_WITH quiet
        c PARTICIPATES_IN work
    """)


@pytest.fixture(scope="module")
def affinity(network: Image) -> Affinity:
    found = two_mode(network, TODAY)
    links = sparse.csr_array((found.contacts > 0).astype(np.float64))
    return Affinity.of(network, found, links, np.arange(5))


def test_shared_contacts_are_weighed_as_in_networkx(network: Image, affinity: Affinity) -> None:
    graph: nx.Graph[int] = nx.from_scipy_sparse_array(two_mode(network, TODAY).contacts)
    for one, other, weight in nx.resource_allocation_index(graph, [(0, 1), (0, 2), (3, 4)]):
        assert affinity.shared[one, other] == affinity.shared[other, one] == pytest.approx(weight)
    assert [network.ids[row] for row in affinity.contacts(0, 1)] == ["quiet", "hub"]


def test_reasons_are_facts_with_themes_and_contacts(network: Image, affinity: Affinity) -> None:
    def told(one: int, other: int) -> dict[ReasonKind, tuple[tuple[str, ...], list[str]]]:
        found = affinity.reasons(one, other)
        return {each.kind: (each.themes, [network.ids[row] for row in each.actors]) for each in found}

    assert told(0, 1) == {
        ReasonKind.SHARED_THEME: (("care",), []),
        ReasonKind.SHARED_CONTACT: ((), ["quiet", "hub"]),
        ReasonKind.SAME_TERRITORY: ((), []),
    }
    # c is on food by its work, and offers what a needs.
    assert told(1, 2)[ReasonKind.SHARED_THEME] == (("food",), [])
    assert told(0, 2)[ReasonKind.NEED_MEETS_OFFER] == (("data",), [])
    assert told(2, 0)[ReasonKind.OFFER_MEETS_NEED] == (("data",), [])
    assert told(3, 4) == {ReasonKind.SHARED_CONTACT: ((), ["a", "b"])}


def test_strength_adds_up_what_counts_for_peers_too(network: Image, affinity: Affinity) -> None:
    assert affinity.strength == pytest.approx(sum(affinity.parts.values()))
    (peer,) = (each for each in peers(network, 0, TODAY) if each.row == 1)
    (theme,) = (each for each in peer.reasons if each.kind is ReasonKind.SHARED_THEME)
    assert affinity.parts[ReasonKind.SHARED_THEME][0, 1] == pytest.approx(theme.weight * peer.score)
