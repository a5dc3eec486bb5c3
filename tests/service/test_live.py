from __future__ import annotations

import dataclasses
import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeAlias

import pytest
from tests.pictures import ties_of

from labnet.errors import Stale
from labnet.model.kinds import KINDS, Actor, Lab
from labnet.model.provenance import Evidence, Source
from labnet.model.records import Entity, Manifest
from labnet.model.ties import Tie
from labnet.model.vocabularies import Confidence, Territory, TerritoryLevel, Theme, Visibility
from labnet.network.audiences import Audience
from labnet.service import live as live_module
from labnet.service.live import LiveNetwork
from labnet.service.views import View, Views
from labnet.store import Store, Writing
from labnet.store.engine import Watch
from labnet.store.listening import Listening

Read: TypeAlias = Callable[[str], list[Actor | Tie]]
Follow: TypeAlias = Callable[..., LiveNetwork]
Write: TypeAlias = Callable[[Store, list[Actor | Tie]], int]
WaitUntil: TypeAlias = Callable[[Callable[[], bool]], None]

PUBLIC, MEMBERS = Audience.PUBLIC, Audience.MEMBERS
HOUSING = Theme(id="housing", label_fr="logement", label_en="housing")


def put(writing: Writing, records: list[Actor | Tie]) -> None:
    writing.put(Entity.ACTOR, [record for record in records if isinstance(record, Actor)])
    writing.put(Entity.TIE, [record for record in records if isinstance(record, Tie)])


def actors(view: View) -> list[str]:
    return sorted(actor.id for actor in view.image.actors())


def ties(view: View) -> list[str]:
    return sorted(tie.id for tie in ties_of(view.image))


def found(view: View, text: str) -> list[str]:
    return sorted(hit.id for hit in view.search.search(text))


def test_each_audience_sees_what_it_may_see(store: Store, follow: Follow, read: Read, write: Write) -> None:
    """Ada, a person, is for members; nobody sees the private lab."""
    write(store, read("lab a\n innovator ada\n lab p visibility=private\n ada MEMBER_OF a\n p RUNS a"))

    live = follow()

    assert (actors(live.view(PUBLIC)), ties(live.view(PUBLIC))) == (["a"], [])
    assert (actors(live.view(MEMBERS)), ties(live.view(MEMBERS))) == (["a", "ada"], ["ada.member_of.a"])
    assert (found(live.view(PUBLIC), "ada"), found(live.view(MEMBERS), "ada")) == ([], ["ada"])


def test_a_view_taken_before_a_change_stays_as_it_was(store: Store, follow: Follow, read: Read, write: Write) -> None:
    write(store, read("lab a name=Before\n lab b\n a RUNS b"))
    live = follow()
    before = live.view(PUBLIC)

    with store.writing() as writing:
        put(writing, read("lab a name=After\n lab c\n c RUNS a"))
        writing.drop(Entity.ACTOR, ["b"])
    live.wait_for(store.seq())

    assert (actors(before), ties(before), before.image.revision) == (["a", "b"], ["a.runs.b"], 3)
    assert [actor.name for actor in before.image.actors()] == ["Before", "b"]
    after = live.view(PUBLIC)
    assert (actors(after), ties(after), after.image.revision) == (["a", "c"], ["c.runs.a"], store.seq())


def test_what_is_dropped_goes(store: Store, follow: Follow, read: Read, write: Write) -> None:
    write(store, read("lab a name=Atelier\n lab b\n lab c\n a RUNS b\n b RUNS c\n c RUNS b"))
    live = follow()

    with store.writing() as writing:
        writing.drop(Entity.ACTOR, ["a"])
        writing.drop(Entity.TIE, ["b.runs.c"])
    live.wait_for(store.seq())

    view = live.view(PUBLIC)
    assert (actors(view), ties(view), found(view, "atelier")) == (["b", "c"], ["c.runs.b"], [])


def test_whoever_is_dropped_and_made_again_has_new_ties_only(
    store: Store, follow: Follow, read: Read, write: Write
) -> None:
    write(store, read("lab a\n lab b\n lab c\n a RUNS b\n a RUNS c"))
    live = follow()

    with store.writing() as writing:
        writing.drop(Entity.ACTOR, ["a"])
        put(writing, read("lab a\n a RUNS c"))
    live.wait_for(store.seq())

    assert (actors(live.view(PUBLIC)), ties(live.view(PUBLIC))) == (["a", "b", "c"], ["a.runs.c"])


