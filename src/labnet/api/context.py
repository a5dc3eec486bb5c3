"""What every resolver of a request has in hand: who asks, one view of the network, and the day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, TypeAlias

import strawberry

from labnet.network.image import Image
from labnet.service.live import View
from labnet.service.viewer import Viewer

__all__ = ["Context", "Info"]


@dataclass(frozen=True, slots=True)
class Context:
    """One request: its viewer, the view it is answered from, and the day that is today."""

    viewer: Viewer
    view: View
    today: dt.date

    @property
    def image(self) -> Image:
        """The image of the network that the whole request is answered from."""
        return self.view.image


Info: TypeAlias = strawberry.Info[Context, Any]
