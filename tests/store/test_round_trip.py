from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from labnet.model import fields
from labnet.model.dates import PartialDate
from labnet.model.fields import Fact, facts
from labnet.model.kinds import KINDS, Actor
from labnet.model.provenance import Evidence
from labnet.model.records import Entity
from labnet.model.ties import RELATION, Tie
from labnet.model.vocabularies import Confidence
from labnet.store import Store

_WORDS = st.text("abcéœ 'z0,;\"\n=@-", min_size=1, max_size=20).map(str.strip).filter(bool)
_SLUGS = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)
_DATES = st.dates(dt.date(1000, 1, 1)).flatmap(
    lambda day: st.sampled_from(
        [PartialDate(day.year), PartialDate(day.year, day.month), PartialDate(day.year, day.month, day.day)]
    )
)
_AMOUNTS = st.integers(0, 2**31 - 1)
_EVIDENCE = st.builds(
    Evidence,
    confidence=st.sampled_from(Confidence),
    source=st.none() | _SLUGS,
    note=st.none() | _WORDS,
    field=st.none() | st.just("name"),
    value=st.none() | _WORDS,
)


def _unique(items: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(items, max_size=3, unique=True).map(tuple)


_VALUES: dict[fields.FieldType, st.SearchStrategy[Any]] = {
    fields.TEXT: _WORDS,
    fields.LONG_TEXT: _WORDS,
    fields.TEXTS: _unique(_WORDS),
    fields.SLUG: _SLUGS,
    fields.REFERENCE: _SLUGS,
    fields.TERRITORY: st.sampled_from(["region:93", "department:2A"]),
    fields.THEMES: _unique(_SLUGS),
    fields.IDENTIFIERS: _unique(st.sampled_from(["rna:W332000000", "wikidata:Q90"])),
    fields.URL: st.just("https://example.org/é?a=b|c"),
    fields.SIREN: st.just("999000011"),
    fields.SIRET: st.just("99900001100018"),
    fields.DATE: _DATES,
    fields.DAY: st.dates(),
    fields.INTEGER: _AMOUNTS,
    fields.MONEY: _AMOUNTS,
    fields.NUMBER: st.integers(0, 1_000_000).map(lambda number: number / 64),
    fields.FLAG: st.booleans(),
}


def _value(about: Fact) -> st.SearchStrategy[Any]:
    known = st.sampled_from(list(about.type.values)) if about.type.values else _VALUES[about.type]
    return known if about.required or about.default is not None else st.none() | known


def _actor(kind: str) -> st.SearchStrategy[Actor]:
    record: type = KINDS[kind].record
    values = {about.name: _value(about) for about in facts(record)}
    return st.builds(record, **values, evidence=st.lists(_EVIDENCE, max_size=3).map(tuple))


def _tie(ends: st.SearchStrategy[str]) -> st.SearchStrategy[Tie]:
    record: type = Tie
    values = {about.name: _value(about) for about in facts(record) if about.type is not RELATION}
    values |= {"from_id": ends, "to_id": ends, "relation": st.sampled_from(["CARRIES", "WORKS_FOR"])}
    built = st.builds(Tie, **values, evidence=st.lists(_EVIDENCE, max_size=3).map(tuple))
    return built.filter(lambda tie: tie.from_id != tie.to_id)


_ACTORS = st.lists(st.sampled_from(list(KINDS)).flatmap(_actor), min_size=2, max_size=6, unique_by=lambda one: one.id)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_was_put_is_read_back_equal(data: st.DataObject) -> None:
    actors = data.draw(_ACTORS)
    ends = st.sampled_from([actor.id for actor in actors])
    ties = data.draw(st.lists(_tie(ends), max_size=6, unique_by=lambda one: one.id))

    with Store.open("sqlite://") as store:
        with store.writing() as writing:
            writing.put(Entity.ACTOR, actors)
            writing.put(Entity.TIE, ties)
            again = writing.put(Entity.ACTOR, actors), writing.put(Entity.TIE, ties)
        with store.reading() as reading:
            back = list(reading.actors()), list(reading.ties())

    by_id: Callable[[Any], str] = lambda record: record.id  # noqa: E731 - the annotation is what it is for
    assert back == (sorted(actors, key=by_id), sorted(ties, key=by_id))
    assert [outcome.unchanged for outcome in again] == [len(actors), len(ties)]
