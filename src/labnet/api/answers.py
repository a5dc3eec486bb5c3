"""Answering an operation: prepare it, hold it to what may be asked, run it, and write the answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

import orjson
from graphql import OperationType, execute_sync

from labnet.api.context import Context
from labnet.api.costs import SCAN
from labnet.api.execution.bounds import Bounds
from labnet.api.execution.faults import FAULT, INTERNAL, MOST_FAULTS, error_of
from labnet.api.execution.measuring import Size, objects_in
from labnet.api.execution.plan import Asked
from labnet.api.execution.preparing import Preparation, Prepared
from labnet.api.execution.tally import Tally, Way
from labnet.api.schema import build_schema, core_schema
from labnet.errors import BadQuery, RateLimited, TooMuch
from labnet.service.viewer import Limits
from labnet.settings import Settings

__all__ = ["FAULT", "INTERNAL", "TALLY", "Answer", "Operation", "answer", "error_of", "is_light", "prepared", "refused"]


TALLY: Final = Tally()
"""How the operations of this process were answered."""

_COST_OF_TOKEN: Final = 0.1
"""What it costs to prepare a document that nobody has sent lately, for each of its tokens."""
_LIGHT: Final = 30
"""What an operation may cost that is answered in a millisecond at most."""


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
    volatile : bool
        Whether it holds for this moment only, so that nobody may keep it.
    lasting : bool
        Whether it tells of the schema alone, whatever the network is.
    retry : int or None
        In how many seconds to ask again, where too much was asked already.
    """

    content: bytes
    ran: bool
    failed: bool = False
    volatile: bool = False
    lasting: bool = False
    retry: int | None = None

    @property
    def body(self) -> dict[str, Any]:
        """The response, read."""
        found: dict[str, Any] = orjson.loads(self.content)
        return found

    @property
    def faulty(self) -> bool:
        """Whether there are errors in it."""
        return self.content.startswith(b'{"errors"')


def answer(
    context: Context, operation: Operation, settings: Settings, *, event: object = None, by_plan: bool = True
) -> Answer:
    """Answer one operation from one view of the network, in the time that settings allow; nothing is ever raised.

    A subscription is answered once for each of its events. It makes no difference to the answer, but for the time it
    takes, whether it may be found `by_plan`.
    """
    try:
        return _answered(context.within(settings.max_seconds), operation, settings, event, by_plan=by_plan)
    except RateLimited as error:
        return replace(refused([error]), retry=error.seconds)
    except Exception as error:  # noqa: BLE001 - a request must be answered whatever happens
        return refused([error])


def refused(errors: Iterable[Exception]) -> Answer:
    """Give the answer to what could not be run."""
    return _not_run(map(error_of, errors))


def is_light(operation: Operation, settings: Settings) -> bool:
    """Tell whether an operation is known, and answered in less time than it takes to hand it to another thread."""
    kept = _preparation(*_kept_within(settings)).kept(operation.document, operation.name)
    if kept is None or kept.plans is None:
        return False
    values = kept.plans.coerced(core_schema(), operation.variables or {})
    plan = None if isinstance(values, list) else kept.plans.known(values)
    return plan is not None and plan.is_local and kept.measure.size(operation.variables).cost <= _LIGHT


def _answered(context: Context, operation: Operation, settings: Settings, event: object, *, by_plan: bool) -> Answer:
    context.budget.check()
    found = prepared(context, operation, settings)
    size = found.measure.size(operation.variables)
    limits = context.viewer.limits(settings)
    _check_size(size, limits)
    if found.document is None or found.operation is None:
        return _not_run(found.faults)
    if found.operation.operation is OperationType.SUBSCRIPTION and event is None:
        raise BadQuery(
            "a subscription has more than one answer: follow it over a WebSocket (graphql-transport-ws), "
            "or accept text/event-stream"
        )
    context.budget.draw(size.cost)
    context.check_time()
    if found.data is not None:
        return replace(_ran(context, found.data, (), size, limits), lasting=True)
    variables = dict(operation.variables or {})
    data = _planned(context, found, variables) if by_plan and event is None else None
    if data is not None:
        return _counted(context, data, (), size, settings)
    result = execute_sync(
        core_schema(),
        found.document,
        root_value=event,
        context_value=context,
        variable_values=variables,
        operation_name=operation.name,
        max_coercion_errors=MOST_FAULTS,
    )
    errors = [error_of(error) for error in result.errors or ()]
    if errors and result.data is None and all(error.path is None for error in result.errors or ()):
        return _not_run(errors)
    return _counted(context, result.data, errors, size, settings)


