from __future__ import annotations

from enum import Enum
from typing import Any

import pytest

from labnet.api import enums
from labnet.model.kinds import KINDS
from labnet.model.relations import RELATIONS

ENUMS: list[Any] = [getattr(enums, name) for name in enums.__all__]


def test_kinds_and_relations_are_those_of_the_registries() -> None:
    assert [kind.name for kind in enums.Kind] == list(KINDS)
    assert [relation.name for relation in enums.Relation] == list(RELATIONS)


@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: enum.__name__)
def test_names_and_values_of_an_enum_are_the_same(enum: type[Enum]) -> None:
    assert [value.name for value in enum] == [value.value for value in enum]


@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: enum.__name__)
def test_every_value_has_a_description_that_is_a_sentence(enum: Any) -> None:
    published = enum.__strawberry_definition__

    assert published.description.endswith(".")
    assert [value.name for value in published.values] == [value.name for value in enum]
    assert all(value.description.endswith(".") for value in published.values)
