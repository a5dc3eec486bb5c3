"""Which media type and encoding a client takes, by RFC 9110, sections 12.4 and 12.5."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

__all__ = ["EVENTS", "GRAPHQL", "PLAIN", "Accepted", "accepted", "takes_gzip"]

PLAIN: Final = "application/json"
GRAPHQL: Final = "application/graphql-response+json"
EVENTS: Final = "text/event-stream"

_ANYTHING: Final = "*/*"
_EXACT: Final = 3
"""How closely a range names a media type: itself, all of its sort (2), or anything (1)."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a client takes: which media type for one answer, if any, and whether it takes a stream of events."""

    media: str | None
    events: bool


@lru_cache(64)
def accepted(header: str) -> Accepted:
    """Read an Accept header; one that is missing or empty takes anything.

    Of two media types that are as welcome, the one that is named comes first, and GraphQL's own where both are. Who
    takes anything gets plain JSON, as clients do that know of nothing else.

    Examples
    --------
    >>> accepted("application/graphql-response+json, application/json;q=0.9").media
    'application/graphql-response+json'
    >>> accepted("*/*").media
    'application/json'
    >>> accepted("text/html").media is None
    True
    """
    ranges = _ranges(header if header.strip() else _ANYTHING)
    plain, graphql, events = (_welcome(media, ranges) for media in (PLAIN, GRAPHQL, EVENTS))
    if not plain[0] and not graphql[0]:
        media = None
    elif graphql > plain or (graphql == plain and graphql[1] == _EXACT):
        media = GRAPHQL
    else:
        media = PLAIN
    return Accepted(media, events=events[0] > 0)


@lru_cache(64)
def takes_gzip(header: str) -> bool:
    """Tell whether an Accept-Encoding header takes gzip.

    Examples
    --------
    >>> takes_gzip("br, gzip;q=0.8"), takes_gzip("*"), takes_gzip("gzip;q=0"), takes_gzip("")
    (True, True, False, False)
    """
    quality = {name: quality for name, quality, _ in _ranges(header)}
    return quality.get("gzip", quality.get("x-gzip", quality.get("*", 0.0))) > 0


def _ranges(header: str) -> list[tuple[str, float, str]]:
    """Give the name, quality and charset of each range; what cannot be read counts as refused."""
    found = []
    for part in header.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        given = dict(_pair(parameter) for parameter in parameters)
        try:
            quality = float(given.get("q", "1"))
        except ValueError:
            quality = 0.0
        found.append((name, quality if 0 <= quality <= 1 else 0.0, given.get("charset", "utf-8")))
    return found


def _pair(parameter: str) -> tuple[str, str]:
    name, _, value = parameter.partition("=")
    return name.strip(), value.strip().strip('"')


def _welcome(media: str, ranges: list[tuple[str, float, str]]) -> tuple[float, int]:
    """Give how welcome a media type is: the quality of the range that names it most closely, and how closely."""
    closeness = {media: _EXACT, media.partition("/")[0] + "/*": 2, _ANYTHING: 1}
    named = [
        (closeness[name], quality)
        for name, quality, charset in ranges
        if name in closeness and charset in ("utf-8", "utf8", "*")
    ]
    close, quality = max(named, default=(0, 0.0))
    return quality, close
