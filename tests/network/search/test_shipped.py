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


@pytest.mark.parametrize("text", ["xqzwvk", "zzzz", "🙂", "%%%", "a", "e" * 10_000])
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
