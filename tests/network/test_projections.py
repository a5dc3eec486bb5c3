from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pictures import expected, picture, ties_of

from labnet.model.dates import PartialDate
from labnet.model.kinds import KINDS, Actor
from labnet.model.ties import Tie
from labnet.network.audiences import Audience
from labnet.network.changes import build
from labnet.network.image import Image
from labnet.network.projections import at, seen_by

Lab = KINDS["LAB"].record


def image_of(*dates: tuple[str, str]) -> Image:
    """Give two labs and one tie between them for each pair of dates, ``t0``, ``t1`` and so on."""
    ties = [
        Tie(
            id=f"t{number}",
            from_id="a",
            to_id="b",
            relation="FEDERATES_WITH",
            since=PartialDate.parse(since) if since else None,
            until=PartialDate.parse(until) if until else None,
        )
        for number, (since, until) in enumerate(dates)
    ]
    return build([Lab(id="a", name="A"), Lab(id="b", name="B"), Lab(id="c", name="C"), *ties])


def test_an_image_at_a_day_has_every_actor_and_the_ties_of_that_day() -> None:
    image = image_of(("2016", "2016"), ("2017", "2018"), ("2018", ""))

    then = at(image, dt.date(2018, 5, 1))

    assert sorted(tie.id for tie in ties_of(then)) == ["t1", "t2"]
    assert (then.number_of_actors, then.number_of_ties) == (3, 2)
    assert then.tie_row("t0") is None
    assert image.number_of_ties == 3


def test_the_image_of_a_day_is_made_once_and_a_few_days_are_held() -> None:
    image = image_of(("2016", "2016"))
    first = at(image, dt.date(2018, 5, 1))

    again = at(image, dt.date(2018, 5, 1))
    for day in range(2, 12):
        at(image, dt.date(2018, 5, day))

    assert again is first
    assert at(image, dt.date(2018, 5, 1)) is not first


def days() -> st.SearchStrategy[dt.date]:
    """Give days around those that the networks below are dated by."""
    parts = [(year, month, day) for year in (2015, 2016, 2017) for month in (1, 11, 12) for day in (1, 18)]
    return st.sampled_from([dt.date(*part) for part in parts])


@st.composite
def dated(draw: st.DrawFn) -> list[Actor | Tie]:
    """Give a few actors and ties of every sort of relation, with dates of every precision."""
    dates = st.sampled_from([None, *map(PartialDate.parse, ("2015", "2016", "2016-11", "2016-11-18", "2017-01-01"))])
    actors = [Lab(id=f"a{number}", name="A", since=draw(dates), until=draw(dates)) for number in range(4)]
    ends = st.integers(0, 3)
    relations = st.sampled_from(["FEDERATES_WITH", "WORKS_FOR", "FUNDS", "LAUREATE_OF", "SUCCEEDS"])
    return [
        *actors,
        *(
            Tie(
                id=f"t{number}",
                from_id=f"a{draw(ends)}",
                to_id=f"a{draw(ends)}",
                relation=draw(relations),
                since=draw(dates),
                until=draw(dates),
            )
            for number in range(draw(st.integers(0, 8)))
        ),
    ]


def runs(tie: Tie, actors: Mapping[str, Actor], day: dt.date) -> bool:
    """Tell whether a tie is active on a day, as decision 4 has it, in days of the calendar."""
    since = tie.since.first_day() if tie.since else dt.date.min
    until = tie.until.last_day() if tie.until else dt.date.max
    if tie.relation in {"FEDERATES_WITH", "WORKS_FOR"}:
        ends = [actors[tie.from_id], actors[tie.to_id]]
        born = max(actor.since.first_day() if actor.since else dt.date.min for actor in ends)
        if tie.since is None and born <= until:
            since = born
        until = min(until, *(actor.until.last_day() if actor.until else dt.date.max for actor in ends))
    return since <= day <= until


@settings(max_examples=300, deadline=None)
@given(dated(), days())
def test_an_image_at_a_day_has_the_ties_that_a_filter_keeps(records: list[Actor | Tie], day: dt.date) -> None:
    actors = {record.id: record for record in records if isinstance(record, Actor)}
    kept = [record for record in records if isinstance(record, Actor) or runs(record, actors, day)]

    then = at(build(records), day)

    assert picture(then) == expected(kept)


def test_somebody_alone_may_name_an_administration_that_nobody_knows() -> None:
    image = build([Lab(id="a", name="A", administration="unknown")])

    assert picture(seen_by(image, Audience.PUBLIC)) == expected([Lab(id="a", name="A")])
