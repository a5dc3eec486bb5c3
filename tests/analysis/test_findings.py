from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable

from scipy import stats

from labnet.analysis.findings import CODES, Finding, Severity, findings
from labnet.analysis.grouping import GroupBy
from labnet.analysis.silos import Question
from labnet.network.image import Image

Draw = Callable[[str], Image]
TODAY = dt.date(2026, 6, 1)
BODIES = {
    "s": "state_service {} tier=state_central",
    "l": "local_authority {} tier=commune",
    "p": "organisation {} tier=public_establishment",
    "r": "organisation {} tier=research",
    "c": "organisation {} tier=association",
}


def _labs(one: str, other: str, times: int, since: str = "") -> list[str]:
    """Draw so many labs that bodies of two spheres carry, each with a theme of its own."""
    lines = []
    for time in range(times):
        lab, carriers = f"lab-{one}{other}{time}", (f"{one}{time % 3}", f"{other}{time // 3 % 3}")
        lines += [f"lab {lab}", *(f"{carrier} CARRIES {lab} {since}" for carrier in carriers)]
    return lines


def _draw(draw: Draw, times: dict[tuple[str, str], int], more: str = "", since: str = "since=2016") -> Image:
    lines = [form.format(f"{letter}{number}") for letter, form in BODIES.items() for number in range(3)]
    for (one, other), count in times.items():
        lines += _labs(one, other, count, since)
    return draw("\n".join([*lines, more]))


def _all(count: int) -> dict[tuple[str, str], int]:
    return {(a, b): count for place, a in enumerate(BODIES) for b in list(BODIES)[place + 1 :]}


def _found(image: Image, by: GroupBy = GroupBy.SPHERE, *, persons: bool = False) -> dict[str, list[Finding]]:
    told: dict[str, list[Finding]] = {}
    for each in findings(image, Question(by, TODAY), persons=persons):
        told.setdefault(each.code, []).append(each)
    return told


def _names(image: Image, found: Finding) -> list[str]:
    return [image.ids[row] for row in found.actors]


def test_a_silo_comes_first_with_its_figures_and_who_links_the_two_already(draw: Draw) -> None:
    image = _draw(draw, {**_all(20), ("s", "l"): 1})
    first, *others = findings(image, Question(GroupBy.SPHERE, TODAY))
    assert (first.code, first.severity) == ("pair.under-connected", Severity.ALERT)
    assert set(first.groups) == {"STATE", "LOCAL"}
    assert first.figures[0].value == 1.0
    assert (first.figures[0].expected or 0) > 10
    assert (first.figures[0].z or 0) < -2
    assert _names(image, first)[0] == "lab-sl0"
    assert Severity.ALERT not in {each.severity for each in others}


def test_two_groups_that_one_work_alone_links_are_worth_watching(draw: Draw) -> None:
    found = _found(_draw(draw, {**_all(5), ("s", "l"): 1}))
    assert "pair.under-connected" not in found
    (hanging,) = found["pair.single-bridge"]
    assert (hanging.severity, set(hanging.groups)) == (Severity.WATCH, {"STATE", "LOCAL"})


def test_where_all_meet_as_expected_that_is_said_with_who_links_those_who_meet_most(draw: Draw) -> None:
    image = _draw(draw, {**_all(20), ("s", "c"): 30})
    found = _found(image)
    assert found["pairs.as-expected"][0].numbers == {"tested": 10, "pairs": 10}
    assert len(found["pair.bridges"]) == 3
    assert set(found["pair.bridges"][0].groups) == {"STATE", "CIVIL_SOCIETY"}
    assert all(name.startswith("lab-sc") for name in _names(image, found["pair.bridges"][0]))


def test_where_little_is_known_it_says_how_much_more_it_would_take(draw: Draw) -> None:
    (unknown,) = _found(_draw(draw, _all(1)))["pairs.cannot-tell"]
    # Ten pairs are expected to meet once each; of half of them, one is called at a fifth of five per cent: 4.6.
    assert unknown.numbers == {"pairs": 10, "total": 10, "works": 10, "needed": 46}


def test_of_a_gap_that_is_not_significant_it_says_how_much_would_have_to_be_known(draw: Draw) -> None:
    """A gap deviates by the root of how much is known; with ten pairs tested one is called at a tenth of 5 %."""
    found = _found(_draw(draw, {**_all(8), ("s", "l"): 5, ("s", "c"): 14}))["pair.bridges"]
    told = {frozenset(each.groups): each for each in found}
    gaps = [each for each in found if each.numbers]
    assert gaps
    for each in gaps:
        (figure,) = each.figures
        assert figure.z is not None
        assert figure.z < -0.5
        assert each.numbers["deciding"] == math.ceil((figure.n or 0) * (stats.norm.ppf(0.05 / 10) / figure.z) ** 2)
        assert each.numbers["deciding"] > (figure.n or 0)
    assert not told[frozenset({"STATE", "CIVIL_SOCIETY"})].numbers


def test_of_many_groups_it_says_what_it_would_take_to_judge_those_that_meet_anybody(draw: Draw) -> None:
    """Eight bodies in a ring of works of two, and sixty alone: more pairs than are told of."""
    ring = "\n".join(
        f"organisation o{n}\nlab l{n}\no{n} CARRIES l{n}\no{n} PARTNERS_WITH l{(n + 1) % 8}" for n in range(8)
    )
    alone = "\n".join(f"organisation p{n}" for n in range(60))
    (unknown,) = _found(draw(f"{ring}\n{alone}"), GroupBy.ADMINISTRATION)["pairs.cannot-tell"]
    # Each of eight meets two others of seven: 8 works, 28 pairs, 2/7 expected of each; judged at a fourteenth of 5 %.
    needed = math.ceil(8 * -math.log(0.05 / 14) / (2 / 7))
    pairs = 68 * 67 / 2
    assert unknown.numbers == {"pairs": pairs, "total": pairs, "works": 8, "needed": needed, "meeting": 28}


