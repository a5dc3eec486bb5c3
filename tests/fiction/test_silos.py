"""Planted silos, looked for as reports do: contacts against what the openness of both groups lets one expect."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest

from labnet.errors import BadInput
from labnet.fiction.community import Community
from labnet.fiction.draws import Ints
from labnet.fiction.plan import Plan, SiloKind
from labnet.fiction.silos import LEFT
from labnet.fiction.ties import CODES

_PLANS = [Plan(1_500, 1, 2), Plan(1_500, 4, 2), Plan(1_000, 3, 2, SiloKind.SPHERE)]


def contacts(community: Community, group: Ints) -> npt.NDArray[np.float64]:
    """Count what pairs of groups share, one by one: ties of people, and works that both take part in."""
    ties, cast = community.ties, community.cast
    people = set(cast.rows("PERSON").tolist())
    counts = np.zeros((group.max() + 1,) * 2)
    teams: dict[int, set[int]] = {}
    for source, relation, target in zip(
        ties.source.tolist(), ties.relation.tolist(), ties.target.tolist(), strict=True
    ):
        one, other = int(group[source]), int(group[target])
        if min(one, other) < 0 or relation not in {CODES["COLLABORATES_WITH"], CODES["PARTICIPATES_IN"]}:
            continue
        if relation == CODES["PARTICIPATES_IN"]:
            teams.setdefault(target, set()).add(one)
        elif {source, target} <= people and one != other:
            counts[one, other] += 1
            counts[other, one] += 1
    for team in teams.values():
        for one, other in combinations(team, 2):
            counts[one, other] += 1
            counts[other, one] += 1
    return counts


def expected(counts: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Fit quasi-independence: outward totals kept, the diagonal left out."""
    totals = counts.sum(axis=1)
    factors = totals / np.sqrt(totals.sum())
    for _ in range(100):
        for group, total in enumerate(totals.tolist()):
            factors[group] = total / (factors.sum() - factors[group])
    return np.outer(factors, factors)


@pytest.mark.parametrize("plan", _PLANS)
def test_planted_groups_meet_far_less_than_expected_and_others_do_not(
    drawn: Callable[[Plan], Community], plan: Plan
) -> None:
    community = drawn(plan)
    counts = contacts(community, community.cast.groups(plan.silos_by))
    fitted = expected(counts)
    ratio = counts / np.maximum(fitted, 1e-9)
    planted = {silo.groups for silo in community.silos}

    likely = [(one, other) for one, other in combinations(range(len(counts)), 2) if fitted[one, other] > 8]
    others = [ratio[pair] for pair in likely if pair not in planted]
    assert planted
    assert max(ratio[pair] for pair in planted) < 0.3
    assert np.median(others) > 0.8
    assert np.quantile(others, 0.05) > 0.3


@pytest.mark.parametrize("plan", _PLANS)
def test_each_group_is_in_one_silo_and_the_truth_counts_what_was_taken_out(
    drawn: Callable[[Plan], Community], plan: Plan
) -> None:
    silos = drawn(plan).silos

    groups = [group for silo in silos for group in silo.groups]
    assert len(silos) == plan.silos
    assert len(set(groups)) == 2 * plan.silos
    assert all(silo.drawn >= 10 for silo in silos)
    assert sum(silo.left for silo in silos) < 4 * LEFT * sum(silo.drawn for silo in silos)


@pytest.mark.parametrize("plan", [_PLANS[0], _PLANS[2]])
def test_nobody_answers_to_a_planted_group_beside_their_own(drawn: Callable[[Plan], Community], plan: Plan) -> None:
    community = drawn(plan)
    group, ties = community.cast.groups(plan.silos_by), community.ties
    posts = ties.take(ties.relation == CODES["WORKS_FOR"])
    planted = [each for silo in community.silos for each in silo.groups]

    elsewhere = group[posts.source] != group[posts.target]
    assert elsewhere.any()
    assert not np.isin(group[posts.target][elsewhere], planted).any()


def test_more_silos_than_there_is_room_for_are_refused(drawn: Callable[[Plan], Community]) -> None:
    with pytest.raises(BadInput, match="silos: 50 asked for, but only "):
        drawn(Plan(500, 1, 50))


def test_a_community_where_nobody_meets_has_no_room_for_silos(drawn: Callable[[Plan], Community]) -> None:
    with pytest.raises(BadInput, match="only 0 found among pairs of spheres"):
        drawn(Plan(1, 1, 1, SiloKind.SPHERE))
