from __future__ import annotations

import datetime as dt
from enum import Enum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labnet.model import fields
from labnet.model.dates import PartialDate
from labnet.model.fields import FieldType, choice, fact, facts
from labnet.model.kinds import KINDS
from labnet.model.ties import RELATION, Tie
from labnet.model.vocabularies import Confidence, Tier, Visibility

TYPES = {name: kind for name in fields.__all__ if isinstance(kind := getattr(fields, name), FieldType)}

_TEXT = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" \n\t\u00a0\u202f"), min_size=1)
TEXT = _TEXT.map(str.strip).filter(bool)
ITEM = TEXT.filter(lambda text: "|" not in text)
SLUG = st.from_regex(r"[a-z0-9]{1,9}([-_][a-z0-9]{1,9}){0,3}", fullmatch=True)
SIREN = st.from_regex(r"[0-9]{8}", fullmatch=True).map(lambda digits: digits + _check_digit(digits))
SIRET = st.from_regex(r"[0-8][0-9]{12}", fullmatch=True).map(lambda digits: digits + _check_digit(digits))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "TEXT": TEXT,
    "LONG_TEXT": TEXT,
    "TEXTS": st.lists(ITEM, unique=True).map(tuple),
    "SLUG": SLUG,
    "REFERENCE": SLUG,
    "TERRITORY": st.from_regex(r"(region|department):[0-9A-B]{1,5}", fullmatch=True),
    "THEMES": st.lists(SLUG, unique=True).map(tuple),
    "IDENTIFIERS": st.lists(st.from_regex(r"[a-z]{1,5}:[A-Z0-9:]{1,9}", fullmatch=True), unique=True).map(tuple),
    "URL": st.from_regex(r"https?://[a-z]{1,9}\.fr(:80)?(/[a-z%20é]{0,5})?(\?q=[a-z&]{1,5})?", fullmatch=True),
    "SIREN": SIREN,
    "SIRET": SIRET,
    "DATE": st.dates(dt.date(1000, 1, 1)).map(lambda day: PartialDate(day.year, day.month, day.day)),
    "DAY": st.dates(),
    "INTEGER": st.integers(0, 2**31 - 1),
    "MONEY": st.integers(0, 2**31 - 1),
    "NUMBER": st.floats(0, 1_000_000),
    "FLAG": st.booleans(),
}

WRONG = [
    ("TEXT", "x" * 501, "501 characters are too many: at most 500"),
    ("TEXT", "a\x07b", r"the character U\+0007 is not allowed in text: take it out"),
    ("TEXT", "\ud800", r"the character U\+D800 is not allowed in text: take it out"),
    ("LONG_TEXT", "x" * 10_001, "10,001 characters are too many: at most 10,000"),
    ("TEXTS", f"a|{'x' * 501}", "501 characters are too many: at most 500"),
    ("SLUG", "Lab Zéro", "'Lab Zéro' is not an id: lower-case letters and digits joined by single - or _"),
    ("REFERENCE", "a--b", "'a--b' is not an id: lower-case letters and digits joined by single - or _"),
    ("THEMES", "housing|Aging", "'Aging' is not an id: lower-case letters and digits"),
    ("TERRITORY", "93", "'93' is not a territory: write its level and code, as in region:93 or department:13"),
    ("TERRITORY", "region:", "write its level and code"),
    ("TERRITORY", "r2:93", "write its level and code"),
    ("TERRITORY", "İ:93", "write its level and code"),
    ("IDENTIFIERS", "rna:W1|wikidata", "'wikidata' is not an identifier: write its scheme and value, as in rna:W33"),
    ("IDENTIFIERS", ":W1", "write its scheme and value"),
    ("URL", "example.org", "it starts with https:// or http:// and has no spaces"),
    ("URL", "javascript:alert(1)", "it starts with https:// or http://"),
    ("URL", "https://", "it starts with https:// or http://"),
    ("URL", "https://a.fr/b c", "has no spaces"),
    ("URL", "https://a.fr/b\u200bc", "has no spaces"),
    ("URL", "https://[a.fr", "it starts with https:// or http://"),
    ("URL", "https://a.fr/" + "x" * 2_000, "it starts with https:// or http://"),
    ("SIREN", "110002012", "is not a SIREN: nine digits with a valid check digit"),
    ("SIRET", "1100020110004", "is not a SIRET: fourteen digits with a valid check digit"),
    ("DATE", "18/11/2016", "is not a date: write 2016, 2016-11 or 2016-11-18"),
    ("DAY", "2016-11", "'2016-11' is not a day: write 2016-11-18"),
    ("INTEGER", "-1", "'-1' is not a whole number from 0 to 2,147,483,647"),
    ("INTEGER", "1.5", "'1.5' is not a whole number from 0 to 2,147,483,647"),
    ("MONEY", "2147483648", "'2147483648' is not an amount in whole euros from 0 to 2,147,483,647"),
    ("MONEY", "9" * 5_000, "is not an amount in whole euros"),
    ("NUMBER", "nan", "'nan' is not a number from 0 to 1,000,000"),
    ("NUMBER", "inf", "'inf' is not a number from 0 to 1,000,000"),
    ("NUMBER", "much", "'much' is not a number from 0 to 1,000,000"),
    ("FLAG", "perhaps", "'perhaps' is neither yes nor no"),
]


