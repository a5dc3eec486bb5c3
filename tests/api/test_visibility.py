"""What a visitor may not see is absent from every answer: a canary is planted in all that is hidden."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from tests.pictures import ties_of

from labnet.model.kinds import KINDS
from labnet.model.provenance import Evidence, Source
from labnet.model.records import Entity, Record
from labnet.model.ties import Tie
from labnet.model.vocabularies import Confidence, Theme, Tier, Visibility
from labnet.service.registry import Registry
from labnet.service.viewer import VISITOR

Ask: TypeAlias = Callable[..., dict[str, Any]]

OPERATIONS = sorted((Path(__file__).parents[2] / "schema" / "operations").glob("*.graphql"))
CANARY = "zzcanary"
HIDDEN = ["zzcanary-person", "zzcanary-body", "zzcanary-lab", "zzcanary-call"]
WATER = Theme(id="water", label_fr="eau", label_en="water")
SOURCES = [
    Source(id=key, title=CANARY, url=f"https://{CANARY}.test/", note=CANARY)
    for key in ("zzcanary-profile", "zzcanary-minutes", "zzcanary-unused")
]
PRESS = Source(id="press", title="Press")
NOTE = (
    Evidence(confidence=Confidence.SOURCED, source="zzcanary-profile"),
    Evidence(confidence=Confidence.DECLARED, note=CANARY, field="name", value=CANARY),
)
RUMOUR = (
    Evidence(confidence=Confidence.SOURCED, source="zzcanary-minutes", field="administration", value="zzcanary-body"),
    Evidence(confidence=Confidence.SOURCED, source="press"),
)
"""What an open record tells: the first piece is about somebody hidden."""

Innovator, Lab, Organisation, Programme, Cluster = (
    KINDS[code].record for code in ("INNOVATOR", "LAB", "ORGANISATION", "PROGRAMME", "CLUSTER")
)


def actors(visibility: Visibility) -> list[Record]:
    """Give three public actors that only hidden ones join, one body of each visibility, and what it hides."""
    hidden: dict[str, Any] = {"visibility": visibility, "description": CANARY, "evidence": NOTE, "themes": ("water",)}
    hidden["note"] = CANARY
    body: dict[str, Any] = {"tier": Tier.ASSOCIATION}
    return [
        Lab(id="lab-labase", name="Open lab", themes=("water",), administration="zzcanary-body", evidence=RUMOUR),
        Organisation(id="open-body", name="Open body", **body),
        Organisation(id="other-body", name="Other body", **body),
        Programme(id="prg-lit", name="Open call"),
        Innovator(id="zzcanary-person", name=CANARY, **hidden),
        Organisation(id="zzcanary-body", name=CANARY, siren="999000011", **body, **hidden),
        Lab(id="zzcanary-lab", name=CANARY, aliases=(CANARY,), **hidden),
        Programme(id="zzcanary-call", name=CANARY, **hidden),
    ]


def ties() -> list[Record]:
    secret: dict[str, Any] = {"role": CANARY, "note": CANARY, "evidence": NOTE}
    joined = [
        *(("open-body", "CARRIES", "lab-labase"), ("zzcanary-body", "CARRIES", "lab-labase")),
        *(("zzcanary-person", "WORKS_FOR", "open-body"), ("zzcanary-person", "PARTICIPATES_IN", "lab-labase")),
        *(("zzcanary-body", "COLLABORATES_WITH", "open-body"), ("zzcanary-body", "COLLABORATES_WITH", "other-body")),
        *(("zzcanary-lab", "LAUREATE_OF", "prg-lit"), ("lab-labase", "LAUREATE_OF", "zzcanary-call")),
    ]
    return [
        Tie(
            id=f"{one}.{other}",
            from_id=one,
            to_id=other,
            relation=relation,
            **(secret if "zz" in one + other else {}),
        )
        for one, relation, other in joined
    ]


@pytest.fixture(params=[Visibility.MEMBERS, Visibility.PRIVATE], ids=lambda value: value.name)
def planted(request: pytest.FixtureRequest, plant: Callable[..., Registry]) -> Registry:
    return plant(WATER, PRESS, *SOURCES, *actors(request.param), *ties())


def answers(ask: Ask) -> dict[str, str]:
    """Ask every operation, about what is open and about what is hidden; what a client sent itself is no leak."""
    found = {}
    about: list[dict[str, str]] = [
        {},
        {"slug": HIDDEN[0]},
        {"call": HIDDEN[3]},
        {"id": f"actor:{HIDDEN[1]}"},
        {"id": "source:zzcanary-profile"},
        {"text": CANARY},
    ]
    for path in OPERATIONS:
        document = path.read_text(encoding="utf-8")
        for number, variables in enumerate(about):
            known = {name: value for name, value in variables.items() if f"${name}:" in document}
            found[f"{path.stem} {number}"] = json.dumps(ask(document, known or None))
    return found


def test_no_operation_tells_of_what_is_hidden(planted: Registry, asking: Callable[[Registry], Ask]) -> None:
    leaks = {name: text for name, text in answers(asking(planted)).items() if CANARY in text}

    assert leaks == {}


def test_the_canary_would_be_seen_if_it_were_not_hidden(
    plant: Callable[..., Registry], asking: Callable[[Registry], Ask]
) -> None:
    shown = plant(WATER, PRESS, *SOURCES, *actors(Visibility.PUBLIC), *ties())

    leaks = {name.split()[0] for name, text in answers(asking(shown)).items() if CANARY in text}

    assert leaks >= {"actor", "actors", "labs", "laureates", "innovators", "search", "node", "collaborations", "themes"}


@pytest.mark.parametrize("key", HIDDEN)
def test_hidden_actors_have_no_node(planted: Registry, asking: Callable[[Registry], Ask], key: str) -> None:
    ids = [f"actor:{key}", f"collaboration:{key}"]

    found = asking(planted)("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ids})

    assert found == {"data": {"nodes": [None, None]}}


def test_sources_that_nothing_open_cites_have_no_node(planted: Registry, asking: Callable[[Registry], Ask]) -> None:
    ids = [f"source:{source.id}" for source in (PRESS, *SOURCES)]

    found = asking(planted)("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ids})

    assert found == {"data": {"nodes": [{"id": "source:press"}, None, None, None]}}


def test_open_records_hold_no_evidence_about_whom_is_hidden(
    planted: Registry, asking: Callable[[Registry], Ask]
) -> None:
    found = asking(planted)('{ actor(by: {slug: "lab-labase"}) { evidence { field value source { id } } } }')

    assert found["data"]["actor"]["evidence"] == [{"field": None, "value": None, "source": {"id": "source:press"}}]


def test_nothing_hidden_is_held_in_memory(planted: Registry) -> None:
    image = planted.view(VISITOR).image

    held = [*image.actors(), *ties_of(image), *image.vocabulary.sources.values()]

    assert [record for record in held if CANARY in repr(record)] == []


def test_ties_to_hidden_actors_have_no_node(planted: Registry, asking: Callable[[Registry], Ask]) -> None:
    ids = [f"{sort}{tie.id}" for tie in ties() for sort in ("tie:", "collaboration:tie/") if "zz" in str(tie)]

    found = asking(planted)("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ids})

    assert found == {"data": {"nodes": [None] * 14}}


@pytest.mark.parametrize(
    "by",
    [{"slug": "zzcanary-body"}, {"id": "actor:zzcanary-body"}, {"siren": "999000011"}],
    ids=lambda by: next(iter(by)),
)
def test_hidden_actors_are_not_found_by_what_they_are_known_by(
    planted: Registry, asking: Callable[[Registry], Ask], by: dict[str, str]
) -> None:
    found = asking(planted)("query($by: ActorBy!) { actor(by: $by) { name } }", {"by": by})

    assert found == {"data": {"actor": None}}


def test_totals_count_only_what_is_shown(planted: Registry, asking: Callable[[Registry], Ask]) -> None:
    found = asking(planted)(
        """
        { actors { totalCount } ties { totalCount } collaborations { totalCount } labs { totalCount }
          innovators { totalCount }
          lab: actor(by: {slug: "lab-labase"}) {
            administrations { id } spheres ties { totalCount } collaborations { totalCount } neighbours { totalCount }
            ... on Lab { carriers { id } awards { programme { id } } }
          }
          call: actor(by: {slug: "prg-lit"}) { ... on Programme { laureates { totalCount } } }
          theme: node(id: "theme:water") { ... on Theme { actors { totalCount } } } }
        """
    )

    none = {"totalCount": 0}
    assert found["data"] == {
        "actors": {"totalCount": 4},
        "ties": {"totalCount": 1},
        "collaborations": none,
        "labs": {"totalCount": 1},
        "innovators": none,
        "lab": {
            # Its administration is hidden: as if none were named, its carrier's stands in for it.
            "administrations": [{"id": "actor:open-body"}],
            "spheres": ["CIVIL_SOCIETY"],
            "ties": {"totalCount": 1},
            "collaborations": none,
            "neighbours": {"totalCount": 1},
            "carriers": [{"id": "actor:open-body"}],
            "awards": [],
        },
        "call": {"laureates": none},
        "theme": {"actors": {"totalCount": 1}},
    }


def test_no_way_leads_through_hidden_actors(planted: Registry, asking: Callable[[Registry], Ask]) -> None:
    found = asking(planted)(
        """
        { paths(from: "actor:open-body", to: "actor:other-body") { length }
          neighbourhood(of: "actor:open-body", hops: 4) { nodes { id } ties { id } } }
        """
    )

    assert found["data"]["paths"] == []
    assert found["data"]["neighbourhood"] == {
        "nodes": [{"id": "actor:open-body"}, {"id": "actor:lab-labase"}],
        "ties": [{"id": "tie:open-body.lab-labase"}],
    }


@pytest.mark.parametrize(
    "document",
    [
        '{ paths(from: "actor:%s", to: "actor:open-body") { length } }',
        '{ paths(from: "actor:open-body", to: "actor:other-body", avoid: ["actor:%s"]) { length } }',
        '{ neighbourhood(of: "actor:%s") { truncated } }',
        '{ actors(filter: {administration: "actor:%s"}) { totalCount } }',
        '{ collaborations(filter: {participant: "actor:%s"}) { totalCount } }',
    ],
)
def test_what_is_hidden_is_refused_in_the_words_for_what_does_not_exist(
    planted: Registry, asking: Callable[[Registry], Ask], document: str
) -> None:
    ask = asking(planted)

    hidden, nobody = (ask(document % key)["errors"] for key in ("zzcanary-body", "zzcanaryx-body"))

    assert json.dumps(hidden).replace("zzcanary-body", "zzcanaryx-body") == json.dumps(nobody)


def test_what_comes_into_sight_and_goes_out_of_it_is_shown_and_hidden(
    planted: Registry, asking: Callable[[Registry], Ask]
) -> None:
    ask = asking(planted)
    document = '{ actors { totalCount } ties { totalCount } search(text: "zzcanary") { node { id } } }'
    before = ask(document)

    with planted.writing() as writing:
        writing.put(Entity.ACTOR, [each for each in actors(Visibility.PUBLIC) if each.id == "zzcanary-body"])
    seen = ask(document)["data"]
    with planted.writing() as writing:
        writing.put(Entity.ACTOR, [each for each in actors(Visibility.PRIVATE) if each.id == "zzcanary-body"])

    assert (seen["actors"]["totalCount"], seen["ties"]["totalCount"]) == (5, 4)
    assert seen["search"] == [{"node": {"id": "actor:zzcanary-body"}}]
    assert ask(document) == before
