from __future__ import annotations

import pytest
from tests.shipped import Row, by_id, rows, split

from labnet.model.vocabularies import SPHERE_OF_TIER, Sphere, Tier

CALL = "prg-lit"
LAUREATES = {
    *("lab-zero", "lab-inso83", "lab-liric", "lab-siilab", "lab-labase"),
    *("lab-tilab", "lab-fabriquerh", "lab-archipel", "lab-labo", "lab-etatlin"),
}


def laureate_ties() -> dict[str, Row]:
    return {tie["from"]: tie for tie in rows("ties") if (tie["relation"], tie["to"]) == ("laureate_of", CALL)}


def evidence_about(about: str, field: str) -> list[Row]:
    return [row for row in rows("evidence") if (row["about"], row["field"]) == (about, field)]


# What the data set says


def test_ten_of_the_twelve_announced_laureates_are_known() -> None:
    call, laureates = by_id(rows("actors"))[CALL], laureate_ties()

    assert call["announced_laureates"] == "12"
    assert set(laureates) == LAUREATES
    assert {tie["since"] for tie in laureates.values()} == {"2016-11-18"}
    assert {tie["until"] for tie in laureates.values()} == {""}
    assert all(by_id(rows("actors"))[lab]["description"] for lab in laureates)


def test_the_call_has_its_dates_its_ceiling_and_its_months_of_support() -> None:
    call = by_id(rows("actors"))[CALL]

    assert (call["since"], call["until"]) == ("2016-04", "2016-09-28")
    assert (call["ceiling"], call["support_months"]) == ("250000", "18")


def test_three_sums_are_known_each_with_what_it_is_and_a_source_of_its_own() -> None:
    sums = {lab: (tie["amount"], tie["amount_basis"]) for lab, tie in laureate_ties().items() if tie["amount"]}

    assert sums == {
        "lab-labase": ("250000", "grant"),
        "lab-zero": ("170000", "budget"),
        "lab-archipel": ("162000", "unspecified"),
    }
    for lab, (amount, _) in sums.items():
        assert [row["value"] for row in evidence_about(f"tie:{laureate_ties()[lab]['id']}", "amount")] == [amount]


@pytest.mark.parametrize(
    ("actor", "field", "shown", "said"),
    [
        (CALL, "candidates", "", {"mod-2016": "17", "pref-ge-2016": "16"}),
        ("lab-siilab", "since", "2017", {"coval": "2016", "profil-siilab": "2017"}),
    ],
)
def test_sources_that_disagree_stand_side_by_side(actor: str, field: str, shown: str, said: dict[str, str]) -> None:
    found = {row["source"]: row["value"] for row in evidence_about(f"actor:{actor}", field)}

    assert found == said
    assert by_id(rows("actors"))[actor][field] == shown


def test_le_campus_is_another_name_of_labase_that_is_inferred() -> None:
    names = split(by_id(rows("actors"))["lab-labase"]["aliases"])

    doubts = evidence_about("actor:lab-labase", "aliases")
    assert "Le Campus" in names
    assert {(row["value"], row["confidence"]) for row in doubts} == {("Le Campus", "inferred")}
    (named,) = evidence_about(f"tie:{laureate_ties()['lab-labase']['id']}", "")
    assert (named["source"], named["confidence"]) == ("seed", "inferred")
    assert "Le Campus" in named["note"]


def test_that_the_national_call_of_lab_o_is_the_one_of_2016_is_inferred() -> None:
    tie = laureate_ties()["lab-labo"]
    (support,) = (row for row in rows("ties") if (row["relation"], row["to"]) == ("supports", "lab-labo"))

    assert {lab for lab, row in laureate_ties().items() if row["confidence"] == "inferred"} == {"lab-labo"}
    assert "appel à projet national" in tie["note"]
    assert support["confidence"] == "inferred"


def test_the_money_of_most_labs_is_said_to_have_ended_with_2018() -> None:
    said = {row["source"]: row for row in evidence_about(f"actor:{CALL}", "") if "2018" in row["note"]}

    assert {source: row["confidence"] for source, row in said.items()} == {"bercy-2022": "reported"}


def test_the_one_planned_cluster_has_no_member() -> None:
    planned = [actor["id"] for actor in rows("actors") if actor["planned"]]

    touching = [tie for tie in rows("ties") if {tie["from"], tie["to"]} & set(planned)]
    assert planned == ["clu-innovation-publique-bordeaux"]
    assert [(tie["from"], tie["relation"], tie["confidence"]) for tie in touching] == [
        ("lab-labase", "initiated", "inferred")
    ]


def test_three_labs_are_carried_by_the_state_and_a_local_authority_together() -> None:
    actors = by_id(rows("actors"))
    spheres: dict[str, set[Sphere]] = {}
    for tie in rows("ties"):
        if tie["relation"] == "carries" and actors[tie["to"]]["kind"] == "lab":
            tier = Tier[actors[tie["from"]]["tier"].upper()]
            spheres.setdefault(tie["to"], set()).add(SPHERE_OF_TIER[tier])

    together = {lab for lab, found in spheres.items() if {Sphere.STATE, Sphere.LOCAL} <= found}

    assert together == {"lab-labase", "lab-tilab", "lab-labest"}


def test_people_are_shown_in_their_public_role_only() -> None:
    people = [actor for actor in rows("actors") if actor["kind"] == "innovator"]

    assert len(people) == 12
    for person in people:
        assert person["role"]
        assert (person["visibility"], person["open_to_contact"], person["since"], person["until"]) == (
            *("public", "", "", ""),
        )


def test_the_posts_of_people_end_where_the_last_source_shows_them() -> None:
    people = {actor["id"] for actor in rows("actors") if actor["kind"] == "innovator"}
    posts = [tie for tie in rows("ties") if tie["from"] in people]

    assert {post["from"]: post["until"] for post in posts if post["relation"] == "works_for"} == {
        "christophe-mirmand": "2017-11",
        "julien-kounowski": "2016-11",
        "laure-de-la-breteche": "2015-07",
        "loig-chesnais-girard": "2017-11",
        "marthe-pommie": "2019-01-24",
        "stephane-bouillon": "2017-02-01",
        "thierry-lambert": "2025-10-13",
        "thomas-cazenave": "2018-11",
        "yannick-imbert": "2018-05",
    }
    for post in posts:
        (row,) = evidence_about(f"tie:{post['id']}", "until")
        assert (row["value"], row["confidence"]) == (post["until"], "inferred")


def test_a_seat_that_no_page_states_is_marked_as_inferred() -> None:
    actors = by_id(rows("actors"))
    inferred = {row["about"]: row for row in rows("evidence") if row["field"] == "territory"}

    assert {row["confidence"] for row in inferred.values()} == {"inferred"}
    assert all(actors[about.removeprefix("actor:")]["territory"] == row["value"] for about, row in inferred.items())
    assert "actor:sgmap" in inferred
    assert "actor:lab-zero" not in inferred
