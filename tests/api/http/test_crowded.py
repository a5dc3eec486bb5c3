from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager

import httpx
import pytest
from tests.answered import without_cost
from tests.posting import GRAPHQL, VIEWER, code_of, post
from tests.serving import routed, served

from labnet.analysis.silos import Mixing, Question, mixing
from labnet.api.context import Context, visitor_context
from labnet.api.http.endpoint import Endpoint
from labnet.network.image import Image
from labnet.service.analyses import Analyses
from labnet.service.registry import Registry
from labnet.service.viewer import VISITOR
from labnet.settings import Settings
from labnet.web.app import create_app

COUNT = "{ actors(first: 1) { totalCount } }"
SLOW = "{ " + "".join(f"a{n}: collaborations(first: 100) {{ nodes {{ id }} }} " for n in range(13)) + "}"


def test_an_answer_that_takes_too_long_is_given_up(shipped: Registry) -> None:
    endpoint = Endpoint(shipped, Settings(max_seconds=0.0), visitor_context)

    with served(routed(endpoint)) as client:
        response = post(client, {"query": VIEWER})

    assert code_of(response) == "TOO_MUCH"
    assert response.json()["errors"][0]["message"] == "the answer took longer than 0 seconds; ask for less"


def test_no_more_questions_are_worked_on_at_once_than_allowed(shipped: Registry) -> None:
    working, most, lock = 0, 0, threading.Lock()

    def slow(registry: Registry) -> Context:
        nonlocal working, most
        with lock:
            working += 1
            most = max(most, working)
        time.sleep(0.05)
        with lock:
            working -= 1
        return visitor_context(registry)

    endpoint = Endpoint(shipped, Settings(max_concurrent=2), slow)
    with served(routed(endpoint)) as client, ThreadPoolExecutor(8) as pool:
        responses = list(pool.map(lambda _: post(client, {"query": COUNT}), range(8)))

    assert [without_cost(response.json()) for response in responses] == [{"data": {"actors": {"totalCount": 155}}}] * 8
    assert most == 2


def test_what_waits_for_its_turn_is_answered_in_its_own_time(shipped: Registry) -> None:
    def slow(registry: Registry) -> Context:
        time.sleep(0.2)
        return visitor_context(registry)

    endpoint = Endpoint(shipped, Settings(max_concurrent=1, max_seconds=0.5), slow)
    with served(routed(endpoint)) as client, ThreadPoolExecutor(4) as pool:
        responses = list(pool.map(lambda _: post(client, {"query": COUNT}), range(4)))

    assert [without_cost(response.json()) for response in responses] == [{"data": {"actors": {"totalCount": 155}}}] * 4


def test_what_looks_at_one_actor_is_answered_on_the_event_loop_once_the_document_is_known(shipped: Registry) -> None:
    threads: list[str] = []

    def noted(registry: Registry) -> Context:
        threads.append(threading.current_thread().name)
        return visitor_context(registry)

    document = "query ($id: ID!) { node(id: $id) { id } }"
    with served(routed(Endpoint(shipped, Settings(), noted))) as client:
        for slug in ("lab-labase", "lab-zero"):
            post(client, {"query": document, "variables": {"id": f"actor:{slug}"}})
    first, second = threads

    assert "worker" in first
    assert "worker" not in second


def test_who_comes_when_too_many_wait_is_asked_to_come_again(shipped: Registry) -> None:
    free = threading.Event()

    def slow(registry: Registry) -> Context:
        free.wait(10)
        return visitor_context(registry)

    endpoint = Endpoint(shipped, Settings(max_concurrent=1, max_queued=2), slow)
    with served(routed(endpoint)) as client, ThreadPoolExecutor(3) as pool:
        try:
            waiting = [pool.submit(post, client, {"query": COUNT}) for _ in range(3)]
            while endpoint.turns.queued < 2:
                time.sleep(0.01)
            refused = post(client, {"query": COUNT})
        finally:
            free.set()
        answered = [each.result().json() for each in waiting]

    assert (refused.status_code, refused.headers["retry-after"], code_of(refused)) == (503, "1", "BUSY")
    assert [without_cost(each) for each in answered] == [{"data": {"actors": {"totalCount": 155}}}] * 3


def test_health_is_told_while_all_that_is_allowed_is_worked_on(shipped: Registry) -> None:
    with served(create_app(shipped, Settings(max_concurrent=1))) as client, ThreadPoolExecutor(4) as pool:
        slow = [pool.submit(post, client, {"query": SLOW}) for _ in range(4)]
        quick = client.get("/health/live")
        were_done = [each.done() for each in slow]
        large = [each.result().json() for each in slow]

    assert quick.json() == {"status": "alive"}
    assert not all(were_done)
    assert [len(body["data"]) for body in large] == [13] * 4


