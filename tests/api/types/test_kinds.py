from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from labnet.api.schema import core_schema
from labnet.api.types.kinds import DERIVED
from labnet.api.types.references import ACTOR_TYPES
from labnet.model.fields import facts
from labnet.model.kinds import KINDS, Actor

SHARED = {fact.name for fact in facts(Actor)}


@pytest.mark.parametrize("code", KINDS)
def test_every_kind_has_a_type_with_its_description_and_its_own_fields(code: str) -> None:
    spec = KINDS[code]
    made: Any = core_schema().type_map[spec.record.__name__]
    actor: Any = core_schema().type_map["Actor"]

    own = {fact.name: fact for fact in facts(spec.record) if fact.name not in SHARED}
    camel = {"".join([name.split("_")[0], *map(str.title, name.split("_")[1:])]): fact for name, fact in own.items()}
    derived = {
        "LAB": {"carriers", "partners", "projects", "awards"},
        "PROGRAMME": {"laureates", "unidentifiedLaureates"},
    }.get(code, set())
    assert made.description == spec.description
    assert ACTOR_TYPES[code].__name__ == made.name
    assert set(made.fields) - set(actor.fields) == set(camel) | derived
    assert all(made.fields[name].description == fact.description for name, fact in camel.items())


def test_only_kinds_have_derived_fields() -> None:
    assert set(DERIVED) <= set(KINDS)


def test_own_fields_have_the_values_of_the_record(ask: Callable[..., Any]) -> None:
    found = ask(
        """
        { person: actor(by: {slug: "thomas-cazenave"}) { ... on Innovator { role openToContact } }
          cluster: actor(by: {slug: "net-labs"}) { ... on Cluster { planned } }
          call: actor(by: {slug: "prg-lit"}) {
            ... on Programme {
              announcedLaureates candidates ceiling { amount currency } budget { amount } supportMonths }
          } }
        """
    )

    assert found == {
        "person": {"role": "Délégué interministériel à la transformation publique", "openToContact": False},
        "cluster": {"planned": False},
        "call": {
            "announcedLaureates": 12,
            "candidates": None,
            "ceiling": {"amount": 250_000, "currency": "EUR"},
            "budget": None,
            "supportMonths": 18,
        },
    }
