from __future__ import annotations

import networkx as nx
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from labnet.analysis import segregation as module
from labnet.analysis.segregation import segregation
from labnet.analysis.shuffles import MOST_SHUFFLED, draws_for
from labnet.analysis.statistics import Statistic, StatisticMethod

Table = npt.NDArray[np.float64]


def _table(n: int, pairs: list[tuple[int, int]], weights: list[float] | None = None) -> sparse.csr_array:
    table = np.zeros((n, n))
    for place, (one, other) in enumerate(pairs):
        table[one, other] = table[other, one] = weights[place] if weights else 1
    return sparse.csr_array(table)


def _hard(groups: list[int], count: int | None = None) -> sparse.csr_array:
    table = np.zeros((len(groups), count or max(groups, default=0) + 1))
    table[np.arange(len(groups)), groups] = 1
    return sparse.csr_array(table)


@st.composite
def networks(draw: st.DrawFn) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Up to nine units with weighted contacts, in up to four groups, some split between two and some in none."""
    n, k = draw(st.integers(0, 9)), draw(st.integers(1, 4))
    every = [(one, other) for one in range(n) for other in range(one)]
    pairs = draw(st.lists(st.sampled_from(every), unique=True)) if every else []
    weights = draw(st.lists(st.sampled_from([0.5, 1.0, 2.0]), min_size=len(pairs), max_size=len(pairs)))
    shares = np.zeros((n, k))
    for unit in range(n):
        chosen = draw(st.lists(st.integers(0, k - 1), unique=True, max_size=2))
        shares[unit, chosen] = 1 / max(1, len(chosen))
    return _table(n, pairs, weights), sparse.csr_array(shares)


def test_contacts_inside_and_across_make_the_index() -> None:
    """Three contacts inside two groups of three, one across: (1 - 3) / 4; at random 9 of 15 pairs are across."""
    found = segregation(_table(6, [(0, 1), (1, 2), (3, 4), (2, 3)]), _hard([0, 0, 0, 1, 1, 1])).external_internal
    assert found.value == pytest.approx(-0.5)
    assert found.expected == pytest.approx(2 * 9 / 15 - 1)
    assert found.n == 4
    assert found.method is StatisticMethod.PERMUTATION


def test_twelve_equal_groups_have_a_high_index_by_chance() -> None:
    shares = _hard([unit % 12 for unit in range(120)])
    rng = np.random.default_rng(1)
    upper = np.triu(rng.random((120, 120)) < 0.05, 1)
    found = segregation(sparse.csr_array((upper + upper.T).astype(float)), shares).external_internal
    assert found.expected == pytest.approx(0.849, abs=1e-3)
    assert found.z is not None
    assert abs(found.z) < 4
    assert found.p_value is not None
    assert found.p_value > 0.001


def test_units_of_two_groups_are_internal_by_the_share_they_have_in_common() -> None:
    shares = sparse.csr_array(np.array([[0.5, 0.5], [1.0, 0.0], [0.0, 1.0]]))
    found = segregation(_table(3, [(0, 1), (1, 2)], [1.0, 3.0]), shares).external_internal
    assert found.value == pytest.approx((3.5 - 0.5) / 4)
    assert found.expected == pytest.approx(1 - 2 * (1 / 3))


def test_units_of_no_group_are_left_out_with_their_contacts() -> None:
    shares = sparse.csr_array(np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]))
    found = segregation(_table(3, [(0, 1), (1, 2)]), shares).external_internal
    assert (found.value, found.expected, found.n) == (1.0, 1.0, 1)


@given(network=networks())
def test_expectation_and_deviation_are_those_over_all_shuffles(
    network: tuple[sparse.csr_array, sparse.csr_array],
) -> None:
    contacts, shares = network
    grouped = np.flatnonzero(np.diff(shares.indptr) > 0)
    inner = contacts.toarray()[np.ix_(grouped, grouped)]
    groups = shares.toarray()[grouped]
    n = len(grouped)
    found = segregation(contacts, shares).external_internal
    if not inner.any():
        assert found == Statistic(n=0)
        return
    rng = np.random.default_rng(0)
    orders = [rng.permutation(n) for _ in range(3000)]
    values = np.array([1 - 2 * (inner * (groups[order] @ groups[order].T)).sum() / inner.sum() for order in orders])
    assert found.expected == pytest.approx(values.mean(), abs=0.1)
    if found.method is StatisticMethod.EXACT:
        assert values.std() == pytest.approx(0, abs=1e-6)
    else:
        assert found.value is not None
        assert found.expected is not None
        assert found.z is not None
        deviation = (found.value - found.expected) / found.z if abs(found.z) > 1e-9 else values.std()
        assert deviation == pytest.approx(values.std(), rel=0.15, abs=0.02)


@given(network=networks(), seed=st.integers(0, 5))
def test_names_and_order_change_nothing(network: tuple[sparse.csr_array, sparse.csr_array], seed: int) -> None:
    contacts, shares = network
    rng = np.random.default_rng(seed)
    units, groups = rng.permutation(shares.shape[0]), rng.permutation(shares.shape[1])
    found = segregation(contacts, shares)
    other = segregation(
        sparse.csr_array(contacts[units][:, units]), sparse.csr_array(sparse.csr_array(shares[units])[:, groups])
    )
    for one, two in (
        (found.external_internal, other.external_internal),
        (found.assortativity, other.assortativity),
    ):
        assert (one.value, one.expected, one.z, one.n) == pytest.approx((two.value, two.expected, two.z, two.n))


@given(network=networks())
def test_figures_are_numbers_or_nothing(network: tuple[sparse.csr_array, sparse.csr_array]) -> None:
    for found in (segregation(*network).external_internal, segregation(*network).assortativity):
        for figure in (found.value, found.expected, found.z, found.p_value):
            assert figure is None or np.isfinite(figure)
        assert found.p_value is None or 0 < found.p_value <= 1


@given(seed=st.integers(0, 10_000))
def test_assortativity_is_that_of_networkx(seed: int) -> None:
    graph = nx.gnm_random_graph(30, 60, seed=seed)
    groups = np.random.default_rng(seed).integers(0, 4, 30).tolist()
    nx.set_node_attributes(graph, dict(enumerate(groups)), "group")
    found = segregation(
        sparse.csr_array(nx.to_scipy_sparse_array(graph, dtype=np.dtype(float))), _hard(groups, 4)
    ).assortativity
    assert found.value == pytest.approx(nx.attribute_assortativity_coefficient(graph, "group"), abs=1e-9)


def test_the_normal_tail_agrees_with_the_shuffles(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = nx.gnm_random_graph(200, 800, seed=3)
    contacts = sparse.csr_array(nx.to_scipy_sparse_array(graph, dtype=np.dtype(float)))
    shares = _hard((np.random.default_rng(4).integers(0, 5, 200)).tolist())
    shuffled = segregation(contacts, shares, seed=7)
    assert segregation(contacts, shares, shuffle=False).external_internal.method is StatisticMethod.NORMAL
    monkeypatch.setattr(module, "MOST_SHUFFLED", 799)
    normal = segregation(contacts, shares)
    for one, two in (
        (shuffled.external_internal, normal.external_internal),
        (shuffled.assortativity, normal.assortativity),
    ):
        assert (one.method, one.seed) == (StatisticMethod.PERMUTATION, 7)
        assert (two.method, two.seed) == (StatisticMethod.NORMAL, None)
        assert one.p_value == pytest.approx(two.p_value, abs=0.06)
    assert MOST_SHUFFLED == 100_000


def test_assortativity_deviates_as_it_does_over_shuffles() -> None:
    graph = nx.barabasi_albert_graph(60, 2, seed=5)
    contacts = sparse.csr_array(nx.to_scipy_sparse_array(graph, dtype=np.dtype(float)))
    groups = np.arange(60) % 3
    rng = np.random.default_rng(0)
    values = []
    for _ in range(400):
        dealt = rng.permutation(groups)
        nx.set_node_attributes(graph, dict(enumerate(dealt.tolist())), "group")
        values.append(nx.attribute_assortativity_coefficient(graph, "group"))
    found = segregation(contacts, _hard(groups.tolist())).assortativity
    assert found.value is not None
    assert found.expected is not None
    assert found.z is not None
    assert found.expected == pytest.approx(np.mean(values), abs=0.01)
    assert (found.value - found.expected) / found.z == pytest.approx(np.std(values), rel=0.1)


def test_ways_of_belonging_too_many_for_a_table_leave_the_normal_tail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_KINDS", 1)
    found = segregation(_table(6, [(0, 1), (1, 2), (3, 4), (2, 3)]), _hard([0, 0, 0, 1, 1, 1]))
    assert found.external_internal.method is StatisticMethod.NORMAL


@pytest.mark.parametrize(
    ("n", "pairs", "groups"),
    [
        (0, [], []),
        (1, [], [0]),
        (4, [], [0, 0, 1, 1]),
        (2, [(0, 1)], [0, 1]),
        (4, [(0, 1), (2, 3)], [0, 0, 0, 0]),
        (5, [(0, 1), (0, 2), (0, 3), (0, 4)], [0, 1, 1, 1, 1]),
        (3, [(0, 1), (1, 2), (0, 2)], [0, 1, 2]),
    ],
    ids=["nobody", "one", "no contacts", "two", "one group", "star", "clique of singles"],
)
def test_networks_that_say_little_have_no_chance_to_compare_with(
    n: int, pairs: list[tuple[int, int]], groups: list[int]
) -> None:
    found = segregation(_table(n, pairs), _hard(groups) if n else sparse.csr_array((0, 0))).external_internal
    if pairs:
        assert found.value is not None
        assert found.expected is not None
    else:
        assert found == Statistic(n=0)


def test_where_no_shuffle_is_as_far_off_the_p_value_is_told_as_a_bound() -> None:
    inside = [(a, b) for a in range(16) for b in range(a)]
    table = _table(32, [*inside, *((a + 16, b + 16) for a, b in inside), (0, 16)])
    found = segregation(table, _hard([0] * 16 + [1] * 16))
    for figure in (found.external_internal, found.assortativity):
        assert figure.p_value_is_bound
        assert figure.p_value == pytest.approx(1 / (1 + draws_for(table.nnz // 2)))
    even = segregation(table, _hard([0, 1] * 16))
    assert not even.external_internal.p_value_is_bound
