from __future__ import annotations

from typing import get_args

from labnet.model.records import Entity, Record


def test_every_sort_of_record_has_its_name_in_the_log() -> None:
    assert {sort.__name__.lower() for sort in get_args(Record)} == {str(entity) for entity in Entity}


def test_every_sort_of_record_has_an_id() -> None:
    assert all("id" in dir(sort) or "id" in sort.__annotations__ for sort in get_args(Record))
