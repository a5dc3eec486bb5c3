"""Whose pages may ask from a browser: which other sites a server answers (CORS), and opens sockets for."""

from __future__ import annotations

import re
from typing import Final

from labnet.api.http.refusals import Refusal
from labnet.errors import BadInput, Forbidden

__all__ = ["Origins"]

_ANY: Final = "*"
_ORIGIN: Final = re.compile(r"https?://[^/\s,*]+")
_EXPOSED: Final = "ETag, Retry-After"
_ASKED: Final = "Accept, Content-Type, If-None-Match"
_METHODS: Final = "GET, HEAD, POST"
_SECONDS: Final = "7200"
"""How long a browser need not ask again; none believes more."""


class Origins:
    """The sites whose pages may ask, besides those of the server itself.

    Parameters
    ----------
    listed : str
        Origins such as ``https://example.org``, with commas between them; ``*`` for all; empty for none.

    Raises
    ------
    BadInput
        If one of them is not an origin.
    """

    def __init__(self, listed: str = "") -> None:
        names = [name.strip().rstrip("/").lower() for name in listed.split(",") if name.strip()]
        for name in names:
            if name != _ANY and not _ORIGIN.fullmatch(name):
                raise BadInput(f"origin {name[:80]!r}: write it as in https://example.org, or * for all")
        self._any = _ANY in names
        self._named = frozenset(names)

    def headers(self, origin: str | None) -> dict[str, str]:
        """Give the headers that let a page of an origin read an answer, as far as it may.

        No cookie ever goes along: a page of another site reads what everybody may.
        """
        if not self._named:
            return {}
        if self._any:
            return {"Access-Control-Allow-Origin": _ANY, "Access-Control-Expose-Headers": _EXPOSED}
        if origin is None or origin.lower() not in self._named:
            return {"Vary": "Origin"}
        return {"Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": _EXPOSED, "Vary": "Origin"}

    def preflight(self, origin: str | None) -> dict[str, str] | None:
        """Give what a browser is told that asks whether a page may ask at all; None where no other site may."""
        if not self._named:
            return None
        allowed = self.headers(origin)
        if "Access-Control-Allow-Origin" not in allowed:
            return allowed
        methods = {"Access-Control-Allow-Methods": _METHODS, "Access-Control-Allow-Headers": _ASKED}
        return {**allowed, **methods, "Access-Control-Max-Age": _SECONDS}

    def check(self, origin: str | None, host: str) -> None:
        """Refuse a socket, unless a program opens it, a page of the server's own host, or one that is listed.

        Browsers open sockets to any site without asking it before, and say where the page is from.

        Raises
        ------
        Refusal
            If it is not to be opened.
        """
        if origin is None or self._any or origin.lower() in self._named:
            return
        if origin.lower().partition("://")[2] != host.lower():
            said = f"pages of {origin[:80]} may not open sockets here, unless LABNET_ORIGINS lists it"
            raise Refusal(403, Forbidden(said))
