from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from labnet.model.kinds import KINDS, Innovator
from labnet.model.making import Maker
from labnet.model.provenance import Source
from labnet.model.records import Manifest
from labnet.model.ties import Tie
from labnet.model.vocabularies import Territory, Theme

_RECORDS: list[type[Any]] = [*(spec.record for spec in KINDS.values()), Tie, Source, Theme, Territory, Manifest]


@pytest.mark.parametrize("record", _RECORDS)
def test_a_record_is_made_as_its_class_makes_it(record: type[Any]) -> None:
    names = [field.name for field in dataclasses.fields(record)]
    needed = [field.name for field in dataclasses.fields(record) if field.default is dataclasses.MISSING]

    for given in (needed, names, names[::-1]):
        values: dict[str, Any] = {name: f"value of {name}" for name in given}
        made = Maker(record)(values)

        assert type(made) is record
        assert [getattr(made, name) for name in names] == [getattr(record(**values), name) for name in names]


@pytest.mark.parametrize("record", _RECORDS)
def test_no_record_has_work_to_do_when_it_is_made(record: type[Any]) -> None:
    assert not hasattr(record, "__post_init__")


def test_a_value_that_is_missing_or_of_no_field_is_refused() -> None:
    make = Maker(Innovator)

    with pytest.raises(TypeError, match="missing 1 required keyword-only argument: 'name'"):
        make({"id": "ada"})
    with pytest.raises(TypeError, match="unexpected keyword argument 'wings'"):
        make({"id": "ada", "name": "Ada", "wings": 2})


def test_what_is_made_cannot_be_changed() -> None:
    made = Maker(Innovator)({"id": "ada", "name": "Ada"})

    with pytest.raises(dataclasses.FrozenInstanceError):
        made.name = "Bea"  # type: ignore[misc] # that is what is tried


@pytest.mark.parametrize("record", _RECORDS)
def test_a_record_is_made_of_its_values_in_any_order_of_its_fields(record: type[Any]) -> None:
    names = sorted(field.name for field in dataclasses.fields(record))
    values = {name: f"value of {name}" for name in names}

    made = Maker(record).in_order(names)(values.values())

    assert type(made) is record
    assert made == record(**values)
    assert hash(made) == hash(record(**values))
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(made, names[0], "another value")


def test_an_order_that_lacks_a_field_is_refused() -> None:
    with pytest.raises(TypeError, match="these are not the fields of Source: id, title"):
        Maker(Source).in_order(["id", "title"])