def test_questions_at_the_same_time_get_their_own_answers(client: httpx.Client) -> None:
    slugs = ["lab-labase", "lab-zero", "sgmap", "ditp", "nobody"] * 8
    document = "query($slug: String!) { actor(by: {slug: $slug}) { slug } }"

    with ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(post, client, {"query": document, "variables": {"slug": slug}}) for slug in slugs]
        found = [each.result().json()["data"]["actor"] for each in sent]

    assert found == [None if slug == "nobody" else {"slug": slug} for slug in slugs]


def test_the_context_of_a_visitor_is_of_today(shipped: Registry) -> None:
    context = visitor_context(shipped)

    assert context.viewer is VISITOR
    assert context.image is shipped.view(VISITOR).image
    assert abs((context.today - dt.datetime.now(dt.UTC).date()).days) <= 1


@contextmanager
def held_up(registry: Registry, waiting: int) -> Iterator[tuple[threading.Event, threading.Event]]:
    """Let every measure of mixing wait; give what tells that one has begun, and what lets them go on."""
    begun, free = threading.Event(), threading.Event()

    def slow(image: Image, asked: Question) -> Mixing:
        begun.set()
        assert free.wait(20)
        return mixing(image, asked)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("labnet.analysis.silos.mixing", slow)
        patch.setattr(registry, "analyses", Analyses(waiting=waiting))
        yield begun, free


MIXING = "query($seed: Int!) { mixing(by: SPHERE, seed: $seed) { method } }"


def test_questions_that_wait_for_analyses_keep_nobody_else_from_an_answer(shipped: Registry) -> None:
    with (
        held_up(shipped, waiting=20) as (begun, free),
        served(create_app(shipped, Settings(max_concurrent=2, max_seconds=60))) as client,
        ThreadPoolExecutor(20) as pool,
    ):
        asked = [pool.submit(post, client, {"query": MIXING, "variables": {"seed": seed}}) for seed in range(20)]
        assert begun.wait(10)
        light = [post(client, {"query": '{ actor(by: {slug: "lab-zero"}) { slug } }'}).json() for _ in range(5)]
        were_done = [each.done() for each in asked]
        free.set()
        heavy = [each.result().json() for each in asked]

    assert [without_cost(each) for each in light] == [{"data": {"actor": {"slug": "lab-zero"}}}] * 5
    assert were_done == [False] * 20
    assert [set(without_cost(body)) for body in heavy] == [{"data"}] * 20


def test_more_questions_than_may_wait_for_analyses_are_told_so_at_once(shipped: Registry) -> None:
    with (
        held_up(shipped, waiting=1) as (_, free),
        served(create_app(shipped, Settings(max_concurrent=1, max_seconds=60))) as client,
        ThreadPoolExecutor(4) as pool,
    ):
        asked = as_completed(pool.submit(post, client, {"query": MIXING, "variables": {"seed": 0}}) for _ in range(4))
        refused = [next(asked).result().json()["errors"][0] for _ in range(2)]
        free.set()
        answered = [each.result().json() for each in asked]

    assert [error["extensions"]["code"] for error in refused] == ["BUSY"] * 2
    assert refused[0]["message"] == "2 questions wait for analyses of the network already: ask again in a moment"
    assert [set(body["data"]) for body in answered] == [{"mixing"}] * 2


# How much may be asked in a minute


def test_who_asks_too_much_in_a_minute_is_told_when_to_come_again(shipped: Registry) -> None:
    scan = {"query": "{ labs { totalCount } }"}
    with served(create_app(shipped, Settings(visitor_points=600))) as client:
        answered = [post(client, scan, accept=GRAPHQL) for _ in range(5)]
        refused = post(client, b"{", accept=GRAPHQL)
        page = client.get("/")

    assert [response.status_code for response in answered] == [200, 200, 200, 429, 429]
    assert (refused.status_code, code_of(refused)) == (429, "RATE_LIMITED")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert refused.json()["errors"][0]["message"].startswith("all 600 points of a minute are spent; ask again in ")
    assert page.status_code == 429


def test_what_is_left_is_told_with_this_operation_taken_off_and_kept_nowhere(shipped: Registry) -> None:
    document = "{ rateLimit { cost limit remaining resetAt } labs { totalCount } }"
    with served(create_app(shipped, Settings(visitor_points=6_000))) as client:
        first, second = (client.get("/graphql", params={"query": document}) for _ in range(2))

    told, again = (response.json()["data"]["rateLimit"] for response in (first, second))
    # The first to ask pays for the preparation of the document too; a hundred points come back in a second.
    assert (told["limit"], again["cost"]) == (6_000, 252)
    assert told["cost"] > again["cost"]
    assert told["remaining"] + told["cost"] == pytest.approx(6_000, abs=20)
    assert again["remaining"] < told["remaining"]
    assert "etag" not in first.headers
    assert first.headers["cache-control"] == "no-store"
