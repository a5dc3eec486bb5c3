from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest
from tests.answered import without_cost

from labnet.api.context import Context, visitor_context
from labnet.api.http.caching import caching, held, tag
from labnet.api.http.endpoint import Endpoint
from labnet.api.http.media import GRAPHQL, PLAIN
from labnet.model.kinds import Lab
from labnet.model.records import Entity
from labnet.network.audiences import Audience
from labnet.service.registry import Registry
from labnet.service.viewer import Role, Viewer
from labnet.settings import Settings

NAME = {"query": '{ actor(by: {slug: "lab-labase"}) { name } }'}
LABS = {"query": "{ labs(first: 100) { nodes { id name } } }"}


@pytest.fixture
def context(shipped: Registry) -> Context:
    return visitor_context(shipped)


def write(registry: Registry, lab: Lab) -> None:
    with registry.writing() as writing:
        writing.put(Entity.ACTOR, [lab])


def test_the_tag_changes_with_all_that_an_answer_depends_on(context: Context) -> None:
    view = context.view
    later = replace(context, today=context.today + dt.timedelta(days=1))
    changed = replace(context, view=replace(view, image=replace(view.image, revision=view.image.revision + 1)))
    other_store = replace(context, view=replace(view, logged_at="2001-01-01T00:00:00"))
    member = replace(context, viewer=Viewer(Audience.MEMBERS))
    coordinator = replace(context, viewer=Viewer(role=Role.COORDINATOR))

    tags = [tag(each, PLAIN, b"q") for each in (context, later, changed, other_store, member, coordinator)]
    tags += [tag(context, GRAPHQL, b"q"), tag(context, PLAIN, b"r")]

    assert len(set(tags)) == len(tags)
    assert tag(context, PLAIN, b"q") == tags[0]


def test_the_tag_does_not_tell_what_it_is_made_of(context: Context) -> None:
    assert set(tag(context, PLAIN, b"q")) <= set("0123456789abcdef")


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ('"{}"', "{}"),
        ('W/"{}"', "{}"),
        ('"b", "{}"', "{}"),
        ('"{}-gzip"', "{}-gzip"),
        ('"schema-{}"', None),
        ('"b"', None),
        ("{}", None),
        ("*", None),
        ('""', None),
    ],
)
def test_a_copy_that_is_current_is_known_by_its_tag(context: Context, header: str, found: str | None) -> None:
    current = tag(context, PLAIN, b"q")

    assert held(header.format(current), context, PLAIN, b"q") == (None if found is None else found.format(current))


def test_the_schema_is_kept_for_an_hour_whatever_changes(serve: Callable[[Registry], httpx.Client]) -> None:
    schema = {"query": "{ __schema { queryType { name } } }"}
    with Registry("sqlite://") as registry:
        client = serve(registry)
        first = client.get("/graphql", params=schema)
        write(registry, Lab(id="lab-labase", name="New"))
        again = client.get("/graphql", params=schema, headers={"if-none-match": first.headers["etag"]})
        both = client.get("/graphql", params={"query": "{ viewer { role } __schema { queryType { name } } }"})

    assert first.json()["data"] == {"__schema": {"queryType": {"name": "Query"}}}
    assert first.headers["cache-control"] == again.headers["cache-control"] == "public, max-age=3600"
    assert (again.status_code, again.headers["etag"]) == (304, first.headers["etag"])
    assert both.headers["cache-control"] == "public, no-cache"


def test_what_is_not_for_everybody_is_not_kept_for_everybody(context: Context) -> None:
    member = replace(context, viewer=Viewer(Audience.MEMBERS))

    assert caching(context, "a")["Cache-Control"] == "public, no-cache"
    assert caching(member, "a")["Cache-Control"] == "private, no-cache"


def test_a_copy_that_holds_is_not_sent_again(client: httpx.Client) -> None:
    first = client.get("/graphql", params=NAME)
    again = client.get("/graphql", params=NAME, headers={"if-none-match": first.headers["etag"]})

    assert without_cost(first.json()) == {"data": {"actor": {"name": "LaBase"}}}
    assert (again.status_code, again.content) == (304, b"")
    for header in ("etag", "cache-control", "vary"):
        assert again.headers[header] == first.headers[header]
    assert "content-type" not in again.headers