class Colour(Enum):
    RED = "RED"
    DARK_BLUE = "DARK_BLUE"


def _check_digit(digits: str) -> str:
    """Give Luhn's digit: a digit that is doubled counts for the two digits of its double."""
    total = sum(int(digit) for place, text in enumerate(digits[::-1]) for digit in str(int(text) * (2 - place % 2)))
    return str(-total % 10)


def test_every_type_is_tried_below() -> None:
    assert set(VALUES) == set(TYPES)
    assert {name for name, _, _ in WRONG} == set(TYPES)


@pytest.mark.parametrize("name", TYPES)
@settings(max_examples=50)
@given(data=st.data())
def test_a_value_is_read_back_from_its_text(name: str, data: st.DataObject) -> None:
    value = data.draw(VALUES[name])

    assert TYPES[name].parse(TYPES[name].format(value)) == value


@pytest.mark.parametrize("name", TYPES)
@settings(max_examples=50)
@given(text=st.one_of(st.text(min_size=1), st.from_regex(r"[a-z]+:\w+|[\w|. ]+|https?://\S+", fullmatch=True)))
def test_whatever_is_read_is_the_same_when_it_is_written_and_read_again(name: str, text: str) -> None:
    kind = TYPES[name]
    try:
        value = kind.parse(text.strip())
    except ValueError:
        return
    assert kind.parse(kind.format(value)) == value or value == ()


@pytest.mark.parametrize(("name", "text", "message"), WRONG)
def test_a_wrong_value_is_refused_with_what_to_write(name: str, text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        TYPES[name].parse(text)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("TEXT", "Lab Z\u00e9ro,\n2\u00a0places\u202f!", "Lab Z\u00e9ro,\n2\u00a0places\u202f!"),
        ("TEXTS", " SGAR | a || SGAR |", ("SGAR", "a")),
        ("TEXTS", "|", ()),
        ("TERRITORY", "Department:2A", "department:2A"),
        ("URL", "HTTPS://Exemple.fr:8000/é?q=1#a", "HTTPS://Exemple.fr:8000/é?q=1#a"),
        ("SIREN", "110 002 011", "110002011"),
        ("NUMBER", "0.5", 0.5),
        ("FLAG", "YES", True),
        ("FLAG", "false", False),
        ("FLAG", "0", False),
    ],
)
def test_a_value_is_read_as_people_write_it(name: str, text: str, value: object) -> None:
    assert TYPES[name].parse(text) == value


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (fields.NUMBER, 2.0, "2"),
        (fields.NUMBER, 0.25, "0.25"),
        (fields.FLAG, True, "yes"),
        (fields.FLAG, False, "no"),
        (fields.THEMES, ("a", "b"), "a|b"),
        (fields.DATE, PartialDate(2016, 11), "2016-11"),
        (fields.DAY, dt.date(2016, 11, 18), "2016-11-18"),
        (choice(Tier), Tier.STATE_CENTRAL, "state_central"),
        (RELATION, "PART_OF", "part_of"),
    ],
)
def test_a_value_is_written_in_one_way(kind: FieldType, value: object, text: str) -> None:
    assert kind.format(value) == text


@pytest.mark.parametrize("text", ["dark_blue", "DARK_BLUE", "Dark_Blue"])
def test_a_choice_is_read_in_any_case(text: str) -> None:
    assert choice(Colour).parse(text) is Colour.DARK_BLUE


def test_a_wrong_choice_is_refused_with_the_right_ones() -> None:
    with pytest.raises(ValueError, match="'green' is not one of RED, DARK_BLUE"):
        choice(Colour).parse("green")


@pytest.mark.parametrize("words", [Tier, Visibility, Confidence])
def test_every_word_of_a_vocabulary_is_read_back(words: type[Enum]) -> None:
    kind = choice(words)

    assert [kind.parse(kind.format(word)) for word in words] == list(words)
    assert kind.values is words


def test_facts_are_the_fields_with_a_type_in_their_order() -> None:
    names = [fact.name for fact in facts(Tie)]

    assert names == [
        *("id", "from_id", "to_id", "relation", "role", "purpose"),
        *("since", "until", "weight", "amount", "amount_basis", "note"),
    ]
    assert facts(Tie) is facts(Tie)


def test_the_ends_of_a_tie_have_short_columns() -> None:
    columns = {fact.name: fact.column for fact in facts(Tie)}

    assert (columns["from_id"], columns["to_id"], columns["role"]) == ("from", "to", "role")


def test_a_fact_without_a_default_is_required() -> None:
    required = [fact.name for fact in facts(KINDS["LAB"].record) if fact.required]
    defaults = {fact.name: fact.default for fact in facts(Tie)}

    assert required == ["id", "name"]
    assert (defaults["id"], defaults["weight"], defaults["role"]) == (None, 1.0, None)


@pytest.mark.parametrize("record", [*(spec.record for spec in KINDS.values()), Tie])
def test_every_published_field_is_described_in_a_sentence(record: type[Any]) -> None:
    assert all(fact.description.endswith(".") and len(fact.description) > 10 for fact in facts(record))


def test_a_declared_field_carries_its_type_and_description() -> None:
    declared = fact(fields.TEXT, "A word.", default="x")

    assert dict(declared.metadata) == {"type": fields.TEXT, "description": "A word."}
    assert declared.default == "x"
