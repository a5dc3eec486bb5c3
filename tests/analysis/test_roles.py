from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labnet.analysis.roles import BrokerRole, Chance, role_counts

ROLES = ("COORDINATOR", "ITINERANT", "GATEKEEPER", "LIAISON")


def _role(v: int, a: int, b: int) -> str:
    if a == b:
        return "COORDINATOR" if v == a else "ITINERANT"
    return "GATEKEEPER" if v in {a, b} else "LIAISON"


def _tally(v: int, labels: dict[int, int], pairs: list[tuple[int, int]]) -> list[int]:
    found = [_role(v, labels[a], labels[b]) for a, b in pairs]
    return [found.count(role) for role in ROLES]


def _opened(count: int, pairs: list[tuple[int, int]]) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    table = np.zeros((count, count), np.bool_)
    for one, other in pairs:
        table[one, other] = table[other, one] = True
    return table


@st.composite
def drawn(draw: st.DrawFn) -> tuple[list[int], list[tuple[int, int]]]:
    """The groups of up to seven units, the broker's last, and the open pairs among the others."""
    groups = draw(st.lists(st.integers(0, 3), min_size=3, max_size=7))
    pairs = list(combinations(range(len(groups) - 1), 2))
    return groups, draw(st.lists(st.sampled_from(pairs), unique=True, min_size=1, max_size=6))


@given(drawn())
@settings(deadline=None, max_examples=60)
def test_mean_and_variance_are_those_of_all_ways_to_deal_groups_out(
    network: tuple[list[int], list[tuple[int, int]]],
) -> None:
    groups, pairs = network
    everything = np.array(
        [_tally(dealt[-1], dict(enumerate(dealt[:-1])), pairs) for dealt in permutations(groups)], np.float64
    )
    shares = np.eye(4)[groups]
    found = role_counts(_opened(len(groups) - 1, pairs), shares[-1], shares[:-1], Chance(shares.sum(axis=0)))
    assert [each.role.name for each in found] == list(ROLES)
    assert [each.count for each in found] == _tally(groups[-1], dict(enumerate(groups[:-1])), pairs)
    for each, mean, spread in zip(found, everything.mean(axis=0), everything.std(axis=0), strict=True):
        assert each.expected == pytest.approx(mean, abs=1e-9)
        if spread < 1e-6:
            assert each.z is None
        else:
            assert each.z == pytest.approx((each.count - mean) / spread)


def test_whoever_is_in_two_groups_counts_half_in_each() -> None:
    # The broker is half of the first group; both contacts are of it.
    both = np.array([[1.0, 0.0], [1.0, 0.0]])
    found = role_counts(_opened(2, [(0, 1)]), np.array([0.5, 0.5]), both, Chance(np.array([2.5, 0.5])))
    assert {each.role: each.count for each in found} == {
        BrokerRole.COORDINATOR: 0.5,
        BrokerRole.ITINERANT: 0.5,
        BrokerRole.GATEKEEPER: 0.0,
        BrokerRole.LIAISON: 0.0,
    }
    # One contact is half in each, the other in the second; the broker in the first.
    mixed = np.array([[0.5, 0.5], [0.0, 1.0]])
    found = role_counts(_opened(2, [(0, 1)]), np.array([1.0, 0.0]), mixed, Chance(np.array([1.5, 1.5])))
    assert [each.count for each in found] == [0.0, 0.5, 0.5, 0.0]


def test_where_there_is_nothing_to_compare_with_nothing_is_expected() -> None:
    nobody = role_counts(_opened(0, []), np.array([1.0]), np.zeros((0, 1)), Chance(np.array([1.0])))
    assert [(each.count, each.expected, each.z) for each in nobody] == [(0.0, None, None)] * 4


def test_one_group_leaves_nothing_to_chance() -> None:
    found = role_counts(_opened(3, [(0, 1), (1, 2)]), np.array([1.0]), np.ones((3, 1)), Chance(np.array([6.0])))
    assert [(each.count, each.expected, each.z) for each in found] == [(2.0, 2.0, None), *[(0.0, 0.0, None)] * 3]
