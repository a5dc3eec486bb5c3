"""Images after any history of batches, against the records that should be there; whole, and as audiences see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.histories import ACTORS, SOURCES, STARTS, TIES, evidence, some_tie
from tests.pictures import expected, picture, shown_to

from labnet.model.kinds import KINDS, Actor
from labnet.model.provenance import Source
from labnet.model.records import Entity, Record
from labnet.model.ties import Tie
from labnet.model.vocabularies import Territory, TerritoryLevel, Theme, Visibility
from labnet.network.audiences import Audience
from labnet.network.changes import Batch, apply, build
from labnet.network.network import Network
from labnet.network.projections import seen_by

Records: TypeAlias = dict[tuple[Entity, str], Record]

IDS = [*ACTORS, *TIES]
ENTITIES: dict[type[Any], Entity] = {Tie: Entity.TIE, Theme: Entity.THEME, Source: Entity.SOURCE}


def entity(record: Record) -> Entity:
    return Entity.TERRITORY if isinstance(record, Territory) else ENTITIES.get(type(record), Entity.ACTOR)


@st.composite
def some_actor(draw: st.DrawFn) -> Actor:
    return KINDS[draw(st.sampled_from(["LAB", "LAB", "INNOVATOR"]))].record(
        id=draw(st.sampled_from(ACTORS)),
        name=draw(st.sampled_from(["Atelier", "Comité"])),
        visibility=draw(st.sampled_from([None, None, None, *Visibility])),
        administration=draw(st.sampled_from([None, None, *ACTORS[:3]])),
        since=draw(st.sampled_from(STARTS)),
        fictional=draw(st.sampled_from([False, False, True])),
        evidence=draw(evidence),
        version=draw(st.integers(1, 2)),
    )


words = st.one_of(
    st.builds(Theme, id=st.just("design"), label_fr=st.sampled_from(["un", "deux"]), label_en=st.just("one")),
    st.builds(Source, id=st.sampled_from(SOURCES), title=st.sampled_from(["One", "Two"])),
    st.builds(
        Territory,
        level=st.just(TerritoryLevel.REGION),
        code=st.just("93"),
        name=st.just("Sud"),
        source=st.sampled_from([None, *SOURCES]),
    ),
)
drops = st.one_of(
    st.tuples(st.just(Entity.ACTOR), st.sampled_from(ACTORS)),
    st.tuples(st.just(Entity.TIE), st.sampled_from(TIES)),
    st.tuples(st.sampled_from([Entity.THEME, Entity.SOURCE, Entity.TERRITORY]), st.sampled_from(["design", *SOURCES])),
)
batches = st.builds(
    Batch,
    put=st.lists(st.one_of(some_actor(), some_actor(), some_tie(), some_tie(), some_tie(), words), max_size=6),
    dropped=st.lists(drops, max_size=2),
)


def after(records: Records, batch: Batch) -> tuple[Records, Batch]:
    """Give what is there after a batch, and the batch without ties of nobody, which would be refused."""
    put = {(entity(record), record.id): record for record in batch.put}
    kept: Records = {key: record for key, record in records.items() if key not in batch.dropped} | put
    there = {key for sort, key in kept if sort is Entity.ACTOR}
    ghosts = {
        key for key, record in put.items() if isinstance(record, Tie) and not {record.from_id, record.to_id} <= there
    }
    wanted = [record for record in batch.put if (entity(record), record.id) not in ghosts]
    dropped = [*batch.dropped, *(key for key in ghosts if key in records)]
    kept = {key: record for key, record in kept.items() if key not in ghosts}
    gone = {
        key for key, record in kept.items() if isinstance(record, Tie) and not {record.from_id, record.to_id} <= there
    }
    return {key: record for key, record in kept.items() if key not in gone}, Batch(put=wanted, dropped=dropped)


@settings(max_examples=80, deadline=None)
@given(st.lists(batches, min_size=1, max_size=10))
def test_after_every_batch_each_audience_sees_what_the_rules_say_and_old_images_stay(
    history: Sequence[Batch],
) -> None:
    records: Records = {}
    whole = build([])
    old: list[tuple[Any, Any]] = []

    for revision, wanted in enumerate(history, 1):
        records, batch = after(records, wanted)
        whole = apply(whole, batch, revision)
        assert picture(whole, IDS) == expected(records.values(), IDS)
        for audience in Audience:
            image = seen_by(whole, audience)
            shown = shown_to(audience, records.values())
            assert picture(image, IDS) == expected(shown, IDS)
            assert image.revision == revision
            face = Network.of(image)
            edges = {(tie.from_id, tie.to_id, tie.id) for tie in shown if isinstance(tie, Tie)}
            assert set(face.edges(keys=True)) == edges
            assert {(one, other, key) for other, one, key in face.reverse().edges(keys=True)} == edges
            old.append((image, picture(image, IDS)))
        old.append((whole, picture(whole, IDS)))

    for image, told in old:
        assert picture(image, IDS) == told


@settings(max_examples=60, deadline=None)
@given(st.lists(batches, min_size=1, max_size=8), st.sampled_from(Audience))
def test_the_image_of_an_audience_goes_on_by_batches_of_its_own(history: Sequence[Batch], audience: Audience) -> None:
    """Images packed for an audience are images like any other: they too take batches, and keep their old ones."""
    records: Records = {}
    whole = build([])
    for wanted in history[:2]:
        records, batch = after(records, wanted)
        whole = apply(whole, batch, 1)
    image = seen_by(whole, audience)
    shown: Records = {(entity(record), record.id): record for record in shown_to(audience, records.values())}
    old = []

    for revision, wanted in enumerate(history[2:], 2):
        old.append((image, picture(image, IDS)))
        shown, batch = after(shown, wanted)
        image = apply(image, batch, revision)
        assert picture(image, IDS) == expected(shown.values(), IDS)

    assert picture(whole, IDS) == expected(records.values(), IDS)
    assert all(picture(image, IDS) == told for image, told in old)
