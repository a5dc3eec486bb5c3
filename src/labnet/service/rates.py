"""How much may be asked in a minute: points that are drawn from buckets which fill up again all the time.

Each process counts for itself. Whoever has signed in draws from a bucket of their own, and from one for their address,
which is larger, as many may share it; a visitor has only the address. Addresses of version 6 are taken together by the
64 bits that one connection is given.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from labnet.errors import RateLimited
from labnet.service.viewer import Viewer
from labnet.settings import Settings

__all__ = ["MINUTE", "Budget", "Rates", "State", "network_of"]

MINUTE: Final = 60.0
"""In how many seconds an empty bucket is full again."""
_SHARING: Final = 10
"""How many who have signed in may each ask for all they may, from one address."""
_OVERFLOW: Final = 256
"""How many buckets are shared by whoever comes when there is no room for another of their own."""
_PREFIX: Final = 64
_ANY: Final = 2**31 - 1
"""The largest number that GraphQL has."""


class _Bucket(NamedTuple):
    """What has been drawn and not yet come back, when that was so, and how much comes back in a second."""

    drawn: float
    at: float
    rate: float

    def left(self, now: float) -> float:
        """Give what is still drawn."""
        return max(0.0, self.drawn - (now - self.at) * self.rate)


@dataclass(frozen=True, slots=True)
class State:
    """What one request cost, what may be asked in a minute and now, and when all of it may be asked again."""

    cost: int
    limit: int
    remaining: int
    reset_at: dt.datetime


class Rates:
    """Buckets of points, by who asks and from where.

    There are at most `most` of them: one that is full is forgotten, and none is given up before. When so many are in
    use at once, whoever comes new shares one of a few hundred with others, so that those who were there keep theirs.

    Parameters
    ----------
    most : int
        How many buckets there are at most.
    clock : callable
        Gives the time in seconds.
    """

    def __init__(self, most: int = 50_000, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[str, _Bucket] = {}
        self._looked = -math.inf

    def __len__(self) -> int:
        """Give how many buckets are in use."""
        return len(self._buckets)

    def drawn(self, key: str, points: float, limit: float) -> float:
        """Draw points (0 to ask only), and give all that is drawn and has not come back; `limit` does in a minute."""
        now = self._clock()
        with self._lock:
            key = self._place(key, now)
            before = self._buckets.get(key)
            drawn = points + (0.0 if before is None else before.left(now))
            if drawn > 0:
                self._buckets[key] = _Bucket(drawn, now, limit / MINUTE)
            elif before is not None:
                del self._buckets[key]
            return drawn

    def _place(self, key: str, now: float) -> str:
        """Give the bucket for a key: its own, unless it is new and there is no room."""
        if key in self._buckets or len(self._buckets) < self._most:
            return key
        if now - self._looked >= 1:
            self._looked = now
            self._buckets = {each: bucket for each, bucket in self._buckets.items() if bucket.left(now) > 0}
            if len(self._buckets) < self._most:
                return key
        return f"overflow {hash(key) % _OVERFLOW}"

    def budget(self, viewer: Viewer, address: str, settings: Settings) -> Budget:
        """Give what one request may draw from."""
        points = viewer.limits(settings).points
        if points is None:
            return Budget()
        network = network_of(address)
        if viewer.identity is None:
            return Budget(self, {f"address {network}": points})
        return Budget(self, {f"identity {viewer.identity}": points, f"shared {network}": points * _SHARING})


_NOBODYS: Final = Rates()


@dataclass(slots=True)
class Budget:
    """What one request may draw from: nothing stands in its way where there are no buckets.

    Attributes
    ----------
    buckets : dict
        Keys of the buckets, and how much each gives in a minute; first the one that the request is told of.
    cost : float
        What the request has drawn.
    told : bool
        Whether the request was told how much is left, so that its answer holds for this moment only.
    checked : bool
        Whether it was seen that the request may begin: it is looked at once.
    """

    rates: Rates = _NOBODYS
    buckets: dict[str, int] = field(default_factory=dict)
    cost: float = 0
    told: bool = False
    checked: bool = False

    def check(self) -> None:
        """Refuse a request whose buckets are empty: it may begin as long as there is anything in them.

        Raises
        ------
        RateLimited
            If one of them is empty; its `seconds` say when there is something in it again.
        """
        if not self.checked:
            self.checked = True
            self.check_again()

    def check_again(self) -> None:
        """Refuse to go on with what goes on for long, as `check` refuses to begin.

        Raises
        ------
        RateLimited
            If one of the buckets is empty by now.
        """
        for key, limit in self.buckets.items():
            over = self.rates.drawn(key, 0, limit) - limit
            if over >= 0:
                seconds = max(1, math.ceil((over + 1) * MINUTE / limit))
                raise RateLimited(
                    f"all {limit:,} points of a minute are spent; ask again in {seconds} s, or for less at a time",
                    seconds,
                )

    def draw(self, points: float) -> None:
        """Draw points, even more than there are: whoever draws too much waits the longer."""
        self.cost += points
        for key, limit in self.buckets.items():
            self.rates.drawn(key, points, limit)

    def give_back(self) -> None:
        """Take back what was drawn for an answer that nobody gets."""
        self.draw(-self.cost)

    def state(self) -> State:
        """Give what the request is told of its first bucket; the largest number where it draws from none."""
        self.told = True
        for key, limit in self.buckets.items():
            drawn = self.rates.drawn(key, 0, limit)
            full = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=drawn * MINUTE / limit)
            return State(math.ceil(self.cost), limit, max(0, math.floor(limit - drawn)), full)
        return State(math.ceil(self.cost), _ANY, _ANY, dt.datetime.now(dt.UTC))


@lru_cache(1_024)
def network_of(address: str) -> str:
    """Give the network that shares a bucket: one address of version 4, 64 bits of one of version 6.

    Examples
    --------
    >>> network_of("192.0.2.7"), network_of("2001:db8:1:2:3::4"), network_of("::ffff:192.0.2.7")
    ('192.0.2.7', '2001:db8:1:2::/64', '192.0.2.7')
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:80]
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, _PREFIX), strict=False))
