from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from labnet.model.kinds import Actor
from labnet.model.ties import Tie
from labnet.network.audiences import Audience
from labnet.service import feed as feed_module
from labnet.service.feed import Feed
from labnet.service.live import LiveNetwork
from labnet.service.news import Interest
from labnet.store import Store

Read = Callable[[str], list[Actor | Tie]]
Follow = Callable[..., LiveNetwork]
Writes = Callable[[Store, list[Actor | Tie]], int]
PUBLIC, MEMBERS = Audience.PUBLIC, Audience.MEMBERS


def test_who_follows_is_rung_for_and_finds_what_is_newer(
    store: Store, follow: Follow, read: Read, write: Writes
) -> None:
    start = write(store, read("lab a"))
    feed = follow().feed
    rung = threading.Event()
    nothing = feed.since(PUBLIC, start)

    stop = feed.listen(rung.set)
    write(store, read("lab b\n innovator ada"))

    assert nothing[0] is None
    assert nothing[1].image.revision == start
    assert rung.wait(10)
    public, view = feed.since(PUBLIC, start)
    members, _ = feed.since(MEMBERS, start)
    assert public is not None
    assert members is not None
    assert view.image.revision == public.revision == start + 2
    assert Interest().told(public).actors_added == ("b",)
    assert Interest().told(members).actors_added == ("b", "ada")
    assert feed.since(PUBLIC, start)[0] is public

    rung.clear()
    stop()
    stop()
    live = write(store, read("lab c"))
    while feed.since(PUBLIC, 0)[1].image.revision < live:
        pass
    assert not rung.is_set()


def test_who_was_away_is_told_of_several_changes_at_once(
    store: Store, follow: Follow, read: Read, write: Writes
) -> None:
    start = write(store, read("lab a"))
    live = follow()
    for text in ("lab b", "lab a name=A2", "lab c\n lab b name=B2"):
        live.wait_for(write(store, read(text)))
    feed = await_(live.feed, live.revision)

    news, _ = feed.since(PUBLIC, start)

    assert news is not None
    told = Interest().told(news)
    assert (told.actors_added, told.actors_changed) == (("b", "c"), ("a",))


def test_who_was_away_for_too_long_is_told_to_ask_anew(
    store: Store, follow: Follow, read: Read, write: Writes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_module, "_MOST_NEWS", 2)
    start = write(store, read("lab a"))
    live = follow()
    for number in range(3):
        live.wait_for(write(store, read(f"lab b{number}")))
    feed = await_(live.feed, live.revision)

    assert [news.everything for back in (3, 2, 1) if (news := feed.since(PUBLIC, live.revision - back)[0])] == [
        True,
        False,
        False,
    ]
    before, _ = feed.since(PUBLIC, start - 1)
    assert before is not None
    assert before.everything


def test_after_all_was_loaded_anew_nobody_knows_what_changed(
    store: Store, follow: Follow, read: Read, write: Writes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("labnet.service.live._MOST_CAUGHT_UP", 3)
    start = write(store, read("lab a"))
    live = follow()
    live.wait_for(write(store, read("lab b")))

    live.wait_for(write(store, read("\n".join(f"lab c{number}" for number in range(9)))))
    news, _ = await_(live.feed, live.revision).since(PUBLIC, start)

    assert news is not None
    assert news.everything


def await_(feed: Feed, revision: int) -> Feed:
    """Wait until the feed has a revision, which views may show a moment before."""
    while feed.since(PUBLIC, 0)[1].image.revision < revision:
        pass
    return feed


def test_who_has_seen_more_than_there_is_looks_anew(store: Store, follow: Follow, read: Read, write: Writes) -> None:
    start = write(store, read("lab a"))

    news, view = follow().feed.since(PUBLIC, start + 5)

    assert news is not None
    assert (news.everything, news.revision, view.image.revision) == (True, start, start)
