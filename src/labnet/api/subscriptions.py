"""What one can follow: questions whose answers go on."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import replace
from typing import Annotated, Final

import strawberry

from labnet.api.context import Context, Info
from labnet.api.fields import followed
from labnet.api.types.changes import ChangeFilter, NetworkChange
from labnet.errors import BadInput
from labnet.service.news import Told
from labnet.service.views import View

__all__ = ["Subscription"]

_PAUSE: Final = 0.1
"""Seconds between two events: what changes meanwhile is told as one."""


@strawberry.type(description="What can be followed, over a WebSocket or as a stream of events.")
class Subscription:
    """What can be followed."""

    @followed(
        "What changes in the network, as far as one may see it, from now on or after a revision; at most ten times a "
        "second. Ask for what you show first, then follow from its revision on."
    )
    async def network_changed(
        self,
        info: Info,
        filter: Annotated[  # noqa: A002 - what clients call it
            ChangeFilter | None, strawberry.argument(description="Which changes to be told of; all if absent.")
        ] = None,
        after: Annotated[
            int | None,
            strawberry.argument(description="Revision that one has seen: what came after it is told at once."),
        ] = None,
    ) -> AsyncGenerator[NetworkChange, None]:
        """Give changes as they come."""
        at, wanted = info.context, filter or ChangeFilter()
        interest = wanted.interest(at)
        told_of = max((seen for seen in (after, at.seen) if seen is not None), default=at.image.revision)
        loop, rung = asyncio.get_running_loop(), asyncio.Event()

        def ring() -> None:
            with suppress(RuntimeError):  # the loop has ended, and nobody follows any more
                loop.call_soon_threadsafe(rung.set)

        stop = at.feed.listen(ring)
        try:
            while True:
                rung.clear()
                news, view = at.feed.since(at.viewer.audience, told_of)
                if news is None:
                    await rung.wait()
                    continue
                told_of = news.revision
                at = _now(at, view)
                if news.everything:
                    with suppress(BadInput):  # the theme or territory is gone, and so are those whom it selected
                        interest = wanted.interest(at)
                told = interest.told(news)
                if news.everything or told != Told():
                    yield NetworkChange(at=at, news=news, told=told)
                    await asyncio.sleep(_PAUSE)
        finally:
            stop()


def _now(at: Context, view: View) -> Context:
    return replace(at, view=view, today=dt.datetime.now(dt.UTC).date())
