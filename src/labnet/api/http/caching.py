"""What caches and browsers may keep of an answer, and how they ask whether it still holds.

An answer depends on the question and on the state of the network: its revision, the store whose revision that is, who
may see it, the day, and the version of labnet. All of it is known before the operation is run, so to tell a client that
its copy still holds costs next to nothing. Copies are kept, and asked about each time: so that nobody who has gone out
of sight is shown on from a cache, and whoever has written reads what they wrote.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

from labnet import __version__
from labnet.api.context import Context
from labnet.network.audiences import Audience

__all__ = ["GZIPPED", "caching", "held", "tag"]

GZIPPED: Final = "-gzip"
"""What the tag of a compressed answer ends with: its bytes are others."""

_TAG: Final = re.compile(r'(?:W/)?"([^"]*)"')


def tag(context: Context, media: str, question: bytes) -> str:
    """Give the entity tag, without its quotes, of what a question is answered with in the present state."""
    view, viewer = context.view, context.viewer
    revision = f"{view.image.revision} {view.logged_at} {viewer.audience.name} {viewer.role}"
    state = f"{revision} {context.today.toordinal()} {__version__} {media}\n"
    return hashlib.blake2b(state.encode() + question, digest_size=15).hexdigest()


def held(header: str, current: str) -> str | None:
    """Give which of the tags that a client holds copies by (If-None-Match) is current, compressed or not."""
    return next((each for each in _TAG.findall(header) if each.removesuffix(GZIPPED) == current), None)


def caching(context: Context, current: str) -> dict[str, str]:
    """Give the headers of an answer that may be kept, by its tag."""
    whose = "public" if context.viewer.audience is Audience.PUBLIC else "private"
    return {"ETag": f'"{current}"', "Cache-Control": f"{whose}, no-cache"}
