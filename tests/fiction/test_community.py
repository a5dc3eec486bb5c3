"""Properties of a community of two thousand people; networkx is the oracle for triangles."""

from __future__ import annotations

from collections.abc import Callable

import networkx as nx
import numpy as np
import pytest

from labnet.fiction.calendar import LAST_DAY
from labnet.fiction.community import Community
from labnet.fiction.draws import Ints
from labnet.fiction.plan import Plan
from labnet.fiction.ties import CODES
from labnet.model.kinds import KINDS
from labnet.model.relations import RELATIONS


def acquainted(community: Community) -> tuple[Ints, Ints]:
    """Give the two ends of the direct ties of people, as places among people."""
    cast, ties = community.cast, community.ties
    first, count = cast.first["PERSON"], cast.count("PERSON")
    mine = (ties.relation == CODES["COLLABORATES_WITH"]) & (ties.source >= first) & (ties.source < first + count)
    return ties.source[mine] - first, ties.target[mine] - first


@pytest.mark.parametrize("shared", ["administration", "body", "department", "theme"])
def test_people_meet_far_more_often_where_they_share_something_than_by_chance(town: Community, shared: str) -> None:
    people = town.cast.people
    group = {
        "administration": town.cast.bodies.root[people.body],
        "body": people.body,
        "department": people.department,
        "theme": people.theme,
    }[shared]
    one, other = acquainted(town)

    chance = ((np.bincount(group) / len(group)) ** 2).sum()
    assert (group[one] == group[other]).mean() > 3 * chance


def test_triads_close_far_more_often_than_the_numbers_of_contacts_alone_would_have_it(town: Community) -> None:
    graph: nx.Graph[int] = nx.Graph(np.stack(acquainted(town), axis=1).tolist())
    rewired = graph.copy()
    nx.double_edge_swap(rewired, nswap=3 * len(graph.edges), max_tries=10**6, seed=1)

    assert nx.transitivity(graph) > 2 * nx.transitivity(rewired)
    assert nx.average_clustering(graph) > 4 * nx.average_clustering(rewired)


def test_administrations_are_of_very_different_sizes(town: Community) -> None:
    cast = town.cast
    sizes = np.sort(np.bincount(cast.bodies.root[cast.people.body], minlength=cast.bodies.roots))[::-1]

    tenth = len(sizes) // 10
    assert sizes[:tenth].sum() > 0.4 * cast.plan.people
    assert np.median(sizes) < sizes[0] / 10


def test_a_few_people_know_very_many(town: Community) -> None:
    known = np.bincount(np.concatenate(acquainted(town)), minlength=town.cast.plan.people)

    assert np.median(known) < known.mean()
    assert known.max() > 10 * np.median(known)


def test_services_hang_under_their_administration_and_under_each_other(town: Community) -> None:
    bodies = town.cast.bodies
    rows = np.arange(bodies.roots, len(bodies.tier))
    parent = bodies.parent[rows]

    assert (bodies.parent[: bodies.roots] < 0).all()
    assert (parent < rows).all()
    assert (bodies.root[parent] == bodies.root[rows]).all()
    assert (bodies.tier[rows] == bodies.tier[bodies.root[rows]]).all()
    assert 0 < (parent >= bodies.roots).mean() < 1


def test_every_person_works_for_one_body_from_the_first_day_in_the_post(town: Community) -> None:
    cast, ties = town.cast, town.ties
    jobs = ties.take((ties.relation == CODES["WORKS_FOR"]) & (ties.source >= 0))
    row = cast.rows("PERSON")
    held = np.stack((jobs.source, jobs.target, jobs.since), axis=1).tolist()

    expected = np.stack((row, cast.people.body, cast.people.start), axis=1).tolist()
    assert {tuple(each) for each in expected} <= {tuple(each) for each in held}


def test_ties_are_of_the_ten_years_and_of_days_when_both_ends_are_there(town: Community) -> None:
    cast, ties = town.cast, town.ties
    begun = ties.take(ties.since >= 0)
    over = begun.take(begun.until >= 0)
    met = begun.take(np.isin(begun.relation, [CODES["COLLABORATES_WITH"], CODES["PARTICIPATES_IN"]]))

    assert ties.since.max() <= LAST_DAY
    assert ties.until.max() < LAST_DAY
    assert 0.05 < len(over) / len(ties) < 0.3
    assert (over.since <= over.until).all()
    for end in (met.source, met.target):
        assert (cast.start[end] <= met.since).all()
        assert (met.since <= cast.end[end]).all()


def test_relations_join_what_they_may_each_pair_once_and_in_the_order_of_their_ids(town: Community) -> None:
    cast, ties, names = town.cast, town.ties, list(CODES)
    kinds = np.empty(len(cast), object)
    for kind in cast.works:
        kinds[cast.rows(kind)] = kind
    kinds[cast.rows("PERSON")] = "INNOVATOR"
    bodies = next(code for code, spec in KINDS.items() if spec.body)
    kinds[cast.rows("BODY")] = bodies

    seen = set(zip(kinds[ties.source], ties.relation.tolist(), kinds[ties.target], strict=True))
    for source, code, target in seen:
        assert source in RELATIONS[names[code]].sources
        assert target in RELATIONS[names[code]].targets
    keys = list(zip(ties.source.tolist(), ties.relation.tolist(), ties.target.tolist(), strict=True))
    assert keys == sorted(set(keys))
    symmetric = ties.take(np.isin(ties.relation, [CODES["COLLABORATES_WITH"], CODES["FEDERATES_WITH"]]))
    assert (symmetric.source < symmetric.target).all()


def test_nearly_half_of_all_ties_are_between_people(town: Community) -> None:
    assert len(acquainted(town)[0]) / len(town.ties) == pytest.approx(0.47, abs=0.04)
    assert len(town.ties) == pytest.approx(6.7 * town.cast.plan.people, rel=0.06)


def test_a_second_plan_with_silos_is_the_same_but_for_what_was_taken_out(
    drawn: Callable[[Plan], Community],
) -> None:
    whole, apart = drawn(Plan(1_500, 3)), drawn(Plan(1_500, 3, 2))

    def keys(community: Community) -> set[tuple[int, ...]]:
        ties = community.ties
        columns = (ties.source, ties.relation, ties.target, ties.since, ties.until)
        return set(zip(*(column.tolist() for column in columns), strict=True))

    assert whole.cast.ids == apart.cast.ids
    assert keys(apart) < keys(whole)
    assert len(apart.ties) > 0.9 * len(whole.ties)
