"""The preset questions: operations of `schema/operations/`, with their titles and variables."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import orjson
from graphql import (
    OperationDefinitionNode,
    get_named_type,
    is_enum_type,
    is_list_type,
    is_non_null_type,
    parse,
    print_ast,
    type_from_ast,
)
from graphql.utilities import value_from_ast_untyped

from labnet.api.schema import core_schema
from labnet.assets import schema_folder
from labnet.errors import BadInput

__all__ = ["FIRST", "Question", "Variable", "questions"]

FIRST: Final = "bridges"
"""The question that newcomers see answered first."""

_TITLE: Final = re.compile(r"^# (fr|en): (.+)$", re.MULTILINE)
_FOR_MEMBERS: Final = "\n# for: members\n"
"""What stands in an operation that visitors may not ask, and to whom it is not proposed."""
_ORDER: Final = (
    *("bridges", "laureates", "search", "actor", "peers", "silos", "mixing", "proposed-ties", "brokers"),
    *("parallel-efforts", "communities", "trend", "diff", "paths", "neighbours", "collaborations", "clusters"),
)
_MAX_VALUE: Final = 2_000
_LANGUAGE: Final = "Language!"


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of a question: its name, GraphQL type, and the value it has unless another is given."""

    name: str
    type: str
    default: Any
    plain: bool

    @property
    def shown(self) -> str:
        """The default as one types it into the form."""
        if self.default is None:
            return ""
        return str(self.default) if self.plain else json.dumps(self.default, ensure_ascii=False)

    def value(self, text: str) -> Any:
        """Read what was typed: text as it is, everything else as JSON.

        Raises
        ------
        BadInput
            If it is not JSON, or too long.
        """
        if len(text) > _MAX_VALUE:
            raise BadInput(f"{self.name}: longer than {_MAX_VALUE:,} characters")
        if self.plain:
            return text
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError:
            raise BadInput(f"{self.name}: {text[:80]!r} is not JSON; its type is {self.type}") from None


@dataclass(frozen=True, slots=True)
class Question:
    """One preset question."""

    name: str
    document: str
    titles: Mapping[str, str]
    variables: tuple[Variable, ...]

    @property
    def fields(self) -> tuple[Variable, ...]:
        """The variables that people fill in: all but the language, which is the page's."""
        return tuple(variable for variable in self.variables if variable.type != _LANGUAGE)

    def asked(self, typed: Mapping[str, str], language: str) -> dict[str, Any]:
        """Give the values of the variables that were typed, and the language; others keep their default."""
        known = {variable.name: variable for variable in self.fields}
        values = {name: known[name].value(text) for name, text in typed.items() if name in known and text.strip()}
        spoken = {variable.name: language.upper() for variable in self.variables if variable.type == _LANGUAGE}
        return {**values, **spoken}


@cache
def questions() -> Mapping[str, Question]:
    """Give all preset questions that visitors may ask, by name, those for newcomers first."""
    files = sorted((schema_folder() / "operations").glob("*.graphql"))
    texts = {file.stem: file.read_text(encoding="utf-8") for file in files}
    found = {name: _question(name, text) for name, text in texts.items() if _FOR_MEMBERS not in text}
    names = [*(name for name in _ORDER if name in found), *(name for name in found if name not in _ORDER)]
    return {name: found[name] for name in names}


def _question(name: str, text: str) -> Question:
    document = parse(text)
    operation = next(each for each in document.definitions if isinstance(each, OperationDefinitionNode))
    variables = []
    for definition in operation.variable_definitions or ():
        kind = type_from_ast(core_schema(), definition.type)
        default = definition.default_value
        value = None if default is None else value_from_ast_untyped(default)
        variables.append(Variable(definition.variable.name.value, print_ast(definition.type), value, _is_plain(kind)))
    body = _TITLE.sub("", text).strip() + "\n"
    return Question(name, body, dict(_TITLE.findall(text)), tuple(variables))


def _is_plain(kind: Any) -> bool:
    """Tell whether people type it without quotes."""
    inner = kind.of_type if is_non_null_type(kind) else kind
    if is_list_type(inner):
        return False
    return is_enum_type(inner) or get_named_type(inner).name in ("String", "ID", "Date", "PartialDate")