def test_a_copy_that_holds_is_told_without_running_the_operation(
    shipped: Registry, serve_app: Callable[..., httpx.Client]
) -> None:
    contexts: list[Context] = []

    def counted(registry: Registry) -> Context:
        contexts.append(visitor_context(registry))
        return contexts[-1]

    client = serve_app(Endpoint(shipped, Settings(max_concurrent=1, max_seconds=0.0), counted))
    current = tag(visitor_context(shipped), PLAIN, b"query=%7Bviewer%7Brole%7D%7D")

    response = client.get("/graphql?query=%7Bviewer%7Brole%7D%7D", headers={"if-none-match": f'"{current}"'})

    # No time is left to run anything, and one context is made: to tell the tag.
    assert (response.status_code, len(contexts)) == (304, 1)


def test_a_copy_of_before_a_change_is_sent_anew(serve: Callable[[Registry], httpx.Client]) -> None:
    with Registry("sqlite://") as registry:
        write(registry, Lab(id="lab-labase", name="Old"))
        client = serve(registry)
        first = client.get("/graphql", params=NAME)
        write(registry, Lab(id="lab-labase", name="New"))

        again = client.get("/graphql", params=NAME, headers={"if-none-match": first.headers["etag"]})

    assert without_cost(first.json()) == {"data": {"actor": {"name": "Old"}}}
    assert (again.status_code, without_cost(again.json())) == (200, {"data": {"actor": {"name": "New"}}})
    assert again.headers["etag"] != first.headers["etag"]


def test_two_stores_at_the_same_revision_have_tags_of_their_own(serve: Callable[[Registry], httpx.Client]) -> None:
    with Registry("sqlite://") as one, Registry("sqlite://") as other:
        write(one, Lab(id="lab-labase", name="One"))
        write(other, Lab(id="lab-labase", name="Other"))
        tags = {serve(each).get("/graphql", params=NAME).headers["etag"] for each in (one, other)}

        assert one.network.revision == other.network.revision
    assert len(tags) == 2


@pytest.mark.parametrize(
    ("query", "status"),
    [("{", 200), ("{ nope }", 200), ('{ viewer { role } paths(from: "a", to: "b") { length } }', 200), ("", 200)],
)
def test_what_has_errors_is_kept_by_nobody(client: httpx.Client, query: str, status: int) -> None:
    response = client.get("/graphql", params={"query": query})

    assert response.status_code == status
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers


def test_what_was_posted_is_kept_by_nobody(client: httpx.Client) -> None:
    response = client.post("/graphql", json=NAME)

    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers


def test_the_headers_of_head_are_those_of_get(client: httpx.Client) -> None:
    got, head = (client.request(method, "/graphql", params=LABS) for method in ("GET", "HEAD"))

    for header in ("etag", "cache-control", "content-type", "content-length", "content-encoding", "vary"):
        assert head.headers[header] == got.headers[header]
    assert head.content == b""


def test_long_answers_are_compressed_for_who_can_read_that(client: httpx.Client) -> None:
    plain = client.get("/graphql", params=LABS, headers={"accept-encoding": "identity"})
    with client.stream("GET", "/graphql", params=LABS, headers={"accept-encoding": "gzip"}) as opened:
        raw = b"".join(opened.iter_raw())

    assert "content-encoding" not in plain.headers
    assert opened.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == plain.content
    assert len(raw) == int(opened.headers["content-length"]) < len(plain.content) / 2
    assert opened.headers["etag"] == plain.headers["etag"].removesuffix('"') + '-gzip"'
    assert "Accept-Encoding" in opened.headers["vary"]


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_a_compressed_copy_is_as_current_as_one_that_is_not(client: httpx.Client, encoding: str) -> None:
    first = client.get("/graphql", params=LABS, headers={"accept-encoding": encoding})
    again = client.get("/graphql", params=LABS, headers={"if-none-match": first.headers["etag"]})

    assert (again.status_code, again.headers["etag"]) == (304, first.headers["etag"])


def test_short_answers_stay_as_they_are(client: httpx.Client) -> None:
    response = client.post("/graphql", json=NAME, headers={"accept-encoding": "gzip"})

    assert "content-encoding" not in response.headers


def test_what_is_posted_is_compressed_as_well(client: httpx.Client) -> None:
    response = client.post("/graphql", json=LABS, headers={"accept-encoding": "gzip"})

    assert response.headers["content-encoding"] == "gzip"
    assert len(response.json()["data"]["labs"]["nodes"]) > 10
