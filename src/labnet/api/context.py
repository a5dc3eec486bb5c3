"""What every resolver of a request has in hand: who asks, one view of the network, the day, and the time left."""

from __future__ import annotations

import datetime as dt
import math
import time
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import strawberry

from labnet.errors import TooMuch
from labnet.network.image import Image
from labnet.service.viewer import Viewer
from labnet.service.views import View

__all__ = ["Context", "Info"]


@dataclass(frozen=True, slots=True)
class Context:
    """One request: its viewer, the view it is answered from, the day that is today, and when its time is up."""

    viewer: Viewer
    view: View
    today: dt.date
    deadline: float = math.inf
    seconds: float = math.inf

    @property
    def image(self) -> Image:
        """The image of the network that the whole request is answered from."""
        return self.view.image

    def within(self, seconds: float) -> Context:
        """Give the same request, whose answer may take so many seconds from now, and no longer than it already may."""
        deadline = time.monotonic() + seconds
        return self if self.deadline <= deadline else replace(self, deadline=deadline, seconds=seconds)

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