def test_a_new_label_of_a_theme_reaches_the_search_of_actors(store: Store, follow: Follow, read: Read) -> None:
    with store.writing() as writing:
        writing.put(Entity.THEME, [HOUSING])
        put(writing, read("lab a themes=housing"))
    live = follow()
    before = found(live.view(PUBLIC), "logement")

    with store.writing() as writing:
        writing.put(Entity.THEME, [Theme(id="housing", label_fr="habitat", label_en="dwelling")])
    live.wait_for(store.seq())

    view = live.view(PUBLIC)
    assert (before, found(view, "logement"), found(view, "habitat")) == (["a", "housing"], [], ["a", "housing"])
    assert view.image.vocabulary.themes["housing"].label_fr == "habitat"


def test_words_come_and_go(store: Store, follow: Follow) -> None:
    region = Territory(level=TerritoryLevel.REGION, code="93", name="Provence", source="s")
    live = follow()

    with store.writing() as writing:
        writing.put(Entity.TERRITORY, [region])
        writing.put(Entity.SOURCE, [Source(id="s", title="S")])
        writing.put(Entity.MANIFEST, [Manifest(id="m", title="M")])
    live.wait_for(store.seq())
    with_words = live.view(PUBLIC)
    with store.writing() as writing:
        writing.drop(Entity.TERRITORY, ["region:93"])
        writing.drop(Entity.SOURCE, ["s"])
    live.wait_for(store.seq())

    words = with_words.image.vocabulary
    assert (words.territories, words.sources["s"].title) == ({"region:93": region}, "S")
    assert (live.view(PUBLIC).image.vocabulary.territories, live.view(PUBLIC).image.vocabulary.sources) == ({}, {})
    assert found(live.view(PUBLIC), "provence") == []


def test_many_changes_at_once_are_read_page_by_page(store: Store, follow: Follow) -> None:
    live = follow((PUBLIC,))

    with store.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id=f"lab-{number}", name="L") for number in range(2_500)])
    live.wait_for(2_500)

    assert live.view(PUBLIC).image.number_of_actors == 2_500


def test_very_many_changes_are_not_taken_in_one_by_one(
    store: Store, follow: Follow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_module, "_MOST_CAUGHT_UP", 10)
    monkeypatch.setattr(Views, "caught_up", lambda *_: pytest.fail("changes were taken in one by one"))
    live = follow()

    with store.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id=f"lab-{number}", name="Lab") for number in range(11)])
    live.wait_for(writing.seq)

    assert len(actors(live.view(PUBLIC))) == 11


def test_a_network_that_cannot_be_told_of_changes_asks_for_them(
    store: Store, follow: Follow, read: Read, write: Write, monkeypatch: pytest.MonkeyPatch, wait_until: WaitUntil
) -> None:
    live = follow()
    failing = threading.Event()

    def wait(_watch: object, _seconds: float) -> None:
        failing.set()
        raise OSError(24, "Too many open files")

    for watch in (Watch, Listening):
        monkeypatch.setattr(watch, "wait", wait)
    assert failing.wait(10)
    live.wait_for(write(store, read("lab a")))

    assert actors(live.view(PUBLIC)) == ["a"]
    wait_until(lambda: live.seconds_behind > 0)
    monkeypatch.undo()
    wait_until(lambda: live.seconds_behind == 0)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_network_that_is_no_longer_followed_counts_as_behind(
    follow: Follow, monkeypatch: pytest.MonkeyPatch, wait_until: WaitUntil
) -> None:
    live = follow()

    def end(_live: LiveNetwork) -> bool:
        raise SystemExit

    monkeypatch.setattr(LiveNetwork, "_is_up_to_date", end)

    wait_until(lambda: live.seconds_behind > 0.2)
    live.close()
    assert live.seconds_behind == 0


def test_a_change_that_does_not_come_in_time_is_stale(store: Store, follow: Follow) -> None:
    live = follow()

    with pytest.raises(Stale, match="change 1 is stored but not yet shown: ask again in a moment"):
        live.wait_for(store.seq() + 1, timeout=0.01)


def test_whoever_waits_is_let_go_when_the_network_is_closed(follow: Follow, wait_until: WaitUntil) -> None:
    live = follow()

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(live.wait_for, 10**9, timeout=60)
        wait_until(lambda: bool(vars(live)["_advanced"]._waiters))  # noqa: SLF001 - nothing else tells that it waits
        live.close()

        assert waiting.result(timeout=10) is None


