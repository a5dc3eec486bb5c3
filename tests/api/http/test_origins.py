from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext

import httpx
import pytest

from labnet.api.context import visitor_context
from labnet.api.http.endpoint import Endpoint
from labnet.api.http.origins import Origins
from labnet.api.http.refusals import Refusal
from labnet.errors import BadInput
from labnet.service.registry import Registry
from labnet.settings import Settings

HERE = "https://here.example"
THERE = "https://there.example"
ASKING = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
VIEWER = {"query": "{ viewer { role } }"}


@pytest.fixture
def allowing(shipped: Registry, serve_app: Callable[..., httpx.Client]) -> Callable[[str], httpx.Client]:
    """Serve an endpoint that allows some origins."""
    return lambda origins: serve_app(Endpoint(shipped, Settings(origins=origins), visitor_context))


def test_no_other_site_may_ask_unless_that_is_set(allowing: Callable[[str], httpx.Client]) -> None:
    client = allowing("")

    asked = client.options("/graphql", headers={"Origin": HERE, **ASKING})
    answered = client.post("/graphql", json=VIEWER, headers={"Origin": HERE})

    assert asked.status_code == 405
    assert answered.status_code == 200
    for response in (asked, answered):
        assert not any(name.startswith("access-control") for name in response.headers)


def test_a_site_that_is_listed_may_ask_and_read(allowing: Callable[[str], httpx.Client]) -> None:
    client = allowing(f"{THERE}, {HERE}/")

    asked = client.options("/graphql", headers={"Origin": HERE, **ASKING})
    answered = client.get("/graphql", params=VIEWER, headers={"Origin": HERE})
    again = client.get("/graphql", params=VIEWER, headers={"Origin": HERE, "If-None-Match": answered.headers["etag"]})

    assert (asked.status_code, asked.content, again.status_code) == (204, b"", 304)
    assert "POST" in asked.headers["access-control-allow-methods"]
    assert "Content-Type" in asked.headers["access-control-allow-headers"]
    assert asked.headers["access-control-max-age"] == "7200"
    for response in (asked, answered, again):
        assert response.headers["access-control-allow-origin"] == HERE
        assert "Origin" in response.headers["vary"]
        assert "access-control-allow-credentials" not in response.headers
    assert "ETag" in answered.headers["access-control-expose-headers"]


def test_a_site_that_is_not_listed_may_not(allowing: Callable[[str], httpx.Client]) -> None:
    client = allowing(HERE)

    asked = client.options("/graphql", headers={"Origin": THERE, **ASKING})
    answered = client.get("/graphql", params=VIEWER, headers={"Origin": THERE})

    for response in (asked, answered):
        assert "access-control-allow-origin" not in response.headers
        assert "Origin" in response.headers["vary"]


def test_all_sites_may_where_that_is_set(allowing: Callable[[str], httpx.Client]) -> None:
    client = allowing("*")

    asked = client.options("/graphql", headers={"Origin": THERE, **ASKING})
    refused = client.post("/graphql", content=b"[]", headers={"Origin": THERE, "Content-Type": "application/json"})

    assert asked.headers["access-control-allow-origin"] == "*"
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (400, "*")


@pytest.mark.parametrize("listed", ["example.org", "ftp://example.org", "https://example.org/page", "https://*.org"])
def test_what_is_no_origin_is_refused(listed: str) -> None:
    with pytest.raises(BadInput, match="write it as in https"):
        Origins(f"{HERE}, {listed}")


@pytest.mark.parametrize(
    ("listed", "origin", "admitted"),
    [
        ("", None, True),
        ("", "https://labnet.example", True),
        ("", "http://LABNET.example", True),
        ("", "https://labnet.example:8443", False),
        ("", HERE, False),
        ("", "null", False),
        (HERE, "https://HERE.example", True),
        (HERE, THERE, False),
        ("*", THERE, True),
    ],
)
def test_sockets_are_opened_for_programs_own_pages_and_those_listed(
    listed: str, origin: str | None, *, admitted: bool
) -> None:
    with nullcontext() if admitted else pytest.raises(Refusal, match="unless LABNET_ORIGINS lists it"):
        Origins(listed).check(origin, "labnet.example")
