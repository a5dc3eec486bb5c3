"""Answering an operation: parse, measure, run, and say what went wrong in a form clients can rely on."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import DocumentNode, GraphQLError, GraphQLSyntaxError, get_operation_ast, parse

from labnet.api.context import Context
from labnet.api.execution.limits import measure
from labnet.api.schema import build_schema, core_schema
from labnet.errors import BadQuery, LabnetError, TooMuch
from labnet.settings import Settings

__all__ = ["INTERNAL", "Answer", "Operation", "answer", "error_of"]

INTERNAL: Final = "INTERNAL"

_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Operation:
    """What a client asks to run."""

    document: str
    variables: Mapping[str, Any] | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the client gets; `ran` tells whether the operation was run at all."""

    body: dict[str, Any]
    ran: bool


def answer(context: Context, operation: Operation, settings: Settings) -> Answer:
    """Answer one operation from one view of the network; nothing is ever raised."""
    try:
        document = _parsed(operation.document, settings)
        _check_choice(document, operation.name)
        _bound(document, operation, settings)
    except (LabnetError, GraphQLError) as error:
        return Answer({"errors": [error_of(error)]}, ran=False)
    variables = None if operation.variables is None else dict(operation.variables)
    result = build_schema().execute_sync(
        operation.document, variable_values=variables, context_value=context, operation_name=operation.name
    )
    if result.errors and result.data is None and all(error.path is None for error in result.errors):
        return Answer({"errors": [error_of(error) for error in result.errors]}, ran=False)
    body: dict[str, Any] = {"data": result.data}
    if result.errors:
        body = {"errors": [error_of(error) for error in result.errors], **body}
    return Answer(body, ran=True)


def error_of(error: Exception) -> dict[str, Any]:
    """Give an error as clients see it: expected ones with their code, others masked and logged."""
    cause = error.original_error if isinstance(error, GraphQLError) else error
    if isinstance(error, GraphQLError) and (cause is None or isinstance(cause, GraphQLError)):
        shown = {**error.formatted, "extensions": {"code": BadQuery.code}}
    else:
        where = {
            name: value
            for name, value in (error.formatted if isinstance(error, GraphQLError) else {}).items()
            if name in ("locations", "path")
        }
        if isinstance(cause, LabnetError):
            shown = {"message": str(cause), **where, "extensions": {"code": cause.code}}
        else:
            _log.error("a question could not be answered", exc_info=cause)
            message = "labnet could not answer this; the fault is logged and not yours"
            shown = {"message": message, **where, "extensions": {"code": INTERNAL}}
    return shown


def _parsed(document: str, settings: Settings) -> DocumentNode:
    try:
        return parse(document, max_tokens=settings.max_tokens)
    except GraphQLSyntaxError as error:
        if "token" in error.message and str(settings.max_tokens) in error.message:
            raise TooMuch(f"the document has more than {settings.max_tokens:,} tokens; ask in parts") from error
        if "nested too deeply" in error.message:
            raise TooMuch("the document is nested too deeply to be read; ask in parts") from error
        raise


def _check_choice(document: DocumentNode, name: str | None) -> None:
    if get_operation_ast(document, name) is not None:
        return
    if name is not None:
        raise BadQuery(f"operationName: the document has no operation {name[:80]!r}")
    raise BadQuery("give a document with one operation, or say by operationName which of several to run")


def _bound(document: DocumentNode, operation: Operation, settings: Settings) -> None:
    found = measure(core_schema(), document, operation.variables, operation.name)
    if found.depth > settings.max_depth:
        raise TooMuch(f"fields are nested {found.depth} deep; at most {settings.max_depth} are allowed")
    if found.nodes > settings.max_nodes:
        raise TooMuch(
            f"the answer may hold {found.nodes:,} objects, and {settings.max_nodes:,} are allowed; "
            "ask for smaller pages (`first`) or fewer lists within lists"
        )
