from __future__ import annotations

import pytest

from labnet.model.kinds import KINDS
from labnet.model.relations import RELATIONS, Layer, RelationSpec, relations_in

EVERY = pytest.mark.parametrize("spec", RELATIONS.values(), ids=RELATIONS)


@EVERY
def test_the_ends_of_a_relation_are_kinds(spec: RelationSpec) -> None:
    assert spec.sources
    assert spec.targets
    assert spec.sources | spec.targets <= set(KINDS)


@EVERY
def test_a_relation_is_read_either_way_in_both_languages(spec: RelationSpec) -> None:
    words = (spec.fr, spec.en, spec.fr_back, spec.en_back)

    assert all(word == word.strip() and word for word in words)
    assert spec.description.endswith(".")


@EVERY
def test_a_relation_belongs_to_a_layer(spec: RelationSpec) -> None:
    assert spec.layers
    assert spec.code in set(relations_in(spec.layers))


@EVERY
def test_only_a_symmetric_relation_reads_the_same_either_way(spec: RelationSpec) -> None:
    assert (spec.fr == spec.fr_back) == (spec.en == spec.en_back) == spec.symmetric
    assert not spec.symmetric or spec.sources == spec.targets


def test_relations_stand_under_their_codes() -> None:
    assert list(RELATIONS) == [spec.code for spec in RELATIONS.values()]


def test_symmetric_relations_are_those_that_people_have_with_each_other() -> None:
    assert [code for code, spec in RELATIONS.items() if spec.symmetric] == ["COLLABORATES_WITH", "FEDERATES_WITH"]


def test_every_kind_can_be_tied() -> None:
    assert {end for spec in RELATIONS.values() for end in spec.sources} == set(KINDS)
    assert {end for spec in RELATIONS.values() for end in spec.targets} == set(KINDS)


def test_layers_say_what_walks_follow() -> None:
    money, programme, history = (set(relations_in(layer)) for layer in (Layer.MONEY, Layer.PROGRAMME, Layer.HISTORY))

    assert money == {"FUNDS", "SUPPORTS"}
    assert programme == {"LAUREATE_OF", "SELECTS"}
    assert history == {"SUCCEEDS"}
    assert set(relations_in(Layer.CONTACT)) == set(RELATIONS) - money - programme - history


def test_taking_part_and_belonging_are_contacts() -> None:
    contact = set(relations_in(Layer.CONTACT))

    assert set(relations_in(Layer.WORK | Layer.BELONGING)) == contact
    assert set(relations_in(Layer.WORK)) & set(relations_in(Layer.BELONGING)) == {"MEMBER_OF"}


def test_relations_of_several_layers_come_once_in_order_of_declaration() -> None:
    every = ~Layer(0)

    assert list(relations_in(every)) == list(RELATIONS)
    assert list(relations_in(Layer(0))) == []