def prepared(context: Context, operation: Operation, settings: Settings) -> Prepared:
    """Prepare an operation; whoever is the first to send a document pays for that."""
    preparation = _preparation(*_kept_within(settings))
    kept = preparation.kept(operation.document, operation.name)
    if kept is not None:
        return kept
    found = preparation.prepare(operation.document, operation.name)
    context.budget.draw(found.tokens * _COST_OF_TOKEN)
    return found


def _planned(context: Context, prepared: Prepared, variables: dict[str, Any]) -> dict[str, Any] | None:
    """Give the data of an answer by plan; None where graphql-core must answer, to whom all errors are left."""
    if prepared.plans is None or prepared.operation is None:
        return None
    values = prepared.plans.coerced(core_schema(), variables)
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


def _counted(context: Context, data: Any, errors: Sequence[dict[str, Any]], size: Size, settings: Settings) -> Answer:
    """Write an answer down; where a list was longer than it was taken to be, what it really holds counts."""
    text = orjson.dumps(data)
    if len(text) > settings.max_answer_bytes:
        raise TooMuch(f"the answer is longer than {settings.max_answer_bytes:,} bytes; ask in parts")
    limits = context.viewer.limits(settings)
    size = Size(max(size.nodes, objects_in(text)), size.cost)
    _check_size(size, limits)
    return _ran(context, text, errors, size, limits)


def _ran(context: Context, data: bytes, errors: Sequence[dict[str, Any]], size: Size, limits: Limits) -> Answer:
    body: dict[str, Any] = {"errors": errors} if errors else {}
    cost = {"nodes": size.nodes, "maxNodes": limits.nodes, "cost": size.cost, "maxCost": limits.cost}
    fictional = {"fictional": True} if context.image.fictional else {}
    body |= {"data": orjson.Fragment(data), "extensions": {**fictional, "cost": cost}}
    return Answer(orjson.dumps(body), ran=True, volatile=context.budget.told)


def _not_run(errors: Iterable[dict[str, Any]]) -> Answer:
    shown = list(errors)
    failed = any(error["extensions"]["code"] == INTERNAL for error in shown)
    return Answer(orjson.dumps({"errors": shown}), ran=False, failed=failed)


def _check_size(size: Size, limits: Limits) -> None:
    if size.nodes > limits.nodes:
        raise TooMuch(
            f"the answer may hold {size.nodes:,} objects, and {limits.nodes:,} are allowed; "
            "ask for smaller pages (`first`) or fewer lists within lists, or in parts"
        )
    if size.cost > limits.cost:
        raise TooMuch(
            f"the operation costs {size.cost:,} points, and {limits.cost:,} are allowed; "
            f"ask in parts: each look through the whole network costs {SCAN}, each object 1"
        )


@lru_cache(maxsize=8)
def _kept_within(settings: Settings) -> tuple[Bounds, int, int]:
    return _bounds(settings), settings.max_prepared, settings.max_prepared_bytes


@lru_cache(maxsize=8)
def _preparation(bounds: Bounds, documents: int, size: int) -> Preparation:
    return Preparation(core_schema(), bounds, documents, size)


def _bounds(settings: Settings) -> Bounds:
    return Bounds(
        tokens=settings.max_tokens,
        depth=settings.max_depth,
        fields=settings.max_fields,
        aliases=settings.max_aliases,
        directives=settings.max_directives,
        operations=settings.max_operations,
        length=settings.max_body_bytes,
    )
