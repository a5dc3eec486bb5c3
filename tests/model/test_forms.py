from __future__ import annotations

from labnet.model.forms import FORMS, MANIFESTS, TERRITORIES
from labnet.model.provenance import Source
from labnet.model.records import Entity, Licence, Manifest
from labnet.model.vocabularies import Territory, TerritoryLevel, Theme


def test_every_entity_has_a_form() -> None:
    assert set(FORMS) == set(Entity)


def test_a_manifest_keeps_its_licences() -> None:
    manifest = Manifest(id="m", title="M", licences=(Licence(name="ODbL"), Licence(name="CC-BY", path="https://cc")))

    back = MANIFESTS.record((*MANIFESTS.texts(manifest), 1))

    assert back == manifest


def test_a_territory_is_known_by_level_and_code() -> None:
    territory = Territory(level=TerritoryLevel.REGION, code="93", name="PACA", parent="country:fr")

    texts = TERRITORIES.texts(territory)

    assert texts[0] == "region:93"
    assert TERRITORIES.record((*texts, 1)) == territory


def test_required_values_are_never_absent() -> None:
    assert FORMS[Entity.THEME].required == {"id", "label_fr", "label_en"}
    assert FORMS[Entity.SOURCE].texts(Source(id="s")) == ("s", None, None, None, None)
    assert FORMS[Entity.THEME].texts(Theme(id="t", label_fr="f", label_en="e"))[:3] == ("t", "f", "e")
