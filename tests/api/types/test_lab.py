from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from labnet.service.registry import Registry

Read: TypeAlias = Callable[[str], list[Any]]
Ask: TypeAlias = Callable[..., Any]

LAB = """
lab l
organisation old
organisation new
organisation friend
project b name=Banc
project a name=âge
event e
programme p
old CARRIES l until=2018
new CARRIES l since=2019
friend PARTNERS_WITH l since=2017
l RUNS a
l INITIATED a
l CARRIES b
l RUNS e
l LAUREATE_OF p since=2016
"""


def test_carriers_and_partners_are_those_of_the_day(
    plant: Callable[..., Registry], asking: Callable[[Registry], Ask], read: Read
) -> None:
    ask = asking(plant(*read(LAB)))

    found = ask(
        """
        { labs { nodes {
            now: carriers { slug } then: carriers(asOf: "2018-12-31") { slug }
            partners { slug } early: partners(asOf: "2016-06-01") { slug } } } }
        """
    )["data"]["labs"]["nodes"][0]

    assert found == {
        "now": [{"slug": "new"}],
        "then": [{"slug": "old"}],
        "partners": [{"slug": "friend"}],
        "early": [],
    }


def test_projects_are_listed_once_by_name_and_are_nothing_else(
    plant: Callable[..., Registry], asking: Callable[[Registry], Ask], read: Read
) -> None:
    ask = asking(plant(*read(LAB)))

    (lab,) = ask("{ labs { nodes { projects { totalCount nodes { slug } } } } }")["data"]["labs"]["nodes"]

    assert lab["projects"] == {"totalCount": 2, "nodes": [{"slug": "a"}, {"slug": "b"}]}


def test_awards_name_the_programme_and_the_lab(ask: Ask) -> None:
    found = ask(
        """
        { actor(by: {slug: "lab-labo"}) { ... on Lab {
            awards { lab { slug } programme { slug } supportStartsOn } } } }
        """
    )["actor"]["awards"]

    assert {award["lab"]["slug"] for award in found} == {"lab-labo"}
    assert {(award["programme"]["slug"], award["supportStartsOn"]) for award in found} == {
        ("prg-lit", "2016-11-18"),
        ("prg-ftap", "2018"),
    }
