"""Random queries of a schema, valid ones, with all that the language has to merge, spread and leave out."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
    is_required_argument,
)

Values: TypeAlias = Callable[[random.Random], Any]

_LITERALS = {"Int": (1, 2, 3), "Float": (0.0, 0.5, 1.0), "Boolean": (True, False)}


@dataclass
class Query:
    """A document, and the variables to send with it."""

    text: str
    variables: dict[str, Any] = field(default_factory=dict)


class Asker:
    """Makes queries.

    Parameters
    ----------
    schema : GraphQLSchema
        What can be asked.
    values : mapping of str to callable
        What makes values of a scalar or an argument, by ``scalar`` or ``argument``, the latter first.
    rare : set of str
        Fields that take long, and are asked for seldom.
    """

    def __init__(self, schema: GraphQLSchema, values: Mapping[str, Values], rare: frozenset[str]) -> None:
        self.schema = schema
        self.values = values
        self.rare = rare

    def query(self, seed: int) -> Query:
        """Make the query of a number."""
        return _Writing(self, random.Random(seed)).query()  # noqa: S311 - the same query for the same number


class _Writing:
    def __init__(self, asker: Asker, dice: random.Random) -> None:
        self.asker = asker
        self.schema = asker.schema
        self.dice = dice
        self.variables: dict[str, Any] = {}
        self.declared: list[str] = []
        self.fragments: list[str] = []
        self.spread: dict[str, list[str]] = {}
        self.count = 0

    def query(self) -> Query:
        assert self.schema.query_type is not None
        selection = self.selection(self.schema.query_type, self.dice.randint(2, 4))
        declared = f"({', '.join(self.declared)})" if self.declared else ""
        return Query(f"query Asked{declared} {selection}\n" + "\n".join(self.fragments), self.variables)

    def chance(self, share: float) -> bool:
        return self.dice.random() < share

    def selection(self, kind: Any, depth: int) -> str:
        parts = [self.part(kind, depth) for _ in range(self.dice.randint(1, 4))]
        found = [part for part in parts if part]
        return "{ " + " ".join(found or ["__typename"]) + " }"

    def part(self, kind: Any, depth: int) -> str:
        if self.chance(0.1):
            return "__typename"
        if depth > 0 and self.chance(0.15):
            return f"... {self.condition(kind)}{self.directive()} {self.selection(kind, depth - 1)}"
        if isinstance(kind, GraphQLInterfaceType) and depth > 0 and self.chance(0.4):
            narrow = self.dice.choice(
                [*self.schema.get_possible_types(kind), *self.schema.get_implementations(kind).interfaces]
            )
            return f"... on {narrow.name}{self.directive()} {self.selection(narrow, depth - 1)}"
        if depth > 0 and self.chance(0.1):
            return self.fragment(kind, depth)
        return self.field(kind, depth)

    def condition(self, kind: Any) -> str:
        return f"on {kind.name}" if self.chance(0.5) else ""

    def fragment(self, kind: Any, depth: int) -> str:
        known = self.spread.setdefault(kind.name, [])
        if known and self.chance(0.5):
            return f"...{self.dice.choice(known)}{self.directive()}"
        self.count += 1
        name = f"part{self.count}"
        self.fragments.append(f"fragment {name} on {kind.name} {self.selection(kind, depth - 1)}")
        known.append(name)
        return f"...{name}{self.directive()}"

    def directive(self) -> str:
        if not self.chance(0.15):
            return ""
        word, value = self.dice.choice(["include", "skip"]), self.chance(0.5)
        return f" @{word}(if: {self.variable('Boolean!', value) if self.chance(0.5) else str(value).lower()})"

    def field(self, kind: Any, depth: int) -> str:
        names = [
            name for name, each in kind.fields.items() if depth > 0 or not is_composite_type(get_named_type(each.type))
        ]
        names = [name for name in names if name not in self.asker.rare or self.chance(0.03)]
        if not names:
            return ""
        name = self.dice.choice(names)
        definition = kind.fields[name]
        arguments = self.arguments(definition)
        named = get_named_type(definition.type)
        # Under one key always the same is asked, for a query must be valid: the key says what.
        alias = ""
        if arguments or is_composite_type(named) or self.chance(0.1):
            alias = f"k{self.dice.randrange(10**6)}: "
        inner = f" {self.selection(named, depth - 1)}" if is_composite_type(named) else ""
        return f"{alias}{name}{arguments}{self.directive()}{inner}"

    def arguments(self, definition: GraphQLField) -> str:
        given = [
            f"{name}: {self.written(name, each.type)}"
            for name, each in definition.args.items()
            if is_required_argument(each) or self.chance(0.35)
        ]
        return f"({', '.join(given)})" if given else ""

    def written(self, name: str, kind: GraphQLInputType) -> str:
        value = self.value(name, kind)
        return self.variable(str(kind), value) if self.chance(0.3) else _literal(value, kind)

    def variable(self, kind: str, value: Any) -> str:
        name = f"v{len(self.declared)}"
        self.declared.append(f"${name}: {kind}")
        self.variables[name] = value
        return f"${name}"

    def value(self, name: str, kind: Any) -> Any:
        if isinstance(kind, GraphQLNonNull):
            return self.known(name, kind.of_type)
        return None if self.chance(0.05) else self.known(name, kind)

    def known(self, name: str, kind: Any) -> Any:
        """Make a value that is not null."""
        if isinstance(kind, GraphQLNonNull):
            return self.known(name, kind.of_type)
        if isinstance(kind, GraphQLList):
            return [self.known(name, kind.of_type) for _ in range(self.dice.randint(0, 2))]
        if isinstance(kind, GraphQLEnumType):
            return self.dice.choice(list(kind.values))
        if isinstance(kind, GraphQLInputObjectType):
            return self.input(kind)
        make = self.asker.values.get(name) or self.asker.values.get(kind.name)
        return make(self.dice) if make else self.dice.choice(_LITERALS[kind.name])

    def input(self, kind: GraphQLInputObjectType) -> dict[str, Any]:
        if kind.is_one_of or getattr(kind.extensions.get("strawberry-definition"), "is_one_of", False):
            name = self.dice.choice(list(kind.fields))
            return {name: self.known(name, kind.fields[name].type)}
        return {
            name: self.value(name, each.type)
            for name, each in kind.fields.items()
            if isinstance(each.type, GraphQLNonNull) or self.chance(0.2)
        }


def _literal(value: Any, kind: Any) -> str:
    inner = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(_literal(each, inner.of_type) for each in value)}]"
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{name}: {_literal(each, inner.fields[name].type)}" for name, each in value.items()) + "}"
        )
    if isinstance(value, str) and not isinstance(inner, GraphQLEnumType):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)
