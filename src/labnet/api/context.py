"""What every resolver of a request has in hand: who asks, one view of the network, the day, and the time left."""

from __future__ import annotations

import datetime as dt
import math
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias, TypeVar

import strawberry

from labnet.api.execution.plan import Written
from labnet.api.turns import FREE, Turns
from labnet.errors import TooMuch
from labnet.network.image import Image
from labnet.service.analyses import Analyses, Question
from labnet.service.feed import Feed
from labnet.service.rates import Budget
from labnet.service.registry import Registry
from labnet.service.viewer import VISITOR, Viewer
from labnet.service.views import View

__all__ = ["Context", "Info", "visitor_context"]

T = TypeVar("T")

_LEISURE: Final = 0.05


@dataclass(frozen=True, slots=True)
class Context:
    """One request: its viewer, the view it is answered from, today, and when its time is up.

    Besides, who works analyses out, where news of the network comes from, the turns of requests (one that waits for an
    analysis lets another have its), and what the request may cost whoever asks. `seen` is the last revision of which
    whoever follows the network was told.
    """

    viewer: Viewer
    view: View
    today: dt.date
    deadline: float = math.inf
    seconds: float = math.inf
    analyses: Analyses = field(default_factory=Analyses)
    feed: Feed = field(default_factory=Feed)
    turns: Turns = FREE
    budget: Budget = field(default_factory=Budget)
    seen: int | None = None

    @property
    def image(self) -> Image:
        """The image of the network that the whole request is answered from."""
        return self.view.image

    @property
    def written(self) -> Written:
        """What was written for requests that see just the same: one image, on one day, as one sort of viewer."""
        of_day: dict[dt.date, Written] = self.image.memo((Written, self.viewer), dict)
        if (found := of_day.get(self.today)) is None:
            of_day.clear()  # nobody asks for another day again
            found = of_day.setdefault(self.today, Written())
        return found

    def within(self, seconds: float) -> Context:
        """Give the same request, whose answer may take so many seconds from now, and no longer than it already may."""
        deadline = time.monotonic() + seconds
        return self if self.deadline <= deadline else replace(self, deadline=deadline, seconds=seconds)

    def analyse(self, function: Callable[..., T], *arguments: Hashable, **named: Hashable) -> T:
        """Give what an analysis of the whole network says, `function(image, *arguments, **named)`.

        It is worked out once for all who ask the same of one image, in the background.

        Raises
        ------
        Busy
            If too many wait already.
        NotReady
            If it takes longer than this request may; it goes on, for whoever asks again.
        """
        question = Question.of(function, *arguments, **named)
        held = self.analyses.held(self.image, question)
        if held is not None:
            return held[0]
        with self.turns.given_up():
            return self.analyses.result(self.image, question, self.deadline - time.monotonic())

    def check_leisure(self) -> None:
        """Refuse to begin what may look through the whole network where the answer must be there in a moment.

        Raises
        ------
        TooMuch
            If the request has only a moment; whoever asked for that has another way.
        """
        if self.seconds < _LEISURE:
            raise TooMuch(f"this takes longer than {self.seconds:g} seconds")

    def check_time(self) -> None:
        """Refuse to go on when the time is up.

        Raises
        ------
        TooMuch
            If the answer has taken longer than it may.
        """
        if time.monotonic() > self.deadline:
            raise TooMuch(f"the answer took longer than {self.seconds:g} seconds; ask for less")


Info: TypeAlias = strawberry.Info[Context, Any]


def visitor_context(registry: Registry) -> Context:
    """Give the context of a visitor's request, as of now."""
    today = dt.datetime.now(dt.UTC).date()
    view, feed = registry.view(VISITOR), registry.network.feed
    return Context(viewer=VISITOR, view=view, today=today, analyses=registry.analyses, feed=feed)
