import pytest

from labnet.network.search import folding


def _forms(text: str) -> list[str]:
    return [word.form for chunk in folding.chunks(text) for word in chunk.words]


def _joined(text: str) -> list[str]:
    return [chunk.joined.form for chunk in folding.chunks(text) if chunk.joined]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Cœur", "coeur"),
        ("ŒUVRE", "oeuvre"),
        ("Lætitia", "laetitia"),
        ("Straße", "strasse"),
        ("Péï", "pei"),
        ("e\u0301tat", "etat"),
        ("İzmir", "izmir"),
        ("ﬁnance", "finance"),
        ("SGAR 13", "sgar 13"),
    ],
)
def test_folding_takes_accents_ligatures_and_case_away(text: str, folded: str) -> None:
    assert folding.fold(text) == folded


@pytest.mark.parametrize("apostrophe", ["'", "\u2019", "\u02bc", "`"])
def test_an_elided_article_is_no_word_whatever_its_apostrophe(apostrophe: str) -> None:
    assert _forms(f"l{apostrophe}innovation d{apostrophe}Île, qu{apostrophe}elle") == ["innovation", "ile", "elle"]


def test_an_elision_inside_a_chunk_is_no_word_but_stays_in_the_whole() -> None:
    assert _forms("Val-d'Oise") == ["val", "oise"]
    assert _joined("Val-d'Oise") == ["valdoise"]


def test_an_apostrophe_in_a_name_parts_it_and_leaves_it_whole_too() -> None:
    [chunk] = folding.chunks("État'LIN")

    assert [(word.form, word.written) for word in chunk.words] == [("etat", "État"), ("lin", "LIN")]
    assert chunk.joined == folding.Word("etatlin", "État'LIN")
    assert chunk.written == "État'LIN"


def test_hyphens_and_capitals_part_words() -> None:
    assert _forms("Auvergne-Rhône-Alpes DataGrandEst") == ["auvergne", "rhone", "alpes", "data", "grand", "est"]
    assert _joined("Auvergne-Rhône-Alpes DataGrandEst") == ["auvergnerhonealpes", "datagrandest"]


def test_a_dotted_acronym_is_one_word_as_it_was_written() -> None:
    [chunk] = folding.chunks("S.G.A.R.")

    assert chunk.words == (folding.Word("sgar", "S.G.A.R."),)
    assert chunk.written == "S.G.A.R."


def test_the_end_of_a_sentence_is_no_dotted_acronym() -> None:
    assert _forms("Lab'O. Siilab.") == ["lab", "o", "siilab"]


def test_invisible_characters_and_signs_are_no_part_of_words() -> None:
    assert _forms("mo\u00addernisation 🙂 %%% _ — « État »") == ["modernisation", "etat"]


def test_a_chunk_of_nothing_but_an_elision_is_no_chunk() -> None:
    assert _forms("l'l'") == ["l"]
    assert _forms("") == []


def test_accents_without_a_letter_are_no_words() -> None:
    assert _forms("\u0301 \u0300-a\u0301 \u0301'\u0302") == ["a"]


def test_the_key_of_a_name_is_the_same_for_all_its_spellings() -> None:
    assert {folding.key(name) for name in ("Lab'O", "lab o", "LABO", "Lab-O")} == {"labo"}


def test_stop_words_are_french_english_or_one_letter_but_no_digit() -> None:
    assert all(map(folding.is_stop_word, ["le", "de", "the", "of", "o"]))
    assert not any(map(folding.is_stop_word, ["lab", "0", "innovation"]))


def test_initials_leave_stop_words_out() -> None:
    name = "Direction régionale de la jeunesse, des sports et de la cohésion sociale"

    letters, words = next(folding.initials(list(folding.chunks(name))))

    assert letters == "drjscs"
    assert [word.written for word in words] == ["Direction", "régionale", "jeunesse", "sports", "cohésion", "sociale"]


def test_initials_may_keep_prepositions_and_stand_for_the_end_of_a_name() -> None:
    found = [letters for letters, _ in folding.initials(list(folding.chunks("SGAR Hauts-de-France")))]

    assert found == ["shf", "shdf", "hdf"]


def test_two_words_make_no_acronym() -> None:
    assert list(folding.initials(list(folding.chunks("Bordeaux Métropole")))) == []
