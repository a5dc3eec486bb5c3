import pytest

from labnet.network.search.query import MAX_WORDS, Asked, parse


def test_stop_words_are_set_apart() -> None:
    query = parse("le campus de Bordeaux")

    assert query is not None
    assert [word.form for word in query.words] == ["campus", "bordeaux"]
    assert query.stop_words == ("le", "de")
    assert query.names == {"lecampusdebordeaux", "campusbordeaux"}


def test_stop_words_count_where_there_is_nothing_else() -> None:
    query = parse("de la")

    assert query is not None
    assert [word.form for word in query.words] == ["de", "la"]
    assert query.stop_words == ()
    assert query.all_or_none


def test_words_know_what_they_make_with_their_neighbours() -> None:
    query = parse("la base Data-Grand")

    assert query is not None
    assert query.words == (
        Asked("base", frozenset({"labase", "basedata"}), last=False),
        Asked("data", frozenset({"basedata", "datagrand"}), last=False),
        Asked("grand", frozenset({"datagrand"}), last=True),
    )


@pytest.mark.parametrize("text", ["", " ", "x", "%%%", "🙂", "4", "\x00", '"*'])
def test_a_text_without_two_letters_asks_for_nothing(text: str) -> None:
    assert parse(text) is None


def test_long_texts_are_cut() -> None:
    query = parse("mot " * 5_000)

    assert query is not None
    assert len(query.words) == MAX_WORDS
