"""What is hidden is not in the memory of an image that was made for an audience, nor of one that changed since."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.memory import grep
from tests.pictures import picture, ties_of

from labnet.model.kinds import KINDS, Actor, Innovator, Lab
from labnet.model.provenance import Evidence, Source
from labnet.model.records import Entity, Record
from labnet.model.ties import Tie
from labnet.model.vocabularies import AwardBasis, Confidence, Visibility
from labnet.network import projections
from labnet.network.actors import UNKNOWN
from labnet.network.audiences import Audience
from labnet.network.changes import Batch, apply, build
from labnet.network.image import Image
from labnet.network.projections import at, is_wasteful, packed, seen_by
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


@pytest.fixture
def whole() -> Image:
    return build(records(), revision=3)


@pytest.mark.parametrize("before", [[], [Lab(id="lab", name="Lab"), Lab(id="other", name="Other")]], ids=len)
def test_what_an_audience_may_see_of_an_old_image_is_told_without_what_came_since(before: list[Record]) -> None:
    old = build(before, revision=1)
    told = picture(seen_by(old, Audience.PUBLIC))
    there = {record.id for record in before if isinstance(record, Lab)}

    apply(old, Batch(put=[record for record in records() if getattr(record, "id", None) not in there]), 2)

    assert picture(seen_by(old, Audience.PUBLIC)) == told
    assert picture(packed(old)) == picture(old)
    assert grep(seen_by(old, Audience.PUBLIC), CANARY.encode()) == []


def test_the_image_of_everything_holds_what_is_looked_for(whole: Image) -> None:
    """Else the tests below could not fail."""
    assert len(grep(whole, CANARY.encode())) > 10
    assert grep(whole, str(HIDDEN_DAY).encode())
    assert 0.123 in whole.ties.weights(np.arange(3))


def test_nothing_hidden_is_in_the_memory_of_the_public_image(whole: Image) -> None:
    public = seen_by(whole, Audience.PUBLIC)

    assert [actor.id for actor in public.actors()] == ["lab", "other"]
    assert [(tie.id, tie.role, tie.evidence) for tie in ties_of(public)] == [("public", "chair", ())]
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


def test_an_image_that_is_packed_says_the_same_and_holds_nothing_of_what_was_replaced_or_dropped(whole: Image) -> None:
    later = Batch(
        put=[
            Lab(id="lab", name="Lab", administration="city"),
            Lab(id="other", name="Other, later"),
            Lab(id="later", name="Later"),
            Tie(id="l", from_id="later", to_id="other", relation="FEDERATES_WITH", role="later", note="Later."),
        ],
        dropped=[
            (Entity.ACTOR, f"{CANARY}-ada"),
            (Entity.ACTOR, f"{CANARY}-body"),
            (Entity.SOURCE, f"{CANARY}-source"),
        ],
    )
    over = Batch(put=[Lab(id="other", name="Other")], dropped=[(Entity.ACTOR, "later"), (Entity.TIE, "public")])
    image = apply(apply(whole, later, 4), over, 5)

    again = packed(image)

    assert grep(image, CANARY.encode()) != [] != grep(image, b"ater")
    assert grep(again, CANARY.encode()) == [] == grep(again, b"ater")
    assert picture(again) == picture(image)
    assert (len(again), len(again.records.texts), len(again.ties)) == (5, 2, 0)


def test_an_administration_that_comes_back_after_all_was_packed_is_found_by_its_name() -> None:
    city = KINDS["LOCAL_AUTHORITY"].record(id="city", name="City")
    image = build([Lab(id="lab", name="Lab", administration="city"), city])

    without = packed(apply(image, Batch(dropped=[(Entity.ACTOR, "city")]), 1))
    back = apply(without, Batch(put=[city]), 2)

    assert without.about["administration"][0] == UNKNOWN
    assert back.about["administration"][0] == back.row("city") == 2


@given(data=st.data())
def test_a_packed_image_goes_on_like_the_one_it_was_made_from(
    networks: st.SearchStrategy[list[Actor | Tie]], data: st.DataObject
) -> None:
    records = data.draw(networks)
    keys = [record.id for record in records]
    gone = data.draw(st.lists(st.sampled_from([record.id for record in records if isinstance(record, Actor)])))
    ended = data.draw(st.lists(st.sampled_from(keys)))
    image = build(records)
    image = apply(image, Batch(dropped=[*((Entity.TIE, k) for k in ended), *((Entity.ACTOR, k) for k in gone)]), 1)
    before = picture(image, keys)

    again = packed(image)
    back = apply(again, Batch(put=records), 2)

    assert picture(again, keys) == before == picture(image, keys)
    assert picture(back, keys) == picture(apply(image, Batch(put=records), 2), keys)


def test_an_image_is_wasteful_when_half_of_its_texts_or_ties_are_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projections, "_LEFT_OVER", 0)
    lab, other = Lab(id="a", name="A"), Lab(id="b", name="B")
    tie = Tie(id="a.runs.b", from_id="a", to_id="b", relation="RUNS")
    image = build([lab, other, tie])
    once = apply(image, Batch(put=[lab, other, tie]), 1)

    assert [is_wasteful(each) for each in (image, once)] == [False, False]
    assert is_wasteful(apply(once, Batch(put=[lab]), 2))
    tied = apply(packed(once), Batch(put=[tie]), 2)
    assert not is_wasteful(tied)
    assert is_wasteful(apply(tied, Batch(put=[tie]), 3))


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
