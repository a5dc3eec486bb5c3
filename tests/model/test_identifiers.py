from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labnet.model.identifiers import are_ids, is_id, siren, siret

LA_POSTE = "356000000"


@pytest.mark.parametrize("text", ["a", "9", "lab-zero", "sgar_paca", "a-b_c-1", "x" * 120])
def test_ids_are_words_of_small_letters_and_digits(text: str) -> None:
    assert is_id(text)


@pytest.mark.parametrize("text", ["", "A", "é", "a b", "a--b", "a-_b", "-a", "a-", "a.b", "a\n", "٣", "x" * 121])
def test_anything_else_is_no_id(text: str) -> None:
    assert not is_id(text)


def test_a_siren_is_given_without_its_spaces() -> None:
    # From the right, every second digit doubled: 1+2+0+4+0+0+0+2+1 is 10.
    assert siren(" 110 002\u00a0011 ") == "110002011"


@pytest.mark.parametrize(
    "text", ["110002012", "11000201", "1100020110", "11000201a", "\uff11\uff11\uff10002011", "²10002011", ""]
)
def test_a_wrong_siren_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a SIREN: nine digits with a valid check digit"):
        siren(text)


@given(st.from_regex(r"[0-9]{8}", fullmatch=True))
def test_one_last_digit_in_ten_makes_a_siren(digits: str) -> None:
    def valid(last: int) -> bool:
        try:
            return siren(f"{digits}{last}") == f"{digits}{last}"
        except ValueError:
            return False

    assert sum(map(valid, range(10))) == 1


def test_a_siret_is_given_without_its_spaces() -> None:
    # From the right, every second digit doubled: 4+8+0+0+0+2+1+0+2+0+0+0+1+2 is 20.
    assert siret("110 002 011 00044") == "11000201100044"


@pytest.mark.parametrize("text", ["11000201100045", "1100020110004", "110002011000440", "1100020110004x", ""])
def test_a_wrong_siret_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a SIRET: fourteen digits with a valid check digit"):
        siret(text)


def test_post_offices_follow_a_rule_of_their_own() -> None:
    # 3+5+6+1 is 15, a multiple of five; so is Luhn's sum, 6+5+3+1, but no multiple of ten.
    assert siret(f"{LA_POSTE}00001") == f"{LA_POSTE}00001"


@pytest.mark.parametrize("office", ["00002", "0001", "000001", "0000x"])
def test_a_wrong_post_office_is_refused(office: str) -> None:
    with pytest.raises(ValueError, match="is not a SIRET"):
        siret(LA_POSTE + office)


def test_the_head_office_of_the_post_follows_the_general_rule() -> None:
    # Its digits sum to 26, no multiple of five.
    assert siret(f"{LA_POSTE}00048") == f"{LA_POSTE}00048"


@given(st.lists(st.from_regex(r"[a-z0-9_\n-]{0,4}") | st.sampled_from(["a", "a-b", "x" * 120, "x" * 121, "é", "a\nb"])))
def test_many_ids_are_ids_when_each_is_one(texts: list[str]) -> None:
    assert are_ids(texts) == all(map(is_id, texts))
