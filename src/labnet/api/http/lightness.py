"""Which questions are answered in less time than it takes to hand them to a thread: those run on the event loop.

A question is light once it has been answered so, as long as the network and the day stay the same: all that it needs
is at hand then. Of questions that differ in their variables alone, which mostly name one actor or another, each is one.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from typing import Final, TypeAlias

import orjson

from labnet.api.answers import Operation
from labnet.service.views import View

__all__ = ["Lightness"]

_Question: TypeAlias = tuple[str, str | None, bytes]
_State: TypeAlias = tuple[int, str, int]

_MOST_KEPT: Final = 5_000
_LONGEST: Final = 2_000
"""Letters of a document, and bytes of variables, that are kept."""
_DAY_SECONDS: Final = 86_400
_LIGHT_SECONDS: Final = 0.001
"""To hand a question to a thread takes a tenth of that, and nobody minds to wait for as long."""


class Lightness:
    """Remembers which questions were light."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._light: OrderedDict[_Question, _State] = OrderedDict()

    def holds(self, operation: Operation, view: View) -> bool:
        """Tell whether a question on a view is light."""
        return self._light.get(_question(operation)) == _state(view)

    def note(self, operation: Operation, view: View, seconds: float) -> None:
        """Take note of how long it took to answer a question on a view."""
        question = _question(operation)
        with self._lock:
            self._light.pop(question, None)
            if seconds <= _LIGHT_SECONDS and len(question[0]) <= _LONGEST and len(question[2]) <= _LONGEST:
                self._light[question] = _state(view)
                if len(self._light) > _MOST_KEPT:
                    self._light.popitem(last=False)


def _question(operation: Operation) -> _Question:
    return operation.document, operation.name, orjson.dumps(operation.variables)


def _state(view: View) -> _State:
    return view.image.revision, view.logged_at, int(time.time() // _DAY_SECONDS)
