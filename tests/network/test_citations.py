from __future__ import annotations

from labnet.model.kinds import Lab
from labnet.model.provenance import Evidence, Source
from labnet.model.records import Entity
from labnet.model.ties import Tie
from labnet.model.vocabularies import Confidence, Territory, TerritoryLevel
from labnet.network.changes import Batch, build, change
from labnet.network.citations import citations, recounted


def says(source: str | None = None) -> Evidence:
    return Evidence(confidence=Confidence.DECLARED, source=source)


LAB = Lab(id="a", name="A", evidence=(says("press"), says("for-lab"), says("for-lab"), says()))
OTHER = Lab(id="b", name="B", evidence=(says("press"),))
TIE = Tie(id="t", from_id="a", to_id="b", relation="RUNS", evidence=(says("for-tie"),))
REGION = Territory(level=TerritoryLevel.REGION, code="93", name="R", source="for-region")
BARE = Territory(level=TerritoryLevel.REGION, code="11", name="R")


def test_each_record_cites_a_source_once() -> None:
    image = build([LAB, OTHER, TIE, REGION, BARE, Source(id="unused")])

    assert citations(image) == {"press": 2, "for-lab": 1, "for-tie": 1, "for-region": 1}


def test_citations_are_counted_on_with_what_arrives_and_leaves() -> None:
    image = build([LAB, OTHER, TIE, REGION])
    batch = Batch(
        put=[BARE, Territory(level=TerritoryLevel.REGION, code="93", name="R", source="elsewhere")],
        dropped=[(Entity.ACTOR, "b"), (Entity.TERRITORY, "region:11")],
    )

    made = change(image, batch, 2)

    assert recounted(citations(image), image, made, batch) == {"press": 1, "for-lab": 1, "elsewhere": 1}
    assert recounted(citations(image), image, made, batch) == citations(made.image)
