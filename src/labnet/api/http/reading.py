"""Reading what a request asks: from its address, or from a body of JSON, within bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from starlette.datastructures import QueryParams

from labnet.api.http.media import PLAIN
from labnet.api.http.received import CLOSE, Received
from labnet.api.http.refusals import Refusal
from labnet.errors import BadInput

__all__ = ["Asked", "asked_by", "read"]

_DEEPEST: Final = 32
"""Levels of lists and objects in variables; no argument has as many."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters of a request; `document` is empty for one that names a document by its id."""

    document: str
    document_id: str | None
    variables: Mapping[str, Any] | None
    name: str | None


async def read(request: Received, most: int) -> Asked:
    """Read the parameters of a request; a body may have so many bytes.

    Raises
    ------
    Refusal
        If it is no GraphQL request; its status says why.
    """
    if request.method != "POST":
        return asked_by(dict(QueryParams(request.query)), text=True)
    _check_type(request.headers.get("content-type", ""))
    try:
        sent = orjson.loads(await request.body(most))
    except orjson.JSONDecodeError:
        raise Refusal(400, BadInput("the body is not JSON in UTF-8")) from None
    if isinstance(sent, list):
        raise Refusal(400, BadInput("batches are not taken: send each operation in a request of its own"))
    if not isinstance(sent, dict):
        raise Refusal(400, BadInput("the body is not a JSON object with a `query` or a `documentId`"))
    return asked_by(sent, text=False)


def asked_by(sent: Mapping[str, Any], *, text: bool) -> Asked:
    """Read the parameters of an operation; in an address (`text`), those that are objects are JSON text.

    Raises
    ------
    Refusal
        If one is missing or not of its type.
    """
    document, id_, name = (sent.get(key) for key in ("query", "documentId", "operationName"))
    variables, extensions = (_mapping(key, sent.get(key), text=text) for key in ("variables", "extensions"))
    for key, value in (("query", document), ("documentId", id_), ("operationName", name)):
        if value is not None and not isinstance(value, str):
            raise Refusal(400, BadInput(f"{key}: not a text"))
    if extensions and "persistedQuery" in extensions and not document and not id_:
        hint = "send the document, or the `documentId` of one that the server knows"
        raise Refusal(400, BadInput(f"extensions.persistedQuery: the server keeps no documents of clients; {hint}"))
    if document is None and id_ is None:
        raise Refusal(400, BadInput("query: give the GraphQL document as text, or a `documentId`"))
    if document and id_:
        raise Refusal(400, BadInput("give either `query` or `documentId`, not both"))
    return Asked(document or "", id_ or None, variables, name or None)


def _mapping(key: str, value: Any, *, text: bool) -> Mapping[str, Any] | None:
    if text and isinstance(value, str) and value:
        try:
            value = orjson.loads(value)
        except orjson.JSONDecodeError:
            raise Refusal(400, BadInput(f"{key}: not JSON")) from None
    elif text:
        return None
    if value is not None and not isinstance(value, dict):
        raise Refusal(400, BadInput(f"{key}: not a JSON object"))
    if value and _is_deep(value):
        raise Refusal(400, BadInput(f"{key}: nested more than {_DEEPEST} deep"))
    return value or None


def _is_deep(value: Mapping[str, Any]) -> bool:
    level: list[Any] = [value]
    for _ in range(_DEEPEST):
        inner: list[Any] = []
        for each in level:
            if isinstance(each, dict):
                inner.extend(each.values())
            elif isinstance(each, list):
                inner.extend(each)
        if not inner:
            return False
        level = inner
    return True


def _check_type(header: str) -> None:
    """Take JSON in UTF-8 alone: no browser sends that to another site without having asked it before."""
    media, *parameters = (piece.strip().lower() for piece in header.split(";"))
    if media != PLAIN:
        raise Refusal(415, BadInput(f"content type {media[:60]!r}: send application/json"), CLOSE)
    for parameter in parameters:
        name, _, charset = parameter.partition("=")
        if name.strip() == "charset" and charset.strip().strip('"') not in ("utf-8", "utf8"):
            raise Refusal(415, BadInput(f"charset {charset[:60]!r}: send JSON in UTF-8"), CLOSE)
