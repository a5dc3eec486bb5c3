from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parents[2] / "data"
ACTORS = "query($filter: ActorFilter) { actors(filter: $filter, first: 100) { totalCount nodes { slug } } }"
TIES = "query($filter: TieFilter) { ties(filter: $filter, first: 100) { totalCount nodes { id } } }"
COLLABORATIONS = """
query($filter: CollaborationFilter) {
  collaborations(filter: $filter, first: 100) { totalCount nodes { id } }
}
"""


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def slugs(keep: Callable[[dict[str, str]], bool]) -> set[str]:
    return {row["id"] for row in rows("actors") if keep(row)}


def chosen(ask: Callable[..., Any], **filter_: Any) -> set[str]:
    found = ask(ACTORS, {"filter": filter_})["actors"]
    assert found["totalCount"] == len(found["nodes"])
    return {node["slug"] for node in found["nodes"]}


def of_ids(ask: Callable[..., Any], document: str, **filter_: Any) -> set[str]:
    (found,) = ask(document, {"filter": filter_}).values()
    assert found["totalCount"] == len(found["nodes"])
    return {node["id"].partition(":")[2] for node in found["nodes"]}


# Actors


def test_an_empty_filter_keeps_everybody(ask: Callable[..., Any]) -> None:
    filters: list[dict[str, Any] | None] = [{}, None]
    totals = [ask(ACTORS, {"filter": filter_})["actors"]["totalCount"] for filter_ in filters]

    assert totals == [155, 155]


def test_kinds_and_tiers_keep_those_of_any_of_them(ask: Callable[..., Any]) -> None:
    assert chosen(ask, kinds=["CLUSTER", "EVENT"]) == slugs(lambda row: row["kind"] in ("cluster", "event"))
    assert chosen(ask, tiers=["REGION", "RESEARCH"]) == slugs(lambda row: row["tier"] in ("region", "research"))
    assert chosen(ask, kinds=["LAB"], tiers=["REGION"]) == set()


def test_an_empty_list_keeps_nobody(ask: Callable[..., Any]) -> None:
    assert chosen(ask, kinds=[]) == chosen(ask, themes=[]) == chosen(ask, spheres=[]) == set()


def test_spheres_of_bodies_follow_from_their_tiers(ask: Callable[..., Any]) -> None:
    found = chosen(ask, spheres=["CIVIL_SOCIETY"], kinds=["ORGANISATION"])

    assert found == slugs(lambda row: row["tier"] == "association")


@pytest.mark.parametrize("theme", ["digital", "theme:digital"])
def test_a_theme_holds_its_narrower_ones(ask: Callable[..., Any], theme: str) -> None:
    narrower = {row["id"] for row in rows("themes") if row["broader"] == "digital"} | {"digital"}
    narrower |= {row["id"] for row in rows("themes") if row["broader"] in narrower}

    assert chosen(ask, themes=[theme]) == slugs(lambda row: not narrower.isdisjoint(row["themes"].split("|")))


@pytest.mark.parametrize("territory", ["region:93", "territory:region:93"])
def test_a_territory_holds_those_within_it(ask: Callable[..., Any], territory: str) -> None:
    within = {f"{row['level']}:{row['code']}" for row in rows("territories") if row["parent"] == "region:93"}

    assert chosen(ask, territory=territory) == slugs(lambda row: row["territory"] in within | {"region:93"})


def test_an_administration_keeps_those_that_answer_to_it(ask: Callable[..., Any]) -> None:
    found = chosen(ask, administration="actor:pref-paca", kinds=["STATE_SERVICE"])
    others = chosen(ask, notAdministration="actor:pref-paca", kinds=["STATE_SERVICE"])

    assert found == {"pref-paca", "sgar-paca"}
    assert found | others == slugs(lambda row: row["kind"] == "state_service")
    assert found & others == set()


def test_active_on_keeps_who_was_there_and_whose_dates_are_unknown(ask: Callable[..., Any]) -> None:
    def there(row: dict[str, str], day: str) -> bool:
        return (row["since"] or "0") <= day and day[: len(row["until"])] <= (row["until"] or "9")

    found = chosen(ask, activeOn="2016-06-01", kinds=["LAB", "PROGRAMME", "CLUSTER"])

    kinds = ("lab", "programme", "cluster")
    assert found == slugs(lambda row: row["kind"] in kinds and there(row, "2016-06-01"))
    assert "lab-zero" in chosen(ask, activeOn="2020-12-31", kinds=["LAB"])
    assert "lab-zero" not in chosen(ask, activeOn="2021-01-01", kinds=["LAB"])


def test_text_keeps_what_a_search_finds(ask: Callable[..., Any]) -> None:
    found = chosen(ask, text="sans-abri")
    hits = ask('{ search(text: "sans-abri", first: 100) { node { ... on Actor { slug } } } }')["search"]

    assert found == {hit["node"]["slug"] for hit in hits if hit["node"]}
    assert "prj-zero-sans-abri" in found
    assert chosen(ask, text="xqzwvkj") == set()


@pytest.mark.parametrize(
    ("filter_", "message"),
    [
        ({"themes": ["nope"]}, "'nope' is not a theme"),
        ({"territory": "93"}, "'93' is not a territory; write its level and code, as in region:93"),
        ({"administration": "pref-paca"}, "administration: 'pref-paca' is not the id of an actor"),
        ({"notAdministration": "tie:x"}, "notAdministration: 'tie:x' is not the id of an actor"),
    ],
)
def test_words_that_mean_nothing_are_refused(body: Callable[..., Any], filter_: dict[str, Any], message: str) -> None:
    (error,) = body(ACTORS, {"filter": filter_})["errors"]

    assert error["extensions"] == {"code": "BAD_INPUT"}
    assert error["message"].startswith(message)
    assert error["path"] == ["actors"]


