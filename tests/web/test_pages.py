from __future__ import annotations

import gettext
import html
import json
import re
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import httpx
import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment
from lxml import html as dom  # type: ignore[import-untyped]

from labnet.web.questions import questions
from labnet.wording.languages import LANGUAGES

NAMES = [
    path.stem
    for path in sorted((Path(__file__).parents[2] / "schema" / "operations").glob("*.graphql"))
    if "# for: members" not in path.read_text(encoding="utf-8")
]
HOSTILE = '"><script>alert(1)</script>'
ENGLISH = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)


def page_of(client: httpx.Client, *, status: int = 200, **parameters: Any) -> Any:
    response = client.get("/", params=parameters)
    assert (response.status_code, response.headers["content-type"]) == (status, "text/html; charset=utf-8")
    return dom.document_fromstring(response.text)


def text_of(page: Any, path: str) -> str:
    return " ".join(" ".join(each.text_content().split()) for each in page.xpath(path))


def raw_answer(page: Any) -> Any:
    return json.loads(page.xpath("//details[last()]//code")[0].text_content())


def words() -> set[str]:
    """Give every text that the templates hand over for translation."""
    folder = resources.files("labnet.web") / "templates"
    found = set()
    for file in folder.iterdir():
        for _, _, message in ENGLISH.extract_translations(file.read_text(encoding="utf-8")):  # type: ignore[attr-defined]
            found.add(message[0] if isinstance(message, tuple) else message)
    return found


def catalogue() -> Any:
    file = resources.files("labnet.wording") / "locale" / "fr" / "labnet.po"
    with file.open("rb") as opened:
        return read_po(opened, locale="fr")


# Languages


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_question_has_a_page_in_every_language(client: httpx.Client, name: str, language: str) -> None:
    page = page_of(client, question=name, lang=language)

    title = questions()[name].titles[language]
    assert page.get("lang") == language
    assert text_of(page, "//title") == f"{title} · labnet"
    assert text_of(page, "//h1") == title
    assert page.xpath("//*[@role='alert']") == []
    assert page.xpath("//section[@class='answer']")
    assert text_of(page, "//a[@aria-current='page']") == title
    assert questions()[name].document.strip() in page.xpath("//details")[0].text_content()
    assert "data" in raw_answer(page)


def test_titles_differ_between_the_languages() -> None:
    for question in questions().values():
        assert set(question.titles) == set(LANGUAGES)
        assert question.titles["fr"] != question.titles["en"]


def test_every_text_of_the_templates_is_translated_and_no_translation_is_left_over() -> None:
    translated = {
        message.id[0] if isinstance(message.id, tuple) else message.id: message for message in catalogue() if message.id
    }

    assert set(translated) == words()
    for message in translated.values():
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(strings), message.id
        assert not message.fuzzy
        names = set(re.findall(r"%\((\w+)\)s", str(message.id)))
        assert all(set(re.findall(r"%\((\w+)\)s", string)) <= names for string in strings)


def test_a_french_page_has_no_english_text_of_the_templates_and_the_other_way_round(client: httpx.Client) -> None:
    french = {str(message.string) for message in catalogue() if message.id and not isinstance(message.id, tuple)}
    english = {str(message.id) for message in catalogue() if message.id and not isinstance(message.id, tuple)}
    whole = {each for each in french ^ english if len(each) > 12 and "%" not in each}

    for language, others in (("fr", english - french), ("en", french - english)):
        text = html.unescape(client.get("/", params={"lang": language, "question": "clusters"}).text)
        assert [each for each in others & whole if each in text] == []


@pytest.mark.parametrize(
    ("parameters", "accept", "language"),
    [
        ({}, "", "fr"),
        ({}, "en-GB,en;q=0.9", "en"),
        ({}, "de", "fr"),
        ({}, "fr;q=0.4, en;q=0.8", "en"),
        ({"lang": "en"}, "fr", "en"),
        ({"lang": "de"}, "en", "en"),
        ({"lang": "<x>"}, ";;;,=,q=q", "fr"),
    ],
)
def test_the_language_is_the_one_asked_for_or_the_readers_or_the_default(
    client: httpx.Client, parameters: dict[str, str], accept: str, language: str
) -> None:
    response = client.get("/", params=parameters, headers={"accept-language": accept})

    assert response.headers["content-language"] == language
    assert "Accept-Language" in response.headers["vary"]
    assert f'<html lang="{language}">' in response.text


