from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest

from labnet.api.answers import Answer, Operation
from labnet.api.context import visitor_context
from labnet.api.http import endpoint as endpoint_module
from labnet.api.http import lightness as lightness_module
from labnet.api.http.endpoint import Endpoint
from labnet.api.http.lightness import Lightness
from labnet.model.kinds import Lab
from labnet.model.records import Entity
from labnet.service.registry import Registry
from labnet.settings import Settings

NAME = "query($slug: String!) { actor(by: {slug: $slug}) { name } }"
PAGE = "query($first: Int!) { actors(first: $first) { nodes { name } } }"
"""A question that is light only because it was."""
FIRST = {"actors": {"nodes": [{"name": "110 bis"}]}}
LIGHT, HEAVY = 0.0005, 0.002

Answers = Callable[..., Answer]


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """In which threads questions are answered, of which any is light that was asked before."""
    names: list[str] = []
    original: Answers = vars(endpoint_module)["answer"]

    def noted(*arguments: Any) -> Answer:
        names.append(threading.current_thread().name)
        return original(*arguments)

    monkeypatch.setattr(endpoint_module, "answer", noted)
    monkeypatch.setattr(lightness_module, "_LIGHT_SECONDS", 10)
    return names


def test_what_was_light_is_light_as_long_as_the_network_is_the_same(shipped: Registry) -> None:
    view, lightness = visitor_context(shipped).view, Lightness()
    asked = Operation(NAME, {"slug": "a"})

    before = lightness.holds(asked, view)
    lightness.note(asked, view, LIGHT)

    assert not before
    assert lightness.holds(Operation(NAME, {"slug": "a"}), view)
    assert not lightness.holds(Operation(NAME, {"slug": "b"}), view)
    assert not lightness.holds(Operation(NAME, {"slug": "a"}, "Q"), view)
    assert not lightness.holds(asked, replace(view, logged_at="2001-01-01"))
    assert not lightness.holds(asked, replace(view, image=replace(view.image, revision=0)))


def test_what_was_light_yesterday_is_looked_at_anew(shipped: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    view, lightness = visitor_context(shipped).view, Lightness()
    asked = Operation(NAME, {"slug": "a"})
    lightness.note(asked, view, LIGHT)
    today = lightness.holds(asked, view)
    tomorrow = time.time() + 86_400
    monkeypatch.setattr(time, "time", lambda: tomorrow)

    assert today
    assert not lightness.holds(asked, view)


def test_what_takes_long_is_not_light_any_more(shipped: Registry) -> None:
    view, lightness = visitor_context(shipped).view, Lightness()
    asked = Operation(NAME)

    lightness.note(asked, view, LIGHT)
    lightness.note(asked, view, HEAVY)

    assert not lightness.holds(asked, view)


def test_what_is_remembered_has_a_bound(shipped: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lightness_module, "_MOST_KEPT", 2)
    view, lightness = visitor_context(shipped).view, Lightness()
    few = [Operation(NAME, {"slug": slug}) for slug in "abc"]
    long = [Operation("#" * 3_000), Operation(NAME, {"slug": "a" * 3_000})]

    for asked in [*few, *long]:
        lightness.note(asked, view, LIGHT)

    assert [lightness.holds(asked, view) for asked in [*few, *long]] == [False, True, True, False, False]


def test_a_light_question_is_answered_on_the_event_loop_and_a_new_one_in_a_thread(
    shipped: Registry, serve_app: Callable[..., httpx.Client], threads: list[str]
) -> None:
    client = serve_app(Endpoint(shipped, Settings(), visitor_context))
    asked = {"query": PAGE, "variables": {"first": 1}}

    answers = [client.post("/graphql", json=asked).json() for _ in range(3)]
    client.post("/graphql", json={**asked, "variables": {"first": 2}})

    assert [answer["data"] for answer in answers] == [FIRST] * 3
    worker, loop, again, other = threads
    assert loop == again != worker
    assert other != loop
    assert "worker" in worker.lower()


def test_after_a_change_a_question_goes_to_a_thread_again(
    serve_app: Callable[..., httpx.Client], threads: list[str]
) -> None:
    with Registry("sqlite://") as registry:
        client = serve_app(Endpoint(registry, Settings(), visitor_context))
        asked = {"query": PAGE, "variables": {"first": 1}}
        for _ in range(2):
            client.post("/graphql", json=asked)
        with registry.writing() as writing:
            writing.put(Entity.ACTOR, [Lab(id="a", name="A")])
        answer = client.post("/graphql", json=asked).json()

    assert answer["data"] == {"actors": {"nodes": [{"name": "A"}]}}
    assert threads[0] == threads[2] != threads[1]


def test_what_cannot_be_said_at_once_is_left_to_a_thread(
    shipped: Registry,
    serve_app: Callable[..., httpx.Client],
    threads: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is light the first time; then the event loop has no time left to answer it."""
    client = serve_app(Endpoint(shipped, Settings(), visitor_context))
    asked = {"query": PAGE, "variables": {"first": 1}}
    client.post("/graphql", json=asked)
    monkeypatch.setattr(endpoint_module, "_MOMENT", 0.0)

    answer = client.post("/graphql", json=asked).json()

    assert answer["data"] == FIRST
    worker, loop, again = threads
    assert worker == again != loop
