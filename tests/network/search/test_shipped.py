"""Search over the data set that is shipped: what people type, and what they should see first."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from labnet.model.fields import TEXTS, facts
from labnet.model.kinds import KINDS, Actor
from labnet.model.vocabularies import Territory, TerritoryLevel, Theme
from labnet.network.search import Match, SearchIndex

DATA = Path(__file__).parents[3] / "data"


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _actor(row: dict[str, str]) -> Actor:
    record = KINDS[row["kind"].upper()].record
    return record(**{fact.name: fact.type.parse(row[fact.name]) for fact in facts(record) if row.get(fact.name)})


def _theme(row: dict[str, str]) -> Theme:
    return Theme(
        id=row["id"],
        label_fr=row["label_fr"],
        label_en=row["label_en"],
        synonyms_fr=TEXTS.parse(row["synonyms_fr"]),
        synonyms_en=TEXTS.parse(row["synonyms_en"]),
    )


def _territory(row: dict[str, str]) -> Territory:
    level = TerritoryLevel(row["level"].upper())
    return Territory(level=level, code=row["code"], name=row["name"], parent=row["parent"] or None)


ACTORS = [_actor(row) for row in _rows("actors.csv")]
THEMES = {theme.id: theme for theme in map(_theme, _rows("themes.csv"))}
TERRITORIES = {place.id: place for place in map(_territory, _rows("territories.csv"))}


@pytest.fixture(scope="module")
def index() -> Iterator[SearchIndex]:
    index = SearchIndex()
    index.update([*ACTORS, *THEMES.values(), *TERRITORIES.values()], [], themes=THEMES, territories=TERRITORIES)
    yield index
    index.close()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("coeur", "restos"),
        ("le campus bordeaux", "lab-labase"),
        ("pommier", "marthe-pommie"),
        ("pomié", "marthe-pommie"),
        ("kounovski", "julien-kounowski"),
        ("labo", "lab-labo"),
        ("lab'o", "lab-labo"),
        ("lab0", "lab-zero"),
        ("lab zero", "lab-zero"),
        ("la base", "lab-labase"),
        ("labest", "lab-labest"),
        ("lab est", "lab-labest"),
        ("etatlin", "lab-etatlin"),
        ("état'lin", "lab-etatlin"),
        ("etat lin", "lab-etatlin"),
        ("ti lab", "lab-tilab"),
        ("fabrique rh", "lab-fabriquerh"),
        ("110bis", "lab-110bis"),
        ("mel", "mel"),
        ("drjscs", "drjscs-hdf"),
        ("direction régionale jeunesse sports hauts de france", "drjscs-hdf"),
        ("sgar paca", "sgar-paca"),
        ("sgar hdf", "sgar-hdf"),
        ("ditp", "ditp"),
        ("sgmap", "sgmap"),
        ("secrétariat général modernisation action publique", "sgmap"),
        ("ess", "social-economy"),
        ("homelessness", "homelessness"),
        ("sans abri", "homelessness"),
        ("ressources humaines", "human-resources"),
        ("l'innovation publique", "public-innovation"),
        ("d\u2019Île-de-France", "region:11"),
        ("iledefrance", "region:11"),
        ("cote d'or", "department:21"),
        ("grand est", "region:44"),
        ("33", "department:33"),
        ("conseil départemental de l'isère", "cd-isere"),
        ("conseil général du nord", "cd-nord"),
        ("département de la gironde", "cd33"),
        ("conseil régional d'occitanie", "reg-occ"),
        ("conseil régional de bretagne", "reg-bretagne"),
        ("conseil régional sud", "reg-sud"),
        ("région paca", "reg-sud"),
        ("mairie de lille", "ville-lille"),
        ("ville de paris", "ville-paris"),
        ("municipalité de paris", "ville-paris"),
        ("commune de mulhouse", "mulhouse"),
        ("préfet de région grand est", "pref-ge"),
        ("préfète de la réunion", "pref-reunion"),
        ("préfecture de bretagne", "pref-bzh"),
        ("métropole de lyon", "mlyon"),
        ("grand lyon", "mlyon"),
        ("ville de lyon", "mlyon"),
        ("intercommunalité de bordeaux", "bxmetro"),
        ("communauté de communes cluny", "cc-cluny"),
        ("conseil départemental de la somme", "department:80"),
    ],
)
def test_people_see_first_what_they_mean(index: SearchIndex, text: str, first: str) -> None:
    hits = index.search(text)

    assert hits[0].id == first


@pytest.mark.parametrize("text", ["sgar", "S.G.A.R."])
def test_every_sgar_comes_before_all_else(index: SearchIndex, text: str) -> None:
    sgars = {actor.id for actor in ACTORS if actor.name.startswith("SGAR ")}

    hits = index.search(text, limit=len(sgars))

    assert {hit.id for hit in hits} == sgars


def test_the_campus_of_bordeaux_says_why(index: SearchIndex) -> None:
    [hit, *_] = index.search("le campus bordeaux")

    assert Match("aliases", ("Campus",)) in hit.matches


@pytest.mark.parametrize("text", ["conseil départemental du rhône", "département du rhône"])
def test_a_department_is_not_taken_for_another_one_of_its_region(index: SearchIndex, text: str) -> None:
    ids = [hit.id for hit in index.search(text)]

    assert "department:69" in ids[:3]
    assert "cd-isere" not in ids[:3]


def test_a_word_of_three_letters_is_a_whole_word_or_begins_a_name(index: SearchIndex) -> None:
    assert [hit.id for hit in index.search("lot")] == ["department:46", "department:47"]
    assert [hit.id for hit in index.search("pom")] == ["marthe-pommie"]


def test_bodies_found_by_their_tier_come_after_those_found_by_name(index: SearchIndex) -> None:
    hits = index.search("communauté", kinds=["LOCAL_AUTHORITY"])

    assert {hit.id for hit in hits[:2]} == {"cu-dunkerque", "cc-cluny"}
    assert {hit.score for hit in hits[2:]} == {0.19}
    assert hits[2].matches == (Match("tier", ("communauté",)),)


@pytest.mark.parametrize(
    "text", ["AND OR", "NOT", "NEAR", "or not", "ca", "tr", "ana", "xqzwvk", "zzzz", "🙂", "%%%", "a", "e" * 10_000]
)
def test_texts_that_mean_nothing_find_nothing(index: SearchIndex, text: str) -> None:
    assert index.search(text) == []


def test_every_record_scores_near_one_for_its_own_name(index: SearchIndex) -> None:
    named = [(actor.id, name) for actor in ACTORS for name in (actor.name, *actor.aliases)]
    named += [(theme.id, label) for theme in THEMES.values() for label in (theme.label_fr, theme.label_en)]
    named += [(place.id, place.name) for place in TERRITORIES.values()]

    missed = [
        (id_, name)
        for id_, name in named
        if not any(hit.id == id_ and hit.score > 0.9 for hit in index.search(name, limit=20))
    ]

    assert missed == []
