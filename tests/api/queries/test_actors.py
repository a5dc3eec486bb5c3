from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from labnet.model.kinds import KINDS
from labnet.model.records import Entity
from labnet.service.registry import Registry

Read: TypeAlias = Callable[[str], list[Any]]
Ask: TypeAlias = Callable[..., Any]

# Two bodies share a SIREN, and the lab shares the SIRET of its host.
BODIES = """
lab squatter siret=99900001100018 siren=999000011
organisation first siret=99900001100018 siren=999000011
organisation second siren=999000011 siret=99900001100026
"""
ONE = "query($by: ActorBy!) { actor(by: $by) { slug } }"


@pytest.fixture
def bodies(plant: Callable[..., Registry], asking: Callable[[Registry], Ask], read: Read) -> Ask:
    return asking(plant(*read(BODIES)))


@pytest.mark.parametrize(
    ("by", "slug"),
    [
        ({"id": "actor:second"}, "second"),
        ({"slug": "second"}, "second"),
        ({"siret": "99900001100018"}, "first"),
        ({"siret": "999 000 011 00026"}, "second"),
        ({"siren": "999000011"}, "first"),
        ({"siren": "999 000 011"}, "first"),
    ],
)
def test_an_actor_is_found_by_what_it_is_known_by(bodies: Ask, by: dict[str, str], slug: str) -> None:
    assert bodies(ONE, {"by": by}) == {"data": {"actor": {"slug": slug}}}


@pytest.mark.parametrize(
    "by",
    [
        {"id": "actor:nobody"},
        {"id": "tie:first"},
        {"id": ""},
        {"slug": "nobody"},
        {"slug": ""},
        {"slug": "actor:first"},
        {"siret": "99900001100034"},
        {"siret": ""},
        {"siren": "000000000"},
    ],
)
def test_nobody_is_null(bodies: Ask, by: dict[str, str]) -> None:
    assert bodies(ONE, {"by": by}) == {"data": {"actor": None}}


@pytest.mark.parametrize("by", [{}, {"id": "actor:first", "slug": "first"}, {"id": None}, {"id": "a", "slug": None}])
def test_exactly_one_thing_it_is_known_by_must_be_given(bodies: Ask, by: dict[str, Any]) -> None:
    (error,) = bodies(ONE, {"by": by})["errors"]

    assert error["extensions"] == {"code": "BAD_QUERY"}
    assert "exactly one key" in error["message"] or "must be non-null" in error["message"]


@pytest.mark.parametrize("by", ["{}", '{id: "actor:first", slug: "first"}', "{id: null}"])
def test_exactly_one_thing_must_stand_in_the_document(bodies: Ask, by: str) -> None:
    found = bodies(f"{{ actor(by: {by}) {{ slug }} }}")

    assert found["errors"][0]["extensions"] == {"code": "BAD_QUERY"}
    assert "ActorBy" in found["errors"][0]["message"]


@pytest.mark.parametrize("spec", KINDS.values(), ids=KINDS)
def test_a_typed_list_has_all_actors_of_its_kind_as_that_type(ask: Ask, spec: Any) -> None:
    everybody = ask(
        "query($kind: Kind!) { actors(first: 100, filter: {kinds: [$kind]}) { nodes { id } } }", {"kind": spec.code}
    )
    typed = ask(f"{{ list: {spec.plural}(first: 100) {{ totalCount nodes {{ __typename id kind }} }} }}")["list"]

    assert typed["totalCount"] == len(typed["nodes"]) > 0
    assert {node["__typename"] for node in typed["nodes"]} == {spec.record.__name__}
    assert {node["kind"] for node in typed["nodes"]} == {spec.code}
    assert [node["id"] for node in typed["nodes"]] == [node["id"] for node in everybody["actors"]["nodes"]]


def test_actors_come_in_the_order_asked_for(
    plant: Callable[..., Registry], asking: Callable[[Registry], Ask], read: Read
) -> None:
    registry = plant(
        *read("lab z name=Alpha since=2015\nlab y name=Éclair\nlab x name=bravo since=2016-05\nz FEDERATES_WITH x")
    )
    ask = asking(registry)
    with registry.writing() as writing:
        writing.put(Entity.ACTOR, read("lab y name=Écluse"))

    def listed(order: str) -> list[str]:
        return [
            node["slug"]
            for node in ask(f"{{ labs(orderBy: {order}) {{ nodes {{ slug }} }} }}")["data"]["labs"]["nodes"]
        ]

    assert listed("NAME") == ["z", "x", "y"]
    assert listed("TIES") == ["z", "x", "y"]
    assert listed("SINCE") == ["z", "x", "y"]
    assert listed("UPDATED")[0] == "y"
