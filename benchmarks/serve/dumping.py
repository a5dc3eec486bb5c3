"""What the servers in Node hold: the same network, as labnet's own API tells it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import orjson

from benchmarks.engine.networks import url_of
from labnet.api.answers import Operation, answer
from labnet.api.context import visitor_context
from labnet.service.registry import Registry
from labnet.settings import Settings

__all__ = ["dump"]

_ACTORS: Final = """
query Dump($after: String) {
  actors(first: 100, after: $after) {
    edges {
      cursor
      node {
        __typename id slug kind name
        territory { __typename id name }
        themes { __typename id labelFr: label labelEn: label(language: EN) }
        administrations { id }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}
"""


def dump(database: Path, file: Path) -> dict[str, Any]:
    """Write all that is asked for to a file of JSON, and give it: actors in the order of lists, with their cursors."""
    with Registry(url_of(database)) as registry:
        found = _gathered(_pages(registry))
    file.write_bytes(orjson.dumps(found))
    return found


def _pages(registry: Registry) -> Iterator[Mapping[str, Any]]:
    after, more = None, True
    while more:
        found = answer(visitor_context(registry), Operation(_ACTORS, {"after": after}), Settings())
        page = found.body["data"]["actors"]
        yield from page["edges"]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]


def _gathered(edges: Iterator[Mapping[str, Any]]) -> dict[str, Any]:
    territories: dict[str, Any] = {}
    themes: dict[str, Any] = {}
    actors = []
    for edge in edges:
        node = edge["node"]
        territory = node["territory"]
        if territory:
            territories.setdefault(territory["id"], territory)
        for theme in node["themes"]:
            themes.setdefault(theme["id"], theme)
        actors.append(
            node
            | {
                "cursor": edge["cursor"],
                "territory": territory and territory["id"],
                "themes": [theme["id"] for theme in node["themes"]],
                "administrations": [body["id"] for body in node["administrations"]],
            }
        )
    return {"territories": [*territories.values()], "themes": [*themes.values()], "actors": actors}
