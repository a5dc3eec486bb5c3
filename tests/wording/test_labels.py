from __future__ import annotations

import re
from pathlib import Path

import pytest
from graphql import FieldNode, Visitor, parse, visit

from labnet.analysis.cohesion import Cohesion
from labnet.analysis.findings import Severity
from labnet.analysis.mixing import Verdict
from labnet.analysis.reasons import ReasonKind
from labnet.analysis.roles import BrokerRole
from labnet.analysis.silos import Unit
from labnet.analysis.statistics import StatisticMethod
from labnet.model.kinds import KINDS
from labnet.model.relations import RELATIONS
from labnet.model.vocabularies import AwardBasis, Confidence, Sphere, TerritoryLevel, Tier
from labnet.wording.labels import heading, label, tied

OPERATIONS = sorted((Path(__file__).parents[2] / "schema" / "operations").glob("*.graphql"))


class _Fields(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_field(self, node: FieldNode, *_: object) -> None:
        self.names.add((node.alias or node.name).value)


def _fields_of(path: Path) -> set[str]:
    found = _Fields()
    visit(parse(path.read_text(encoding="utf-8")), found)
    return found.names


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda path: path.stem)
def test_every_field_that_a_page_shows_has_a_french_heading(operation: Path) -> None:
    words = {name: re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).strip("_").lower() for name in _fields_of(operation)}
    unknown = [name for name, said in words.items() if said not in _catalogue()]

    assert unknown == []


@pytest.mark.parametrize(
    "enum",
    [
        *(Tier, Sphere, Confidence, AwardBasis, TerritoryLevel),
        *(Verdict, Cohesion, Severity, Unit, StatisticMethod, BrokerRole, ReasonKind),
    ],
)
def test_every_word_of_the_vocabularies_has_a_french_label(enum: type[Tier]) -> None:
    assert all(value.name.replace("_", " ").lower() in _catalogue() for value in enum)
    other = {"LOCAL": "local authorities", "STATE": "State", "JOINT_WORK": "joint works or direct ties"}
    for value in enum:
        assert label(value.name, "en") == other.get(value.name, value.name.replace("_", " ").lower())


def test_kinds_and_relations_are_called_what_their_registries_say() -> None:
    assert all(label(code, "fr") == spec.fr and label(code, "en") == spec.en for code, spec in KINDS.items())
    assert all(label(code, "fr") == spec.fr and label(code, "en") == spec.en for code, spec in RELATIONS.items())


def test_text_that_is_no_code_is_left_alone() -> None:
    assert label("Saint-Médard-en-Jalles", "fr") == "Saint-Médard-en-Jalles"


def _catalogue() -> frozenset[str]:
    text = (Path(__file__).parents[2] / "src/labnet/wording/locale/fr/labels.po").read_text(encoding="utf-8")
    return frozenset(line[7:-1] for line in text.splitlines() if line.startswith('msgid "'))


def test_english_says_what_people_say_where_codes_do_not() -> None:
    assert (label("LOCAL", "en"), label("STATE", "en")) == ("local authorities", "State")
    assert (heading("externalInternal", "en"), heading("pValue", "en")) == ("E-I index", "p-value")


@pytest.mark.parametrize(
    ("relation", "name", "said"),
    [
        ("LAUREATE_OF", "Appel à projets", "x est lauréat d'Appel à projets"),
        ("MEMBER_OF", "État'LIN", "x est membre d'État'LIN"),
        ("PARTNERS_WITH", "Hauts-de-France", "x est partenaire de Hauts-de-France"),
        ("PARTNERS_WITH", "110 bis", "x est partenaire de 110 bis"),
        ("PARTNERS_WITH", "Le Lab RH", "x est partenaire du Lab RH"),
        ("MEMBER_OF", "Les Labonautes", "x est membre des Labonautes"),
        ("MEMBER_OF", "La 27e Région", "x est membre de La 27e Région"),
        ("PARTICIPATES_IN", "Les Labonautes", "x participe aux Labonautes"),
        ("SUCCEEDS", "Le Lab", "x succède au Lab"),
        ("FUNDS", "Maison de Avril", "x finance Maison de Avril"),
        ("PARTNERS_WITH", "", "x est partenaire de "),
    ],
)
def test_french_joins_a_preposition_to_the_name_that_follows(relation: str, name: str, said: str) -> None:
    assert tied("x", relation, name, "fr") == said


def test_english_leaves_names_as_they_are() -> None:
    assert tied("x", "MEMBER_OF", "Les Appels", "en") == "x is a member of Les Appels"
