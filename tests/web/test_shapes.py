from __future__ import annotations

from typing import Any

import pytest

from labnet.web.shapes import columns, heading_of, money, parts, shape

LINE = {"name": "Lyon", "url": "https://lyon.test"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "scalar"),
        ("Lyon", "scalar"),
        (3, "scalar"),
        ({"amount": 5, "currency": "EUR"}, "money"),
        (LINE, "line"),
        ({"tier": None, "parent": LINE}, "line"),
        ({"name": "a", "themes": []}, "facts"),
        ({"totalCount": 0, "nodes": []}, "page"),
        ([], "nothing"),
        (["a", "b"], "words"),
        ([LINE, LINE], "items"),
        ([LINE, None], "items"),
        ([{"a": 1, "b": 2, "c": 3, "d": LINE}], "table"),
        ([{"name": "a", "words": ["x"]}], "table"),
        ([{"name": "a", "inner": {"list": []}}], "cards"),
    ],
)
def test_a_value_is_shown_in_the_simplest_way_that_holds_it(value: Any, expected: str) -> None:
    assert shape(value) == expected


def test_columns_come_in_the_order_in_which_keys_appear() -> None:
    assert columns([{"a": 1, "b": 2}, None, {"c": 3, "a": 4}]) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"name": "a"}, "a"),
        ({"label": "b", "id": 1}, "b"),
        ({"score": 1, "node": {"subject": {"name": "c"}}}, "c"),
        ({"subject": None, "id": 1}, None),
    ],
)
def test_a_card_is_headed_by_its_own_name_or_that_of_what_it_is_about(value: Any, expected: str | None) -> None:
    assert heading_of(value) == expected


def test_a_line_is_a_name_an_address_and_what_else_is_known() -> None:
    assert parts({"id": "x", "name": "Lyon", "url": "https://lyon.test", "tier": None}) == (
        "Lyon",
        "https://lyon.test",
        {"id": "x"},
    )
    assert parts({"id": "x"}) == (None, None, {"id": "x"})


def test_sums_are_written_as_people_do() -> None:
    assert money({"amount": 250_000, "currency": "EUR"}, "fr").replace("\u202f", " ") == "250 000\u00a0€"
    assert money({"amount": 250_000, "currency": "EUR"}, "en") == "250,000\u00a0€"
