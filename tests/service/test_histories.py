"""What each audience sees of a store through any history of writes, against what the rules say of its records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.histories import ACTORS, SOURCES, TIES, evidence, some_tie
from tests.pictures import expected, picture, shown_to

from labnet.model.kinds import KINDS, Actor
from labnet.model.provenance import Source
from labnet.model.records import Entity, Record
from labnet.model.ties import Tie
from labnet.model.vocabularies import Territory, TerritoryLevel, Theme, Visibility
from labnet.network.audiences import Audience
from labnet.network.search import SearchIndex
from labnet.service.views import View, Views
from labnet.store import Reading, Store, Writing

IDS = [*ACTORS, *TIES]
TEXTS = ["atelier", "comite", "logement", "soin", "provence"]

Write = Callable[[Writing], object]


@st.composite
def putting_an_actor(draw: st.DrawFn) -> Write:
    record = KINDS[draw(st.sampled_from(["LAB", "LAB", "INNOVATOR"]))].record(
        id=draw(st.sampled_from(ACTORS)),
        name=draw(st.sampled_from(["Atelier", "Comité"])),
        visibility=draw(st.sampled_from([None, None, *Visibility])),
        administration=draw(st.sampled_from([None, *ACTORS[:3]])),
        themes=draw(st.sampled_from([(), ("care",)])),
        territory=draw(st.sampled_from([None, "region:93"])),
        evidence=draw(evidence),
    )
    return lambda writing: writing.put(Entity.ACTOR, [record])


@st.composite
def putting_a_tie(draw: st.DrawFn) -> Write:
    """Put a tie, or end one, where both ends are there."""
    tie = draw(some_tie())

    def write(writing: Writing) -> None:
        if tie.from_id != tie.to_id and len(writing.get(Entity.ACTOR, [tie.from_id, tie.to_id])) == 2:
            writing.put(Entity.TIE, [tie])

    return write


@st.composite
def putting_a_word(draw: st.DrawFn) -> Write:
    label, source = draw(st.sampled_from(["Soin", "Logement"])), draw(st.sampled_from(SOURCES))
    region = Territory(level=TerritoryLevel.REGION, code="93", name="Provence", source=source)
    words: list[tuple[Entity, Record]] = [
        (Entity.THEME, Theme(id="care", label_fr=label, label_en=label)),
        (Entity.SOURCE, Source(id=source, title=label)),
        (Entity.TERRITORY, region),
    ]
    entity, record = draw(st.sampled_from(words))
    return lambda writing: writing.put(entity, [record])


@st.composite
def dropping(draw: st.DrawFn) -> Write:
    entity, ids = draw(
        st.sampled_from(
            [
                (Entity.ACTOR, ACTORS),
                (Entity.ACTOR, ACTORS),
                (Entity.TIE, TIES),
                (Entity.SOURCE, SOURCES),
                (Entity.THEME, ["care"]),
                (Entity.TERRITORY, ["region:93"]),
            ]
        )
    )
    key = draw(st.sampled_from(ids))
    return lambda writing: writing.drop(entity, [key])


writes = st.one_of(
    putting_an_actor(), putting_an_actor(), putting_a_tie(), putting_a_tie(), putting_a_word(), dropping()
)
histories = st.lists(st.lists(writes, min_size=1, max_size=6), min_size=1, max_size=8)


@pytest.mark.parametrize("start", [[], ACTORS], ids=["from nothing", "from a ring"])
@settings(max_examples=25, deadline=None)
@given(history=histories)
def test_every_audience_sees_what_the_rules_say_after_every_write_and_old_views_stay(
    start: Sequence[str], history: Sequence[Sequence[Write]]
) -> None:
    old: list[tuple[View, Any]] = []
    with Store.open("sqlite://") as store:
        with store.writing() as writing:
            writing.put(Entity.ACTOR, [KINDS["LAB"].record(id=id_, name="Comité") for id_ in start])
            pairs = zip(start, [*start[1:], *start[:1]], strict=True)
            writing.put(Entity.TIE, [Tie(id=f"t{a[1]}", from_id=a, to_id=b, relation="RUNS") for a, b in pairs])
        with store.reading() as reading:
            views = Views.loaded(reading, tuple(Audience))
        for batch in history:
            with store.writing() as writing:
                for write in batch:
                    write(writing)
            with store.reading() as reading:
                views = views.caught_up(reading)
                records = records_of(reading)
                for audience in Audience:
                    view, shown = views.of(audience), shown_to(audience, records)
                    assert picture(view.image, IDS) == expected(shown, IDS)
                    assert view.image.revision == reading.seq
                    assert hits(view.search) == hits(indexed(shown))
                    old.append((view, picture(view.image, IDS)))
                assert picture(views.whole, IDS) == expected(records, IDS)
        for view, told in old:
            assert picture(view.image, IDS) == told
        views.close()


def records_of(reading: Reading) -> list[Record]:
    """Give all records of the store."""
    return [
        *reading.themes(),
        *reading.territories(),
        *reading.sources(),
        *reading.actors(),
        *reading.ties(),
    ]


def indexed(records: Sequence[Record]) -> SearchIndex:
    """Give a new index of some records."""
    index = SearchIndex()
    themes = {record.id: record for record in records if isinstance(record, Theme)}
    territories = {record.id: record for record in records if isinstance(record, Territory)}
    actors = [record for record in records if isinstance(record, Actor)]
    index.update([*themes.values(), *territories.values(), *actors], (), themes=themes, territories=territories)
    return index


def hits(index: SearchIndex) -> dict[str, list[Any]]:
    """Tell what some words find."""
    return {text: index.search(text, limit=50) for text in TEXTS}
