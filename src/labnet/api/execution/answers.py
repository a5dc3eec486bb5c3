"""Answering an operation: parse, measure, run, and say what went wrong in a form clients can rely on."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import DocumentNode, GraphQLError, GraphQLSyntaxError, TokenKind, get_operation_ast, parse

from labnet.api.context import Context
from labnet.api.execution.bounds import check_bounds
from labnet.api.schema import build_schema
from labnet.errors import BadQuery, LabnetError, TooMuch
from labnet.settings import Settings

__all__ = ["FAULT", "INTERNAL", "Answer", "Operation", "answer", "error_of"]

INTERNAL: Final = "INTERNAL"
FAULT: Final = "labnet could not answer this; the fault is logged and not yours"

_LONGEST_NUMBER: Final = 1_000
"""Digits of a whole number; Python itself refuses to read one that is much longer."""

_ABORTED: Final = {
    "Validation aborted.": "the document is too long or nested too deeply to be checked; ask in parts",
    "Too many validation errors, error limit reached. Validation aborted.": (
        "the document has more faults than can be listed; mend these first"
    ),
    "Too many errors processing variables, error limit reached. Execution aborted.": (
        "the variables have more faults than can be listed; mend these first"
    ),
    "Selections are nested too deeply. Execution aborted.": (
        "the document is nested too deeply to be answered; ask in parts"
    ),
}
"""What graphql-core says when it gives up, and what a client can do then."""

_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Operation:
    """What a client asks to run."""

    document: str
    variables: Mapping[str, Any] | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the client gets; `ran` tells whether the operation was run at all, `failed` whether labnet is to blame.

    Where the network is made up, in whole or in part, the body of what ran says so: ``extensions.fictional`` is true.
    """

    body: dict[str, Any]
    ran: bool
    failed: bool = False


def answer(context: Context, operation: Operation, settings: Settings) -> Answer:
    """Answer one operation from one view of the network, in the time that settings allow; nothing is ever raised."""
    try:
        return _answered(context.within(settings.max_seconds), operation, settings)
    except Exception as error:  # noqa: BLE001 - a request must be answered whatever happens
        return _not_run([error])


def error_of(error: Exception) -> dict[str, Any]:
    """Give an error as clients see it: expected ones with their code, others masked and logged."""
    formatted: dict[str, Any] = dict(error.formatted) if isinstance(error, GraphQLError) else {}
    cause = error.original_error if isinstance(error, GraphQLError) else error
    if cause is None or isinstance(cause, GraphQLError):
        if advice := _ABORTED.get(formatted["message"]):
            return {"message": advice, "extensions": {"code": TooMuch.code}}
        return {**formatted, "extensions": {"code": BadQuery.code}}
    where = {name: value for name, value in formatted.items() if name in ("locations", "path")}
    if isinstance(cause, LabnetError):
        return {"message": str(cause), **where, "extensions": {"code": cause.code}}
    _log.error("a question could not be answered", exc_info=cause)
    return {"message": FAULT, **where, "extensions": {"code": INTERNAL}}


def _answered(context: Context, operation: Operation, settings: Settings) -> Answer:
    document = _parsed(operation.document, settings)
    _check_choice(document, operation.name)
    check_bounds(document, operation.variables, operation.name, settings)
    context.check_time()
    variables = None if operation.variables is None else dict(operation.variables)
    result = build_schema().execute_sync(
        operation.document, variable_values=variables, context_value=context, operation_name=operation.name
    )
    if result.errors and result.data is None and all(error.path is None for error in result.errors):
        return _not_run(result.errors)
    body: dict[str, Any] = {"data": result.data}
    if result.errors:
        body = {"errors": [error_of(error) for error in result.errors], **body}
    if context.image.fictional:
        body["extensions"] = {"fictional": True}
    return Answer(body, ran=True)


def _not_run(errors: Iterable[Exception]) -> Answer:
    shown = [error_of(error) for error in errors]
    failed = any(error["extensions"]["code"] == INTERNAL for error in shown)
    return Answer({"errors": shown}, ran=False, failed=failed)


def _parsed(document: str, settings: Settings) -> DocumentNode:
    try:
        found = parse(document, max_tokens=settings.max_tokens)
    except GraphQLSyntaxError as error:
        if "token" in error.message and str(settings.max_tokens) in error.message:
            raise TooMuch(f"the document has more than {settings.max_tokens:,} tokens; ask in parts") from error
        if "nested too deeply" in error.message:
            raise TooMuch("the document is nested too deeply to be read; ask in parts") from error
        raise
    token = found.loc.start_token if found.loc else None
    while token is not None:
        if token.kind is TokenKind.INT and token.end - token.start > _LONGEST_NUMBER:
            raise BadQuery(f"line {token.line}, column {token.column}: the number is too long to be one that is meant")
        token = token.next
    return found


def _check_choice(document: DocumentNode, name: str | None) -> None:
    if get_operation_ast(document, name) is not None:
        return
    if name is not None:
        raise BadQuery(f"operationName: the document has no operation {name[:80]!r}")
    raise BadQuery("give a document with one operation, or say by operationName which of several to run")
