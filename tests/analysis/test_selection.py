from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from labnet.analysis.selection import (
    ActorOrder,
    ActorSelection,
    Key,
    actor_keys,
    narrower,
)
from labnet.model.kinds import Actor, Lab
from labnet.model.records import Entity
from labnet.model.ties import Tie
from labnet.model.vocabularies import Sphere, Theme, Tier
from labnet.network.changes import Batch, apply, build
from labnet.network.image import Image

Draw = Callable[[str], Image]

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
IN_2015, IN_2017 = dt.date(2015, 6, 1), dt.date(2017, 6, 1)


def ids(image: Image, keys: Sequence[Key]) -> list[str]:
    return [image.actor(int(key[-1])).id for key in keys]


def kept(image: Image, **asked: Any) -> list[str]:
    return ids(image, actor_keys(image, ActorSelection(**asked)))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["city", "ida", "lab-joint", "lab-state", "ministry", "school"]),
        ({"kinds": frozenset({"LAB", "INNOVATOR"})}, ["ida", "lab-joint", "lab-state"]),
        ({"kinds": frozenset()}, []),
        ({"tiers": frozenset({Tier.COMMUNE, Tier.RESEARCH})}, ["city", "school"]),
        ({"spheres": frozenset({Sphere.LOCAL})}, ["city", "ida", "lab-joint"]),
        ({"spheres": frozenset({Sphere.BUSINESS})}, []),
        ({"themes": frozenset({"housing", "care"})}, ["city", "lab-state", "ministry"]),
        ({"territories": frozenset({"region:11"})}, ["lab-state", "ministry"]),
        ({"active_on": IN_2015}, ["city", "ida", "lab-state", "ministry", "school"]),
        ({"active_on": IN_2017}, ["city", "ida", "lab-joint", "ministry", "school"]),
        ({"active_on": dt.date(2016, 12, 31), "kinds": frozenset({"LAB"})}, ["lab-joint", "lab-state"]),
        ({"ids": frozenset({"ida", "nobody"})}, ["ida"]),
        ({"administration": 0}, ["lab-joint", "lab-state", "ministry"]),
        ({"not_administration": 0}, ["city", "ida", "school"]),
        ({"administration": 0, "not_administration": 1}, ["lab-state", "ministry"]),
        ({"administration": 0, "active_on": IN_2017}, ["lab-joint", "ministry"]),
        ({"kinds": frozenset({"LAB"}), "themes": frozenset({"housing"})}, ["lab-state"]),
    ],
)
def test_actors_are_kept_by_all_that_is_asked(network: Image, asked: dict[str, Any], found: list[str]) -> None:
    assert kept(network, **asked) == found


def test_lists_of_everything_are_sorted_once(network: Image) -> None:
    assert actor_keys(network, ActorSelection()) is actor_keys(network, ActorSelection())
    assert actor_keys(network, ActorSelection(kinds=frozenset({"LAB"}))) is actor_keys(
        network, ActorSelection(kinds=frozenset({"LAB"}))
    )


@pytest.fixture(scope="module")
def people(read: Callable[[str], list[Actor | Tie]]) -> Image:
    """Five labs whose names sort by their letters, whatever their accents and case; c and d are called the same.

    a has three ties, b, c and d one each, e none; b was changed after c, and the others nobody knows when.
    """
    records = read("""
        lab a name=Zoé since=2016
        lab b name=école since=2015-11
        lab c name=Eau
        lab d name=eau since=2016-02
        lab e name=Éclat
        a FEDERATES_WITH b
        a FEDERATES_WITH c
        d FEDERATES_WITH a
    """)
    changed = {"b": NOW + dt.timedelta(days=1), "c": NOW}
    return build(
        dataclasses.replace(record, updated_at=changed[record.id])
        if isinstance(record, Actor) and record.id in changed
        else record
        for record in records
    )


@pytest.mark.parametrize(
    ("order", "found"),
    [
        (ActorOrder.NAME, "cdeba"),
        (ActorOrder.TIES, "acdbe"),
        (ActorOrder.SINCE, "badce"),
        (ActorOrder.UPDATED, "bcdea"),
    ],
)
def test_actors_are_listed_in_the_order_asked_for_then_by_name(people: Image, order: ActorOrder, found: str) -> None:
    assert "".join(ids(people, actor_keys(people, ActorSelection(), order))) == found


def test_a_selection_keeps_the_order(people: Image) -> None:
    selection = ActorSelection(ids=frozenset("abc"))

    assert ids(people, actor_keys(people, selection, ActorOrder.SINCE)) == ["b", "a", "c"]


def test_actors_that_were_dropped_are_not_listed(people: Image) -> None:
    after = apply(people, Batch(dropped=[(Entity.ACTOR, "c")]), 2)

    assert ids(after, actor_keys(after, ActorSelection())) == ["d", "e", "b", "a"]


def test_themes_come_with_all_that_are_narrower() -> None:
    """Care contains health, which contains hospitals; water and rain contain each other."""
    broader = {"care": None, "health": "care", "hospitals": "health", "water": "rain", "rain": "water"}
    themes = [Theme(id=key, label_fr=key, label_en=key, broader=above) for key, above in broader.items()]
    image = build([*themes, Lab(id="a", name="A")])

    assert narrower(image, ["care"]) == {"care", "health", "hospitals"}
    assert narrower(image, ["hospitals", "water"]) == {"hospitals", "water", "rain"}
    assert narrower(image, ["unknown"]) == {"unknown"}
    assert narrower(image, []) == frozenset()
