"""Answers as a stream of server-sent events, by the distinct connections mode of graphql-sse.

https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Final

from starlette.types import Receive, Send

from labnet.api.following import Step
from labnet.api.http.media import EVENTS
from labnet.api.http.streams import Streams

__all__ = ["stream"]

_HEADERS: Final[Mapping[str, str]] = {
    "Content-Type": f"{EVENTS}; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
}
_COMPLETE: Final = b"event: complete\ndata:\n\n"
_ALIVE: Final = b":\n\n"
_ALIVE_SECONDS: Final = 12.0
"""How long a stream is silent at most: proxies close those that are for longer."""


async def stream(
    steps: AsyncGenerator[Step, None], headers: Mapping[str, str], streams: Streams, receive: Receive, send: Send
) -> None:
    """Send answers as they come, until there are no more, the client leaves, or the server stops."""
    named = {**_HEADERS, **headers}
    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in named.items()]
    await send({"type": "http.response.start", "status": 200, "headers": raw})
    pump, left, stopping = (
        asyncio.ensure_future(each) for each in (_pump(steps, send), _left(receive), streams.closed())
    )
    try:
        done, _ = await asyncio.wait({pump, left, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (pump, left, stopping):
            task.cancel()
        await asyncio.gather(pump, left, stopping, return_exceptions=True)
    if left not in done:
        await send({"type": "http.response.body", "body": _COMPLETE, "more_body": False})


async def _pump(steps: AsyncGenerator[Step, None], send: Send) -> None:
    async with aclosing(steps):
        coming = asyncio.ensure_future(anext(steps, None))
        try:
            while True:
                done, _ = await asyncio.wait({coming}, timeout=_ALIVE_SECONDS)
                step = coming.result() if done else None
                if done and step is None:
                    return
                body = _ALIVE if step is None else _event(step)
                await send({"type": "http.response.body", "body": body, "more_body": True})
                if done:
                    coming = asyncio.ensure_future(anext(steps, None))
        finally:
            coming.cancel()
            await asyncio.gather(coming, return_exceptions=True)


def _event(step: Step) -> bytes:
    """Give the event of one answer; a browser that comes back tells the id of the last one it got."""
    id_ = b"" if step.revision is None else b"id: %d\n" % step.revision
    return b"event: next\n%sdata: %s\n\n" % (id_, step.answer.content)


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
