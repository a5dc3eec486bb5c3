"""Answering an operation: prepare it, hold it to what may be asked, run it, and write the answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import orjson
from graphql import execute_sync
from graphql.execution.values import get_variable_values

from labnet.api.context import Context
from labnet.api.execution.bounds import Bounds
from labnet.api.execution.faults import FAULT, INTERNAL, error_of
from labnet.api.execution.limits import SCAN, Measure
from labnet.api.execution.plan import Asked
from labnet.api.execution.preparing import Preparation, Prepared
from labnet.api.execution.tally import Tally, Way
from labnet.api.schema import build_schema, core_schema
from labnet.errors import TooMuch
from labnet.settings import Settings

__all__ = ["FAULT", "INTERNAL", "TALLY", "Answer", "Operation", "answer", "error_of"]


TALLY: Final = Tally()
"""How the operations of this process were answered."""


@dataclass(frozen=True, slots=True)
class Operation:
    """What a client asks to run."""

    document: str
    variables: Mapping[str, Any] | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the client gets; `ran` tells whether the operation was run at all, `failed` whether labnet is to blame.

    Where the network is made up, in whole or in part, the answer of what ran says so: ``extensions.fictional`` is true.

    Attributes
    ----------
    content : bytes
        The whole response, as JSON; errors, where there are any, come first.
    """

    content: bytes
    ran: bool
    failed: bool = False

    @property
    def body(self) -> dict[str, Any]:
        """The response, read."""
        found: dict[str, Any] = orjson.loads(self.content)
        return found

    @property
    def faulty(self) -> bool:
        """Whether there are errors in it."""
        return self.content.startswith(b'{"errors"')


def answer(context: Context, operation: Operation, settings: Settings, *, by_plan: bool = True) -> Answer:
    """Answer one operation from one view of the network, in the time that settings allow; nothing is ever raised.

    It makes no difference to the answer, but for the time it takes, whether it may be found `by_plan`.
    """
    try:
        return _answered(context.within(settings.max_seconds), operation, settings, by_plan=by_plan)
    except Exception as error:  # noqa: BLE001 - a request must be answered whatever happens
        return _not_run([error_of(error)])


def _answered(context: Context, operation: Operation, settings: Settings, *, by_plan: bool) -> Answer:
    prepared = _preparation(_bounds(settings)).prepare(operation.document, operation.name)
    _check_size(prepared.measured(core_schema(), operation.variables, operation.name), settings)
    if prepared.document is None:
        return _not_run(prepared.faults)
    context.check_time()
    variables = dict(operation.variables or {})
    data = _planned(context, prepared, variables) if by_plan else None
    if data is not None:
        return _ran(context, data)
    result = execute_sync(
        core_schema(),
        prepared.document,
        context_value=context,
        variable_values=variables,
        operation_name=operation.name,
    )
    errors = [error_of(error) for error in result.errors or ()]
    if errors and result.data is None and all(error.path is None for error in result.errors or ()):
        return _not_run(errors)
    return _ran(context, result.data, errors)


def _planned(context: Context, prepared: Prepared, variables: dict[str, Any]) -> dict[str, Any] | None:
    """Give the data of an answer by plan; None where graphql-core must answer, to whom all errors are left."""
    if prepared.plans is None or prepared.operation is None:
        return None
    values = get_variable_values(core_schema(), prepared.operation.variable_definitions or (), variables)
    plan = None if isinstance(values, list) else prepared.plans.find(build_schema(), values)
    if plan is None or isinstance(values, list):
        TALLY.add(Way.UNPLANNED)
        return None
    try:
        data = plan.run(Asked(values, context, context.check_time, context.written))
    except Exception:  # noqa: BLE001 - reads change nothing, so that graphql-core can say again what went wrong, and where
        TALLY.add(Way.SURPRISED)
        return None
    TALLY.add(Way.PLANNED)
    return data


def _ran(context: Context, data: dict[str, Any] | None, errors: Sequence[dict[str, Any]] = ()) -> Answer:
    body: dict[str, Any] = {"errors": errors} if errors else {}
    body["data"] = data
    if context.image.fictional:
        body["extensions"] = {"fictional": True}
    return Answer(orjson.dumps(body), ran=True)


def _not_run(errors: Iterable[dict[str, Any]]) -> Answer:
    shown = list(errors)
    failed = any(error["extensions"]["code"] == INTERNAL for error in shown)
    return Answer(orjson.dumps({"errors": shown}), ran=False, failed=failed)


def _check_size(found: Measure, settings: Settings) -> None:
    if found.nodes > settings.max_nodes:
        raise TooMuch(
            f"the answer may hold {found.nodes:,} objects, and {settings.max_nodes:,} are allowed; "
            "ask for smaller pages (`first`) or fewer lists within lists, or in parts: "
            f"each look through the whole network counts as {SCAN}"
        )


@lru_cache(maxsize=8)
def _preparation(bounds: Bounds) -> Preparation:
    return Preparation(core_schema(), bounds)


def _bounds(settings: Settings) -> Bounds:
    return Bounds(
        tokens=settings.max_tokens,
        depth=settings.max_depth,
        fields=settings.max_fields,
        aliases=settings.max_aliases,
        directives=settings.max_directives,
    )
