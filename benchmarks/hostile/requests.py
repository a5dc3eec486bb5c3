"""Requests that are made to harm a server, byte for byte, and how each is to be refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from benchmarks.hostile.documents import DOCUMENTS

__all__ = ["REQUESTS", "Request"]


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent, with which status it is refused, and by which code."""

    sent: bytes
    status: int
    code: str

    def varied(self, number: int) -> bytes:
        """Give the request with another document, as long as before: one that is the same is prepared only once."""
        return self.sent.replace(b"        ", b"%08d" % number, 1) if b"#        " in self.sent else self.sent


_HOST: Final = b"Host: labnet.example\r\n"
_OPENING: Final = (
    b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n"
)
_ASK: Final = b"/graphql?query=%7Bviewer%7Brole%7D%7D"


def _get(path: bytes = _ASK, headers: bytes = b"", method: bytes = b"GET") -> bytes:
    return method + b" " + path + b" HTTP/1.1\r\n" + _HOST + headers + b"\r\n"


def _post(body: bytes, headers: bytes = b"") -> bytes:
    typed = b"Content-Type: application/json\r\nContent-Length: %d\r\n" % len(body)
    return b"POST /graphql HTTP/1.1\r\n" + _HOST + typed + headers + b"\r\n" + body


def _ask(document: str, **more: Any) -> bytes:
    return _post(json.dumps({"query": document, **more}).encode())


_LONGEST: Final = 100_200
"""Bytes of a request whose body is just as long as is read."""


def _documents() -> Iterator[tuple[str, Request]]:
    for name, (document, code) in DOCUMENTS.items():
        chosen = {"operationName": "Q0"} if document.startswith("query Q0") else {}
        sent = _ask(f"{document} #        \n", **chosen)
        yield name, Request(sent, 413 if len(sent) > _LONGEST else 200, code)


_LIST: Final = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
_FILTER: Final = "query($filter: ActorFilter) { actors(filter: $filter) { totalCount } }"
_NESTED: Final = b"[" * 49_000 + b"]" * 49_000
_LEVELS: Final = b"[" * 900 + b"]" * 900

REQUESTS: Final[dict[str, Request]] = {
    **dict(_documents()),
    "the body null": Request(_post(b"null"), 400, "BAD_INPUT"),
    "the body 7": Request(_post(b"7"), 400, "BAD_INPUT"),
    "a text for a body": Request(_post(b'"x"'), 400, "BAD_INPUT"),
    "no body": Request(_post(b""), 400, "BAD_INPUT"),
    "a body that is no UTF-8": Request(_post(b'{"query": "\xff\xfe"}'), 400, "BAD_INPUT"),
    "half of a pair of surrogates": Request(_post(b'{"query": "\\ud800"}'), 400, "BAD_INPUT"),
    "deep JSON": Request(_post(b'{"query": "{ viewer { role } }", "variables": ' + _NESTED + b"}"), 400, "BAD_INPUT"),
    "variables nine hundred deep": Request(
        _post(b'{"query": "' + _LIST.encode() + b'", "variables": {"ids": ' + _LEVELS + b"}}"), 400, "BAD_INPUT"
    ),
    "thousands of values of the wrong type": Request(_ask(_LIST, variables={"ids": [{}] * 5_000}), 200, "BAD_QUERY"),
    "thousands of fields that an input has not": Request(
        _ask(_FILTER, variables={"filter": {f"territori{n}": 1 for n in range(4_000)}}), 200, "BAD_QUERY"
    ),
    "a number of six thousand digits": Request(
        _post(
            b'{"query": "query($n: Int) { actors(first: $n) { totalCount } }", "variables": {"n": '
            + b"9" * 6_000
            + b"}}"
        ),
        400,
        "BAD_INPUT",
    ),
    "a batch": Request(_post(json.dumps([{"query": "{ viewer { role } }"}] * 1_000).encode()), 400, "BAD_INPUT"),
    "twenty megabytes": Request(_post(b" " * 20_000_000), 413, "TOO_MUCH"),
    "an address of twenty megabytes": Request(_get(b"/graphql?query=" + b"a" * 20_000_000), 431, "TOO_MUCH"),
    "a header of twenty megabytes": Request(_get(headers=b"X: " + b"a" * 20_000_000 + b"\r\n"), 431, "TOO_MUCH"),
    "a million headers": Request(_get(headers=b"X: a\r\n" * 1_000_000), 431, "TOO_MUCH"),
    "bytes that are no text in an address": Request(_get(b"/graphql?query=%FF%FE"), 200, "BAD_QUERY"),
    "what is no HTTP": Request(b"\x00\xff" * 1_000, 400, "BAD_INPUT"),
    "an address that is no ASCII": Request(_get(b"/\xff\xfe"), 400, "BAD_INPUT"),
    "no length but a sign": Request(_get(headers=b"Content-Length: -1\r\n"), 400, "BAD_INPUT"),
    "pieces without a length": Request(_get(headers=b"Transfer-Encoding: chunked\r\n") + b"zz\r\n", 400, "BAD_INPUT"),
    "thousands of requests ahead of the first answer": Request(_get(b"/health/live") * 14_000, 429, "TOO_MUCH"),
    "a socket opened by POST": Request(_get(b"/graphql", _OPENING, b"POST"), 400, "BAD_INPUT"),
    "a socket opened with a body": Request(
        _get(b"/graphql", _OPENING + b"Content-Length: 5\r\n") + b"hello", 400, "BAD_INPUT"
    ),
    "a socket opened without a key": Request(
        _get(b"/graphql", b"Upgrade: websocket\r\nConnection: Upgrade\r\n"), 400, "BAD_INPUT"
    ),
    "a socket opened with a long header": Request(
        _get(b"/graphql", _OPENING + b"X: " + b"a" * 20_000 + b"\r\n"), 400, "BAD_INPUT"
    ),
    "a socket opened from another site": Request(
        _get(b"/graphql", _OPENING + b"Origin: https://there.example\r\n"), 403, "FORBIDDEN"
    ),
    "a mutation in an address": Request(_get(b"/graphql?query=mutation%7Ba%7D"), 405, "BAD_QUERY"),
    "another method": Request(_get(method=b"DELETE"), 405, "BAD_INPUT"),
    "no JSON wanted": Request(_get(headers=b"Accept: text/html\r\n"), 406, "BAD_INPUT"),
    "a document that nobody knows": Request(_get(b"/graphql?documentId=" + b"0" * 64), 404, "UNKNOWN_DOCUMENT"),
}
"""Each with the status and the code that it is refused with."""
