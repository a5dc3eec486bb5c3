"""Questions sent by POST, and what they are answered."""

from __future__ import annotations

import json
from typing import Any

import httpx

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
VIEWER = "{ viewer { role } }"


def code_of(response: httpx.Response) -> str:
    body = response.json()
    assert set(body) == {"errors"}
    for error in body["errors"]:
        assert set(error) <= {"message", "locations", "path", "extensions"}
        assert set(error["extensions"]) == {"code"}
    return str(body["errors"][0]["extensions"]["code"])


def post(client: httpx.Client, sent: Any, **headers: str) -> httpx.Response:
    content = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
    return client.post("/graphql", content=content, headers={"content-type": JSON, **headers})
