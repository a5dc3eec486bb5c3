"""Analyses of the whole network: worked out in the background, a few at a time, and once for all who ask the same."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from labnet.errors import Busy, NotReady
from labnet.network.image import Image
from labnet.network.memo import Memo
from labnet.network.weights import bytes_of

__all__ = ["Analyses", "Question"]

_MOST_HELD: Final = 256 * 2**20
"""How many bytes the results that are held for an image may take together; the latest is held whatever it takes."""
_LEAST: Final = _MOST_HELD // 1_000
"""What a result weighs at least: the questions that can be asked have no end."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """A function of an image, and what it is to be called with beside the image."""

    function: Callable[..., T]
    arguments: tuple[Hashable, ...] = ()
    named: tuple[tuple[str, Hashable], ...] = ()

    @classmethod
    def of(cls, function: Callable[..., T], *arguments: Hashable, **named: Hashable) -> Question[T]:
        """Give the question that a call asks."""
        return cls(function, arguments, tuple(sorted(named.items())))

    @property
    def name(self) -> str:
        """What the question is called in messages."""
        return self.function.__name__.strip("_").replace("_", " ")

    def answer(self, image: Image) -> T:
        """Work the answer out."""
        return self.function(image, *self.arguments, **dict(self.named))


class Analyses:
    """Works analyses out in threads of its own; results are held for as long as their image lives.

    Parameters
    ----------
    at_once : int
        How many run at the same time.
    waiting : int
        How many may wait for others to end.

    Examples
    --------
    >>> analyses = Analyses()
    >>> analyses.result(Image.empty(), Question.of(len))
    0
    """

    def __init__(self, at_once: int = 1, waiting: int = 32) -> None:
        self._at_once = at_once
        self._most_waiting = waiting
        self._lock = threading.Lock()
        self._asked: dict[tuple[Image, Question[Any]], Future[Any]] = {}
        self._waiting: deque[tuple[Image, Question[Any]]] = deque()
        self._running = 0
        self._askers = 0

    @property
    def most_askers(self) -> int:
        """How many threads may wait for results at the same time."""
        return self._at_once + self._most_waiting

    def held(self, image: Image, question: Question[T]) -> tuple[T] | None:
        """Give the answer to a question where it has been worked out already, as the only one of a tuple."""
        return _held(image).get(question)

    def result(self, image: Image, question: Question[T], seconds: float = threading.TIMEOUT_MAX) -> T:
        """Give the answer to a question on an image, and work it out first where nobody has.

        Raises
        ------
        Busy
            If too many analyses wait already, or too many threads for their results.
        NotReady
            If it is not worked out within so many seconds; it goes on all the same.
        """
        held = self.held(image, question)
        if held is not None:
            return held[0]
        future = self._join(image, question)
        try:
            return future.result(max(0.0, min(seconds, threading.TIMEOUT_MAX)))
        except TimeoutError:
            if future.done():
                raise
            raise NotReady(f"{question.name}: {self._whereabouts(image, question)}; ask again in a moment") from None
        finally:
            with self._lock:
                self._askers -= 1

    def _join(self, image: Image, question: Question[T]) -> Future[T]:
        with self._lock:
            future = self._asked_for(image, question)
            self._askers += 1
            return future

    def _asked_for(self, image: Image, question: Question[T]) -> Future[T]:
        """Give what will be the answer; the lock must be held."""
        if self._askers >= self.most_askers:
            raise Busy(f"{self._askers} questions wait for analyses of the network already: ask again in a moment")
        found = self._asked.get((image, question))
        if found is not None:
            return found
        if self._running >= self._at_once and len(self._waiting) >= self._most_waiting:
            raise Busy(f"{len(self._waiting)} analyses of the network are waiting already: ask again in a moment")
        future: Future[T] = Future()
        self._asked[image, question] = future
        self._waiting.append((image, question))
        if self._running < self._at_once:
            self._running += 1
            threading.Thread(target=self._work, name="labnet-analyses", daemon=True).start()
        return future

    def _whereabouts(self, image: Image, question: Question[Any]) -> str:
        with self._lock:
            place = next((at for at, each in enumerate(self._waiting) if each == (image, question)), None)
        if place is None:
            return "this is being worked out, and goes on"
        return f"this waits until {self._running + place} other analyses are through"

    def _work(self) -> None:
        """Work out what waits, one after the other, until nothing does."""
        while True:
            with self._lock:
                if not self._waiting:
                    self._running -= 1
                    return
                image, question = self._waiting.popleft()
            self._answer(image, question)

    def _answer(self, image: Image, question: Question[Any]) -> None:
        try:
            found = question.answer(image)
        except BaseException as error:  # noqa: BLE001 - whoever asked is told, and the next one is worked out
            failure: BaseException | None = error
        else:
            failure = None
            _held(image).keep(question, (found,))
        with self._lock:
            future = self._asked.pop((image, question))
        if failure is None:
            future.set_result(found)
        else:
            future.set_exception(failure)


def _held(image: Image) -> Memo[Question[Any], tuple[Any]]:
    held: Memo[Question[Any], tuple[Any]] = image.memo("analyses", lambda: Memo(_MOST_HELD, _weight))
    return held


def _weight(held: tuple[Any]) -> int:
    return min(max(bytes_of(held), _LEAST), _MOST_HELD)
