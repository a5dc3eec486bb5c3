"""Clients that people use ask a running server one question, each in its own way, and get the same answer."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gql
import httpx
import pytest
from gql.transport.exceptions import TransportQueryError
from gql.transport.httpx import HTTPXTransport
from graphql import GraphQLError
from tests.processes import free_port, serving

from labnet.model.kinds import KINDS
from labnet.model.records import Entity
from labnet.store import Store

HERE = Path(__file__).parent
SCHEMA = HERE.parents[1] / "schema" / "schema.graphql"
NEAR = HERE / "near.graphql"
VARIABLES = {"slug": "lab-labase", "first": 2}
ASK_BY_ARIADNE = """
import sys
from near_client import Client
with Client(url=sys.argv[1]) as client:
    print(client.near(slug="lab-labase", first=2).model_dump_json(by_alias=True))
"""
FOLLOW = """
subscription Follow($after: Int) {
  networkChanged(after: $after) {
    revision
    actorsAdded {
      id
      name
    }
  }
}
"""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the server, in a file."""
    return tmp_path_factory.mktemp("clients") / "labnet.db"


@pytest.fixture(scope="module")
def url(database: Path) -> Iterator[str]:
    """The address of a server that has the shipped data."""
    port = free_port()
    with serving(port, "--quiet", "--database", f"sqlite:///{database}"):
        yield f"http://127.0.0.1:{port}/graphql"


@pytest.fixture(scope="module")
def expected(url: str) -> dict[str, Any]:
    """What the server says to whoever asks without any client."""
    body = httpx.post(url, json={"query": NEAR.read_text(), "variables": VARIABLES}).json()
    data: dict[str, Any] = body["data"]
    assert data["actor"]["name"] == "LaBase"
    assert [edge["node"]["name"] for edge in data["labs"]["edges"]] == ["110 bis", "Erasme"]
    return data


@pytest.fixture
def node(tmp_path: Path) -> Path:
    """A folder with the scripts, the schema, the operation, and the packages that are installed."""
    shutil.copytree(HERE / "node", tmp_path, ignore=shutil.ignore_patterns("node_modules"), dirs_exist_ok=True)
    (tmp_path / "node_modules").symlink_to(HERE / "node" / "node_modules")
    shutil.copy(SCHEMA, tmp_path)
    shutil.copy(NEAR, tmp_path)
    return tmp_path


def _said(folder: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _package(name: str) -> list[str]:
    """Give the command that runs the program of a package."""
    return ["node", str(HERE / "node" / "node_modules" / ".bin" / name)]


def _without_typenames(found: Any) -> Any:
    """Leave out what caches ask for of their own."""
    if isinstance(found, list):
        return [_without_typenames(each) for each in found]
    if isinstance(found, dict):
        return {name: _without_typenames(value) for name, value in found.items() if name != "__typename"}
    return found


def test_relay_compiles_a_connection_and_asks_for_it(node: Path, url: str, expected: dict[str, Any]) -> None:
    paged = "labs(first: $first, after: $after)"
    document = NEAR.read_text().replace("query Near", "query relayNearQuery")
    document = document.replace(paged, f'{paged} @connection(key: "relayNear_labs")')
    (node / "src").mkdir()
    (node / "src" / "relayNear.js").write_text(f'import {{ graphql }} from "relay-runtime";\ngraphql`\n{document}`;\n')
    (node / "__generated__").mkdir()

    _said(node, *_package("relay-compiler"), "relay.config.json")
    found = json.loads(_said(node, "node", "relay.mjs", url, json.dumps(VARIABLES)))

    assert _without_typenames(found) == _without_typenames(expected)


def test_graphql_codegen_makes_a_typed_client(node: Path, url: str, expected: dict[str, Any]) -> None:
    _said(node, *_package("graphql-codegen"), "--config", "codegen.json")
    _said(node, *_package("tsc"), "--project", ".")

    assert json.loads(_said(node, "node", "typed.js", url, json.dumps(VARIABLES))) == expected


def test_apollo_client_asks_and_reads_its_cache(node: Path, url: str, expected: dict[str, Any]) -> None:
    found = json.loads(_said(node, "node", "apollo.mjs", url, json.dumps(VARIABLES), "near.graphql"))

    assert found["labs"]["edges"][0]["node"]["__typename"] == "Lab"
    assert _without_typenames(found) == _without_typenames(expected)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_urql_asks_by_either_method(node: Path, url: str, expected: dict[str, Any], method: str) -> None:
    found = json.loads(_said(node, "node", "urql.mjs", url, json.dumps(VARIABLES), "near.graphql", method))

    assert _without_typenames(found) == _without_typenames(expected)


def test_gql_reads_the_schema_and_asks_what_is_valid(url: str, expected: dict[str, Any]) -> None:
    request = gql.gql(NEAR.read_text())
    request.variable_values = VARIABLES

    with gql.Client(transport=HTTPXTransport(url), fetch_schema_from_transport=True) as session:
        found = session.execute(request)
        with pytest.raises(GraphQLError, match="Cannot query field 'nothing' on type 'Query'"):
            session.execute(gql.gql("{ nothing }"))
        with pytest.raises(TransportQueryError) as refused:
            session.execute(gql.gql("{ labs(first: -1) { totalCount } }"))

    assert found == expected
    assert [error["extensions"]["code"] for error in refused.value.errors or ()] == ["BAD_INPUT"]


def test_ariadne_codegen_makes_a_client(tmp_path: Path, url: str, expected: dict[str, Any]) -> None:
    program = HERE / "ariadne" / ".venv" / "bin"
    for file in (SCHEMA, NEAR, HERE / "ariadne" / "ariadne.toml"):
        shutil.copy(file, tmp_path)

    _said(tmp_path, str(program / "ariadne-codegen"), "--config", "ariadne.toml")
    found = json.loads(_said(tmp_path, str(program / "python"), "-c", ASK_BY_ARIADNE, url))

    assert found == expected


def test_the_audit_of_graphql_over_http_finds_nothing(node: Path, url: str) -> None:
    found = json.loads(_said(node, "node", "audit.mjs", url))

    assert [each for each in found if each["status"] != "ok"] == []
    assert len(found) == 61


@pytest.mark.parametrize("protocol", ["ws", "sse"])
def test_a_subscription_tells_what_has_changed(node: Path, url: str, database: Path, protocol: str) -> None:
    before = httpx.get(url.replace("/graphql", "/health/ready")).json()["revision"]
    (node / "follow.graphql").write_text(FOLLOW)
    command = ["node", "subscribe.mjs", url, "follow.graphql", json.dumps({"after": before}), protocol]

    with subprocess.Popen(command, cwd=node, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as client:
        with Store.open(f"sqlite:///{database}") as store, store.writing() as writing:
            writing.put(Entity.ACTOR, [KINDS["LAB"].record(id=f"lab-{protocol}", name=f"Lab {protocol}")])
        out, errors = client.communicate(timeout=60)

    assert errors == ""
    changed = json.loads(out)["data"]["networkChanged"]
    assert changed["actorsAdded"] == [{"id": f"actor:lab-{protocol}", "name": f"Lab {protocol}"}]
    assert changed["revision"] > before
