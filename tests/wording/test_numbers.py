from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labnet.wording.numbers import chance, figure, listed, named, p_value, percent


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (0.1234, "0,123", "0.123"),
        (0.00392, "0,00392", "0.00392"),
        (0.0004, "< 0,001", "< 0.001"),
        (-0.0004, "> -0,001", "> -0.001"),
        (4.0, "4", "4"),
        (12.345, "12,3", "12.3"),
        (123.45, "123", "123"),
        (12345.6, "12\u202f346", "12,346"),
        (None, "-", "-"),
    ],
)
def test_numbers_are_written_as_people_write_them(value: float | None, french: str, english: str) -> None:
    assert (figure(value, "fr"), figure(value, "en")) == (french, english)


@given(st.floats(min_value=1e-300, max_value=1e9))
def test_what_is_not_nothing_is_never_told_as_nothing(value: float) -> None:
    for language in ("fr", "en"):
        assert figure(value, language) not in {"0", "-0"}
        assert figure(-value, language) not in {"0", "-0"}


@pytest.mark.parametrize(
    ("value", "bound", "cell", "said"),
    [
        (0.01, False, "0,01", "p = 0,01"),
        (0.01, True, "≤ 0,01", "p ≤ 0,01"),
        (0.0005, True, "< 0,001", "p < 0,001"),
        (0.0421, False, "0,042", "p = 0,042"),
        (None, False, "", "p inconnu"),
    ],
)
def test_a_p_value_that_is_a_bound_is_told_as_one(value: float | None, cell: str, said: str, *, bound: bool) -> None:
    assert (chance(value, "fr", bound=bound), p_value(value, "fr", bound=bound)) == (cell, said)


def test_french_has_no_break_spaces_where_english_has_none() -> None:
    assert (named("liens", "25", "fr"), named("ties", "25", "en")) == ("liens\u00a0: 25", "ties: 25")
    assert (percent(0.41, "fr"), percent(0.41, "en")) == ("41\u00a0%", "41%")
    assert (listed("ab", "fr"), listed("ab", "en")) == ("a\u00a0; b", "a; b")
