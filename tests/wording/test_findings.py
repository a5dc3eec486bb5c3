from __future__ import annotations

import re
from importlib import resources

import pytest
from babel.messages.pofile import read_po

from labnet.analysis.findings import CODES
from labnet.wording.findings import (
    _ADVICE,
    _ALONE,
    _DECIDING,
    _DETAILS,
    _EXAMPLES,
    _FURTHEST,
    _NAMES,
    _NEEDED,
    _NEEDED_OF_SOME,
    _NO_EXPECTATION,
    _NO_WAY,
    _NOBODY,
    _NONE_CAN,
    _STEPS,
    _TITLES,
    Told,
    advice,
    detail,
    title,
)

EVERYTHING = {
    "tested": 3,
    "pairs": 12,
    "total": 15,
    "works": 24,
    "needed": 171,
    "deciding": 105,
    "share": 0.625,
    "alone": 4,
    "meeting": 7,
    "groups": 2,
    "distance": 4,
    "undated": 31,
    "ties": 76,
}


def _told(code: str) -> Told:
    return Told(
        code,
        groups=["État", "collectivités"],
        actors=["LaBase", "Ti Lab"],
        theme="données ouvertes",
        value=4.0,
        expected=5.6728,
        p=0.331,
        n=49,
        numbers=EVERYTHING,
    )


@pytest.mark.parametrize("code", CODES)
def test_every_finding_is_told_in_both_languages_without_gaps(code: str) -> None:
    for say in (title, detail, advice):
        english, french = say(_told(code), "en"), say(_told(code), "fr")
        if english is None:
            assert french is None
            continue
        assert french is not None
        assert english != french
        assert not re.search(r"[{}]", english + french)
        assert english.endswith(".") is (say is not title)
        assert french.endswith(".") is (say is not title)


def test_a_silo_is_told_with_its_figures_and_who_links_it_already() -> None:
    told = _told("pair.under-connected")
    assert (
        title(told, "fr")
        == "«\u00a0État\u00a0» et «\u00a0collectivités\u00a0» se rencontrent moins qu'ils ne devraient"
    )
    assert detail(told, "fr") == (
        "Travaux communs ou liens directs connus\u00a0: 4, quand 5,67 seraient attendus de groupes qui rencontrent "
        "autant les autres (p = 0,331). Les relient déjà\u00a0: LaBase, Ti Lab."
    )
    assert detail(told, "en") == (
        "4 joint works or direct ties are known, where 5.67 would be expected of groups that meet others as much "
        "(p = 0.331). Linking them already: LaBase, Ti Lab."
    )


def test_what_is_not_known_is_said_to_be_so() -> None:
    assert detail(Told("pair.bridges", groups=["a", "b"], value=3.0), "en") == (
        "3 joint works or direct ties are known; what chance would give cannot be told here. "
        "Nobody is known to link them."
    )
    assert detail(Told("effort.parallel", actors=["x", "y"]), "en").endswith("No way leads from one to the other.")
    assert detail(Told("isolates", value=3.0, n=5), "en") == (
        "Ties may be missing from the registry, or these actors may work alone."
    )
    told = Told("pairs.cannot-tell", numbers={"pairs": 2, "total": 3, "works": 1})
    assert detail(told, "en").endswith("would not be surprising.")


def test_a_p_value_that_no_draw_reached_is_told_as_a_bound() -> None:
    told = Told("network.closed", value=-0.5, expected=0.1, p=0.01, bound=True, n=80_000)
    assert "(p ≤ 0.01; " in detail(told, "en")
    assert "(p ≤ 0,01\u00a0; " in detail(told, "fr")


def test_whoever_a_cut_point_leaves_alone_is_told_of_besides() -> None:
    told = Told("cutpoint", actors=["Ti Lab"], value=25.0, numbers={"alone": 4})
    assert title(told, "fr") == "Sans «\u00a0Ti Lab\u00a0», 25 acteurs seraient coupés des autres"
    assert detail(told, "en").endswith("Of these, 4 hang on it alone, and would have no contact left.")
    assert detail(Told("cutpoint", actors=["x"], value=2.0), "en") == (
        "It is their only way to the largest part of the network."
    )


def test_where_nothing_can_be_said_it_is_told_what_it_would_take() -> None:
    numbers = {"pairs": 2850, "total": 2850, "works": 27, "needed": 6386, "meeting": 703}
    told = Told("pairs.cannot-tell", numbers=numbers)
    assert title(told, "fr") == "On ne peut rien dire d'aucune des 2\u202f850 paires de groupes"
    assert "703 of these pairs are of groups that are known to meet" in detail(told, "en")
    assert "about 6,386 works" in detail(told, "en")


def test_every_sentence_is_translated_and_no_other() -> None:
    catalogue = resources.files("labnet.wording") / "locale" / "fr" / "findings.po"
    with catalogue.open("rb") as file:
        translated = {message.id: message.string for message in read_po(file, locale="fr") if message.id}
    tables = (_TITLES, _DETAILS, _ADVICE)
    sentences = {text for table in tables for text in table.values()} | {
        *(_NAMES, _NOBODY, _EXAMPLES, _DECIDING, _NEEDED, _FURTHEST),
        *(_NO_EXPECTATION, _STEPS, _NO_WAY, _ALONE, _NEEDED_OF_SOME, _NONE_CAN, "p unknown"),
    }
    assert set(translated) == sentences
    for english, french in translated.items():
        assert set(re.findall(r"\{\w+\}", str(english))) == set(re.findall(r"\{\w+\}", str(french)))


def test_the_codes_of_findings_are_those_that_have_words() -> None:
    assert set(CODES) == set(_TITLES) == set(_DETAILS)
