"""Streams: connections that stay open, so many in all and from one address, and closed before the server stops."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from labnet.api.http.refusals import Refusal
from labnet.errors import Busy, TooMuch
from labnet.service.rates import network_of

__all__ = ["Streams"]

_AGAIN: Final = {"Retry-After": "10"}
_CLOSING_SECONDS: Final = 2.0


class Streams:
    """The sockets and streams of events that are open now.

    Parameters
    ----------
    most, each : int
        How many there may be, in all and from one address; of version 6, the 64 bits that one connection is given.
    """

    def __init__(self, most: int, each: int) -> None:
        self._most = most
        self._each = each
        self._open: Counter[str] = Counter()
        self._closing = asyncio.Event()
        self._empty = asyncio.Event()
        self._empty.set()

    def __len__(self) -> int:
        """Count them."""
        return self._open.total()

    @contextmanager
    def opened(self, address: str) -> Iterator[None]:
        """Have one more as long as the block runs.

        Raises
        ------
        Refusal
            If there are too many already.
        """
        network = network_of(address)
        if len(self) >= self._most or self._closing.is_set():
            raise Refusal(503, Busy(f"{len(self)} follow already: ask again in a moment"), _AGAIN)
        if self._open[network] >= self._each:
            said = f"{self._open[network]} connections of your address follow already, and no more may: close one first"
            raise Refusal(429, TooMuch(said), _AGAIN)
        self._open[network] += 1
        self._empty.clear()
        try:
            yield
        finally:
            self._open -= Counter({network: 1})
            if not self._open:
                self._empty.set()

    async def closed(self) -> None:
        """Wait until they are to be closed."""
        await self._closing.wait()

    async def close(self) -> None:
        """Have all of them closed, and wait for that, but not for long."""
        self._closing.set()
        try:
            await asyncio.wait_for(self._empty.wait(), _CLOSING_SECONDS)
        except TimeoutError:
            return