def test_what_meets_more_than_expected_is_not_called_furthest_below(draw: Draw) -> None:
    image = draw("""
        local_authority a tier=commune
        state_service b tier=state_central
        organisation c tier=research
        organisation d tier=association
        lab one
        lab two
        a CARRIES one
        b CARRIES one
        c CARRIES two
        d CARRIES two
    """)
    (unknown,) = _found(image, GroupBy.ADMINISTRATION)["pairs.cannot-tell"]
    (below,) = unknown.figures
    assert below.value == 0
    assert (below.expected or 0) > 0


def test_three_groups_leave_nothing_to_compare(draw: Draw) -> None:
    found = _found(_draw(draw, {("s", "l"): 3, ("l", "p"): 3, ("s", "p"): 3}))
    assert found["pairs.no-fit"][0].severity is Severity.INFO
    assert found["pair.bridges"][0].figures[0].expected is None


def test_groups_that_keep_to_themselves_are_told_with_the_share_of_their_inner_contacts(draw: Draw) -> None:
    lines = [f"state_service s{number} tier=state_central" for number in range(20)]
    lines += [f"local_authority l{number} tier=commune" for number in range(20)]
    lines += [f"{a}{one} PARTNERS_WITH {a}{(one + step) % 20}" for a in "sl" for one in range(20) for step in (1, 2, 3)]
    found = _found(draw("\n".join([*lines, "s0 PARTNERS_WITH l0"])))
    assert found["network.closed"][0].severity is Severity.WATCH
    assert [each.groups for each in found["group.closed"]] == [("LOCAL",), ("STATE",)]
    assert round(found["group.closed"][0].numbers["share"], 3) == 0.992
    assert found["group.closed"][0].numbers["groups"] == 2


def test_groups_that_look_outwards_are_told_too(draw: Draw) -> None:
    lines = [f"state_service s{number} tier=state_central" for number in range(20)]
    lines += [f"local_authority l{number} tier=commune" for number in range(20)]
    lines += [f"s{one} PARTNERS_WITH l{(one + step) % 20}" for one in range(20) for step in range(4)]
    found = _found(draw("\n".join(lines)))
    assert found["network.open"][0].severity is Severity.INFO
    assert {each.groups for each in found["group.open"]} == {("LOCAL",), ("STATE",)}


def test_parallel_efforts_cut_points_and_isolates_are_worth_watching(draw: Draw) -> None:
    image = draw("""
        state_service a tier=state_central
        local_authority b tier=commune
        organisation c tier=association
        organisation d tier=research
        organisation e tier=company
        lab one themes=open-data
        lab two themes=open-data
        lab three
        a CARRIES one
        c CARRIES one
        b CARRIES two
        d CARRIES two
        innovator ida
    """)
    found = _found(image)
    assert _names(image, found["effort.parallel"][0]) == ["one", "two"]
    assert found["effort.parallel"][0].theme == "open-data"
    assert _names(image, found["isolates"][0]) == ["e"]
    assert found["isolates"][0].figures[0].n == 5
    bound = draw("""
        state_service a tier=state_central
        state_service b tier=state_central
        local_authority c tier=commune
        local_authority d tier=commune
        lab one
        lab two
        innovator ida
        a CARRIES one
        b CARRIES one
        c CARRIES two
        d CARRIES two
        ida PARTICIPATES_IN one
        ida PARTICIPATES_IN two
    """)
    cut = _found(bound, persons=True)["cutpoint"][0]
    assert _names(bound, cut) == ["ida"]
    assert (cut.figures[0].value, cut.numbers) == (3, {})
    assert "ida" not in [_names(bound, each)[0] for each in _found(bound).get("cutpoint", [])]


def test_many_undated_ties_are_told_of(draw: Draw) -> None:
    undated = _found(_draw(draw, _all(1), since=""))["ties.undated"]
    assert undated[0].numbers == {"undated": 20, "ties": 20}
    assert "ties.undated" not in _found(_draw(draw, _all(1)))


def test_of_administrations_bridges_are_not_named_one_by_one(draw: Draw) -> None:
    found = _found(_draw(draw, _all(20)), GroupBy.ADMINISTRATION)
    assert "pair.bridges" not in found
    assert set(found) <= set(CODES)


def test_a_network_of_nobody_has_no_findings_but_that_nothing_can_be_told(draw: Draw) -> None:
    assert set(_found(draw("lab alone"))) == {"network.cannot-tell"}


def test_visitors_are_not_told_how_many_people_are_alone(draw: Draw) -> None:
    few = "\n".join(f"innovator p{number} themes=care" for number in range(7))
    image = draw(
        f"{few}\nlab lab\norganisation o themes=care\n" + "\n".join(f"p{n} PARTICIPATES_IN lab" for n in range(4))
    )
    for persons in (False, True):
        (alone,) = _found(image, GroupBy.THEME, persons=persons)["isolates"]
        assert (alone.figures[0].value, alone.figures[0].n, _names(image, alone)) == (1.0, 1, ["o"])
