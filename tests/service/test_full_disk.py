from __future__ import annotations

import itertools
import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.databases import Server
from tests.disks import MAY_MOUNT, SmallDisk
from tests.writers import Ledger, change

from labnet.errors import StoreUnavailable
from labnet.service.registry import Registry
from labnet.service.viewer import VISITOR
from labnet.store import Store


@dataclass
class Place:
    """Where a store has little room until some is made."""

    url: str
    weight: int
    free: Callable[[], None]
    restrict: Callable[[Store], None] = lambda _: None


@pytest.fixture(params=["sqlite limit", *(["sqlite disk", "postgresql disk"] if MAY_MOUNT else [])])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A store on a small disk where disks may be mounted; and one whose file may have no more than so many pages."""
    if request.param == "sqlite limit":
        yield limited(tmp_path)
    elif request.param == "sqlite disk":
        with SmallDisk.mounted(tmp_path / "disk", 4) as disk:
            yield Place(f"sqlite:///{disk.folder}/labnet.db", 1_000, disk.free)
    else:
        server: Server = request.getfixturevalue("postgresql")
        with SmallDisk.mounted(server.folder / "disk", 20) as disk, server.database(folder=disk.folder) as url:
            yield Place(url, 5_000, disk.free)


def limited(folder: Path) -> Place:
    pages = [100]

    def restrict(store: Store) -> None:
        def limit(connection: sa.Connection) -> None:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages[0]}")

        sa.event.listen(store._engine.engine, "begin", limit)  # noqa: SLF001 - nobody else limits a file

    return Place(f"sqlite:///{folder}/labnet.db", 1_000, lambda: pages.append(pages.pop() * 100), restrict)


def fill(registry: Registry, ledger: Ledger, weight: int) -> set[str]:
    """Let four threads write until each has been refused, and give the codes of the refusals."""
    codes = set()

    def write(name: str) -> None:
        for number in itertools.count(1):
            try:
                with registry.writing(who=name) as writing:
                    change(writing, name, number, description=secrets.token_hex(weight))
            except StoreUnavailable as error:
                codes.add(error.code)
                ledger.note(name, number, str(error))
                return
            ledger.note(name, number, None)

    threads = [threading.Thread(target=write, args=(f"full-{thread}",)) for thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return codes


def wrong(registry: Registry, ledger: Ledger) -> list[str]:
    """Say what the store does not hold or the view does not show of what was stored, or does of what was refused."""
    with registry.store.reading() as reading:
        faults = list(ledger.faults(reading))
    image = registry.view(VISITOR).image
    for outcomes, shown in ((ledger.stored, True), (ledger.failed, False)):
        ties = (f"{name}_{number}_tie" for name, numbers in outcomes.items() for number in numbers)
        faults += [tie for tie in ties if (image.tie_row(tie) is not None) is not shown]
    return faults


def test_a_full_disk_refuses_what_it_cannot_hold_and_loses_nothing_that_it_held(place: Place) -> None:
    """Everything stored is read meanwhile, also by a store that is opened anew; with room, writing works at once."""
    ledger = Ledger()
    with Registry(place.url) as registry:
        place.restrict(registry.store)
        codes = fill(registry, ledger, place.weight)
        when_full = wrong(registry, ledger)
        with Registry(place.url) as another:
            opened_when_full = wrong(another, ledger)
        place.free()
        for number in range(1, 11):
            with registry.writing() as writing:
                change(writing, "after", number, description=secrets.token_hex(place.weight))
            ledger.note("after", number, None)
        afterwards = wrong(registry, ledger)
        damage = registry.store.check()

    assert codes == {"STORE_UNAVAILABLE"}
    assert all("is full, nothing was stored: free some room and try again" in error for error in ledger.errors)
    assert ledger.number_of_stored > 20
    assert (when_full, opened_when_full, afterwards, damage) == ([], [], [], [])
