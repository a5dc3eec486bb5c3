from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from tests.databases import raw
from tests.pictures import ties_of

from labnet.model.kinds import Actor
from labnet.model.ties import Tie
from labnet.network.audiences import Audience
from labnet.network.imagefile import revision_in
from labnet.service import warmstart
from labnet.service.registry import Registry
from labnet.service.views import Views
from labnet.service.warmstart import WarmStart
from labnet.store import Store

Read: TypeAlias = Callable[[str], list[Actor | Tie]]
Write: TypeAlias = Callable[[Store, list[Actor | Tie]], int]
WaitUntil: TypeAlias = Callable[[Callable[[], bool]], None]

NETWORK = "lab a name=Atelier\n lab b\n innovator ada\n a RUNS b\n ada MEMBER_OF a"


@pytest.fixture
def warm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WarmStart:
    """A file that any network is worth."""
    monkeypatch.setattr(warmstart, "_LEAST_ROWS", 1)
    return WarmStart(tmp_path / "labnet.image")


def kept(warm: WarmStart, store: Store) -> None:
    with store.reading() as reading:
        thread = warm.keep(Views.loaded(reading, [Audience.PUBLIC]).whole, reading.mark[1])
    if thread:
        thread.join()


def told(views: Views) -> tuple[int, list[str], list[str]]:
    image = views.of(Audience.PUBLIC).image
    return image.revision, sorted(actor.id for actor in image.actors()), sorted(tie.id for tie in ties_of(image))


