from __future__ import annotations

import logging
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from labnet.errors import Stale
from labnet.model.kinds import KINDS, Actor, Lab
from labnet.model.provenance import Source
from labnet.model.records import Entity, Manifest
from labnet.model.ties import Tie
from labnet.model.vocabularies import Territory, TerritoryLevel, Theme, Visibility
from labnet.network.audiences import Audience
from labnet.service.live import LiveNetwork, View
from labnet.store import Store, Writing

Read: TypeAlias = Callable[[str], list[Actor | Tie]]
Follow: TypeAlias = Callable[..., LiveNetwork]

PUBLIC, MEMBERS = Audience.PUBLIC, Audience.MEMBERS
HOUSING = Theme(id="housing", label_fr="logement", label_en="housing")

_ELSEWHERE = """
import sys
from labnet.model.kinds import Lab
from labnet.model.records import Entity
from labnet.store import Store

with Store.open(sys.argv[1]) as store, store.writing() as writing:
    writing.put(Entity.ACTOR, [Lab(id="elsewhere", name="Ailleurs")])
    print(writing.seq)
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "labnet.db"


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{file}") as opened:
        yield opened


@pytest.fixture
def follow(store: Store) -> Iterator[Follow]:
    """Follow the store, for the public and members unless said otherwise; whatever follows is closed in the end."""
    with ExitStack() as stack:
        yield lambda audiences=(PUBLIC, MEMBERS): stack.enter_context(
            LiveNetwork(store, audiences=audiences, poll_seconds=0.01)
        )


def put(writing: Writing, records: list[Actor | Tie]) -> None:
    writing.put(Entity.ACTOR, [record for record in records if isinstance(record, Actor)])
    writing.put(Entity.TIE, [record for record in records if isinstance(record, Tie)])


def write(store: Store, records: list[Actor | Tie]) -> int:
    with store.writing() as writing:
        put(writing, records)
    return store.seq()


def actors(view: View) -> list[str]:
    return sorted(actor.id for actor in view.image.actors())


def ties(view: View) -> list[str]:
    return sorted(tie.id for tie in view.image.all_ties())


def found(view: View, text: str) -> list[str]:
    return sorted(hit.id for hit in view.search.search(text))


def raw(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_each_audience_sees_what_it_may_see(store: Store, follow: Follow, read: Read) -> None:
    """Ada, a person, is for members; nobody sees the private lab."""
    write(store, read("lab a\n innovator ada\n lab p visibility=private\n ada MEMBER_OF a\n p RUNS a"))

    live = follow()

    assert (actors(live.view(PUBLIC)), ties(live.view(PUBLIC))) == (["a"], [])
    assert (actors(live.view(MEMBERS)), ties(live.view(MEMBERS))) == (["a", "ada"], ["ada.member_of.a"])
    assert (found(live.view(PUBLIC), "ada"), found(live.view(MEMBERS), "ada")) == ([], ["ada"])


def test_a_change_by_another_store_on_the_file_is_seen(file: Path, follow: Follow, read: Read) -> None:
    live = follow()

    with Store.open(f"sqlite:///{file}") as other:
        write(other, read("lab a name=Atelier"))

    wait_until(lambda: live.revision == 1)
    assert actors(live.view(PUBLIC)) == ["a"]
    assert found(live.view(PUBLIC), "atelier") == ["a"]


def test_a_change_by_another_process_is_seen(file: Path, follow: Follow) -> None:
    live = follow()

    command = [sys.executable, "-c", _ELSEWHERE, f"sqlite:///{file}"]
    seq = int(subprocess.run(command, capture_output=True, check=True, text=True).stdout)

    wait_until(lambda: live.revision == seq)
    assert found(live.view(PUBLIC), "ailleurs") == ["elsewhere"]


def test_a_view_taken_before_a_change_stays_as_it_was(store: Store, follow: Follow, read: Read) -> None:
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


def test_whoever_goes_out_of_sight_takes_ties_along_and_brings_them_back(
    store: Store, follow: Follow, read: Read
) -> None:
    shown = read("lab a\n lab b name=Bureau\n lab c\n a RUNS b\n c RUNS b\n a RUNS c")
    hidden = read("lab b name=Bureau visibility=members")
    write(store, shown)
    live = follow()

    live.wait_for(write(store, hidden))
    without = live.view(PUBLIC)
    live.wait_for(write(store, shown))

    assert (actors(without), ties(without), found(without, "bureau")) == (["a", "c"], ["a.runs.c"], [])
    assert actors(live.view(PUBLIC)) == ["a", "b", "c"]
    assert ties(live.view(PUBLIC)) == ["a.runs.b", "a.runs.c", "c.runs.b"]
    assert found(live.view(PUBLIC), "bureau") == ["b"]


def test_members_go_on_seeing_whom_the_public_does_not(store: Store, follow: Follow, read: Read) -> None:
    write(store, read("lab a\n lab b\n a RUNS b"))
    live = follow()

    live.wait_for(write(store, read("lab b visibility=members")))

    assert (actors(live.view(MEMBERS)), ties(live.view(MEMBERS))) == (["a", "b"], ["a.runs.b"])


def test_a_change_of_somebody_hidden_is_not_seen(store: Store, follow: Follow, read: Read) -> None:
    write(store, read("lab a\n innovator ada\n ada MEMBER_OF a"))
    live = follow()

    live.wait_for(write(store, read("innovator ada name=Adèle\n ada RUNS a\n ada MEMBER_OF a role=designer")))

    public = live.view(PUBLIC)
    assert (actors(public), ties(public), found(public, "adèle")) == (["a"], [], [])
    assert public.image.revision == store.seq()
    assert ties(live.view(MEMBERS)) == ["ada.member_of.a", "ada.runs.a"]


def test_somebody_who_becomes_of_a_kind_that_is_shown_brings_ties_along(
    store: Store, follow: Follow, read: Read
) -> None:
    """A person is for members unless told otherwise, a lab for everybody."""
    write(store, read("lab a\n innovator x\n x MEMBER_OF a"))
    live = follow()

    live.wait_for(write(store, read("lab x")))

    assert (actors(live.view(PUBLIC)), ties(live.view(PUBLIC))) == (["a", "x"], ["x.member_of.a"])


def test_what_is_dropped_goes(store: Store, follow: Follow, read: Read) -> None:
    write(store, read("lab a name=Atelier\n lab b\n lab c\n a RUNS b\n b RUNS c\n c RUNS b"))
    live = follow()

    with store.writing() as writing:
        writing.drop(Entity.ACTOR, ["a"])
        writing.drop(Entity.TIE, ["b.runs.c"])
    live.wait_for(store.seq())

    view = live.view(PUBLIC)
    assert (actors(view), ties(view), found(view, "atelier")) == (["b", "c"], ["c.runs.b"], [])


def test_whoever_is_dropped_and_made_again_has_new_ties_only(store: Store, follow: Follow, read: Read) -> None:
    write(store, read("lab a\n lab b\n lab c\n a RUNS b\n a RUNS c"))
    live = follow()

    with store.writing() as writing:
        writing.drop(Entity.ACTOR, ["a"])
        put(writing, read("lab a\n a RUNS c"))
    live.wait_for(store.seq())

    assert (actors(live.view(PUBLIC)), ties(live.view(PUBLIC))) == (["a", "b", "c"], ["a.runs.c"])


def test_a_tie_that_leads_to_somebody_hidden_from_now_on_goes(store: Store, follow: Follow, read: Read) -> None:
    write(store, read("lab a\n lab b\n innovator ada\n a RUNS b id=t"))
    live = follow()

    with store.writing() as writing:
        writing.put(Entity.TIE, [Tie(id="t", from_id="ada", to_id="b", relation="RUNS")])
    live.wait_for(store.seq())

    assert (ties(live.view(PUBLIC)), ties(live.view(MEMBERS))) == ([], ["t"])


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
    region = Territory(level=TerritoryLevel.REGION, code="93", name="Provence")
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


def test_the_network_goes_on_and_catches_up_when_the_store_fails(
    store: Store, file: Path, follow: Follow, read: Read, caplog: pytest.LogCaptureFixture
) -> None:
    write(store, read("lab a"))
    live = follow()

    raw(file, "ALTER TABLE change RENAME TO elsewhere")
    wait_until(lambda: live.seconds_behind > 0)
    meanwhile = live.view(PUBLIC)
    raw(file, "ALTER TABLE elsewhere RENAME TO change")
    live.wait_for(write(store, read("lab b")))

    assert actors(meanwhile) == ["a"]
    assert actors(live.view(PUBLIC)) == ["a", "b"]
    assert "the network is not up to date: the store at" in caplog.text
    wait_until(lambda: live.seconds_behind == 0)


def test_pauses_grow_while_the_store_fails(file: Path, follow: Follow, caplog: pytest.LogCaptureFixture) -> None:
    """Pauses of 20, 40, 80, 160 and 320 ms and so on leave room for five tries in half a second, not for fifty."""
    live = follow()

    raw(file, "ALTER TABLE change RENAME TO elsewhere")
    wait_until(lambda: live.seconds_behind > 0.5)

    assert 2 <= len([record for record in caplog.records if record.levelno == logging.WARNING]) <= 6


def test_an_entry_of_the_log_that_cannot_be_read_makes_the_network_be_loaded_anew(
    store: Store, file: Path, follow: Follow, read: Read, caplog: pytest.LogCaptureFixture
) -> None:
    write(store, read("lab a name=Atelier\n lab b"))
    live = follow()

    with store.writing() as writing:
        put(writing, read("lab c\n a RUNS c"))
    raw(file, _entry("spaceship", "x"))
    live.wait_for(5)

    view = live.view(PUBLIC)
    assert (actors(view), ties(view), found(view, "atelier")) == (["a", "b", "c"], ["a.runs.c"], ["a"])
    assert "the network is loaded anew" in caplog.text
    assert live.seconds_behind == 0


@pytest.mark.parametrize("entity", ["actor", "spaceship"])
def test_a_record_that_cannot_be_read_is_waited_for(
    store: Store, file: Path, follow: Follow, read: Read, caplog: pytest.LogCaptureFixture, entity: str
) -> None:
    """Whether its entry in the log can be read or not."""
    write(store, read("lab a\n lab b"))
    live = follow()

    raw(file, "UPDATE actor SET kind = 'spaceship' WHERE id = 'a'", _entry(entity, "a"))
    wait_until(lambda: live.seconds_behind > 0)
    meanwhile = live.view(PUBLIC)
    raw(file, "UPDATE actor SET kind = 'lab', name = 'mended' WHERE id = 'a'")
    live.wait_for(3)

    assert actors(meanwhile) == ["a", "b"]
    assert [actor.name for actor in live.view(PUBLIC).image.actors()] == ["mended", "b"]
    assert "the network is not up to date" in caplog.text


def _entry(entity: str, id_: str) -> str:
    return (
        "INSERT INTO change (at, who, action, entity, entity_id, version, fields, request) "
        f"VALUES ('2026-01-01T00:00:00+00:00', NULL, 'update', '{entity}', '{id_}', 2, '[\"name\"]', NULL)"
    )


def test_a_change_that_does_not_come_in_time_is_stale(store: Store, follow: Follow) -> None:
    live = follow()

    with pytest.raises(Stale, match="change 1 is stored but not yet shown: ask again in a moment"):
        live.wait_for(store.seq() + 1, timeout=0.01)


def test_whoever_waits_is_let_go_when_the_network_is_closed(follow: Follow) -> None:
    live = follow()

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(live.wait_for, 10**9, timeout=60)
        wait_until(lambda: bool(vars(live)["_advanced"]._waiters))  # noqa: SLF001 - nothing else tells that it waits
        live.close()

        assert waiting.result(timeout=10) is None


def test_a_closed_network_follows_no_more(store: Store, read: Read) -> None:
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
    assert live.view(PUBLIC).image.number_of_ties < live.view(MEMBERS).image.number_of_ties


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
            writing.put(Entity.ACTOR, [KINDS[kind].record(id=one, name=name, **more)])
        case 3 | 4 | 5 | 6:
            if len(writing.get(Entity.ACTOR, [one, other])) == 2:
                tie = Tie(id=f"t{chance.randrange(20)}", from_id=one, to_id=other, relation="FEDERATES_WITH")
                writing.put(Entity.TIE, [tie])
        case 7:
            writing.drop(chance.choice([Entity.ACTOR, Entity.TIE]), [one, f"t{chance.randrange(20)}"])
        case 8:
            label = chance.choice(["logement", "soin", "grand âge"])
            writing.put(Entity.THEME, [Theme(id=theme, label_fr=label, label_en=label)])
        case _:
            name = chance.choice(["Provence", "Normandie"])
            writing.put(Entity.TERRITORY, [Territory(level=TerritoryLevel.REGION, code=code, name=name)])
            writing.put(Entity.SOURCE, [Source(id="s", title=name)])


def told(view: View) -> dict[str, object]:
    """Give all that a view tells, but for the order of rows."""
    image = view.image
    texts = ("atelier", "bureau", "logement", "soin", "provence", "normandie", "grand age")
    return {
        "revision": image.revision,
        "actors": sorted((actor.id, actor, actor.version, actor.updated_at) for actor in image.actors()),
        "ties": sorted((tie.id, tie, tie.version) for tie in image.all_ties()),
        "entries": {actor.id: int(image.length[image.row(actor.id) or 0]) for actor in image.actors()},
        "words": image.vocabulary,
        "hits": {text: view.search.search(text, limit=50) for text in texts},
    }
