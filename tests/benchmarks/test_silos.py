from __future__ import annotations

import re
from dataclasses import replace

import pytest
from benchmarks.analysis import silos
from benchmarks.analysis.planting import Planting, plant
from benchmarks.analysis.silos import METHODS, judged

LABNET, CONFIRMED, PLAIN = METHODS

SORTS = [
    Planting(groups=6, units=300, meetings=200, projects=True, starved=2),
    Planting(groups=6, units=300, meetings=1500, projects=True, starved=2),
    Planting(groups=6, units=300, meetings=1500, starved=2),
    Planting(groups=15, units=300, meetings=600, projects=True, uneven=0.8, starved=3, left=0.0),
    Planting(groups=15, units=300, meetings=1500, starved=3, left=0.3),
    Planting(groups=12, units=300, meetings=400, projects=True, besides=800, starved=2, left=0.0),
]


def test_pairs_kept_apart_are_found_and_hardly_any_other() -> None:
    found = judged(SORTS, 6)
    assert found.planted == 6 * (2 + 2 + 2 + 3 + 3 + 2)
    assert found.hits[LABNET] >= found.hits[CONFIRMED] >= found.hits[PLAIN]
    assert found.hits[LABNET] >= 0.6 * found.planted
    assert found.false[LABNET] <= 0.05 * (found.hits[LABNET] + found.false[LABNET])


def test_one_silo_makes_others_appear_among_few_groups_only_without_confirmation() -> None:
    found = judged([Planting(groups=6, units=300, meetings=3000, projects=True, starved=2)], 4)
    assert found.false[PLAIN] > 0.2 * found.hits[PLAIN]
    assert found.false[CONFIRMED] == 0
    assert found.hits[CONFIRMED] == found.hits[PLAIN] == found.planted


def test_nothing_is_found_where_nothing_was_kept_apart() -> None:
    found = judged([replace(sort, starved=0) for sort in SORTS], 4)
    assert (found.planted, found.networks) == (0, 24)
    assert found.false[LABNET] <= 0.1 * found.networks


def test_swaps_find_more_where_works_are_few() -> None:
    found = judged(SORTS[:1], 8)
    assert found.hits[LABNET] > 1.3 * found.hits[CONFIRMED]


def test_contacts_of_people_outside_of_works_help_to_find_pairs_kept_apart() -> None:
    besides, without = (replace(SORTS[-1], besides=count) for count in (800, 0))
    assert judged([besides], 8).hits[LABNET] > 1.3 * judged([without], 8).hits[LABNET]


def test_a_network_is_the_same_for_the_same_seed_and_keeps_pairs_apart() -> None:
    one, two = plant(SORTS[1], 3), plant(SORTS[1], 3)
    assert one.pairs == two.pairs
    assert one.attendance.toarray().tolist() == two.attendance.toarray().tolist()
    free = plant(replace(SORTS[1], starved=0), 3)
    for a, b in one.pairs:
        assert _together(one.attendance @ one.shares, a, b) < 0.4 * _together(free.attendance @ free.shares, a, b)


def _together(there: object, a: int, b: int) -> int:
    table = there.toarray() > 0  # type: ignore[attr-defined] # a sparse product
    return int((table[:, a] & table[:, b]).sum())


def test_the_table_tells_each_sort(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(silos, "settings", lambda: iter([("few", SORTS[0]), ("few", SORTS[0]), ("more", SORTS[1])]))
    silos.main(["--networks", "1"])
    lines = capsys.readouterr().out.splitlines()
    assert re.match(r"\| few \| 2 \| 4 \| \d+, \d+ \| \d+, \d+ \| \d+, \d+ \|", lines[2])
    assert re.match(r"\| more \| 1 \| 2 \|", lines[3])


def test_all_sorts_are_of_people_only_and_by_project_with_and_without_silos() -> None:
    sorts = list(silos.settings())
    assert len({planting for _, planting in sorts}) == len(sorts)
    assert {planting.starved for _, planting in sorts} == {0, 2}
    assert {planting.projects for _, planting in sorts} == {False, True}
