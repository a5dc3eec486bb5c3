import threading
from collections.abc import Iterator
from typing import Any

import pytest

from labnet.errors import NotReady
from labnet.model.kinds import Lab
from labnet.model.records import Entity
from labnet.model.vocabularies import Theme
from labnet.network.search import BackgroundIndex, SearchIndex

HOUSING = Theme(id="housing", label_fr="logement", label_en="housing")
KNOWN: dict[str, Any] = {"themes": {"housing": HOUSING}, "territories": {}}
LABS = [Lab(id=f"lab-{number}", name=f"Lab {number}", themes=("housing",)) for number in range(4)]


class Slow:
    """Four labs, the last two of which come only when they are let go."""

    def __init__(self) -> None:
        self.halfway = threading.Event()
        self.go = threading.Event()

    def __iter__(self) -> Iterator[Lab]:
        yield from LABS[:2]
        self.halfway.set()
        self.go.wait(10)
        yield from LABS[2:]


@pytest.fixture
def slow() -> Iterator[Slow]:
    slow = Slow()
    yield slow
    slow.go.set()


def _index(slow: Slow, patience: float) -> BackgroundIndex:
    return BackgroundIndex(slow, 4, patience=patience, **KNOWN)


def _ids(index: BackgroundIndex, text: str) -> list[str]:
    return [hit.id for hit in index.search(text)]


def test_a_plain_index_answers_from_the_start() -> None:
    assert SearchIndex().prepared()
    assert SearchIndex().search("lab") == []


def test_a_search_before_it_is_full_says_how_far_it_is(slow: Slow) -> None:
    index = _index(slow, 0.01)
    slow.halfway.wait(10)

    with pytest.raises(NotReady, match=r"being prepared \(50 % is done\): ask again"):
        index.search("lab")
    with pytest.raises(NotReady):
        index.ids("lab", Entity.ACTOR)
    assert not index.prepared(0.01)


def test_a_search_waits_until_it_is_full(slow: Slow) -> None:
    index = _index(slow, 10)
    found: list[list[str]] = []
    asking = threading.Thread(target=lambda: found.append(_ids(index, "lab")))
    asking.start()
    assert slow.halfway.wait(10)
    assert found == []

    slow.go.set()
    asking.join()

    assert found == [["lab-0", "lab-1", "lab-2", "lab-3"]]
    assert index.ids("logement", Entity.ACTOR) == {"lab-0", "lab-1", "lab-2", "lab-3"}


def test_changes_that_come_meanwhile_are_applied_in_their_order(slow: Slow) -> None:
    index = _index(slow, 10)
    slow.halfway.wait(10)
    index.update([Lab(id="lab-3", name="Avant"), Lab(id="new", name="Neuf")], [(Entity.ACTOR, "lab-0")], **KNOWN)
    index.update([Lab(id="lab-3", name="Après")], [(Entity.ACTOR, "new")], **KNOWN)

    slow.go.set()

    assert _ids(index, "lab") == ["lab-1", "lab-2"]
    assert _ids(index, "après") == ["lab-3"]
    assert (_ids(index, "avant"), _ids(index, "neuf")) == ([], [])


def test_changes_after_it_is_full_are_seen_at_once() -> None:
    index = BackgroundIndex(LABS, 4, **KNOWN)
    assert index.prepared(10)

    index.update([Lab(id="new", name="Neuf")], [(Entity.ACTOR, "lab-0")], **KNOWN)

    assert _ids(index, "neuf") == ["new"]
    assert _ids(index, "lab") == ["lab-1", "lab-2", "lab-3"]


def test_closing_stops_the_filling_and_leaves_it_empty(slow: Slow) -> None:
    index = _index(slow, 10)
    slow.halfway.wait(10)
    closing = threading.Thread(target=index.close)
    closing.start()
    slow.go.set()
    closing.join(10)

    assert not closing.is_alive()
    assert index.search("lab") == []


def test_one_that_is_stopped_while_it_is_filled_is_not_asked_any_more(slow: Slow) -> None:
    index = _index(slow, 10)
    slow.halfway.wait(10)
    index.update([Lab(id="new", name="Neuf")], [], **KNOWN)
    refused: list[NotReady] = []

    def ask() -> None:
        with pytest.raises(NotReady, match="search is prepared anew: ask again in a moment") as caught:
            index.search("lab")
        refused.append(caught.value)

    asking = threading.Thread(target=ask)
    asking.start()
    index.stop()
    asking.join(10)
    slow.go.set()

    assert len(refused) == 1
    assert not index.prepared(10)
    index.close()


def test_one_that_is_stopped_when_it_is_full_goes_on_answering() -> None:
    index = BackgroundIndex(LABS, 4, **KNOWN)
    plain = SearchIndex()
    plain.update(LABS, (), **KNOWN)
    assert index.prepared(10)

    for each in (index, plain):
        each.stop()
        assert [hit.id for hit in each.search("lab")] == ["lab-0", "lab-1", "lab-2", "lab-3"]


def test_what_cannot_be_read_is_logged_and_search_says_so(caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> Iterator[Lab]:
        yield LABS[0]
        raise RuntimeError("torn")

    index = BackgroundIndex(broken(), 4, **KNOWN)

    assert not index.prepared(10)
    with pytest.raises(NotReady, match="could not be prepared"):
        index.search("lab")
    index.update(LABS, (), **KNOWN)
    with pytest.raises(NotReady):
        index.ids("lab", Entity.ACTOR)
    assert "torn" in caplog.text
    assert "Traceback" not in caplog.text
