from __future__ import annotations

import threading
import weakref
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import pytest

from labnet.errors import BadInput, Busy, NotReady
from labnet.network.image import Image
from labnet.service.analyses import Analyses, Question


class Slow:
    """An analysis that goes on until it is let go, and knows how often it ran."""

    __name__ = "slow_measure"

    def __init__(self) -> None:
        self.ran = 0
        self.most_at_once = 0
        self._now = 0
        self._lock = threading.Lock()
        self.begun = threading.Event()
        self.free = threading.Event()

    def __call__(self, image: Image, number: int = 0, *, more: int = 0) -> int:
        with self._lock:
            self.ran += 1
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        self.begun.set()
        assert self.free.wait(10)
        with self._lock:
            self._now -= 1
        return image.revision + number + more


@pytest.fixture
def image() -> Image:
    return Image.empty(revision=100)


def test_a_question_is_worked_out_once_for_all_who_ask_the_same(image: Image) -> None:
    analyses, slow = Analyses(), Slow()
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(analyses.result, image, Question.of(slow, 1, more=2)) for _ in range(4)]
        assert slow.begun.wait(10)
        slow.free.set()
        assert [each.result(10) for each in asked] == [103] * 4
    assert analyses.result(image, Question.of(slow, 1, more=2)) == 103
    assert slow.ran == 1


def test_other_arguments_and_other_images_are_other_questions(image: Image) -> None:
    analyses, slow = Analyses(), Slow()
    slow.free.set()
    assert analyses.result(image, Question.of(slow, 1)) == 101
    assert analyses.result(image, Question.of(slow, 2)) == 102
    assert analyses.result(Image.empty(revision=7), Question.of(slow, 1)) == 8
    assert slow.ran == 3


def test_who_asks_for_longer_than_they_may_is_told_and_finds_the_answer_later(image: Image) -> None:
    analyses, slow = Analyses(), Slow()
    with pytest.raises(NotReady, match=r"^slow measure: this is being worked out, and goes on; ask again in a moment$"):
        analyses.result(image, Question.of(slow), seconds=0.01)
    with pytest.raises(NotReady, match="this waits until 1 other analyses are through"):
        analyses.result(image, Question.of(slow, 1), seconds=0.01)
    slow.free.set()
    assert analyses.result(image, Question.of(slow), seconds=10) == 100
    assert analyses.result(image, Question.of(slow, 1), seconds=10) == 101
    assert (slow.ran, slow.most_at_once) == (2, 1)


def test_who_has_no_time_left_is_still_given_what_is_worked_out(image: Image) -> None:
    analyses, slow = Analyses(), Slow()
    slow.free.set()
    assert analyses.result(image, Question.of(slow)) == 100
    assert analyses.result(image, Question.of(slow), seconds=-1) == 100


def test_more_than_may_wait_are_refused_but_not_those_who_ask_what_waits(image: Image) -> None:
    analyses, slow = Analyses(at_once=2, waiting=1), Slow()
    for number in range(3):
        with pytest.raises(NotReady):
            analyses.result(image, Question.of(slow, number), seconds=0.01)
    with pytest.raises(Busy, match="1 analyses of the network are waiting already: ask again"):
        analyses.result(image, Question.of(slow, 3), seconds=0.01)
    with pytest.raises(NotReady):
        analyses.result(image, Question.of(slow, 2), seconds=0.01)
    slow.free.set()
    assert analyses.result(image, Question.of(slow, 2), seconds=10) == 102
    assert analyses.result(image, Question.of(slow, 3), seconds=10) == 103
    assert slow.most_at_once == 2


@pytest.mark.parametrize("error", [BadInput("groups: there are none"), TimeoutError("of its own")])
def test_what_goes_wrong_is_told_to_whoever_asks_and_may_be_asked_again(image: Image, error: Exception) -> None:
    def fails(_image: Image) -> int:
        raise error

    analyses = Analyses()
    for _ in range(2):
        with pytest.raises(type(error), match=str(error)):
            analyses.result(image, Question.of(fails))
    assert analyses.result(image, Question.of(len)) == 0


def test_threads_end_when_nothing_is_left_to_do(image: Image) -> None:
    analyses = Analyses()
    for number in range(5):
        assert analyses.result(image, Question.of(Image.memo, f"key {number}", lambda: "made")) == "made"
    for thread in threading.enumerate():
        if thread.name == "labnet-analyses":
            thread.join(10)
    assert "labnet-analyses" not in {thread.name for thread in threading.enumerate()}


def test_results_are_held_as_long_as_they_are_not_too_heavy_together(image: Image) -> None:
    ran: list[int] = []

    def large(_image: Image, number: int) -> npt.NDArray[np.int64]:
        ran.append(number)
        return np.full(2**24 - 2**10, number)

    analyses = Analyses()
    for number in (1, 2, 1, 3, 2, 1):
        assert analyses.result(image, Question.of(large, number))[0] == number
    assert ran == [1, 2, 3, 1]


def test_a_result_that_is_too_heavy_by_itself_is_held_until_the_next(image: Image) -> None:
    ran: list[int] = []

    def huge(_image: Image, number: int) -> npt.NDArray[np.int8]:
        ran.append(number)
        return np.full(2**28, number, np.int8)

    analyses = Analyses()
    for number in (1, 1, 2, 1):
        assert analyses.result(image, Question.of(huge, number))[0] == number
    assert ran == [1, 2, 1]


def test_results_go_with_their_image() -> None:
    image, analyses = Image.empty(), Analyses()
    made = weakref.ref(analyses.result(image, Question.of(lambda _image: np.zeros(3))))
    assert made() is not None
    for thread in threading.enumerate():
        if thread.name == "labnet-analyses":
            thread.join(10)
    del image
    assert made() is None


def test_no_more_threads_wait_than_may(image: Image) -> None:
    analyses, slow = Analyses(waiting=1), Slow()
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(analyses.result, image, Question.of(slow)) for _ in range(2)]
        while True:
            try:
                analyses.result(image, Question.of(slow), seconds=0.01)
            except NotReady:
                continue
            except Busy as error:
                refused = error
                break
        slow.free.set()
        assert [each.result(10) for each in asked] == [100, 100]
    assert str(refused) == "2 questions wait for analyses of the network already: ask again in a moment"
    assert analyses.result(image, Question.of(slow)) == 100
