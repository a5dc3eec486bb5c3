"""What caches and browsers may keep of an answer, and how they ask whether it still holds.

An answer depends on the question and on the state of the network: its revision, the store whose revision that is, who
may see it, the day, and the version of labnet. All of it is known before the operation is run, so to tell a client that
its copy still holds costs next to nothing. Copies are kept, and asked about each time: so that nobody who has gone out
of sight is shown on from a cache, and whoever has written reads what they wrote. Only what tells of the schema may be
kept for an hour without asking.
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

_LASTING: Final = "schema-"
"""What the tag of an answer begins with that tells of the schema alone."""
_LASTING_SECONDS: Final = 3_600

_TAG: Final = re.compile(r'(?:W/)?"([^"]*)"')


def tag(context: Context, media: str, question: bytes, *, lasting: bool = False) -> str:
    """Give the entity tag, without its quotes, of what a question is answered with in the present state.

    What is `lasting`, the schema itself, depends on the version of labnet alone, and on whether the network is made up,
    which every answer tells.
    """
    view, viewer = context.view, context.viewer
    state = f"{_LASTING}{view.image.fictional}"
    if not lasting:
        revision = f"{view.image.revision} {view.logged_at} {viewer.audience.name} {viewer.role}"
        state = f"{revision} {context.today.toordinal()}"
    text = f"{state} {__version__} {media}\n"
    return (_LASTING if lasting else "") + hashlib.blake2b(text.encode() + question, digest_size=15).hexdigest()


def held(header: str, context: Context, media: str, question: bytes) -> str | None:
    """Give which of the tags that a client holds copies by (If-None-Match) is current, compressed or not."""
    found = [(each, each.removesuffix(GZIPPED)) for each in _TAG.findall(header)]
    current = {tag(context, media, question, lasting=lasting) for lasting in (False, True)} if found else set()
    return next((each for each, plain in found if plain in current), None)


def caching(context: Context, current: str) -> dict[str, str]:
    """Give the headers of an answer that may be kept, by its tag."""
    whose = "public" if context.viewer.audience is Audience.PUBLIC else "private"
    how = f"max-age={_LASTING_SECONDS}" if current.startswith(_LASTING) else "no-cache"
    return {"ETag": f'"{current}"', "Cache-Control": f"{whose}, {how}"}
