"""What is hidden is not in the memory of an image that was made for an audience, nor of one that changed since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pytest

from labnet.model.kinds import KINDS, Innovator, Lab
from labnet.model.provenance import Evidence, Source
from labnet.model.records import Entity, Record
from labnet.model.ties import Tie
from labnet.model.vocabularies import AwardBasis, Confidence, Visibility
from labnet.network.audiences import Audience
from labnet.network.changes import Batch, apply, build
from labnet.network.image import Image
from labnet.network.projections import at, seen_by
from labnet.network.search import SearchIndex

CANARY = "canary"
HIDDEN_DAY = 17_890_714
SECRET = (Evidence(confidence=Confidence.REPORTED, source=f"{CANARY}-source", note=f"{CANARY} evidence"),)
NAMED = (Evidence(confidence=Confidence.REPORTED, source="press", field="administration", value=f"{CANARY}-body"),)
MISNAMED = (Evidence(confidence=Confidence.REPORTED, source="press", field="to", value=f"{CANARY}-body"),)


def records() -> list[Record]:
    """Give two labs that anybody may see among people and a body that nobody, or members only, may."""
    secret = dict.fromkeys(("name", "role", "description", "note"), f"Le {CANARY}")
    return [
        Lab(id="lab", name="Lab", administration=f"{CANARY}-body", evidence=NAMED),
        Lab(id="other", name="Other", note="Told to all."),
        Innovator(id=f"{CANARY}-ada", aliases=(CANARY,), evidence=SECRET, **secret),  # type: ignore[arg-type] # texts all
        KINDS["ORGANISATION"].record(id=f"{CANARY}-body", name=CANARY, visibility=Visibility.PRIVATE),
        Tie(id="public", from_id="lab", to_id="other", relation="FEDERATES_WITH", role="chair", evidence=MISNAMED),
        Tie(
            id=f"{CANARY}-tie",
            from_id=f"{CANARY}-ada",
            to_id="lab",
            relation="MEMBER_OF",
            role=f"{CANARY} role",
            note=CANARY,
            weight=0.123,
            amount=HIDDEN_DAY,
            amount_basis=AwardBasis.GRANT,
            evidence=SECRET,
        ),
        Tie(id="t", from_id=f"{CANARY}-body", to_id="lab", relation="CARRIES", role=f"{CANARY} plain"),
        Source(id="press", title="Press"),
        Source(id=f"{CANARY}-source", title=CANARY),
    ]


def memory(value: Any, seen: set[int]) -> Iterator[bytes]:
    """Give everything that can be reached from a value, as bytes."""
    if id(value) in seen or value is None or isinstance(value, type | bool | int | float):
        return
    seen.add(id(value))
    match value:
        case str():
            yield value.encode()
        case bytes() | bytearray():
            yield bytes(value)
        case np.ndarray():
            yield value.tobytes()
            yield from memory(value.base, seen)
        case Mapping():
            for item in (*value.keys(), *value.values()):
                yield from memory(item, seen)
            yield from fields(value, seen)
        case list() | tuple() | set() | frozenset():
            for item in list(value):
                yield from memory(item, seen)
        case _:
            yield from fields(value, seen)


def fields(value: Any, seen: set[int]) -> Iterator[bytes]:
    names = [name for sort in type(value).__mro__ for name in getattr(sort, "__slots__", ())]
    for held in (vars(value) if hasattr(value, "__dict__") else {}, *(getattr(value, name, None) for name in names)):
        if type(value).__module__.startswith("labnet.network"):
            yield from memory(held, seen)


def grep(value: Any, wanted: bytes) -> list[bytes]:
    return [found for found in memory(value, set()) if wanted in found]


@pytest.fixture
def whole() -> Image:
    return build(records(), revision=3)


def test_the_image_of_everything_holds_what_is_looked_for(whole: Image) -> None:
    """Else the tests below could not fail."""
    assert len(grep(whole, CANARY.encode())) > 10
    assert grep(whole, str(HIDDEN_DAY).encode())
    assert 0.123 in whole.ties.weights(np.arange(3))


def test_nothing_hidden_is_in_the_memory_of_the_public_image(whole: Image) -> None:
    public = seen_by(whole, Audience.PUBLIC)

    assert [actor.id for actor in public.actors()] == ["lab", "other"]
    assert [(tie.id, tie.role, tie.evidence) for tie in public.all_ties()] == [("public", "chair", ())]
    assert grep(public, CANARY.encode()) == []
    assert grep(public, str(HIDDEN_DAY).encode()) == []
    assert set(public.ties.weight.values) == {None}
    assert public.vocabulary.sources == {}


def test_nothing_hidden_is_in_the_memory_of_the_public_image_of_a_day(whole: Image) -> None:
    assert grep(at(seen_by(whole, Audience.PUBLIC), dt.date(2020, 1, 1)), CANARY.encode()) == []


def test_nothing_that_came_later_or_is_over_is_in_the_memory_of_what_is_packed_from_an_image(whole: Image) -> None:
    """Columns are shared by the images before and after."""
    over = apply(whole, Batch(put=[Lab(id="other", name="Other, later"), Lab(id="later", name="Later")]), 4)
    later = apply(over, Batch(put=[Lab(id="other", name="Other")], dropped=[(Entity.ACTOR, "later")]), 5)

    assert grep(later, b"ater") != []
    assert [grep(seen_by(image, Audience.PUBLIC), b"ater") for image in (whole, later)] == [[], []]
    assert [actor.name for actor in seen_by(over, Audience.PUBLIC).actors()] == ["Lab", "Other, later", "Later"]


def test_nothing_private_is_in_the_memory_of_the_members_image(whole: Image) -> None:
    members = seen_by(whole, Audience.MEMBERS)

    assert [actor.id for actor in members.actors()] == ["lab", "other", f"{CANARY}-ada"]
    assert grep(members, f"{CANARY}-body".encode()) == []
    assert grep(members, f"{CANARY} plain".encode()) == []


def test_nothing_hidden_is_in_the_memory_of_the_search_of_the_public_image(whole: Image) -> None:
    public = seen_by(whole, Audience.PUBLIC)
    index = SearchIndex()
    index.update(list(public.actors()), [], themes={}, territories={})

    assert [hit.id for hit in index.search("lab")] == ["lab"]
    assert grep(index, CANARY.encode()) == []
