from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from labnet.model.vocabularies import Territory, TerritoryLevel, Theme
from labnet.service.registry import Registry

Read: TypeAlias = Callable[[str], list[Any]]
Ask: TypeAlias = Callable[..., Any]

WORKS = """
lab x name=X territory=region:93 themes=water since=2015 until=2030
state_service s tier=state_central themes=water|food
local_authority l tier=region themes=food
organisation o tier=other
organisation part tier=other
o PART_OF part
s CARRIES x since=2016 role=first
l CARRIES x until=2019
o PARTICIPATES_IN x
s COLLABORATES_WITH l since=2017
"""
WORK = """
query($id: ID!, $relations: [Relation!], $asOf: Date) {
  node(id: $id) { ... on Collaboration {
    subject { slug } since until territory { name } themes { slug } evidence { note }
    participants(relations: $relations, asOf: $asOf) {
      actor { slug } administration { slug } sphere relation role since until evidence { note }
    }
    administrations(relations: $relations, asOf: $asOf) { slug }
    spheres(relations: $relations, asOf: $asOf)
    crossAdministration(relations: $relations, asOf: $asOf)
  } }
}
"""


@pytest.fixture
def work(plant: Callable[..., Registry], asking: Callable[[Registry], Ask], read: Read) -> Ask:
    words = [Theme(id=key, label_fr=key, label_en=key) for key in ("food", "water")]
    registry = plant(*read(WORKS), *words, Territory(level=TerritoryLevel.REGION, code="93", name="Sud"))
    return lambda key, **more: asking(registry)(WORK, {"id": f"collaboration:{key}", **more})["data"]["node"]


def test_a_work_tells_who_takes_part_that_day(work: Ask) -> None:
    now, then = work("x"), work("x", asOf="2018-01-01")

    assert now["subject"] == {"slug": "x"}
    assert (now["since"], now["until"], now["territory"], now["themes"]) == (
        *("2015", "2030", {"name": "Sud"}),
        [{"slug": "water"}],
    )
    assert [part["actor"]["slug"] for part in now["participants"]] == ["s", "o"]
    assert [part["actor"]["slug"] for part in then["participants"]] == ["s", "l", "o"]
    assert (now["spheres"], then["spheres"]) == (["STATE"], ["STATE", "LOCAL"])
    assert now["crossAdministration"] is then["crossAdministration"] is True


def test_a_participation_tells_its_tie_and_whom_one_answers_to(work: Ask) -> None:
    first, *_, last = work("x")["participants"]

    assert first == {
        "actor": {"slug": "s"},
        "administration": {"slug": "s"},
        "sphere": "STATE",
        "relation": "CARRIES",
        "role": "first",
        "since": "2016",
        "until": None,
        "evidence": [],
    }
    # A body of tier OTHER is in no sphere; without a mark above it, it answers to itself.
    assert (last["administration"], last["sphere"]) == ({"slug": "o"}, None)


def test_only_relations_that_are_named_count_as_taking_part(work: Ask) -> None:
    found = work("x", relations=["PARTICIPATES_IN"])

    assert [part["actor"]["slug"] for part in found["participants"]] == ["o"]
    assert found["administrations"] == [{"slug": "o"}]
    assert found["spheres"] == []
    assert found["crossAdministration"] is False


def test_a_direct_tie_has_two_participants_and_the_themes_they_share(work: Ask) -> None:
    found = work("tie/s.collaborates_with.l.2017")

    assert found["subject"] is found["territory"] is None
    assert (found["since"], found["until"], found["evidence"]) == ("2017", None, [])
    assert found["themes"] == [{"slug": "food"}]
    assert [part["actor"]["slug"] for part in found["participants"]] == ["s", "l"]
    assert found["spheres"] == ["STATE", "LOCAL"]
    assert found["crossAdministration"] is True


def test_a_direct_tie_has_nobody_before_it_began(work: Ask) -> None:
    found = work("tie/s.collaborates_with.l.2017", asOf="2016-12-31")

    assert (found["participants"], found["administrations"], found["crossAdministration"]) == ([], [], False)


def test_the_laureate_with_four_carriers_answers_to_all_of_them(ask: Ask) -> None:
    nodes = ask(
        """
        { actor(by: {slug: "prj-conciergerie"}) { collaborations { nodes {
            participants { actor { slug } administration { slug } sphere } } } } }
        """
    )["actor"]["collaborations"]["nodes"]

    labase = next(part for node in nodes for part in node["participants"] if part["actor"]["slug"] == "lab-labase")
    assert (labase["administration"], labase["sphere"]) == (None, None)
