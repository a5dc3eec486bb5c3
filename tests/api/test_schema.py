from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    EnumTypeDefinitionNode,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    get_introspection_query,
    parse,
    print_ast,
)
from tests.answered import without_cost

from labnet.api.schema import build_schema, core_schema
from labnet.api.sdl import current_sdl
from labnet.model.kinds import KINDS

PROJECT = Path(__file__).parents[2]
PRINTED = PROJECT / "schema" / "schema.graphql"
PROMISED = Path(__file__).with_name("promised.graphql")


def definitions(sdl: str) -> dict[str, Any]:
    return {node.name.value: node for node in parse(sdl).definitions if hasattr(node, "name")}


def promises() -> Iterator[tuple[str, str]]:
    """Give every promise as a name and what stands behind it: `Type`, `Type.field` or `Type.field(argument)`."""
    yield from _told(definitions(PROMISED.read_text(encoding="utf-8")))


def _told(nodes: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, node in nodes.items():
        interfaces = sorted(each.name.value for each in getattr(node, "interfaces", None) or ())
        yield name, f"{node.kind} {interfaces}"
        if isinstance(node, EnumTypeDefinitionNode):
            yield from ((f"{name}.{value.name.value}", "value") for value in node.values or ())
            continue
        for field in getattr(node, "fields", None) or ():
            yield f"{name}.{field.name.value}", _typed(field)
            for argument in getattr(field, "arguments", None) or ():
                yield f"{name}.{field.name.value}({argument.name.value})", _typed(argument)


def _typed(node: Any) -> str:
    default = getattr(node, "default_value", None)
    said = "null" if default is None else print_ast(default)
    if print_ast(node.type).startswith("Float") and said != "null":
        said = str(float(said))
    return f"{print_ast(node.type)} = {said}"


def test_the_schema_that_is_checked_in_is_the_one_the_code_builds() -> None:
    assert PRINTED.read_text(encoding="utf-8") == current_sdl()


def test_what_was_promised_is_there_with_its_types_arguments_and_defaults() -> None:
    built = dict(_told(definitions(current_sdl())))

    wrong = {name: (told, built.get(name)) for name, told in promises() if built.get(name) != told}

    assert wrong == {}


def test_every_kind_has_a_list_with_the_arguments_of_the_list_of_all() -> None:
    query = core_schema().query_type
    assert query is not None
    everything = query.fields["actors"]

    for spec in KINDS.values():
        field = query.fields[spec.plural]
        assert str(field.type) == f"{spec.record.__name__}Connection!"
        assert {name: str(argument.type) for name, argument in field.args.items()} == {
            name: str(argument.type) for name, argument in everything.args.items()
        }


def test_every_connection_takes_all_four_paging_arguments() -> None:
    for owner, name, field in fields():
        if str(field.type).endswith("Connection!"):
            assert {"first", "after", "last", "before"} <= set(field.args), f"{owner}.{name}"


def fields() -> Iterator[tuple[str, str, Any]]:
    for sort in core_schema().type_map.values():
        if not sort.name.startswith("__"):
            yield from ((sort.name, name, field) for name, field in getattr(sort, "fields", {}).items())


def test_everything_is_described() -> None:
    silent = [name for name, sort in core_schema().type_map.items() if not sort.description]
    for owner, name, field in fields():
        silent += [] if field.description else [f"{owner}.{name}"]
        silent += [f"{owner}.{name}({key})" for key, each in getattr(field, "args", {}).items() if not each.description]
    for sort in core_schema().type_map.values():
        silent += [f"{sort.name}.{key}" for key, value in getattr(sort, "values", {}).items() if not value.description]

    assert silent == []


def test_whatever_has_a_global_id_is_a_node() -> None:
    node = core_schema().type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    objects = [sort for sort in core_schema().type_map.values() if isinstance(sort, GraphQLObjectType)]

    with_id = {sort.name for sort in objects if "id" in sort.fields}

    assert {sort.name for sort in objects if node in sort.interfaces} == with_id
    assert {*(spec.record.__name__ for spec in KINDS.values()), "Tie", "Theme", "Source"} <= with_id
    assert all(isinstance(sort.fields["id"].type, GraphQLNonNull) for sort in objects if "id" in sort.fields)


def test_lists_hold_no_nulls_but_for_nodes() -> None:
    nullable = [f"{owner}.{name}" for owner, name, field in fields() if re.search(r"\w\]", str(field.type))]

    assert [name for name in nullable if not name.endswith("Filter")] == ["Query.nodes"]


def test_scalars_are_the_five_of_graphql_and_our_four() -> None:
    scalars = {name for name, sort in core_schema().type_map.items() if isinstance(sort, GraphQLScalarType)}

    assert scalars == {"Boolean", "Float", "ID", "Int", "String", "Date", "DateTime", "PartialDate", "URL"}


def test_the_schema_is_built_once() -> None:
    assert build_schema() is build_schema()


def test_tools_may_ask_for_the_whole_schema(ask: Callable[..., Any]) -> None:
    found = ask(get_introspection_query(input_value_deprecation=True, directive_is_repeatable=True))

    assert {sort["name"] for sort in found["__schema"]["types"]} == set(core_schema().type_map)


# Adding a kind and a relation

KIND = '''

@kind(plural="consortia", fr="consortium", en="consortium", work=True)
class Consortium(Actor):
    """Bodies that bid together."""

    statutes: str | None = fact(fields.LONG_TEXT, "What its members have agreed on.", default=None)
    share: int | None = fact(fields.MONEY, "The most that one member may put in.", default=None)
    motto: str | None = fact(fields.TEXT, "What it says of itself.", default=None)
    topics: tuple[str, ...] = fact(fields.THEMES, "What it bids on.", default=())
    seat: str | None = fact(fields.TERRITORY, "Where it meets.", default=None)
    leader: str | None = fact(fields.REFERENCE, "Who speaks for it.", default=None)
    rank: Tier | None = fact(fields.choice(Tier), "The tier it stands for.", default=None)
    number: str | None = fact(fields.SIREN, "Its number.", default=None)
    marks: tuple[str, ...] = fact(fields.IDENTIFIERS, "Its other numbers.", default=())
'''
RELATION = """        RelationSpec(
            "BIDS_WITH",
            _BODIES,
            frozenset({"CONSORTIUM"}),
            Layer.CONTACT | Layer.WORK,
            "A body bids for a call as one of several.",
            *("candidate avec", "bids with", "a pour candidat", "has as bidder"),
        ),
"""
ASK = """
from labnet.api.answers import Operation, answer
from labnet.api.context import visitor_context
from labnet.model.kinds import KINDS
from labnet.model.records import Entity
from labnet.model.ties import Tie
from labnet.model.vocabularies import Territory, TerritoryLevel, Theme, Tier
from labnet.service.registry import Registry
from labnet.settings import Settings
import json
with Registry("sqlite://") as registry:
    with registry.writing() as writing:
        body = KINDS["ORGANISATION"].record(id="o", name="O")
        more = dict(topics=("water",), seat="region:93", leader="o", rank=Tier.REGION, marks=("rna:W1",))
        both = KINDS["CONSORTIUM"].record(id="c", name="C", statutes="All for one", share=5, **more)
        other = KINDS["CONSORTIUM"].record(id="d", name="D", leader="unknown")
        writing.put(Entity.THEME, [Theme(id="water", label_fr="eau", label_en="water")])
        writing.put(Entity.TERRITORY, [Territory(level=TerritoryLevel.REGION, code="93", name="Sud")])
        writing.put(Entity.ACTOR, [body, both, other])
        writing.put(Entity.TIE, [Tie(id="t", from_id="o", to_id="c", relation="BIDS_WITH")])
    document = '''{ consortia { nodes { kind statutes motto share { amount }
      topics { slug } seat { name } leader { slug } rank number marks
      ties(filter: {relations: [BIDS_WITH]}) { nodes { relation } } } } }'''
    print(json.dumps(answer(visitor_context(registry), Operation(document), Settings()).body))
"""


@pytest.fixture(scope="module")
def labnet_of_a_developer(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Run Python, or one of its modules, on a copy of labnet with one more kind and one more relation."""
    source = tmp_path_factory.mktemp("developer") / "src"
    shutil.copytree(PROJECT / "src" / "labnet", source / "labnet", ignore=shutil.ignore_patterns("__pycache__"))
    kinds = source / "labnet" / "model" / "kinds.py"
    relations = source / "labnet" / "model" / "relations.py"
    kinds.write_text(kinds.read_text(encoding="utf-8") + KIND, encoding="utf-8")
    before, mark, after = relations.read_text(encoding="utf-8").partition(
        '        RelationSpec(\n            "SUCCEEDS",'
    )
    relations.write_text(before + RELATION + mark + after, encoding="utf-8")

    def run(*arguments: str) -> str:
        # The copy is not the code whose coverage is measured.
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
        environment = {**kept, "PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1"}
        ended = subprocess.run(
            [sys.executable, *arguments], env=environment, cwd=source, capture_output=True, text=True, check=False
        )
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    return run


def test_a_new_kind_is_a_type_with_its_own_fields_and_a_list(labnet_of_a_developer: Callable[..., str]) -> None:
    built = definitions(labnet_of_a_developer("-m", "labnet", "schema"))

    told = dict(_told(built))
    consortium = built["Consortium"]
    described = {field.name.value: field.description.value for field in consortium.fields}
    assert consortium.description.value == "Bodies that bid together."
    assert told["Consortium"] == "object_type_definition ['Actor', 'Node']"
    assert told["Consortium.statutes"] == "String = null"
    assert told["Consortium.share"] == "Money = null"
    assert told["Consortium.topics"] == "[Theme!]! = null"
    assert told["Consortium.leader"] == "Actor = null"
    assert told["Consortium.rank"] == "Tier = null"
    assert described["statutes"] == "What its members have agreed on."
    assert told["Query.consortia"] == "ConsortiumConnection! = null"
    assert told["Query.consortia(orderBy)"] == told["Query.actors(orderBy)"]


def test_a_new_kind_and_a_new_relation_are_described_words_of_the_enums(
    labnet_of_a_developer: Callable[..., str],
) -> None:
    built = definitions(labnet_of_a_developer("-m", "labnet", "schema"))

    words = {
        name: {value.name.value: value.description.value for value in built[name].values}
        for name in ("Kind", "Relation")
    }
    assert words["Kind"]["CONSORTIUM"] == "Bodies that bid together."
    assert words["Relation"]["BIDS_WITH"] == "A body bids for a call as one of several."


def test_a_new_kind_has_columns_and_is_a_choice_of_commands(labnet_of_a_developer: Callable[..., str]) -> None:
    columns = json.loads(labnet_of_a_developer("-m", "labnet", "columns", "consortium", "--json"))
    everything = json.loads(labnet_of_a_developer("-m", "labnet", "columns", "--json"))
    usage = labnet_of_a_developer("-m", "labnet", "columns", "--help")

    found = {(each["file"], each["column"]): each for each in columns}
    words = {(each["file"], each["column"]): each["words"] for each in everything}
    assert found["actors.csv", "statutes"]["description"] == "What its members have agreed on."
    assert ("actors.csv", "tier") not in found
    assert "consortium" in words["actors.csv", "kind"]
    assert "bids_with" in words["ties.csv", "relation"]
    assert "consortium" in usage


def test_a_new_kind_and_a_new_relation_are_stored_and_asked_for(labnet_of_a_developer: Callable[..., str]) -> None:
    body = json.loads(labnet_of_a_developer("-c", ASK))

    assert without_cost(body) == {
        "data": {
            "consortia": {
                "nodes": [
                    {
                        "kind": "CONSORTIUM",
                        "statutes": "All for one",
                        "motto": None,
                        "share": {"amount": 5},
                        "topics": [{"slug": "water"}],
                        "seat": {"name": "Sud"},
                        "leader": {"slug": "o"},
                        "rank": "REGION",
                        "number": None,
                        "marks": ["rna:W1"],
                        "ties": {"nodes": [{"relation": "BIDS_WITH"}]},
                    },
                    {
                        **dict.fromkeys(("statutes", "motto", "share", "seat", "leader", "rank", "number")),
                        "kind": "CONSORTIUM",
                        "topics": [],
                        "marks": [],
                        "ties": {"nodes": []},
                    },
                ]
            }
        }
    }
