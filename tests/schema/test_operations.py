"""Every operation that labnet ships, on the data it ships; what is expected is worked out from the CSV files."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

Run: TypeAlias = Callable[..., Any]
Row: TypeAlias = dict[str, str]

PROJECT = Path(__file__).parents[2]
DATA = PROJECT / "data"
OPERATIONS = sorted((PROJECT / "schema" / "operations").glob("*.graphql"))
LOCAL = {"region", "department", "intercommunal", "commune", "special_status"}


def rows(name: str) -> list[Row]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def actors(kind: str | None = None) -> dict[str, Row]:
    return {row["id"]: row for row in rows("actors") if kind in (None, row["kind"])}


def ties(relation: str, *, to: str | None = None) -> list[Row]:
    return [row for row in rows("ties") if row["relation"] == relation and to in (None, row["to"])]


def names_of(ids: list[str]) -> set[str]:
    everybody = actors()
    return {everybody[key]["name"] for key in ids}


@pytest.mark.parametrize("path", OPERATIONS, ids=lambda path: path.stem)
def test_every_operation_has_titles_and_an_answer_without_errors(run: Run, path: Path) -> None:
    first, second = path.read_text(encoding="utf-8").splitlines()[:2]

    assert first.startswith("# en: ")
    assert second.startswith("# fr: ")
    assert run(path.stem)


# Bridges and collaborations


def test_three_labs_bridge_the_state_and_local_authorities(run: Run) -> None:
    nodes = run("bridges")["collaborations"]["nodes"]

    assert {node["subject"]["name"]: {part["actor"]["name"] for part in node["participants"]} for node in nodes} == {
        "Lab'EST": {"Préfecture de la région Grand Est", "Région Grand Est"},
        "LaBase": {
            "SGAR Nouvelle-Aquitaine",
            "DREAL Nouvelle-Aquitaine",
            "Conseil départemental de la Gironde",
            "Bordeaux Métropole",
        },
        "Ti Lab": {"Préfecture de la région Bretagne", "Région Bretagne"},
    }


def test_each_bridge_names_sources_with_addresses_and_crosses_administrations(run: Run) -> None:
    bridges = run("bridges")["collaborations"]

    assert bridges["totalCount"] == 3
    for node in bridges["nodes"]:
        assert node["spheres"] == ["STATE", "LOCAL"]
        assert node["crossAdministration"] is True
        for part in node["participants"]:
            sources = [item["source"] for item in part["evidence"] if item["source"]]
            assert any(source["url"].startswith("http") for source in sources)
            assert part["sphere"] == ("STATE" if part["actor"]["tier"].startswith("STATE") else "LOCAL")


def test_collaborations_that_must_cross_administrations_all_do(run: Run) -> None:
    crossing = run("collaborations", first=100)["collaborations"]
    others = run("collaborations", first=100, filter={"crossAdministration": False})["collaborations"]
    all_of_them = run("collaborations", first=100, filter={})["collaborations"]

    assert crossing["totalCount"] + others["totalCount"] == all_of_them["totalCount"]
    assert {"Lab'EST", "LaBase", "Ti Lab"} <= {node["subject"]["name"] for node in crossing["nodes"] if node["subject"]}
    assert "DREAL Nouvelle-Aquitaine" not in {
        part["actor"]["name"] for node in others["nodes"] for part in node["participants"]
    }


# Laureates and programmes


def test_ten_of_the_twelve_laureates_are_known_and_three_sums(run: Run) -> None:
    call = run("laureates")["actor"]

    sums = {
        each["lab"]["name"]: (each["award"]["amount"], each["award"]["currency"], each["awardBasis"])
        for each in call["laureates"]["nodes"]
        if each["award"]
    }
    assert (call["announcedLaureates"], call["laureates"]["totalCount"]) == (12, 10)
    assert {each["lab"]["slug"] for each in call["laureates"]["nodes"]} == {
        tie["from"] for tie in ties("laureate_of", to="prg-lit")
    }
    assert sums == {
        "LaBase": (250_000, "EUR", "GRANT"),
        "Lab Zéro": (170_000, "EUR", "BUDGET"),
        "Lab Archipel": (162_000, "EUR", "UNSPECIFIED"),
    }
    assert sum(each["award"] is None for each in call["laureates"]["nodes"]) == 7


def test_the_call_has_a_ceiling_and_eighteen_months(run: Run) -> None:
    call = run("laureates")["actor"]

    assert call["ceiling"] == {"amount": 250_000, "currency": "EUR"}
    assert call["supportMonths"] == 18


def test_sources_that_disagree_on_the_candidates_stand_side_by_side(run: Run) -> None:
    evidence = run("laureates")["actor"]["evidence"]

    assert {(item["value"], item["source"]["title"]) for item in evidence if item["field"] == "candidates"} == {
        ("17", "SGMAP, laboratoires d'innovation territoriale : des projets innovants"),
        ("16", "État en région Grand Est, douze laboratoires d'innovations territoriales récompensés"),
    }


def test_support_ended_in_may_2018_and_no_month_is_left(run: Run) -> None:
    nodes = run("laureates")["actor"]["laureates"]["nodes"]

    assert {(each["supportStartsOn"], each["supportEndsOn"], each["monthsRemaining"]) for each in nodes} == {
        ("2016-11-18", "2018-05-18", 0)
    }


def test_le_campus_is_another_name_of_labase_by_inference(run: Run) -> None:
    nodes = run("laureates")["actor"]["laureates"]["nodes"]
    lab = next(each["lab"] for each in nodes if each["lab"]["slug"] == "lab-labase")

    said = [item for item in lab["evidence"] if (item["field"], item["value"]) == ("aliases", "Le Campus")]
    assert "Le Campus" in lab["aliases"]
    assert len(said) == 3
    assert {item["confidence"] for item in said} == {"INFERRED"}
    assert all(item["note"] for item in said)


def test_ties_around_the_laureates_are_counted_only_where_there_are_any(run: Run) -> None:
    nodes = run("laureates")["actor"]["laureates"]["nodes"]
    circles = {
        each["lab"]["slug"]: {
            tie["from"] for name in ("carries", "partners_with") for tie in ties(name, to=each["lab"]["slug"])
        }
        for each in nodes
    }
    among = {
        lab: [tie for tie in rows("ties") if {tie["from"], tie["to"]} <= circle] for lab, circle in circles.items()
    }

    assert among == {lab: [] for lab in circles}
    assert {(each["carrierTiesBefore"], each["carrierTiesAfter"], each["undated"]) for each in nodes} == {(0, 0, 0)}


def test_programmes_tell_their_laureates(run: Run) -> None:
    programmes = run("programmes")["programmes"]

    assert programmes["totalCount"] == len(actors("programme"))
    assert {node["name"]: node["laureates"]["totalCount"] for node in programmes["nodes"]} == {
        row["name"]: len(ties("laureate_of", to=key)) for key, row in actors("programme").items()
    }


# Search


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pommier", "Marthe Pommié"),
        ("le campus bordeaux", "LaBase"),
        ("direction régionale jeunesse sports hauts de france", "DRJSCS Hauts-de-France"),
        ("sans domicile fixe", "sans-abrisme"),
        ("rough sleepers", "sans-abrisme"),
        ("e-government", "administration numérique"),
        ("coeur", "Les Restos du Cœur"),
        ("LABASE", "LaBase"),
    ],
)
def test_search_finds_first_what_is_meant(run: Run, text: str, expected: str) -> None:
    hits = run("search", text=text)["search"]

    first = hits[0]["node"]
    assert (first.get("name") or first.get("label")) == expected
    assert hits[0]["matches"]
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)


def test_search_says_so_when_it_finds_nothing(run: Run) -> None:
    assert run("search", text="xqzwvkj") == {"search": []}


def test_search_may_be_kept_to_kinds_and_to_a_number(run: Run) -> None:
    hits = run("search", text="innovation", kinds=["PROGRAMME", "CLUSTER"], first=3)["search"]

    assert len(hits) == 3
    assert {hit["node"]["kind"] for hit in hits} <= {"PROGRAMME", "CLUSTER"}


# Clusters, events, innovators, labs


def test_the_planned_cluster_has_no_member_and_les_labonautes_have_thirteen(run: Run) -> None:
    clusters = {node["name"]: node for node in run("clusters")["clusters"]["nodes"]}

    planned = clusters["Cluster de l'innovation publique (souhaité à Bordeaux)"]
    assert [name for name, node in clusters.items() if node["planned"]] == [planned["name"]]
    assert planned["members"]["totalCount"] == 0
    members = clusters["Les Labonautes"]["members"]
    assert members["totalCount"] == 13
    assert {node["from"]["name"] for node in members["nodes"]} == names_of(
        [tie["from"] for tie in ties("member_of", to="net-labonautes")]
    )


def test_events_tell_who_took_part(run: Run) -> None:
    events = {node["id"]: node for node in run("events")["events"]["nodes"]}

    assert set(events) == {f"actor:{key}" for key in actors("event")}
    hackathon = events["actor:evt-hackathon-rh-2018"]
    assert (hackathon["since"], hackathon["until"]) == ("2018-04-19", "2018-04-20")
    assert {(node["relation"], node["from"]["name"]) for node in hackathon["ties"]["nodes"]} == {
        ("RUNS", "La Fabrique RH"),
        ("PARTICIPATES_IN", "Préfecture de Paris et de la région Île-de-France"),
    }


def test_innovators_answer_to_whom_they_worked_for_then(run: Run) -> None:
    then = {node["name"]: node for node in run("innovators")["innovators"]["nodes"]}
    now = {node["name"]: node for node in run("innovators", asOf="2026-01-01")["innovators"]["nodes"]}

    assert set(then) == {row["name"] for row in actors("innovator").values()}
    assert then["Marthe Pommié"]["aliases"] == ["Marthe Pommier"]
    assert then["Marthe Pommié"]["administrations"] == [{"name": "Préfecture de région Provence-Alpes-Côte d'Azur"}]
    assert then["Thomas Cazenave"]["administrations"] == [{"name": "DITP"}]
    assert now["Marthe Pommié"]["administrations"] == now["Thomas Cazenave"]["administrations"] == []


def test_labs_tell_carriers_partners_and_projects(run: Run) -> None:
    labs = {node["id"]: node for node in run("labs")["labs"]["nodes"]}

    def expected(relation: str, lab: str) -> set[str]:
        return names_of([tie["from"] for tie in ties(relation, to=lab)])

    assert len(labs) == len(actors("lab")) == 29
    for key in actors("lab"):
        found = labs[f"actor:{key}"]
        assert {each["name"] for each in found["carriers"]} == expected("carries", key)
        assert {each["name"] for each in found["partners"]} == expected("partners_with", key)
        assert {each["name"] for each in found["projects"]["nodes"]} == names_of(
            [
                tie["to"]
                for tie in rows("ties")
                if tie["from"] == key
                and tie["relation"] in ("runs", "carries", "initiated")
                and tie["to"].startswith("prj-")
            ]
        )


# Actors, ties, vocabularies


def test_an_actor_tells_what_the_data_set_says_of_it(run: Run) -> None:
    row = actors()["lab-labase"]

    found = run("actor")["actor"]

    assert found["id"] == "actor:lab-labase"
    assert (found["name"], found["kind"], found["since"], found["until"]) == (row["name"], "LAB", row["since"], None)
    assert found["aliases"] == row["aliases"].split("|")
    assert found["description"] == row["description"]
    assert [theme["slug"] for theme in found["themes"]] == row["themes"].split("|")
    assert found["territory"]["id"] == "territory:department:33"
    assert found["territory"]["parent"] == {"name": "Nouvelle-Aquitaine"}
    assert found["spheres"] == ["STATE", "LOCAL"]
    assert found["fictional"] is False
    assert {tie["id"] for tie in found["ties"]["nodes"]} == {
        f"tie:{tie['id']}" for tie in rows("ties") if "lab-labase" in (tie["from"], tie["to"])
    }


def test_actors_are_listed_by_their_number_of_ties(run: Run) -> None:
    degrees = sorted(
        (sum(key in (tie["from"], tie["to"]) for tie in rows("ties")) for key in actors()),
        reverse=True,
    )

    listed = run("actors", first=100)["actors"]

    assert listed["totalCount"] == 155
    assert [node["ties"]["totalCount"] for node in listed["nodes"]] == degrees[:100]


def test_ties_between_the_state_and_local_authorities_join_the_two(run: Run) -> None:
    tiers = {row["name"]: row["tier"] for row in actors().values() if row["tier"]}

    found = run("ties", first=100)["ties"]

    # The event is run by a lab that the State alone carries; works that both carry, such as LaBase, are in between.
    assert [node["id"] for node in found["nodes"]] == ["tie:cd-nord.participates_in.evt-siilab-2019-10-02.2019-10-02"]
    assert tiers["Département du Nord"] == "department"


def test_themes_count_who_works_on_them_or_on_narrower_ones(run: Run) -> None:
    broader = {row["id"]: row["broader"] for row in rows("themes")}

    def within(theme: str, other: str) -> bool:
        return theme == other or (theme != "" and within(broader[theme], other))

    listed = run("themes", first=100)["themes"]

    assert listed["totalCount"] == len(broader)
    assert {node["slug"]: node["actors"]["totalCount"] for node in listed["nodes"]} == {
        theme: sum(
            any(within(own, theme) for own in row["themes"].split("|") if own in broader) for row in actors().values()
        )
        for theme in broader
    }


def test_territories_count_who_is_there_or_within(run: Run) -> None:
    parent = {f"{row['level']}:{row['code']}": row["parent"] for row in rows("territories")}

    def within(place: str, other: str) -> bool:
        return place == other or (place != "" and within(parent[place], other))

    listed = run("territories")["territories"]

    assert listed["totalCount"] == sum(key.startswith("region:") for key in parent)
    assert {node["id"]: node["actors"]["totalCount"] for node in listed["nodes"]} == {
        f"territory:{place}": sum(within(row["territory"], place) for row in actors().values())
        for place in parent
        if place.startswith("region:")
    }


# Nodes and the viewer


def test_nodes_are_found_again_by_their_global_ids(run: Run) -> None:
    found = run("node")

    assert found["node"] == {"__typename": "Cluster", "id": "actor:net-labonautes", "name": "Les Labonautes"}
    assert [(node["__typename"], node["id"]) for node in found["nodes"]] == [
        ("Territory", "territory:region:75"),
        ("Theme", "theme:open-data"),
        ("Source", "source:seed"),
    ]


def test_a_visitor_is_nobody(run: Run) -> None:
    assert run("viewer") == {"viewer": None}
