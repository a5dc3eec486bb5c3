from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import pytest
from benchmarks.analysis.peers.changelog import records
from benchmarks.analysis.peers.fitting import Case, Fit
from benchmarks.analysis.peers.judging import judge
from benchmarks.analysis.peers.splits import PEOPLE, UNITS, Split, cut
from benchmarks.analysis.peers.ways import PLAIN, Plain, ours

from labnet.analysis.reasons import ReasonKind
from labnet.model.kinds import Actor
from labnet.model.ties import Tie

Read = Callable[[str], list[Actor | Tie]]
DAY = dt.date(2020, 1, 1)


@pytest.fixture(scope="module")
def split(read: Read) -> Split:
    """Ann and bob meet after the day, ann and cyd in a work; dan comes after it, and eve was with ann before."""
    return cut(
        "drawn",
        read("""
            organisation city tier=public_establishment
            innovator ann
            innovator bob
            innovator cyd
            innovator dan since=2021
            innovator eve
            innovator hub
            project old since=2015
            project new since=2020-06
            bob WORKS_FOR city since=2015
            ann COLLABORATES_WITH hub since=2016
            hub COLLABORATES_WITH bob since=2016
            ann COLLABORATES_WITH eve since=2016
            ann COLLABORATES_WITH eve since=2021
            ann COLLABORATES_WITH bob since=2021
            ann COLLABORATES_WITH dan since=2021
            ann PARTICIPATES_IN old since=2016
            cyd PARTICIPATES_IN old since=2022
            eve PARTICIPATES_IN old
            ann PARTICIPATES_IN new since=2020-06
        """),
        DAY,
    )


def _names(split: Split, rows: frozenset[int] | list[int]) -> set[str]:
    return {split.image.ids[row] for row in rows}


def test_a_cut_knows_nothing_of_later_and_who_met_after_it(split: Split) -> None:
    assert {"dan", "new"}.isdisjoint(_names(split, list(range(len(split.image)))))
    met = {split.image.ids[row]: _names(split, others) for row, others in split.met.items()}
    assert met == {"ann": {"bob", "cyd"}, "bob": {"ann"}, "cyd": {"ann", "eve"}, "eve": {"cyd"}}


def test_those_who_met_others_are_asked_about_but_no_more_than_so_many(split: Split) -> None:
    assert _names(split, split.asking(PEOPLE, 9, seed=0)) == {"ann", "bob", "cyd", "eve"}
    assert len(split.asking(PEOPLE, 2, seed=0)) == 2
    assert split.asking(UNITS, 9, seed=0) == []
    assert split.count(PEOPLE) == 5


def test_a_way_is_judged_by_who_met_later(split: Split) -> None:
    ann, bob, cyd, hub = (split.image.rows[name] for name in ("ann", "bob", "cyd", "hub"))
    found = judge(split, lambda *_: [hub, bob, cyd], [ann], PEOPLE)
    assert (found.hits, found.recall, found.reciprocal_rank, found.hits_elsewhere) == (2.0, 1.0, 0.5, 1.0)
    assert found.coverage == pytest.approx(3 / 5)


@pytest.mark.parametrize("name", PLAIN)
def test_usual_ways_leave_out_whom_one_is_with(split: Split, name: str) -> None:
    found = Plain(split).suggested(name, split.image.rows["ann"], PEOPLE, 9)
    assert _names(split, found) == {"bob", "cyd"}
    if name not in {"random", "popularity"}:
        assert split.image.ids[found[0]] == "bob"


def test_our_way_is_that_of_peers(split: Split) -> None:
    assert _names(split, ours(0.5)(split, split.image.rows["ann"], PEOPLE, 9)) == {"bob"}


def _case(kind: ReasonKind) -> Case:
    """Somebody with two candidates, of whom the one with that kind of reason was met."""
    strengths = np.full((2, len(ReasonKind)), 0.5)
    strengths[0, list(ReasonKind).index(kind)] = 0.9
    strengths[1, list(ReasonKind).index(ReasonKind.SAME_TERRITORY)] = 1.0
    right = np.array([True, False])
    return Case(strengths, right, right, 1, 1)


def test_a_fit_finds_what_tells_and_keeps_within_bounds() -> None:
    bounds = {kind: (0.05, 0.6) for kind in ReasonKind if not kind.name.endswith(("NEED", "OFFER"))}
    fit = Fit([_case(ReasonKind.SHARED_THEME)], bounds)
    weights, _, worth = fit.climb()
    assert sum(weights.values()) == pytest.approx(1)
    assert all(low <= weights[kind] <= high for kind, (low, high) in bounds.items())
    assert weights[ReasonKind.SHARED_THEME] > weights[ReasonKind.SAME_TERRITORY]
    assert worth == pytest.approx(3)


def test_the_change_log_of_scikit_learn_is_a_network_with_dates() -> None:
    found = cut("change log", records(DAY), DAY)
    assert found.count(PEOPLE) > 200
    assert len(found.asking(PEOPLE, 99, seed=0)) > 30
    assert all(split.isdigit() for split in (found.image.actor(row).name for row in found.asking(PEOPLE, 9, seed=0)))