# Filters on lists that are filtered already


def test_a_typed_list_asked_for_another_kind_is_empty(ask: Callable[..., Any]) -> None:
    found = ask("{ none: labs(filter: {kinds: [PROJECT]}) { totalCount } all: labs(filter: {}) { totalCount } }")

    assert (found["none"]["totalCount"], found["all"]["totalCount"]) == (0, 29)


def test_actors_of_a_theme_are_narrowed_by_another_one(ask: Callable[..., Any]) -> None:
    document = (
        '{ node(id: "theme:homelessness") { ... on Theme { actors(filter: {themes: ["%s"]}) { nodes { slug } } } } }'
    )

    found = {theme: ask(document % theme)["node"]["actors"]["nodes"] for theme in ("temporary-use", "water")}

    assert found == {"temporary-use": [{"slug": "prj-coco-velten"}], "water": []}


def test_actors_of_a_territory_are_narrowed_by_another_one(ask: Callable[..., Any]) -> None:
    document = """
    query($filter: ActorFilter) {
      node(id: "territory:region:93") { ... on Territory { actors(filter: $filter) { nodes { slug } } } }
    }
    """

    inside = ask(document, {"filter": {"territory": "department:83"}})["node"]["actors"]["nodes"]
    outside = ask(document, {"filter": {"territory": "region:53"}})["node"]["actors"]["nodes"]

    assert (inside, outside) == ([{"slug": "lab-inso83"}], [])


# Ties


def test_ties_are_kept_by_relation_and_day(ask: Callable[..., Any]) -> None:
    runs = {row["id"] for row in rows("ties") if row["relation"] == "runs"}

    then = of_ids(ask, TIES, relations=["WORKS_FOR"], activeOn="2018-11-15")
    assert of_ids(ask, TIES, relations=["RUNS"]) == runs
    assert "thomas-cazenave.works_for.ditp" in then
    assert "yannick-imbert.works_for.pref-idf" not in then


def test_ties_are_kept_by_the_territory_or_theme_of_an_end(ask: Callable[..., Any]) -> None:
    here = slugs(lambda row: row["territory"] == "department:59")
    working = slugs(lambda row: "food" in row["themes"].split("|"))

    assert of_ids(ask, TIES, territory="department:59") == {
        row["id"] for row in rows("ties") if {row["from"], row["to"]} & here
    }
    assert of_ids(ask, TIES, theme="theme:food") == {
        row["id"] for row in rows("ties") if {row["from"], row["to"]} & working
    }


def test_ties_within_a_sphere_are_asked_for_by_that_sphere_alone(ask: Callable[..., Any]) -> None:
    tiers = {row["id"]: row["tier"] for row in rows("actors")}

    found = of_ids(ask, TIES, between=["BUSINESS"], relations=["COLLABORATES_WITH", "CARRIES"])

    ends = [(tiers[row["from"]], tiers[row["to"]]) for row in rows("ties") if row["id"] in found]
    assert found
    assert all({one, other} <= {"company", ""} for one, other in ends)


@pytest.mark.parametrize("filter_", [{"theme": "nope"}, {"territory": "nope"}])
def test_filters_of_ties_and_collaborations_refuse_unknown_words(
    body: Callable[..., Any], filter_: dict[str, str]
) -> None:
    for document in (TIES, COLLABORATIONS):
        assert body(document, {"filter": filter_})["errors"][0]["extensions"] == {"code": "BAD_INPUT"}


# Collaborations


def test_collaborations_are_kept_by_participant(ask: Callable[..., Any]) -> None:
    found = of_ids(ask, COLLABORATIONS, participant="actor:sgar-na")

    assert found == {"lab-labase"}


def test_collaborations_are_kept_by_kind_theme_and_territory(ask: Callable[..., Any]) -> None:
    found = of_ids(ask, COLLABORATIONS, kinds=["PROJECT"], theme="homelessness", territory="region:93")

    assert found == {"prj-coco-velten"}


def test_collaborations_are_kept_by_how_many_take_part(ask: Callable[..., Any]) -> None:
    def parts(lab: str) -> set[str]:
        return {row["from"] for row in rows("ties") if row["to"] == lab and row["relation"] == "carries"}

    found = of_ids(ask, COLLABORATIONS, kinds=["LAB"], relations=["CARRIES"], minParticipants=2)
    alone = of_ids(ask, COLLABORATIONS, kinds=["LAB"], relations=["CARRIES"], minParticipants=1)

    labs = slugs(lambda row: row["kind"] == "lab")
    assert found == {lab for lab in labs if len(parts(lab)) >= 2}
    assert alone == {lab for lab in labs if parts(lab)}


def test_collaborations_of_a_day_count_who_took_part_that_day(ask: Callable[..., Any]) -> None:
    before = of_ids(ask, COLLABORATIONS, kinds=["LAB"], relations=["CARRIES"], activeOn="2016-12-31")
    after = of_ids(ask, COLLABORATIONS, kinds=["LAB"], relations=["CARRIES"], activeOn="2017-07-01")

    assert "lab-labase" not in before
    assert {"lab-labase", "lab-tilab", "lab-zero"} <= after


def test_works_that_span_spheres_have_participants_of_each(ask: Callable[..., Any]) -> None:
    found = of_ids(ask, COLLABORATIONS, spans=["STATE", "LOCAL"], kinds=["LAB"], relations=["CARRIES"])

    assert found == {"lab-labase", "lab-labest", "lab-tilab"}
