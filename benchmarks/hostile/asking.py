"""Sending bytes to a server as they are, and reading what it says."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import Any

import orjson

__all__ = ["codes_of", "sent", "split"]

_SECONDS = 30
_BYTES = 65_536


def sent(port: int, request: bytes) -> bytes:
    """Send bytes over a connection of their own, and give what is answered to the first request in them."""
    with socket.create_connection(("127.0.0.1", port), timeout=_SECONDS) as connection:
        with suppress(ConnectionError):  # the server reads no more of it; what it says may be there
            connection.sendall(request)
        said = b""
        with suppress(ConnectionResetError):
            while not _is_whole(said) and (piece := connection.recv(_BYTES)):
                said += piece
    return said


def split(said: bytes) -> tuple[int, bytes]:
    """Give the status and the content of an answer."""
    head, _, content = said.partition(b"\r\n\r\n")
    return int(head.split()[1]), content


def codes_of(content: bytes) -> set[str]:
    """Give the codes of all errors of an answer."""
    body: dict[str, Any] = orjson.loads(content)
    return {error["extensions"]["code"] for error in body.get("errors", [])}


def _is_whole(said: bytes) -> bool:
    head, end, content = said.partition(b"\r\n\r\n")
    lengths = [line[15:] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return bool(end and lengths) and len(content) >= int(lengths[0])
