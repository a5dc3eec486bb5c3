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
from labnet.wording.labels import heading, label

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
    other = {"LOCAL": "local authorities", "STATE": "State"}
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