def test_the_other_language_of_a_page_asks_the_same(client: httpx.Client) -> None:
    page = page_of(client, question="search", text="coeur & âme", lang="fr")

    (link,) = page.xpath("//nav[@class='languages']//a[@hreflang='en']/@href")
    other = dom.document_fromstring(client.get(link).text)

    assert other.get("lang") == "en"
    assert other.xpath("//input[@name='text']/@value") == ["coeur & âme"]


# Answers and forms


def test_newcomers_see_who_bridges_the_state_and_local_authorities(client: httpx.Client) -> None:
    page = page_of(client)

    answer = text_of(page, "//section[@class='answer']")
    assert text_of(page, "//h1") == "Qui relie l'État et les collectivités ?"
    assert all(name in answer for name in ("Lab'EST", "LaBase", "Ti Lab", "Région Bretagne", "Bordeaux Métropole"))


def test_the_page_counts_actors_ties_and_sources(client: httpx.Client) -> None:
    figures = {language: text_of(page_of(client, lang=language), "//p[@class='figures']") for language in LANGUAGES}

    assert figures == {"fr": "155 acteurs · 203 liens · 84 sources", "en": "155 actors · 203 ties · 84 sources"}


def test_sums_and_unknowns_are_shown_as_people_write_them(client: httpx.Client) -> None:
    answer = text_of(page_of(client, question="laureates", lang="fr"), "//section[@class='answer']")

    assert re.search(r"250\s000\s€", answer)
    assert re.search(r"170\s000\s€", answer)
    assert "—" in answer


@pytest.mark.parametrize("name", NAMES)
def test_forms_hold_the_default_of_each_variable(client: httpx.Client, name: str) -> None:
    page = page_of(client, question=name)

    shown = {each.get("name"): each.get("value") for each in page.xpath("//form//input[not(@type='hidden')]")}
    assert shown == {variable.name: variable.shown for variable in questions()[name].fields}
    for each in page.xpath("//form//input[not(@type='hidden')]"):
        assert page.xpath(f"//label[@for='{each.get('id')}']")


def test_what_was_typed_is_asked_and_stays_in_the_form(client: httpx.Client) -> None:
    page = page_of(client, question="search", text="pommier", kinds='["INNOVATOR"]', first="1", lang="en")

    assert page.xpath("//input[@name='text']/@value") == ["pommier"]
    assert page.xpath("//input[@name='kinds']/@value") == ['["INNOVATOR"]']
    assert page.xpath("//form//input[@type='hidden'][@name='question']/@value") == ["search"]
    assert [hit["node"]["name"] for hit in raw_answer(page)["data"]["search"]] == ["Marthe Pommié"]


def test_fields_left_empty_keep_their_default(client: httpx.Client) -> None:
    page = page_of(client, question="search", text="  ", kinds="", first="")

    assert raw_answer(page)["data"]["search"][0]["node"]["name"] == "LaBase"


