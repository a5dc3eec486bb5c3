"""The shipped data set is sound: it parses, its references resolve, and what its README claims is what it holds."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

import pytest

from labnet.model.dates import PartialDate
from labnet.model.fields import URL, Fact, facts
from labnet.model.identifiers import is_id
from labnet.model.kinds import KINDS, Actor
from labnet.model.relations import RELATIONS
from labnet.model.ties import Tie, tie_id
from labnet.model.vocabularies import SPHERE_OF_TIER, Sphere, TerritoryLevel, Tier

Row: TypeAlias = dict[str, str]

FOLDER = Path(__file__).parents[2] / "data"
CALL = "prg-lit"
LAUREATES = {
    *("lab-zero", "lab-inso83", "lab-liric", "lab-siilab", "lab-labase"),
    *("lab-tilab", "lab-fabriquerh", "lab-archipel", "lab-labo", "lab-etatlin"),
}
PROVENANCE = ["source", "confidence", "note"]


def rows(name: str) -> list[Row]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return [{column: unescaped(cell) for column, cell in row.items()} for row in csv.DictReader(lines)]


def unescaped(cell: str) -> str:
    return cell[1:] if re.match(r"'+[=+\-@\t\r]", cell) else cell


def escaped(cell: str) -> str:
    return f"'{cell}" if re.match(r"'*[=+\-@\t\r]", cell) else cell


def split(cell: str) -> list[str]:
    return [item for item in cell.split("|") if item]


def by_id(records: Iterable[Row]) -> dict[str, Row]:
    return {row["id"]: row for row in records}


def kind_of(actor: Row) -> str:
    return actor["kind"].upper()


def columns_of(record: type) -> dict[str, Fact]:
    return {fact.column: fact for fact in facts(record)}


def laureate_ties() -> dict[str, Row]:
    return {tie["from"]: tie for tie in rows("ties") if (tie["relation"], tie["to"]) == ("laureate_of", CALL)}


def evidence_about(about: str, field: str) -> list[Row]:
    return [row for row in rows("evidence") if (row["about"], row["field"]) == (about, field)]


def readme_counts(heading: str) -> dict[str, list[int]]:
    section = (FOLDER / "README.md").read_text(encoding="utf-8").split(f"# {heading}\n", 1)[1].split("\n#", 1)[0]
    lines = re.findall(r"^\| ([a-z_.]+) \|((?: \d+ \|)+)$", section, re.MULTILINE)
    return {name: [int(number) for number in re.findall(r"\d+", numbers)] for name, numbers in lines}


# Form


def test_the_readme_counts_what_the_files_hold() -> None:
    actors, ties, evidence = rows("actors"), rows("ties"), rows("evidence")

    found = [Counter(row["confidence"] for row in records) for records in (actors, ties, evidence)]
    assert readme_counts("What is in it") == {path.name: [len(rows(path.stem))] for path in FOLDER.glob("*.csv")}
    assert readme_counts("Actors by kind") == {kind: [n] for kind, n in Counter(row["kind"] for row in actors).items()}
    assert readme_counts("Ties by relation") == {
        relation: [n] for relation, n in Counter(row["relation"] for row in ties).items()
    }
    assert readme_counts("Confidence") == {
        word: [counter[word] for counter in found] for word in ("sourced", "reported", "inferred")
    }


def test_the_description_names_a_licence_and_every_file_and_says_that_nothing_is_fictional() -> None:
    package = json.loads((FOLDER / "datapackage.json").read_text(encoding="utf-8"))

    assert package["fictional"] is False
    assert [licence["name"] for licence in package["licenses"]] == ["etalab-2.0"]
    assert {resource["path"] for resource in package["resources"]} == {path.name for path in FOLDER.glob("*.csv")}


def test_columns_stand_in_the_order_of_the_model() -> None:
    own = dict.fromkeys(column for spec in KINDS.values() for column in columns_of(spec.record))
    last = {"id", *PROVENANCE}

    assert list(rows("actors")[0]) == ["id", "kind", *(column for column in own if column not in last), *PROVENANCE]
    assert list(rows("ties")[0]) == [*(column for column in columns_of(Tie) if column not in PROVENANCE), *PROVENANCE]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.csv")), ids=lambda path: path.stem)
def test_a_file_is_written_in_the_canonical_form(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")

    records = rows(path.stem)
    keys = [row.get("id") or row.get("about") or f"{row['level']}:{row['code']}" for row in records]
    assert keys == sorted(keys)
    assert "\r" not in text
    assert text.endswith("\n")
    assert all(cell == cell.strip() for row in records for cell in row.values())
    assert all(cell == escaped(unescaped(cell)) for cells in csv.reader(text.splitlines()) for cell in cells)


@pytest.mark.parametrize("name", ["actors", "ties", "sources", "themes"])
def test_ids_are_unique_and_well_formed(name: str) -> None:
    ids = [row["id"] for row in rows(name)]

    assert len(set(ids)) == len(ids)
    assert name == "ties" or all(map(is_id, ids))


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_no_file_holds_odd_characters_or_rests_on_what_somebody_remembers(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert "memory" not in text.lower()
    assert "labase-na" not in text
    assert [char for char in text if not (char.isprintable() or char == "\n")] == []


@pytest.mark.parametrize("name", ["actors", "ties", "evidence", "sources"])
def test_notes_name_no_key_of_a_source_and_hold_no_markup(name: str) -> None:
    keys = "|".join(re.escape(source["id"]) for source in rows("sources"))
    key = re.compile(rf"(?<![\w-])(?:{keys})(?![\w-])")

    notes = [row["note"] for row in rows(name)]
    assert any(notes)
    assert [note for note in notes if key.search(note) or "`" in note] == []


@pytest.mark.parametrize("name", ["actors", "ties", "evidence", "sources"])
def test_notes_are_in_french(name: str) -> None:
    english = re.compile(r"\b(?:the|of|and|by|in|with|press|labs|laureate)\b|\bEUR\b|\d{4}-\d\d-\d\d")

    assert [row["note"] for row in rows(name) if english.search(row["note"])] == []


# Values


def test_every_value_parses_and_is_written_as_the_model_writes_it() -> None:
    records = [(row, KINDS[kind_of(row)].record) for row in rows("actors")] + [(row, Tie) for row in rows("ties")]

    for row, record in records:
        for column, fact in columns_of(record).items():
            assert not row[column] or fact.type.format(fact.type.parse(row[column])) == row[column]


def test_every_actor_is_real_and_has_a_name_and_no_value_of_another_kind() -> None:
    known = {*columns_of(Actor), "kind", *PROVENANCE}

    for actor in rows("actors"):
        assert actor["name"]
        assert actor["fictional"] == "no"
        strange = set(actor) - known - set(columns_of(KINDS[kind_of(actor)].record))
        assert [column for column in strange if actor[column]] == []


def test_bodies_have_a_tier_of_their_kind_and_an_administration_and_others_have_neither() -> None:
    actors = by_id(rows("actors"))

    for actor in actors.values():
        spec = KINDS[kind_of(actor)]
        if spec.body:
            assert Tier[actor["tier"].upper()] in spec.tiers
            assert KINDS[kind_of(actors[actor["administration"]])].body
        else:
            assert (actor["tier"], actor["administration"]) == ("", "")


def test_dates_do_not_end_before_they_begin() -> None:
    dated = [row for name in ("actors", "ties") for row in rows(name) if row["since"] and row["until"]]

    assert all(PartialDate.parse(row["since"]).start_code <= PartialDate.parse(row["until"]).end_code for row in dated)


def test_sources_have_a_title_a_sound_address_and_a_date_that_parses() -> None:
    for source in rows("sources"):
        assert source["title"]
        assert not source["url"] or urlsplit(str(URL.parse(source["url"]))).hostname
        assert not source["date"] or PartialDate.parse(source["date"]).last_day() < dt.date(2026, 12, 1)


# References


def test_every_actor_and_tie_has_sources_and_a_confidence() -> None:
    for row in [*rows("actors"), *rows("ties")]:
        assert split(row["source"])
        assert row["confidence"] in {"sourced", "reported", "inferred"}


def test_the_sources_are_those_that_rows_cite() -> None:
    cited = {source for name in ("actors", "ties") for row in rows(name) for source in split(row["source"])}
    cited |= {row["source"] for name in ("evidence", "territories") for row in rows(name)}

    assert cited == {source["id"] for source in rows("sources")}


def test_the_article_and_its_republication_alone_do_not_make_a_fact_sourced() -> None:
    for row in [*rows("actors"), *rows("ties")]:
        if set(split(row["source"])) <= {"seed", "cresspaca"}:
            assert row["confidence"] in {"reported", "inferred"}


def test_the_themes_are_those_that_actors_name_and_their_hierarchy_has_no_circle() -> None:
    themes = by_id(rows("themes"))
    used = {theme for actor in rows("actors") for theme in split(actor["themes"])}

    assert used == set(themes)
    for theme in themes.values():
        seen, broader = {theme["id"]}, theme["broader"]
        while broader:
            assert broader not in seen
            seen.add(broader)
            broader = themes[broader]["broader"]


def test_a_theme_has_labels_and_two_to_six_synonyms_in_both_languages() -> None:
    for theme in rows("themes"):
        for language in ("fr", "en"):
            synonyms = split(theme[f"synonyms_{language}"])
            assert theme[f"label_{language}"] not in synonyms
            assert 2 <= len(set(synonyms)) == len(synonyms) <= 6


def test_the_territories_are_france_its_regions_and_its_departements() -> None:
    territories = {f"{row['level']}:{row['code']}": row for row in rows("territories")}

    levels = Counter(TerritoryLevel[row["level"].upper()] for row in territories.values())
    assert levels == {TerritoryLevel.COUNTRY: 1, TerritoryLevel.REGION: 18, TerritoryLevel.DEPARTMENT: 101}
    parents = {"department": "region", "region": "country"}
    for row in territories.values():
        assert row["parent"] == "" or territories[row["parent"]]["level"] == parents[row["level"]]
        assert bool(row["parent"]) == (row["level"] != "country")
    assert territories["department:13"]["parent"] == "region:93"
    assert territories["department:2A"]["parent"] == "region:94"


def test_every_actor_is_in_a_known_territory() -> None:
    known = {f"{row['level']}:{row['code']}" for row in rows("territories")}

    assert {actor["territory"] for actor in rows("actors") if actor["territory"]} <= known


def test_every_tie_joins_two_known_actors_that_its_relation_may_join_under_the_id_made_of_them() -> None:
    actors = by_id(rows("actors"))

    for tie in rows("ties"):
        spec = RELATIONS[tie["relation"].upper()]
        since = PartialDate.parse(tie["since"]) if tie["since"] else None
        assert kind_of(actors[tie["from"]]) in spec.sources, tie["id"]
        assert kind_of(actors[tie["to"]]) in spec.targets, tie["id"]
        assert tie["id"] == tie_id(tie["from"], spec.code, tie["to"], since)


def test_evidence_is_about_a_known_record_and_a_field_of_it_whose_value_parses() -> None:
    actors, ties = by_id(rows("actors")), by_id(rows("ties"))

    for row in rows("evidence"):
        entity, _, about = row["about"].partition(":")
        record = KINDS[kind_of(actors[about])].record if entity == "actor" else Tie
        assert entity == "actor" or about in ties
        assert row["confidence"] in {"sourced", "reported", "inferred"}
        assert bool(row["field"]) == bool(row["value"])
        if row["field"]:
            fact = columns_of(record)[row["field"]]
            assert fact.type.format(fact.type.parse(row["value"])) == row["value"]


def test_evidence_that_is_inferred_gives_its_reason() -> None:
    assert [row for row in rows("evidence") if row["confidence"] == "inferred" and not row["note"]] == []
    assert [row for row in rows("ties") if row["confidence"] == "inferred" and not row["note"]] == []


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
