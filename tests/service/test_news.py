"""News, on hand-drawn networks, and through any history of writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.service.test_histories import Write, histories

from labnet.model.forms import ACTORS, TIES
from labnet.model.kinds import Actor
from labnet.model.records import Entity
from labnet.model.ties import Tie
from labnet.model.vocabularies import Theme
from labnet.network.audiences import Audience
from labnet.network.changes import Batch, apply
from labnet.network.image import Image
from labnet.service.news import Interest, News, Told, merged, news_of
from labnet.service.views import Views
from labnet.store import Store

Read = Callable[[str], list[Actor | Tie]]
Draw = Callable[[str], Image]
_P = ("in.runs.p",), (), ("gone.runs.p",)
"""The ties of the project `p` that come, change and go."""


@pytest.fixture
def batch() -> Callable[..., Batch]:
    """Give a batch of records that are put and of ids that are dropped, as audiences are given it."""

    def batch_(put: Sequence[Actor | Tie] = (), dropped: Sequence[tuple[Entity, str]] = ()) -> Batch:
        actors = [ACTORS.row(each) for each in put if isinstance(each, Actor)]
        ties = [TIES.row(each) for each in put if isinstance(each, Tie)]
        return Batch(dropped=dropped, actors=actors, ties=ties)

    return batch_


def test_what_comes_changes_and_goes_is_told_apart(draw: Draw, read: Read, batch: Callable[..., Batch]) -> None:
    before = draw("lab a\n lab b\n lab c\n a RUNS b\n a RUNS c")
    made = batch(read("lab d\n lab b name=Bureau\n d RUNS a\n a RUNS b role=host"), [(Entity.ACTOR, "c")])

    found = news_of(before, apply(before, made, 2), made)

    assert (found.after, found.revision, found.everything) == (1, 2, False)
    assert Interest().told(found) == Told(("d",), ("b",), ("c",), ("d.runs.a",), ("a.runs.b",), ("a.runs.c",))


def test_what_is_put_as_it_was_is_no_news(draw: Draw, read: Read, batch: Callable[..., Batch]) -> None:
    before = draw("lab a\n lab b\n a RUNS b")
    made = batch(read("lab a\n a RUNS b"), [(Entity.ACTOR, "hidden"), (Entity.TIE, "hidden.runs.a")])

    found = news_of(before, apply(before, made, 2), made)

    assert (found.everything, Interest().told(found)) == (False, Told())


@pytest.mark.parametrize(
    ("interest", "told"),
    [
        (Interest(kinds=frozenset({"LAB"})), Told(("in",), (), ("out", "gone"), *_P)),
        (Interest(territories=frozenset({"region:93"})), Told(("in",), (), ("out",), ("in.runs.p",))),
        (
            Interest(themes=frozenset({"care", "data"})),
            Told((), ("in",), ("gone",), ("in.runs.p",), (), ("gone.runs.p",)),
        ),
        (Interest(actors=frozenset({"gone"})), Told((), (), ("gone",), (), (), ("gone.runs.p",))),
        (Interest(actors=frozenset({"p"})), Told((), (), (), *_P)),
        (Interest(relations=frozenset({"FUNDS"})), Told((), ("out", "in"), ("gone",))),
        (Interest(actors=frozenset({"nobody"})), Told()),
    ],
    ids=["kinds", "territory", "themes", "actor", "another actor", "relations", "nobody"],
)
def test_each_hears_of_what_they_are_interested_in(
    draw: Draw, read: Read, batch: Callable[..., Batch], interest: Interest, told: Told
) -> None:
    """One comes into the region, one leaves it, one is dropped; the three of them are labs unless told otherwise."""
    before = draw(
        "lab out territory=region:93\n lab in territory=region:11 themes=care\n lab gone themes=data\n"
        "project p\n gone RUNS p"
    )
    made = batch(
        read("lab out territory=region:11\n lab in territory=region:93 themes=care\n in RUNS p"),
        [(Entity.ACTOR, "gone")],
    )
    if interest.kinds:
        # Of another kind from now on, or so far.
        before = draw("lab out\n project in\n lab gone\n project p\n gone RUNS p")
        made = batch(read("project out\n lab in\n in RUNS p"), [(Entity.ACTOR, "gone")])

    assert interest.told(news_of(before, apply(before, made, 2), made)) == told


def test_more_than_a_hundred_changes_are_not_told_one_by_one(
    draw: Draw, read: Read, batch: Callable[..., Batch]
) -> None:
    before = draw("lab hub")
    hundred = read("\n".join(f"lab a{number}" for number in range(100)))
    spokes = read("\n".join(f"hub RUNS a{number}" for number in range(100)))
    made = batch(hundred)
    after = apply(before, made, 2)
    more, tied = batch([*hundred, *read("lab b")]), batch(spokes)
    joined = apply(after, tied, 3)
    gone = batch((), [(Entity.ACTOR, "hub")])

    assert len(Interest().told(news_of(before, after, made)).actors_added) == 100
    assert news_of(before, apply(before, more, 2), more).everything
    assert news_of(joined, apply(joined, gone, 4), gone).everything


def test_what_many_who_are_hidden_do_is_no_news(draw: Draw, batch: Callable[..., Batch]) -> None:
    before = draw("lab a")
    hidden = [(Entity.ACTOR, f"h{number}") for number in range(500)]
    made = batch((), [*hidden, *((Entity.TIE, f"h{number}.runs.a") for number in range(500))])

    found = news_of(before, apply(before, made, 2), made)

    assert (found.everything, Interest().told(found)) == (False, Told())


@pytest.mark.parametrize(
    "made", [Batch(put=[Theme(id="care", label_fr="Soin", label_en="Care")]), Batch(dropped=[(Entity.THEME, "care")])]
)
def test_when_a_theme_changes_all_may_be_of_the_past(draw: Draw, made: Batch) -> None:
    before = draw("lab a")

    assert news_of(before, apply(before, made, 2), made).everything


def test_several_news_are_told_as_one(draw: Draw, read: Read, batch: Callable[..., Batch]) -> None:
    """The lab `n` comes and goes, `a` goes and comes back, `b` changes and goes, `c` comes and changes."""
    image = draw("lab a\n lab b")
    each = []
    for made in (
        batch(read("lab n\n lab b name=B2\n lab c"), [(Entity.ACTOR, "a")]),
        batch(read("lab a\n lab c name=C2"), [(Entity.ACTOR, "n"), (Entity.ACTOR, "b")]),
    ):
        later = apply(image, made, image.revision + 1)
        each.append(news_of(image, later, made))
        image = later

    found = merged(each)

    assert (found.after, found.revision) == (1, 3)
    assert Interest().told(found) == Told(("c",), ("a",), ("b",))
    assert merged(each[:1]) is each[0]
    assert merged([*each, News(3, 4, everything=True)]).everything


@settings(max_examples=40, deadline=None)
@given(history=histories, pauses=st.lists(st.booleans(), min_size=8, max_size=8))
def test_whoever_goes_by_the_news_holds_what_there_is_to_see(
    history: Sequence[Sequence[Write]], pauses: list[bool]
) -> None:
    """For each audience, and for those who look after some of the changes only."""
    interests = [Interest(), Interest(kinds=frozenset({"LAB"}), themes=frozenset({"care"}))]
    held: dict[tuple[Audience, Interest], dict[str, object]] = {(a, i): {} for a in Audience for i in interests}
    pending: list[dict[Audience, News]] = []
    with Store.open("sqlite://") as store:
        with store.reading() as reading:
            views = Views.loaded(reading, tuple(Audience))
        for writes, pause in zip(history, [*pauses[1 : len(history)], False], strict=True):
            with store.writing() as writing:
                for write in writes:
                    write(writing)
            with store.reading() as reading:
                later = views.caught_up(reading)
            if later is not views:
                pending.append({key: view.news for key, view in later.each().items() if view.news})
            views = later
            if pause or not pending:
                continue
            for (audience, interest), known in held.items():
                news = merged([each[audience] for each in pending])
                keep(known, views.of(audience).image, interest, news)
                assert known == seen(views.of(audience).image, interest)
            pending.clear()
        views.close()


def seen(image: Image, interest: Interest) -> dict[str, object]:
    """Give all that somebody is interested in."""
    kinds, themes = interest.kinds, interest.themes
    actors: dict[str, object] = {
        actor.id: (actor, actor.version)
        for actor in image.actors()
        if (kinds is None or actor.kind in kinds) and (themes is None or themes & {*actor.themes})
    }
    return (
        actors
        if kinds
        else {**actors, **{tie.id: (tie, tie.version) for tie in map(image.tie, image.tie_rows().tolist())}}
    )


def keep(known: dict[str, object], image: Image, interest: Interest, news: News) -> None:
    """Bring what somebody holds up to date, by what they are told alone."""
    if news.everything:
        known.clear()
        known.update(seen(image, interest))
        return
    told = interest.told(news)
    for id_ in (*told.actors_added, *told.actors_changed):
        assert (id_ in known) == (id_ in told.actors_changed)
        actor = image.actor(image.rows[id_])
        known[id_] = (actor, actor.version)
    for id_ in told.actors_removed:
        del known[id_]
    if interest.kinds is None:
        for id_ in (*told.ties_added, *told.ties_changed):
            row = image.tie_row(id_)
            assert row is not None
            known[id_] = (image.tie(row), image.tie(row).version)
        for id_ in told.ties_removed:
            del known[id_]