def test_a_start_from_a_file_shows_what_changed_since_it_was_written(
    store: Store, warm: WarmStart, read: Read, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(store, read(NETWORK))
    kept(warm, store)
    seq = write(store, read("lab c\n c RUNS b\n innovator ada visibility=public"))
    monkeypatch.setattr("labnet.service.views.load", _refuse)

    with store.reading() as reading:
        views = Views.loaded(reading, [Audience.PUBLIC], warm)

    assert told(views) == (seq, ["a", "ada", "b", "c"], ["a.runs.b", "ada.member_of.a", "c.runs.b"])
    assert [hit.id for hit in views.of(Audience.PUBLIC).search.search("atelier")] == ["a"]


def _refuse(*_arguments: object) -> None:
    pytest.fail("the records were read from the store")


def test_a_file_of_another_store_is_passed_over_and_said_to_be(
    store: Store, warm: WarmStart, read: Read, write: Write, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'other.db'}") as other:
        write(other, read("lab x\n lab y\n lab z"))
        kept(warm, other)
    write(store, read(NETWORK))

    with store.reading() as reading, caplog.at_level(logging.WARNING, "labnet"):
        views = Views.loaded(reading, [Audience.PUBLIC], warm)

    assert told(views)[1] == ["a", "b"]
    assert "is of no use: it is that of another store" in caplog.text


def test_a_file_that_is_far_behind_is_passed_over(
    store: Store, warm: WarmStart, read: Read, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(store, read(NETWORK))
    kept(warm, store)
    write(store, read("lab c\n lab d\n lab e"))
    monkeypatch.setattr(warmstart, "_MOST_CHANGES", 2)

    with store.reading() as reading:
        assert warm.image(reading) is None


def test_a_damaged_file_is_passed_over_and_said_to_be(
    store: Store, warm: WarmStart, read: Read, write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    write(store, read(NETWORK))
    kept(warm, store)
    warm.path.write_bytes(warm.path.read_bytes()[:-9])

    with store.reading() as reading, caplog.at_level(logging.WARNING, "labnet"):
        views = Views.loaded(reading, [Audience.PUBLIC], warm)

    assert told(views)[1] == ["a", "b"]
    assert "is of no use: it is damaged" in caplog.text


def test_a_file_is_written_anew_once_it_is_behind(
    store: Store, warm: WarmStart, read: Read, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warmstart, "_MOST_CHANGES", 4)
    first = write(store, read(NETWORK))
    kept(warm, store)
    revisions = [revision_in(warm.path)]

    for lab in ("lab c", "lab d"):
        write(store, read(lab))
        kept(warm, store)
        revisions.append(revision_in(warm.path))

    assert revisions == [first, first, first + 2]


def test_what_another_process_has_written_is_not_written_again(
    store: Store, warm: WarmStart, read: Read, write: Write
) -> None:
    write(store, read(NETWORK))
    kept(warm, store)

    with store.reading() as reading:
        views = Views.loaded(reading, [Audience.PUBLIC])
        assert WarmStart(warm.path).keep(views.whole, reading.mark[1]) is None


def test_a_file_that_cannot_be_written_is_only_said(
    store: Store, warm: WarmStart, read: Read, write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    write(store, read(NETWORK))

    with caplog.at_level(logging.WARNING, "labnet"):
        kept(WarmStart(warm.path / "no" / "folder"), store)

    assert "could not be written: No such file or directory" in caplog.text


def test_a_file_that_cannot_be_written_is_not_tried_again_at_every_change(
    store: Store, warm: WarmStart, read: Read, write: Write
) -> None:
    write(store, read(NETWORK))
    nowhere = WarmStart(warm.path / "no" / "folder")
    kept(nowhere, store)

    with store.reading() as reading:
        views = Views.loaded(reading, [Audience.PUBLIC])
        assert nowhere.keep(views.whole, reading.mark[1]) is None


def test_a_file_whose_lengths_are_damaged_is_passed_over(
    store: Store, warm: WarmStart, read: Read, write: Write
) -> None:
    write(store, read(NETWORK))
    kept(warm, store)
    sound = warm.path.read_bytes()
    begin = len(b"labnet image 1\n")

    for place in range(begin, begin + 8):
        damaged = bytearray(sound)
        damaged[place] ^= 0x80
        warm.path.write_bytes(damaged)
        assert revision_in(warm.path) is None
        with store.reading() as reading:
            assert WarmStart(warm.path).image(reading) is None
        kept(WarmStart(warm.path), store)
        assert revision_in(warm.path) is not None


def test_a_small_network_is_not_worth_a_file(store: Store, tmp_path: Path, read: Read, write: Write) -> None:
    write(store, read(NETWORK))

    kept(WarmStart(tmp_path / "it"), store)

    assert list(tmp_path.glob("it*")) == []


@pytest.mark.parametrize("images", ["", "elsewhere"])
def test_a_registry_keeps_its_image_beside_its_file_or_in_the_folder_it_is_told(
    tmp_path: Path, warm: WarmStart, read: Read, write: Write, wait_until: WaitUntil, images: str
) -> None:
    url = f"sqlite:///{tmp_path / 'it.db'}"
    (tmp_path / "elsewhere").mkdir()
    folder = str(tmp_path / images) if images else ""
    with Store.open(url) as store:
        seq = write(store, read(NETWORK))

    with Registry(url, images=folder):
        wait_until(lambda: bool(list((tmp_path / images).glob("*.image"))))

    (found,) = (tmp_path / images).glob("*.image")
    assert found.name.startswith("labnet-" if images else "it.db.")
    assert revision_in(found) == seq
    assert warm.path != found


def test_a_file_whose_changes_since_cannot_be_followed_is_passed_over(
    tmp_path: Path, warm: WarmStart, read: Read, write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    url = f"sqlite:///{tmp_path}/it.db"
    with Store.open(url) as store:
        write(store, read(NETWORK))
        kept(warm, store)
        write(store, read("lab c\n lab d"))
        raw(url, "DELETE FROM change WHERE entity_id = 'c'")

        with store.reading() as reading:
            views = Views.loaded(reading, [Audience.PUBLIC], WarmStart(warm.path))

    assert told(views)[1] == ["a", "b", "c", "d"]
    assert "since the image file was written are of no use: the log holds 1 changes after" in caplog.text
    views.close()
