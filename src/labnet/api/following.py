"""Following: a subscription, from its document to one answer after the other."""

from __future__ import annotations

import asyncio
import inspect
from collections import OrderedDict
from collections.abc import AsyncGenerator, Awaitable, Callable, Hashable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any, Final, cast

import orjson
from graphql import DocumentNode, ExecutionResult, OperationType
from graphql.execution import Executor, create_source_event_stream

from labnet.api.answers import Answer, Operation, answer, prepared, refused
from labnet.api.context import Context
from labnet.api.execution.faults import MOST_FAULTS
from labnet.api.execution.preparing import Prepared
from labnet.api.schema import core_schema
from labnet.api.types.changes import NetworkChange
from labnet.errors import Busy, RateLimited
from labnet.service.rates import Budget
from labnet.settings import Settings

__all__ = ["Following", "Step"]

_MOST_SHARED: Final = 64
_PATIENCE: Final = 1.0
"""Seconds until it is tried again where too many wait."""


@dataclass(frozen=True, slots=True)
class Step:
    """One answer of several, and the revision that whoever follows has seen with it; None where it is not an event."""

    answer: Answer
    revision: int | None = None


class Following:
    """Answers operations step by step; what many follow in the same way is worked out once for each event."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._shared: OrderedDict[Hashable, asyncio.Task[Answer]] = OrderedDict()

    async def steps(self, context: Context, operation: Operation) -> AsyncGenerator[Step, None]:
        """Give the answers to a subscription for as long as anybody asks for the next one, or the one of a query.

        Where there is none, the only step says why; nothing is ever raised.
        """
        try:
            context.budget.check()
            found = await context.turns.run(prepared, context, operation, self._settings)
            if found.operation is None or found.operation.operation is not OperationType.SUBSCRIPTION:
                yield Step(await context.turns.run(answer, context, operation, self._settings))
                return
            events = await _events(context, found, operation)
            if isinstance(events, Sequence):
                yield Step(refused(events))
                return
            async with aclosing(events):
                # What is new is looked at when it can be paid for, so that nothing old is told of.
                while await _can_pay(context.budget) and (event := await anext(events, None)) is not None:
                    context.budget.draw(found.measure.size(operation.variables).cost)
                    yield Step(await self._answer(event, operation), event.news.revision)
        except Exception as error:  # noqa: BLE001 - whoever follows is told whatever happens
            yield Step(refused([error]))

    async def _answer(self, event: NetworkChange, operation: Operation) -> Answer:
        """Answer one event, once for all who follow the same in the same way."""
        at, news = event.at, event.news
        variables = orjson.dumps(operation.variables, option=orjson.OPT_SORT_KEYS)
        seen = (at.viewer, at.today, at.view.logged_at, news.after, news.revision)
        key = (operation.document, operation.name, variables, *seen)

        async def work() -> Answer:
            while True:
                try:
                    return await at.turns.run(self._work_out, event, operation)
                except Busy:
                    await asyncio.sleep(_PATIENCE)
                    if at.feed.since(at.viewer.audience, news.revision)[0] is not None:
                        # Somebody may be out of sight by now: whoever follows comes back, and is told what is new.
                        raise

        return await self._once(key, work)

    def _work_out(self, event: NetworkChange, operation: Operation) -> Answer:
        # Each who follows pays for themselves; the answer is for all of them.
        return answer(replace(event.at, budget=Budget()), operation, self._settings, event=event)

    async def _once(self, key: Hashable, work: Callable[[], Awaitable[Answer]]) -> Answer:
        task = self._shared.get(key)
        if task is None:
            task = self._shared[key] = asyncio.ensure_future(work())
            while len(self._shared) > _MOST_SHARED:
                self._shared.popitem(last=False)
        # Who leaves must not take the answer from the others.
        return await asyncio.shield(task)


async def _can_pay(budget: Budget) -> bool:
    """Wait until there is anything left to pay with."""
    while True:
        try:
            budget.check_again()
        except RateLimited as error:
            await asyncio.sleep(error.seconds)
        else:
            return True


async def _events(
    context: Context, found: Prepared, operation: Operation
) -> AsyncGenerator[NetworkChange, None] | Sequence[Exception]:
    """Give the events of a subscription, or why there are none."""
    executor = Executor.build(
        core_schema(),
        cast("DocumentNode", found.document),
        context_value=context,
        raw_variable_values=dict(operation.variables or {}),
        operation_name=operation.name,
        max_coercion_errors=MOST_FAULTS,
    )
    if isinstance(executor, list):
        return executor
    stream: Any = create_source_event_stream(executor)
    if inspect.isawaitable(stream):
        stream = await stream
    return list(stream.errors or ()) if isinstance(stream, ExecutionResult) else stream
