from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from labnet.errors import BadInput
from labnet.web.questions import FIRST, Variable, questions

NAMES = {
    path.stem
    for path in (Path(__file__).parents[2] / "schema" / "operations").glob("*.graphql")
    if "# for: members" not in path.read_text(encoding="utf-8")
}


def test_every_operation_that_visitors_may_run_is_a_question_and_the_first_one_comes_first() -> None:
    assert set(questions()) == NAMES
    assert "whatif" not in NAMES
    assert next(iter(questions())) == FIRST
    assert [name == question.name for name, question in questions().items()] == [True] * len(NAMES)


def test_the_document_of_a_question_is_without_its_titles() -> None:
    question = questions()["search"]

    assert question.titles["en"] == "Find actors, themes and territories by words"
    assert question.document.startswith("query Search(")
    assert "# fr:" not in question.document


def test_variables_have_their_types_and_defaults() -> None:
    variables = {variable.name: variable for variable in questions()["search"].variables}

    assert variables["text"] == Variable("text", "String!", "le campus bordeaux", plain=True)
    assert variables["kinds"] == Variable("kinds", "[Kind!]", None, plain=False)
    assert (variables["first"].type, variables["first"].plain) == ("Int!", False)


@pytest.mark.parametrize(
    ("default", "plain", "shown"),
    [
        (None, True, ""),
        ("Ti Lab", True, "Ti Lab"),
        (["é"], False, '["é"]'),
        ({"spans": ["STATE"]}, False, '{"spans": ["STATE"]}'),
        ("NAME", False, '"NAME"'),
    ],
)
def test_a_default_is_shown_as_one_types_it(default: Any, shown: str, *, plain: bool) -> None:
    variable = Variable("x", "X", default, plain)

    assert variable.shown == shown
    assert default is None or variable.value(shown) == default


def test_text_is_taken_as_it_is_and_everything_else_as_json() -> None:
    assert Variable("x", "String", None, plain=True).value("[1]") == "[1]"
    assert Variable("x", "[Int]", None, plain=False).value("[1]") == [1]


@pytest.mark.parametrize("text", ["{", "nope", "NaN", '"\\ud800"', "[" * 1_999, "x" * 2_001])
def test_what_is_not_json_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(BadInput, match=r"^x: "):
        Variable("x", "[Int]", None, plain=False).value(text)


def test_only_what_was_typed_for_a_variable_is_asked() -> None:
    question = questions()["search"]

    asked = question.asked({"text": "lab", "first": "3", "kinds": " ", "other": "{"}, "en")

    assert {name: asked[name] for name in ("text", "first")} == {"text": "lab", "first": 3}
    assert set(asked) - {"text", "first"} <= {variable.name for variable in question.variables} - {"kinds"}


def test_the_language_of_a_question_is_the_pages() -> None:
    spoken = {
        name: question.asked({"language": "nope"}, "en")
        for name, question in questions().items()
        if len(question.fields) < len(question.variables)
    }

    assert spoken
    assert all(asked == {"language": "EN"} for asked in spoken.values())
