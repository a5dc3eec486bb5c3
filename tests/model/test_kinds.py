from __future__ import annotations

import dataclasses

import pytest

from labnet.model import fields, kinds
from labnet.model.fields import fact, facts
from labnet.model.kinds import KINDS, Actor, Innovator, KindSpec, StateService, kind
from labnet.model.vocabularies import Tier, Visibility


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> dict[str, KindSpec]:
    """An empty registry in place of the real one."""
    monkeypatch.setattr(kinds, "KINDS", {})
    return kinds.KINDS


def test_every_class_of_actors_is_a_kind() -> None:
    classes = {value for value in vars(kinds).values() if isinstance(value, type) and issubclass(value, Actor)} - {
        Actor
    }

    assert classes == {spec.record for spec in KINDS.values()}


def test_kinds_have_the_codes_that_data_sets_use() -> None:
    assert list(KINDS) == [
        *("INNOVATOR", "LAB", "STATE_SERVICE", "LOCAL_AUTHORITY", "ORGANISATION"),
        *("CLUSTER", "PROJECT", "PROGRAMME", "EVENT"),
    ]


@pytest.mark.parametrize("code", KINDS)
def test_a_kind_is_registered_under_the_code_of_its_records(code: str) -> None:
    spec = KINDS[code]

    assert (spec.code, spec.record.kind, spec.record(id="a", name="A").kind) == (code, code, code)


@pytest.mark.parametrize("spec", KINDS.values(), ids=KINDS)
def test_a_kind_says_in_a_sentence_what_it_is(spec: KindSpec) -> None:
    assert spec.description == spec.record.__doc__
    assert spec.description.startswith(("A ", "Any ", "Work "))
    assert spec.description.endswith(".")


@pytest.mark.parametrize("spec", KINDS.values(), ids=KINDS)
def test_a_kind_has_words_for_people(spec: KindSpec) -> None:
    assert spec.fr
    assert spec.en
    assert spec.plural[:1].islower()
    assert spec.plural.isalpha()


def test_no_two_kinds_share_a_word() -> None:
    for words in zip(*((spec.plural, spec.fr, spec.en) for spec in KINDS.values()), strict=True):
        assert len(set(words)) == len(KINDS)


def test_each_tier_belongs_to_one_kind_of_body() -> None:
    tiers = [tier for spec in KINDS.values() for tier in spec.tiers]

    assert sorted(tiers, key=list(Tier).index) == list(Tier)


def test_bodies_works_and_hubs_are_apart() -> None:
    bodies, works, hubs = (
        {code for code, spec in KINDS.items() if getattr(spec, sort)} for sort in ("body", "work", "hub")
    )

    assert bodies == {"STATE_SERVICE", "LOCAL_AUTHORITY", "ORGANISATION"}
    assert works == {"LAB", "CLUSTER", "PROJECT", "EVENT"}
    assert hubs == {"PROGRAMME"}


def test_people_are_shown_to_members_and_all_else_to_everybody() -> None:
    hidden = [code for code, spec in KINDS.items() if spec.visibility is not Visibility.PUBLIC]

    assert hidden == ["INNOVATOR"]
    assert KINDS["INNOVATOR"].visibility is Visibility.MEMBERS


@pytest.mark.parametrize("spec", KINDS.values(), ids=KINDS)
def test_the_fields_of_a_kind_follow_those_of_all_actors(spec: KindSpec) -> None:
    common = facts(Actor)

    assert facts(spec.record)[: len(common)] == common


def test_kinds_share_no_field_of_their_own_under_different_types() -> None:
    types: dict[str, set[fields.FieldType]] = {}
    for spec in KINDS.values():
        for own in facts(spec.record):
            types.setdefault(own.name, set()).add(own.type)

    assert all(len(found) == 1 for found in types.values())


def test_records_cannot_be_changed() -> None:
    person = Innovator(id="a", name="A")

    with pytest.raises(dataclasses.FrozenInstanceError):
        person.role = "designer"  # type: ignore[misc] # that is the point


def test_versions_do_not_make_records_differ() -> None:
    one, other = (StateService(id="a", name="A", version=version) for version in (1, 2))

    assert one == other
    assert one != StateService(id="a", name="B")


def test_a_declared_class_becomes_a_kind(registry: dict[str, KindSpec]) -> None:
    @kind(plural="livingLabs", fr="laboratoire vivant", en="living lab", work=True, visibility=Visibility.PRIVATE)
    class LivingLabOfTheCity(Actor):
        """A lab
        in a street.
        """

        street: str | None = fact(fields.TEXT, "Where it is.", default=None)

    spec = registry["LIVING_LAB_OF_THE_CITY"]

    assert (spec.record, spec.description, spec.body) == (LivingLabOfTheCity, "A lab\nin a street.", False)
    assert (spec.work, spec.hub, spec.visibility) == (True, False, Visibility.PRIVATE)
    assert LivingLabOfTheCity(id="a", name="A", street="rue A").street == "rue A"
    assert facts(LivingLabOfTheCity)[-1].name == "street"


def test_a_kind_with_tiers_is_a_body(registry: dict[str, KindSpec]) -> None:
    @kind(plural="towns", fr="ville", en="town", tiers=frozenset({Tier.COMMUNE}))
    class Town(Actor):
        """A town."""

    assert registry[Town.kind].body
