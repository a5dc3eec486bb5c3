from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from tests.answered import without_cost

from labnet.service.registry import Registry
from labnet.web import app as app_module

EVERYWHERE = ["/", "/?question=nope", "/nowhere", "/health/live", "/health/ready", "/static/page.css", "/graphql"]


def test_the_process_tells_that_it_is_alive(client: httpx.Client) -> None:
    response = client.get("/health/live")

    assert (response.status_code, response.json()) == (200, {"status": "alive"})


def test_a_process_that_keeps_up_is_ready_and_tells_its_revision(client: httpx.Client, shipped: Registry) -> None:
    before = client.get("/health/ready")
    for question in ("{ viewer { role } }", "{ __schema { queryType { name } } }", '{ peers(of: "x") { totalCount } }'):
        client.post("/graphql", json={"query": question})
    after = client.get("/health/ready").json()

    assert before.status_code == 200
    answers = before.json()["answers"]
    assert after == {
        "status": "ready",
        "revision": shipped.network.revision,
        "secondsBehind": 0.0,
        "answers": {**answers, "planned": answers["planned"] + 1, "surprised": answers["surprised"] + 1},
    }


def test_a_process_whose_store_is_gone_is_not_ready(
    serve: Callable[[Registry], httpx.Client], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_module, "_MOST_SECONDS_BEHIND", 0.05)
    file = tmp_path / "labnet.db"
    with Registry(f"sqlite:///{file}", poll_seconds=0.01) as registry:
        with sqlite3.connect(file) as other:
            other.execute("ALTER TABLE change RENAME TO lost")
        other.close()
        time.sleep(0.4)

        response = serve(registry).get("/health/ready")

    assert response.status_code == 503
    assert response.json()["status"] == "behind"
    assert response.json()["secondsBehind"] > 0.05


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_carries_protective_headers(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers

    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy == {
        "default-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "object-src": "'none'",
    }
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "server" not in headers or headers["server"] == "uvicorn"


def test_pages_load_nothing_from_elsewhere_and_run_no_scripts(client: httpx.Client) -> None:
    text = client.get("/").text

    loaded = re.findall(r'<(?:link|script|img|iframe)\b[^>]*?(?:href|src)="([^"]*)"', text)
    assert loaded
    assert all(address.startswith("/static/") for address in loaded)
    assert "<script" not in text
    assert not re.search(r"\s(?:style|on\w+)=", text)
    assert all(client.get(address).status_code == 200 for address in loaded)


@pytest.mark.parametrize("path", ["/static/nothing.css", "/static/../app.py", "/static/%2e%2e/app.py", "/graphql/x"])
def test_what_is_not_there_is_not_found(client: httpx.Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 404
    assert response.headers["content-type"] == "text/html; charset=utf-8"


def test_pages_are_read_and_never_posted_to(client: httpx.Client) -> None:
    assert client.post("/", data={"question": "search"}).status_code == 405


def test_a_fault_of_labnet_is_masked_and_has_protective_headers(
    serve: Callable[[Registry], httpx.Client], client: httpx.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_module, "_MOST_SECONDS_BEHIND", "soon")
    with Registry(f"sqlite:///{tmp_path / 'labnet.db'}") as registry:
        response = serve(registry).get("/health/ready")

    assert response.status_code == 500
    assert response.json() == {
        "errors": [
            {
                "message": "labnet could not answer this; the fault is logged and not yours",
                "extensions": {"code": "INTERNAL"},
            }
        ]
    }
    assert response.headers["content-security-policy"] == client.get("/").headers["content-security-policy"]
    assert response.headers["x-content-type-options"] == "nosniff"


def test_programs_and_pages_get_the_same_answer(client: httpx.Client) -> None:
    response = client.post("/graphql", json={"query": '{ actor(by: {slug: "lab-labase"}) { name } }'})

    assert without_cost(response.json()) == {"data": {"actor": {"name": "LaBase"}}}
