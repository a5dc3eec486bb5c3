from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from tests.logs import changes_after

from labnet.errors import BadInput
from labnet.model.kinds import Actor, Lab
from labnet.model.records import Entity
from labnet.model.ties import Tie
from labnet.service.registry import Registry
from labnet.service.viewer import VISITOR
from labnet.store import Store

Read = Callable[[str], list[Actor | Tie]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "labnet.db"


@pytest.fixture
def registry(file: Path) -> Iterator[Registry]:
    with Registry(f"sqlite:///{file}", poll_seconds=0.01) as opened:
        yield opened


def followers() -> set[threading.Thread]:
    """Followers of this process: other tests may hold some."""
    return {thread for thread in threading.enumerate() if thread.name == "labnet-follower"}


def test_an_empty_registry_shows_nothing(registry: Registry) -> None:
    view = registry.view(VISITOR)

    assert (view.image.number_of_actors, view.image.revision) == (0, 0)


def test_what_was_in_the_store_is_shown(file: Path) -> None:
    with Store.open(f"sqlite:///{file}") as store, store.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id="a", name="A")])

    with Registry(f"sqlite:///{file}") as registry:
        view = registry.view(VISITOR)

    assert (view.image.row("a"), view.image.revision) == (0, 1)


def test_what_was_written_is_shown_after_the_block(registry: Registry) -> None:
    with registry.writing(who="ada", request="r1") as writing:
        writing.put(Entity.ACTOR, [Lab(id="a", name="A")])
        during = registry.view(VISITOR).image.row("a")
    after = registry.view(VISITOR)

    with registry.store.reading() as reading:
        (entry,) = changes_after(reading, 0)
    assert during is None
    assert (after.image.row("a"), after.image.revision) == (0, 1)
    assert (entry.who, entry.request) == ("ada", "r1")


def test_nothing_is_shown_of_a_block_that_fails(registry: Registry) -> None:
    def write() -> None:
        with registry.writing() as writing:
            writing.put(Entity.ACTOR, [Lab(id="a", name="A")])
            writing.put(Entity.TIE, [Tie(id="t", from_id="a", to_id="nobody", relation="RUNS")])

    with pytest.raises(BadInput):
        write()

    assert (registry.view(VISITOR).image.row("a"), registry.store.seq()) == (None, 0)


def test_a_block_that_writes_nothing_waits_for_nothing(registry: Registry) -> None:
    before = registry.view(VISITOR)

    with registry.writing():
        pass

    assert registry.view(VISITOR) is before


def test_eight_writers_each_read_what_they_wrote(registry: Registry) -> None:
    """Each of eight threads makes a lab and a tie to the lab before (at first, the founder), five times over."""
    with registry.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id="founder", name="Atelier")])

    def write(thread: int) -> list[bool]:
        shown = []
        for number in range(5):
            id_, before = f"lab-{thread}-{number}", f"lab-{thread}-{number - 1}" if number else "founder"
            with registry.writing() as writing:
                writing.put(Entity.ACTOR, [Lab(id=id_, name=f"Atelier {thread} {number}")])
                writing.put(Entity.TIE, [Tie(id=f"t-{id_}", from_id=id_, to_id=before, relation="FEDERATES_WITH")])
            view = registry.view(VISITOR)
            found = {hit.id for hit in view.search.search(f"atelier {thread} {number}")}
            shown.append(
                view.image.row(id_) is not None and view.image.tie_row(f"t-{id_}") is not None and id_ in found
            )
        return shown

    with ThreadPoolExecutor(8) as pool:
        shown = [one for each in pool.map(write, range(8)) for one in each]

    image = registry.view(VISITOR).image
    assert shown == [True] * 40
    assert (image.number_of_actors, image.number_of_ties, image.revision) == (41, 40, 81)


def test_a_store_in_memory_is_followed_too(read: Read) -> None:
    with Registry("sqlite://") as registry:
        with registry.writing() as writing:
            writing.put(Entity.ACTOR, [record for record in read("lab a\n lab b") if isinstance(record, Actor)])

        assert registry.view(VISITOR).image.number_of_actors == 2


def test_a_closed_registry_leaves_no_thread_and_no_open_file(file: Path) -> None:
    others = followers()
    with Registry(f"sqlite:///{file}") as registry:
        running = followers() - others
        with registry.writing() as writing:
            writing.put(Entity.ACTOR, [Lab(id="a", name="A")])

    # SQLite takes its log away when the last connection is closed.
    assert len(running) == 1
    assert followers() <= others
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_registry_that_cannot_be_loaded_closes_its_store(file: Path) -> None:
    url = f"sqlite:///{file}"
    with Store.open(url) as store, store.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id="a", name="A")])
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE actor SET kind = 'nonsense'")

    others = followers()

    with pytest.raises(Exception, match="nonsense"):
        Registry(url)

    assert followers() <= others
    assert [path.name for path in file.parent.iterdir()] == [file.name]
