from __future__ import annotations

import pytest

from labnet.model.kinds import KINDS, Lab
from labnet.model.provenance import Evidence, Source
from labnet.model.ties import Tie
from labnet.model.vocabularies import Confidence, Territory, TerritoryLevel, Theme, Visibility
from labnet.network.audiences import Audience, as_seen, cites, mentions, visible

PUBLIC, MEMBERS, PRIVATE = Visibility.PUBLIC, Visibility.MEMBERS, Visibility.PRIVATE


@pytest.mark.parametrize(
    ("kind", "visibility", "audiences"),
    [
        ("LAB", None, {Audience.PUBLIC, Audience.MEMBERS}),
        ("LAB", PUBLIC, {Audience.PUBLIC, Audience.MEMBERS}),
        ("LAB", MEMBERS, {Audience.MEMBERS}),
        ("LAB", PRIVATE, set()),
        ("INNOVATOR", None, {Audience.MEMBERS}),
        ("INNOVATOR", PUBLIC, {Audience.PUBLIC, Audience.MEMBERS}),
        ("INNOVATOR", PRIVATE, set()),
    ],
)
def test_an_actor_is_seen_by_whom_it_or_its_kind_says(
    kind: str, visibility: Visibility | None, audiences: set[Audience]
) -> None:
    actor = KINDS[kind].record(id="a", name="A", visibility=visibility)

    assert {audience for audience in Audience if visible(actor, audience)} == audiences


@pytest.mark.parametrize("visibility", Visibility)
def test_members_see_all_that_the_public_sees(visibility: Visibility) -> None:
    lab = KINDS["LAB"].record(id="a", name="A", visibility=visibility)

    assert visible(lab, Audience.MEMBERS) or not visible(lab, Audience.PUBLIC)


def says(field: str | None = None, value: str | None = None, source: str | None = None) -> Evidence:
    return Evidence(confidence=Confidence.DECLARED, field=field, value=value, source=source)


def test_an_administration_that_is_not_seen_is_blank_and_what_is_said_of_it_is_left_out() -> None:
    kept = says(source="press"), says("name", "hidden"), says("administration", "seen")
    left_out = says("administration", "hidden"), says("administration")
    lab = Lab(id="lab", name="Lab", administration="hidden", evidence=(*left_out, *kept), version=3)

    shown = as_seen(lab, {"lab", "seen"})

    assert shown == Lab(id="lab", name="Lab", evidence=kept)
    assert shown.version == 3


def test_what_another_source_says_of_an_administration_that_is_not_seen_is_left_out() -> None:
    kept = says("administration"), says("administration", "seen")
    lab = Lab(id="lab", name="Lab", administration="seen", evidence=(says("administration", "hidden"), *kept))

    assert as_seen(lab, {"seen"}) == Lab(id="lab", name="Lab", administration="seen", evidence=kept)


@pytest.mark.parametrize("field", ["to", "to_id", "from", "from_id"])
def test_evidence_that_a_tie_joins_somebody_who_is_not_seen_is_left_out(field: str) -> None:
    kept = says(field), says(field, "b")
    tie = Tie(id="t", from_id="a", to_id="b", relation="RUNS", evidence=(says(field, "hidden"), *kept))

    assert as_seen(tie, {"a", "b"}) == Tie(id="t", from_id="a", to_id="b", relation="RUNS", evidence=kept)


@pytest.mark.parametrize(
    "record",
    [
        Lab(id="lab", name="Lab", administration="seen", evidence=(says("administration", "seen"), says())),
        Tie(id="t", from_id="lab", to_id="seen", relation="RUNS", evidence=(says("to", "seen"),)),
        Theme(id="hidden", label_fr="a", label_en="a"),
    ],
    ids=lambda record: type(record).__name__,
)
def test_a_record_that_names_nobody_hidden_is_seen_as_it_is(record: Lab | Tie | Theme) -> None:
    assert as_seen(record, {"lab", "seen"}) is record


def test_a_record_mentions_whom_its_optional_fields_and_its_evidence_name() -> None:
    evidence = (says("administration", "b"), says("administration"), says("name", "c"), says())

    assert mentions(Lab(id="lab", name="Lab", administration="a", evidence=evidence)) == {"a", "b"}
    assert mentions(Tie(id="t", from_id="a", to_id="b", relation="RUNS", evidence=(says("to", "c"),))) == {"c"}
    assert mentions(Source(id="a")) == set()


def test_what_records_cite() -> None:
    lab, other = Lab(id="a", name="A", evidence=(says(source="for-lab"), says())), Lab(id="b", name="B")
    region, bare = (
        Territory(level=TerritoryLevel.REGION, code=code, name="R", source=source)
        for code, source in (("93", "for-region"), ("11", None))
    )

    found = [cites(record) for record in (lab, other, region, bare, Source(id="s"))]

    assert found == [{"for-lab"}, set(), {"for-region"}, set(), set()]