@pytest.mark.parametrize(
    ("parameters", "code", "words_"),
    [
        ({"question": "search", "first": "many"}, "BAD_INPUT", "first: 'many' is not JSON; its type is Int!"),
        ({"question": "search", "first": "1000"}, "TOO_MUCH", "the answer may hold"),
        ({"question": "search", "first": "1e400"}, "", ""),
        ({"question": "search", "kinds": '["\\ud800"]'}, "BAD_INPUT", "is not JSON"),
        ({"question": "search", "kinds": "[" * 1_500}, "BAD_INPUT", "is not JSON"),
        ({"question": "search", "kinds": "NaN"}, "BAD_INPUT", "is not JSON"),
        ({"question": "search", "kinds": '["NOPE"]'}, "BAD_QUERY", "NOPE"),
        ({"question": "search", "text": "x" * 2_001}, "BAD_INPUT", "text: longer than 2,000 characters"),
        ({"question": "paths", "from": "nobody"}, "BAD_INPUT", "from: 'nobody' is not the id of an actor"),
        ({"question": "neighbours", "asOf": "yesterday"}, "BAD_QUERY", "'yesterday' is not a day"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(
    client: httpx.Client, parameters: dict[str, Any], code: str, words_: str
) -> None:
    page = page_of(client, **parameters)

    alert = text_of(page, "//*[@role='alert']")
    assert code in alert
    assert words_ in alert
    assert alert
    assert "INTERNAL" not in alert


@pytest.mark.parametrize("language", LANGUAGES)
def test_errors_are_introduced_in_the_language_of_the_page(client: httpx.Client, language: str) -> None:
    page = page_of(client, question="search", first="x", lang=language)

    expected = {"fr": "Cette question n'a pas pu recevoir de réponse", "en": "This question could not be answered"}
    assert text_of(page, "//*[@role='alert']/h2") == expected[language]


# What is not there


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_question_is_not_found_and_the_others_are_shown(client: httpx.Client, language: str) -> None:
    page = page_of(client, status=404, question="nope", lang=language)

    assert text_of(page, "//h1") == {"fr": "Introuvable", "en": "Not found"}[language]
    assert "nope" in text_of(page, "//main")
    assert len(page.xpath("//nav[@id='questions']//a")) == len(NAMES)


@pytest.mark.parametrize("path", ["/nowhere", "/%ff", "/a%00b", "/" + "x" * 5_000, "/<script>alert(1)</script>"])
def test_an_unknown_address_is_not_found(client: httpx.Client, path: str) -> None:
    response = client.get(path, params={"lang": "fr"})

    assert response.status_code == 404
    assert "Introuvable" in response.text
    assert "<script" not in response.text


# Hostile values


@pytest.mark.parametrize(
    "parameters",
    [
        {"question": "search", "text": HOSTILE},
        {"question": "search", "first": HOSTILE},
        {"question": "search", "lang": HOSTILE},
        {"question": "paths", "from": HOSTILE},
        {"question": HOSTILE},
        {"question": "search", HOSTILE: HOSTILE},
    ],
)
def test_markup_in_what_was_typed_is_only_text(client: httpx.Client, parameters: dict[str, str]) -> None:
    response = client.get("/", params=parameters)

    assert "<script" not in response.text.lower()
    assert dom.document_fromstring(response.text).xpath("//script") == []


def test_markup_in_records_is_only_text(serve_lab: Callable[..., httpx.Client]) -> None:
    client = serve_lab(name=HOSTILE, description=HOSTILE, aliases=(HOSTILE,), url="https://example.org/?<script>&'\"")

    for name in ("actor", "labs", "actors", "node", "search"):
        page = client.get("/", params={"question": name, "text": "alert"}).text
        assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in client.get("/", params={"question": "actor"}).text


# What is made up


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_network_that_is_made_up_says_so_on_every_page(serve_lab: Callable[..., httpx.Client], language: str) -> None:
    client = serve_lab(fictional=True)

    expected = {"fr": "Ce réseau est fictif", "en": "This network is fictional"}[language]
    for path in ("/", "/?question=search", "/?question=nope", "/nowhere"):
        page = dom.document_fromstring(client.get(path, params={"lang": language}).text)
        assert text_of(page, "//p[@class='fictional']").startswith(expected)


def test_a_real_network_does_not_say_that_it_is_made_up(
    client: httpx.Client, serve_lab: Callable[..., httpx.Client]
) -> None:
    for each in (client, serve_lab()):
        assert page_of(each).xpath("//*[contains(@class, 'fictional')]") == []


def test_an_empty_network_has_a_page_for_every_question(serve_lab: Callable[..., httpx.Client]) -> None:
    client = serve_lab()

    assert {client.get("/", params={"question": name}).status_code for name in NAMES} == {200}


def test_pages_can_be_read_without_seeing_them(client: httpx.Client) -> None:
    page = page_of(client, question="laureates")

    assert len(page.xpath("//h1")) == len(page.xpath("//main")) == 1
    (skip,) = page.xpath("//a[@class='skip']/@href")
    assert page.get_element_by_id(skip.removeprefix("#")) is not None
    assert all(each.get("aria-label") for each in page.xpath("//nav"))
    assert all(each.get("scope") == "col" for each in page.xpath("//th"))
    assert all(each.get("tabindex") == "0" for each in page.xpath("//*[@role='region']"))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_french_is_what_gettext_makes_of_the_catalogue() -> None:
    from labnet.wording.languages import translations

    french = translations("fr")
    assert isinstance(french, gettext.GNUTranslations)
    assert french.ngettext("%(num)s actor", "%(num)s actors", 2) == "%(num)s acteurs"
