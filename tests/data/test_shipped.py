"""The shipped data set is sound: it parses, its references resolve, and what its README claims is what it holds."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.shipped import FOLDER, Row, by_id, rows, split, unescaped

from labnet.model.dates import PartialDate
from labnet.model.fields import URL, Fact, facts
from labnet.model.identifiers import is_id
from labnet.model.kinds import KINDS, Actor
from labnet.model.relations import RELATIONS
from labnet.model.ties import Tie, tie_id
from labnet.model.vocabularies import TerritoryLevel, Tier

PROVENANCE = ["source", "confidence", "note"]


def escaped(cell: str) -> str:
    return f"'{cell}" if re.match(r"'*[=+\-@\t\r]", cell) else cell


def kind_of(actor: Row) -> str:
    return actor["kind"].upper()


def columns_of(record: type) -> dict[str, Fact]:
    return {fact.column: fact for fact in facts(record)}


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
