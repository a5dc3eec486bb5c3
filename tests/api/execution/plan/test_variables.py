from __future__ import annotations

from typing import Any

import pytest
from graphql import OperationDefinitionNode, build_schema, get_operation_ast, parse
from graphql.execution.values import VariableValues, get_variable_values
from hypothesis import given
from hypothesis import strategies as st

from labnet.api.execution.plan.variables import Variables

SCHEMA = build_schema(
    """
    type Query { field(id: ID, text: String, count: Int, flag: Boolean, share: Float, in: Box, ids: [ID!]): Int }
    input Box { size: Int = 3 }
    """
)
SENT = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**32), 2**32),
    st.floats(allow_nan=False),
    st.text(max_size=3),
    st.lists(st.text(max_size=2), max_size=2),
    st.fixed_dictionaries({"size": st.one_of(st.integers(0, 3), st.text(max_size=1))}),
)


def operation(declared: str) -> OperationDefinitionNode:
    found = get_operation_ast(parse(f"query ({declared}) {{ field }}"))
    assert found is not None
    return found


def compared(declared: str, sent: dict[str, Any]) -> None:
    asked = operation(declared)
    found = Variables(SCHEMA, asked).coerced(sent)
    expected = get_variable_values(SCHEMA, asked.variable_definitions or (), sent)
    if isinstance(expected, list):
        assert isinstance(found, list)
        assert [error.message for error in found] == [error.message for error in expected]
    else:
        assert isinstance(found, VariableValues)
        assert found.coerced == expected.coerced
        assert [(name, str(source.signature.type), source.value) for name, source in found.sources.items()] == [
            (name, str(source.signature.type), source.value) for name, source in expected.sources.items()
        ]
        assert [*map(type, found.coerced.values())] == [*map(type, expected.coerced.values())]


@pytest.mark.parametrize("sent", [{}, {"a": "x"}, {"a": None}, {"a": 7}, {"a": True}, {"b": "unknown"}])
@pytest.mark.parametrize("declared", ["$a: ID", "$a: ID!", '$a: ID = "y"', "$a: Int", "$a: Boolean!", "$a: Box"])
def test_variables_are_what_graphql_core_makes_of_them(declared: str, sent: dict[str, Any]) -> None:
    compared(declared, sent)


@given(
    types=st.lists(
        st.sampled_from(["ID", "ID!", "String", "Int", "Int!", "Boolean", "Float", "Box", "[ID!]", "Int = 4"]),
        max_size=4,
    ),
    values=st.lists(SENT, max_size=4),
)
def test_whatever_is_sent_is_what_graphql_core_makes_of_it(types: list[str], values: list[Any]) -> None:
    declared = " ".join(f"$v{place}: {kind}" for place, kind in enumerate(types))

    compared(declared or "$other: Int", {f"v{place}": value for place, value in enumerate(values)})