def test_a_closed_network_follows_no_more(store: Store, read: Read, write: Write) -> None:
    def following() -> set[threading.Thread]:
        return {thread for thread in threading.enumerate() if thread.name == "labnet-follower"}

    others = following()
    with LiveNetwork(store, poll_seconds=0.01) as live:
        own = following() - others
    write(store, read("lab a"))

    assert (len(own), own & following()) == (1, set())
    assert live.revision == 0
    live.close()


@pytest.mark.parametrize("seed", range(4))
def test_a_network_that_followed_many_changes_is_the_one_of_the_store(store: Store, follow: Follow, seed: int) -> None:
    live, chance = follow(), random.Random(seed)  # noqa: S311 - not for secrets

    for _ in range(60):
        with store.writing() as writing:
            for _ in range(chance.randint(1, 4)):
                change(writing, chance)
        if chance.random() < 0.5:
            live.wait_for(store.seq())
    live.wait_for(store.seq())

    fresh = follow()
    for audience in (PUBLIC, MEMBERS):
        assert told(live.view(audience)) == told(fresh.view(audience))
    assert live.view(PUBLIC).image.number_of_actors < live.view(MEMBERS).image.number_of_actors


def change(writing: Writing, chance: random.Random) -> None:
    """Make one change of any sort, among twelve actors, two themes and two regions."""
    one, other = (f"a{chance.randrange(12)}" for _ in range(2))
    theme, code = chance.choice(["housing", "care"]), chance.choice(["93", "11"])
    match chance.randrange(10):
        case 0 | 1 | 2:
            kind = chance.choice(["LAB", "LAB", "INNOVATOR", "STATE_SERVICE"])
            visibility = chance.choice([None, None, None, *Visibility])
            name = chance.choice(["Atelier", "Bureau", "Comité"])
            more: dict[str, Any] = {"themes": (theme,), "territory": f"region:{code}", "visibility": visibility}
            more |= {"administration": chance.choice([None, other]), "evidence": said(chance, "administration")}
            writing.put(Entity.ACTOR, [KINDS[kind].record(id=one, name=name, **more)])
        case 3 | 4 | 5 | 6:
            if one != other and len(writing.get(Entity.ACTOR, [one, other])) == 2:
                tie = Tie(id=f"t{chance.randrange(20)}", from_id=one, to_id=other, relation="FEDERATES_WITH")
                writing.put(Entity.TIE, [dataclasses.replace(tie, evidence=said(chance, "to_id"))])
        case 7:
            writing.drop(chance.choice([Entity.ACTOR, Entity.TIE]), [one, f"t{chance.randrange(20)}"])
        case 8:
            label = chance.choice(["logement", "soin", "grand âge"])
            writing.put(Entity.THEME, [Theme(id=theme, label_fr=label, label_en=label)])
        case _:
            name = chance.choice(["Provence", "Normandie"])
            writing.put(Entity.TERRITORY, [Territory(level=TerritoryLevel.REGION, code=code, name=name)])
            writing.put(Entity.SOURCE, [Source(id=f"s{chance.randrange(6)}", title=name)])
            writing.drop(Entity.SOURCE, [f"s{chance.randrange(6)}"])


def said(chance: random.Random, field: str) -> tuple[Evidence, ...]:
    """Give a piece of evidence that cites one of six sources and names one of twelve actors, or none."""
    source, value = f"s{chance.randrange(6)}", f"a{chance.randrange(12)}"
    return (Evidence(confidence=Confidence.SOURCED, source=source, field=field, value=value),) * chance.randrange(2)


def told(view: View) -> dict[str, object]:
    """Give all that a view tells, but for the order of rows."""
    image = view.image
    texts = ("atelier", "bureau", "logement", "soin", "provence", "normandie", "grand age")
    return {
        "revision": image.revision,
        "actors": sorted((actor.id, actor, actor.version, actor.updated_at) for actor in image.actors()),
        "ties": sorted((tie.id, tie, tie.version) for tie in ties_of(image)),
        "entries": {actor.id: int(image.length[image.row(actor.id) or 0]) for actor in image.actors()},
        "words": image.vocabulary,
        "hits": {text: view.search.search(text, limit=50) for text in texts},
    }
