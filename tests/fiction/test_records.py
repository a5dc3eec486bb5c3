from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable

import pytest

from labnet.assets import data_folder
from labnet.fiction import names
from labnet.fiction.community import Community
from labnet.fiction.plan import Plan
from labnet.fiction.records import actors, ties
from labnet.model.kinds import KINDS, Actor, Innovator, Programme
from labnet.model.ties import Tie, tie_id
from labnet.model.vocabularies import SPHERE_OF_TIER, Confidence, Sphere, Visibility


@pytest.fixture(scope="module")
def cast(town: Community) -> list[Actor]:
    return list(actors(town))


def people(cast: list[Actor]) -> list[Innovator]:
    return [actor for actor in cast if isinstance(actor, Innovator)]


def share(those: list[bool]) -> float:
    return sum(those) / len(those)


def test_records_come_in_the_order_of_their_ids_and_ties_are_named_by_what_they_join(
    town: Community, cast: list[Actor]
) -> None:
    found = list(ties(town))

    for ids in ([actor.id for actor in cast], [tie.id for tie in found]):
        assert ids == sorted(set(ids))
    assert all(tie.id == tie_id(tie.from_id, tie.relation, tie.to_id, tie.since) for tie in found)


def test_all_kinds_and_spheres_are_there(cast: list[Actor]) -> None:
    assert {actor.kind for actor in cast} == set(KINDS)
    assert {SPHERE_OF_TIER.get(actor.tier) for actor in cast if actor.tier} >= set(Sphere)


def test_most_people_are_public_some_are_left_to_their_default_and_few_are_private(cast: list[Actor]) -> None:
    seen = Counter(person.visibility for person in people(cast))

    shares = {visibility: count / len(people(cast)) for visibility, count in seen.items()}
    assert shares == {
        Visibility.PUBLIC: pytest.approx(0.80, abs=0.04),
        None: pytest.approx(0.15, abs=0.04),
        Visibility.PRIVATE: pytest.approx(0.05, abs=0.02),
    }
    works = Counter(actor.visibility for actor in cast if KINDS[actor.kind].work)
    assert 0 < works[Visibility.PRIVATE] < works[None]
    assert 0 < works[Visibility.MEMBERS] < works[None]


def test_everything_is_marked_as_fictional_and_rests_on_one_made_up_source(town: Community, cast: list[Actor]) -> None:
    assert all(actor.fictional for actor in cast)
    records: list[Actor | Tie] = [*cast, *ties(town)]
    evidence = [piece for record in records for piece in record.evidence]
    assert len(evidence) == len(cast) + len(town.ties)
    assert {piece.source for piece in evidence} == {"fiction-11"}
    assert {piece.confidence for piece in evidence} == {Confidence.DECLARED, Confidence.INFERRED}


def test_names_are_invented_from_syllables_with_letters_rare_in_french(cast: list[Actor]) -> None:
    rare = set("kwxyz")
    shipped = (data_folder() / "actors.csv").read_text(encoding="utf-8")
    real = {row["name"] for row in csv.DictReader(shipped.splitlines())}

    assert all(rare & set(name.lower()) for name in (*names.FIRST_NAMES, *names.LAST_NAMES, *names.PLACES))
    assert not real & {actor.name for actor in cast}
    assert all(set(person.name.split()) <= {*names.FIRST_NAMES, *names.LAST_NAMES} for person in people(cast))
    towns = [actor for actor in cast if actor.kind in {"LOCAL_AUTHORITY", "LAB", "PROJECT", "CLUSTER"}]
    assert all(actor.name.endswith(names.PLACES) for actor in towns)


def test_some_offer_help_look_for_it_have_a_trade_and_are_open_to_contact(cast: list[Actor]) -> None:
    everybody = people(cast)

    shares = [
        share([bool(person.offers) for person in everybody]),
        share([bool(person.needs) for person in everybody]),
        share([person.role is not None for person in everybody]),
        share([person.open_to_contact for person in everybody]),
    ]
    assert shares == pytest.approx([0.3, 0.25, 0.6, 0.7], abs=0.05)


def test_a_few_are_dormant(cast: list[Actor]) -> None:
    everybody = people(cast)
    projects = [actor for actor in cast if actor.kind == "PROJECT"]
    labs = [actor for actor in cast if actor.kind == "LAB"]

    assert share([person.until is not None for person in everybody]) == pytest.approx(0.03, abs=0.015)
    assert 0.1 < share([project.until is not None for project in projects]) < 0.6
    assert any(lab.until for lab in labs)
    for group in (everybody, projects):
        long_ago = [actor.confirmed_at is not None and actor.confirmed_at.year < 2020 for actor in group]
        assert share(long_ago) == pytest.approx(0.04, abs=0.03)


def test_every_actor_has_a_place_and_a_subject(cast: list[Actor]) -> None:
    assert all(actor.territory and 1 <= len(actor.themes) <= 2 for actor in cast)
    assert {(actor.territory or "").partition(":")[0] for actor in cast} == {"country", "region", "department"}


def test_programmes_say_what_they_give_and_some_ties_what_was_given(town: Community, cast: list[Actor]) -> None:
    programmes = [actor for actor in cast if isinstance(actor, Programme)]
    found = list(ties(town))

    assert all(programme.budget and programme.ceiling and programme.support_months for programme in programmes)
    assert all((tie.amount is not None) == (tie.relation in {"FUNDS", "LAUREATE_OF"}) for tie in found)
    assert {tie.role is not None for tie in found} == {True, False}
    assert {tie.weight for tie in found} == {1.0, 2.0, 3.0, 5.0}


def test_a_person_alone_has_a_body_to_work_for(drawn: Callable[[Plan], Community]) -> None:
    community = drawn(Plan(1, 1))

    body, person = actors(community)
    (tie,) = ties(community)
    assert KINDS[body.kind].body
    assert (tie.from_id, tie.relation, tie.to_id) == (person.id, "WORKS_FOR", body.id)


def test_ministries_have_names_of_their_own_however_many_there_are(drawn: Callable[[Plan], Community]) -> None:
    heads = [actor.name for actor in actors(drawn(Plan(400, 2))) if actor.administration == actor.id]

    assert len(set(heads)) == len(heads)
