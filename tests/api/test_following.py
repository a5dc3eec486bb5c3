"""Subscriptions step by step, without a server around them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from labnet.api import following as following_module
from labnet.api.answers import Operation
from labnet.api.context import Context, visitor_context
from labnet.api.following import Following, Step
from labnet.api.turns import Turns
from labnet.errors import Busy
from labnet.model.kinds import Lab, Project
from labnet.model.records import Entity
from labnet.model.ties import Tie
from labnet.service.rates import Budget, Rates
from labnet.service.registry import Registry
from labnet.settings import Settings

FOLLOW = """subscription($after: Int) { networkChanged(after: $after) {
  revision actorsAdded { id } tiesAdded { id relation from { id } } tiesChanged { id role }
} }"""


@pytest.fixture
def registry() -> Iterator[Registry]:
    with Registry("sqlite://") as opened:
        yield opened


def put(registry: Registry, *records: Any) -> None:
    with registry.writing() as writing:
        writing.put(Entity.ACTOR, [each for each in records if not isinstance(each, Tie)])
        writing.put(Entity.TIE, [each for each in records if isinstance(each, Tie)])


def first_steps(
    context: Context, number: int, document: str = FOLLOW, meanwhile: Callable[[], Awaitable[object]] | None = None
) -> list[Step]:
    """Follow for so many steps, while something else happens once it is followed."""

    async def follow() -> list[Step]:
        found: list[Step] = []
        async with aclosing(Following(Settings()).steps(context, Operation(document))) as steps:
            coming = asyncio.ensure_future(anext(steps))
            await asyncio.sleep(0.05)
            if meanwhile is not None:
                await meanwhile()
            found.append(await coming)
            while len(found) < number:
                found.append(await anext(steps))
        return found

    return asyncio.run(follow())


def told(step: Step) -> Any:
    return step.answer.body["data"]["networkChanged"]


def test_ties_are_told_as_they_come_and_change(registry: Registry) -> None:
    put(registry, Lab(id="a", name="A"), Project(id="p", name="P"))

    async def write() -> None:
        await asyncio.to_thread(put, registry, Tie(id="t", from_id="a", to_id="p", relation="RUNS"))

    (came,) = first_steps(visitor_context(registry), 1, meanwhile=write)

    async def write_again() -> None:
        await asyncio.to_thread(put, registry, Tie(id="t", from_id="a", to_id="p", relation="RUNS", role="host"))

    (changed,) = first_steps(visitor_context(registry), 1, meanwhile=write_again)

    assert told(came)["tiesAdded"] == [{"id": "tie:t", "relation": "RUNS", "from": {"id": "actor:a"}}]
    assert told(changed)["tiesAdded"] == []
    assert told(changed)["tiesChanged"] == [{"id": "tie:t", "role": "host"}]
    assert (came.revision, changed.revision) == (3, 4)


def test_variables_that_do_not_fit_are_told_in_one_step(registry: Registry) -> None:
    async def follow() -> list[Step]:
        operation = Operation(FOLLOW, {"after": "never"})
        return [step async for step in Following(Settings()).steps(visitor_context(registry), operation)]

    (step,) = asyncio.run(follow())

    assert not step.answer.ran
    assert step.answer.body["errors"][0]["extensions"] == {"code": "BAD_QUERY"}


def test_an_event_waits_for_its_turn_when_too_many_do(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following_module, "_PATIENCE", 0.01)
    refused: list[str] = []

    class Crowded(Turns):
        async def run(self, work: Any, *arguments: Any) -> Any:
            if work.__name__ == "_work_out" and len(refused) < 3:
                refused.append(work.__name__)
                raise Busy("many wait")
            return await super().run(work, *arguments)

    put(registry, Lab(id="a", name="A"))
    context = replace(visitor_context(registry), turns=Crowded(), seen=0)

    (step,) = first_steps(context, 1)

    assert (told(step)["revision"], len(refused)) == (1, 3)


def test_who_has_nothing_left_to_pay_with_is_told_later_and_of_what_is_new_then(registry: Registry) -> None:
    put(registry, Lab(id="a", name="A"))
    budget = Budget(Rates(), {"a": 6_000})
    context = replace(visitor_context(registry), budget=budget, seen=0)

    async def follow() -> tuple[Step, float, Step]:
        async with aclosing(Following(Settings()).steps(context, Operation(FOLLOW))) as steps:
            first = await anext(steps)
            budget.draw(6_000)
            began = time.monotonic()
            coming = asyncio.ensure_future(anext(steps))
            await asyncio.to_thread(put, registry, Lab(id="b", name="B"))
            await asyncio.sleep(0.2)
            with registry.writing() as writing:
                writing.drop(Entity.ACTOR, ["b"])
                writing.put(Entity.ACTOR, [Lab(id="c", name="C")])
            second = await coming
            return first, time.monotonic() - began, second

    first, waited, second = asyncio.run(follow())

    assert [each["id"] for each in told(first)["actorsAdded"]] == ["actor:a"]
    assert waited >= 1
    assert (told(second)["revision"], told(second)["actorsAdded"]) == (4, [{"id": "actor:c"}])


def test_nothing_is_prepared_for_who_has_nothing_left(registry: Registry) -> None:
    budget = Budget(Rates(), {"a": 10})
    budget.draw(20)

    (step,) = first_steps(replace(visitor_context(registry), budget=budget), 1)

    assert step.answer.body["errors"][0]["extensions"] == {"code": "RATE_LIMITED"}
    assert budget.cost == 20


def test_what_was_worked_out_for_many_is_forgotten_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following_module, "_MOST_SHARED", 2)
    following = Following(Settings())
    worked: list[int] = []

    async def work(number: int) -> Any:
        worked.append(number)
        return number

    async def ask() -> list[Any]:
        return [await following._once(key, partial(work, key)) for key in (1, 1, 2, 3, 1)]  # noqa: SLF001 - what it shares

    assert asyncio.run(ask()) == [1, 1, 2, 3, 1]
    assert worked == [1, 2, 3, 1]
