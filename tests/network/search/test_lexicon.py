import pytest

from labnet.network.search.lexicon import Lexicon


@pytest.fixture
def lexicon() -> Lexicon:
    """Words with two of one stem, two of one beginning, and a long and a short one to be misspelt."""
    lexicon = Lexicon()
    lexicon.add(["regional", "regionales", "pommie", "pommier", "innovation", "mel", "lille", "2016"])
    return lexicon


def test_a_word_brings_those_of_its_stem(lexicon: Lexicon) -> None:
    assert set(lexicon.inflections("regionaux")) == {"regional", "regionales"}
    assert lexicon.inflections("departement") == ()


def test_short_words_have_no_inflections(lexicon: Lexicon) -> None:
    assert lexicon.inflections("mel") == ("mel",)
    assert lexicon.inflections("mes") == ()


def test_a_short_word_brings_its_plural_but_no_longer_word_of_that_stem(lexicon: Lexicon) -> None:
    lexicon.add(["lots", "notamment"])

    assert lexicon.inflections("lot") == ("lots",)
    assert lexicon.inflections("not") == ()


def test_a_beginning_is_completed_in_alphabetical_order(lexicon: Lexicon) -> None:
    assert lexicon.completions("pom") == ["pommie", "pommier"]
    assert lexicon.completions("z") == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("pomie", [("pommie", 1)]),
        ("pommeir", [("pommier", 1)]),
        ("inovatoin", [("innovation", 2)]),
        ("ynnovation", [("innovation", 1)]),
        ("tille", []),
        ("mal", []),
        ("2017", []),
        ("inovtoan", []),
    ],
)
def test_slips_are_forgiven_by_the_length_of_the_word(
    lexicon: Lexicon, typed: str, meant: list[tuple[str, int]]
) -> None:
    assert lexicon.neighbours(typed) == meant


def test_only_the_nearest_words_are_meant(lexicon: Lexicon) -> None:
    lexicon.add(["innovations"])

    assert lexicon.neighbours("inovations") == [("innovations", 1)]


def test_words_taken_out_are_found_no_more(lexicon: Lexicon) -> None:
    lexicon.discard(["pommie", "regional", "innovation", "unknown"])

    assert "pommie" not in lexicon
    assert len(lexicon) == 5
    assert lexicon.completions("pom") == ["pommier"]
    assert lexicon.inflections("regional") == ("regionales",)
    assert lexicon.inflections("innovation") == ()
    assert lexicon.neighbours("inovation") == []
