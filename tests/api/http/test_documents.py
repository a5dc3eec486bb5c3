from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.answered import without_cost

from labnet.api.context import visitor_context
from labnet.api.documents import document_id
from labnet.api.http.endpoint import Endpoint
from labnet.service.registry import Registry
from labnet.settings import Settings

ACTOR = (Path(__file__).parents[3] / "schema" / "operations" / "actor.graphql").read_bytes().decode()
ID = document_id(ACTOR)
SLUG = {"slug": "lab-labase"}


def asked(client: httpx.Client, method: str, **sent: Any) -> httpx.Response:
    if method == "POST":
        return client.post("/graphql", json=sent)
    return client.get(
        "/graphql", params={key: json.dumps(value) if isinstance(value, dict) else value for key, value in sent.items()}
    )


@pytest.mark.parametrize("id_", [ID, ID.removeprefix("sha256:")])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_document_is_asked_for_by_its_id(client: httpx.Client, method: str, id_: str) -> None:
    response = asked(client, method, documentId=id_, variables=SLUG)

    assert response.json() == asked(client, "POST", query=ACTOR, variables=SLUG).json()
    assert response.json()["data"]["actor"]["name"] == "LaBase"


def test_the_answer_to_a_document_in_an_address_is_kept(client: httpx.Client) -> None:
    first = asked(client, "GET", documentId=ID, variables=SLUG)
    again = client.get(str(first.url), headers={"if-none-match": first.headers["etag"]})

    assert (first.headers["cache-control"], again.status_code) == ("public, no-cache", 304)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_id_that_is_unknown_is_told_with_what_to_do(client: httpx.Client, method: str) -> None:
    response = asked(client, method, documentId="sha256:00")

    (error,) = response.json()["errors"]
    assert (response.status_code, error["extensions"]["code"]) == (404, "UNKNOWN_DOCUMENT")
    assert "`labnet documents` lists them" in error["message"]


def test_a_server_can_answer_only_what_it_knows(shipped: Registry, serve_app: Callable[..., httpx.Client]) -> None:
    client = serve_app(Endpoint(shipped, Settings(trusted_only=True), visitor_context))

    refused = asked(client, "POST", query="{ viewer { role } }")
    known = [asked(client, "GET", documentId=ID, variables=SLUG), asked(client, "POST", query=ACTOR, variables=SLUG)]

    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (403, "FORBIDDEN")
    assert [response.json()["data"]["actor"]["name"] for response in known] == ["LaBase", "LaBase"]


def test_documents_of_a_folder_are_asked_for_by_their_ids(
    shipped: Registry, serve_app: Callable[..., httpx.Client], tmp_path: Path
) -> None:
    (tmp_path / "mine.graphql").write_bytes(b"{ viewer { role } }")
    client = serve_app(Endpoint(shipped, Settings(documents=str(tmp_path)), visitor_context))

    found = asked(client, "GET", documentId=document_id("{ viewer { role } }"))

    assert without_cost(found.json()) == {"data": {"viewer": None}}
