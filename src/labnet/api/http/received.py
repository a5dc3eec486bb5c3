"""A request as it came in, and an answer as it goes out: what Starlette would do for any, done for these two alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from starlette.types import Receive, Scope, Send

from labnet.api.http.refusals import Refusal
from labnet.errors import BadInput, TooMuch

__all__ = ["CLOSE", "Received", "respond"]

CLOSE: Final = {"Connection": "close"}
"""What is not read to its end would be taken for the next request."""
_LONGEST_LENGTH: Final = 15
"""Digits of a length that is read as a number."""


class Received:
    """A request.

    Attributes
    ----------
    method : str
        Its method.
    headers : mapping of str to str
        Its headers by name, in small letters; those that came more than once have commas between.
    query : bytes
        What follows the question mark in its address.
    address : str
        Where it comes from; empty where nobody knows.
    """

    __slots__ = ("address", "headers", "method", "query", "receive")

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self.method: str = scope["method"]
        self.query: bytes = scope["query_string"]
        self.receive = receive
        client = scope.get("client")
        self.address: str = client[0] if client else ""
        self.headers: dict[str, str] = {}
        for name, value in scope["headers"]:
            key, text = name.decode("latin-1"), value.decode("latin-1")
            self.headers[key] = f"{self.headers[key]}, {text}" if key in self.headers else text

    async def body(self, most: int) -> bytes:
        """Read the body, of so many bytes at most.

        Raises
        ------
        Refusal
            If it is longer, or ends before its end.
        """
        told = self.headers.get("content-length", "")
        if told.isdecimal() and (len(told) > _LONGEST_LENGTH or int(told) > most):
            raise _too_long(most)
        body, more = b"", True
        while more:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise Refusal(400, BadInput("the body ended before its end"))
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > most:
                raise _too_long(most)
        return body


async def respond(
    send: Send, status: int, content: bytes, headers: Mapping[str, str], more: Iterable[tuple[bytes, bytes]] = ()
) -> None:
    """Send an answer, with headers and some more that are written already."""
    written = [*_written(tuple(headers.items())), (b"content-length", b"%d" % len(content)), *more]
    await send({"type": "http.response.start", "status": status, "headers": written})
    await send({"type": "http.response.body", "body": content})


@lru_cache(256)
def _written(headers: tuple[tuple[str, str], ...]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]


def _too_long(most: int) -> Refusal:
    return Refusal(413, TooMuch(f"the body is longer than {most:,} bytes; ask in parts"), CLOSE)
