from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeAlias

from labnet.model.dates import PartialDate
from labnet.model.kinds import KINDS
from labnet.model.provenance import Evidence, Source
from labnet.model.records import Entity
from labnet.model.vocabularies import Confidence, Territory, TerritoryLevel, Theme, Tier
from labnet.service.registry import Registry

Read: TypeAlias = Callable[[str], list[Any]]
Ask: TypeAlias = Callable[..., Any]

EVERYTHING = """
{
  actor(by: {slug: "o"}) {
    id slug kind name aliases description url tier administrations { slug } spheres territory { name }
    themes { slug } offers { slug } needs { slug } since until identifiers { scheme value } fictional version
    confirmedAt evidence { field value confidence note source { id title url date note } }
  }
}
"""


def test_an_actor_tells_all_that_its_record_holds(
    plant: Callable[..., Registry], asking: Callable[[Registry], Ask]
) -> None:
    record = KINDS["ORGANISATION"].record(
        id="o",
        name="Œuvre",
        aliases=("O", "Oeuvre"),
        tier=Tier.RESEARCH,
        territory="region:93",
        themes=("water", "unheard-of"),
        offers=("water",),
        needs=("food",),
        since=PartialDate(2016, 11),
        until=PartialDate(2017),
        siret="99900001100018",
        siren="999000011",
        identifiers=("rna:W332000000", "wikidata:Q90"),
        url="https://example.org/",
        description="What it is.",
        confirmed_at=dt.date(2026, 1, 2),
        fictional=True,
        evidence=(
            Evidence(confidence=Confidence.REPORTED, source="s", note="Why.", field="since", value="2016-11"),
            Evidence(confidence=Confidence.DECLARED),
            Evidence(confidence=Confidence.SOURCED, source="lost"),
        ),
    )
    words = [Theme(id=key, label_fr=key, label_en=key) for key in ("water", "food")]
    place = Territory(level=TerritoryLevel.REGION, code="93", name="Sud")
    source = Source(id="s", title="S", url="https://example.org/s", date=PartialDate(2016), note="Read.")

    found = asking(plant(record, *words, place, source))(EVERYTHING)["data"]["actor"]

    none = {"field": None, "value": None, "note": None, "source": None}
    assert found == {
        "id": "actor:o",
        "slug": "o",
        "kind": "ORGANISATION",
        "name": "Œuvre",
        "aliases": ["O", "Oeuvre"],
        "description": "What it is.",
        "url": "https://example.org/",
        "tier": "RESEARCH",
        "administrations": [{"slug": "o"}],
        "spheres": ["RESEARCH"],
        "territory": {"name": "Sud"},
        # A theme that the vocabulary does not hold is left out.
        "themes": [{"slug": "water"}],
        "offers": [{"slug": "water"}],
        "needs": [{"slug": "food"}],
        "since": "2016-11",
        "until": "2017",
        "identifiers": [
            {"scheme": "siren", "value": "999000011"},
            {"scheme": "siret", "value": "99900001100018"},
            {"scheme": "rna", "value": "W332000000"},
            {"scheme": "wikidata", "value": "Q90"},
        ],
        "fictional": True,
        "version": 1,
        "confirmedAt": "2026-01-02",
        "evidence": [
            {
                "field": "since",
                "value": "2016-11",
                "confidence": "REPORTED",
                "note": "Why.",
                "source": {
                    "id": "source:s",
                    "title": "S",
                    "url": "https://example.org/s",
                    "date": "2016",
                    "note": "Read.",
                },
            },
            {**none, "confidence": "DECLARED"},
            {**none, "confidence": "SOURCED"},
        ],
    }


def test_an_actor_of_which_nothing_is_known_has_nulls_and_empty_lists(
    plant: Callable[..., Registry], asking: Callable[[Registry], Ask], read: Read
) -> None:
    found = asking(plant(*read("project o name=Nothing")))(EVERYTHING)["data"]["actor"]

    known = {key: value for key, value in found.items() if value not in (None, [], False)}
    assert known == {"id": "actor:o", "slug": "o", "kind": "PROJECT", "name": "Nothing", "version": 1}


def test_whom_an_actor_answers_to_depends_on_the_day(ask: Ask) -> None:
    found = ask(
        """
        { actor(by: {slug: "thomas-cazenave"}) {
            then: administrations(asOf: "2018-01-01") { slug } now: administrations { slug }
            spheresThen: spheres(asOf: "2018-01-01") spheres } }
        """
    )["actor"]

    assert found == {"then": [{"slug": "ditp"}], "now": [], "spheresThen": ["STATE"], "spheres": []}


def test_ties_of_an_actor_go_out_come_in_or_both(
    plant: Callable[..., Registry], asking: Callable[[Registry], Ask], read: Read
) -> None:
    ask = asking(
        plant(*read("lab a\nlab b\norganisation c\na FEDERATES_WITH b\nc CARRIES a\nc CARRIES b\nb FEDERATES_WITH a"))
    )

    found = ask(
        """
        { actor(by: {slug: "a"}) {
            both: ties { nodes { id } }
            out: ties(direction: OUT) { nodes { id } }
            in: ties(direction: IN) { nodes { id } }
            carried: ties(direction: BOTH, filter: {relations: [CARRIES]}) { nodes { id } } } }
        """
    )["data"]["actor"]

    ids = {name: [node["id"].removeprefix("tie:") for node in page["nodes"]] for name, page in found.items()}
    assert ids == {
        "both": ["a.federates_with.b", "b.federates_with.a", "c.carries.a"],
        "out": ["a.federates_with.b"],
        "in": ["b.federates_with.a", "c.carries.a"],
        "carried": ["c.carries.a"],
    }


def test_a_lab_takes_part_in_its_own_work_and_in_that_of_others(ask: Ask) -> None:
    nodes = ask('{ actor(by: {slug: "lab-labase"}) { collaborations(first: 100) { nodes { id } } } }')["actor"][
        "collaborations"
    ]["nodes"]

    found = {node["id"].removeprefix("collaboration:") for node in nodes}
    assert {"lab-labase", "net-labonautes", "net-liit", "prj-alim", "prj-conciergerie", "prj-labomobiles"} <= found
    assert "prg-lit" not in found


def test_the_version_and_the_moment_of_change_are_the_stores(
    plant: Callable[..., Registry], asking: Callable[[Registry], Ask], read: Read
) -> None:
    registry = plant(*read("lab a name=One"))
    with registry.writing() as writing:
        writing.put(Entity.ACTOR, read("lab a name=Two"))

    found = asking(registry)('{ actor(by: {slug: "a"}) { name version updatedAt } }')["data"]["actor"]

    age = dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(found["updatedAt"])
    assert (found["name"], found["version"]) == ("Two", 2)
    assert dt.timedelta(0) <= age < dt.timedelta(minutes=5)
