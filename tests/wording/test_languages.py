from __future__ import annotations

from gettext import NullTranslations
from importlib import resources

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from labnet.wording.languages import LANGUAGES, preferred, translations

HEADER = st.lists(
    st.sampled_from(["fr", "en", "de", "-GB", "*", ";q=", "0", "1", ".5", "nan", ",", " ", ";", "é", "_"])
)


def test_english_texts_are_their_own() -> None:
    assert type(translations("en")) is NullTranslations
    assert translations("en").gettext("Labs") == "Labs"


def messages(language: str) -> list[Message]:
    catalogue = resources.files("labnet.wording") / "locale" / language / "labnet.po"
    with catalogue.open("rb") as file:
        return [message for message in read_po(file, locale=language) if message.id]


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_every_text_of_the_catalogue_is_translated(language: str) -> None:
    given_texts = translations(language)

    for message in messages(language):
        if isinstance(message.id, str):
            assert given_texts.gettext(message.id) == message.string != ""
        else:
            one, many = message.id
            assert [given_texts.ngettext(one, many, 1), given_texts.ngettext(one, many, 2)] == [*(message.string or ())]
            assert all(message.string or ())


def test_french_texts_are_french() -> None:
    french = translations("fr")

    assert french.gettext("Language") == "Langue"
    assert [french.ngettext("%(num)s tie", "%(num)s ties", number) for number in (0, 1, 2)] == [
        "%(num)s lien",
        "%(num)s lien",
        "%(num)s liens",
    ]


def test_a_catalogue_is_read_once() -> None:
    assert translations("fr") is translations("fr")


@pytest.mark.parametrize(
    ("asked", "accepted", "default", "language"),
    [
        ("en", "fr", "fr", "en"),
        ("de", "en", "fr", "en"),
        ("", "", "fr", "fr"),
        (None, "", "en", "en"),
        (None, "fr-FR,fr;q=0.9,en;q=0.8", "en", "fr"),
        (None, "en-GB,en;q=0.9,fr;q=0.5", "fr", "en"),
        (None, "fr;q=0.5, EN ; q=0.9", "fr", "en"),
        (None, "de, it;q=0.9, fr;q=0.1", "en", "fr"),
        (None, "de", "en", "en"),
        (None, "*", "en", "en"),
        (None, "en;q=often, fr;q=0.1", "en", "fr"),
        (None, "fr;q=0", "en", "en"),
        (None, "fr;q=0, en;q=0.1", "fr", "en"),
        (None, "fr, en", "en", "fr"),
    ],
)
def test_a_page_is_in_the_language_asked_for_or_the_readers_or_the_default(
    asked: str | None, accepted: str, default: str, language: str
) -> None:
    assert preferred(asked, accepted, default) == language


@given(HEADER.map("".join) | st.text())
def test_any_header_gives_a_language_that_is_spoken(header: str) -> None:
    assert preferred(None, header, "fr") in LANGUAGES


def test_a_very_long_header_is_read_in_part() -> None:
    assert preferred(None, "de," * 100_000 + "en", "fr") == "fr"
