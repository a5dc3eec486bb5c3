import pytest

from labnet.model.kinds import KINDS, Innovator, LocalAuthority
from labnet.model.records import Entity
from labnet.model.vocabularies import Territory, TerritoryLevel, Theme, Tier
from labnet.network.search.searchable import (
    Document,
    Shared,
    document,
    holds_names,
    makes_initials,
    shared_texts,
    terms,
)

GIRONDE = Territory(level=TerritoryLevel.DEPARTMENT, code="33", name="Gironde", parent="region:75")
AQUITAINE = Territory(level=TerritoryLevel.REGION, code="75", name="Nouvelle-Aquitaine", parent="country:FR")
FRANCE = Territory(level=TerritoryLevel.COUNTRY, code="FR", name="France")
PLACES = {place.id: place for place in (GIRONDE, AQUITAINE, FRANCE)}
HOUSING = Theme(id="housing", label_fr="logement", label_en="housing", synonyms_fr=("habitat",))


def _terms(made: Document) -> dict[str, float]:
    """The terms of all texts of a document, none of which holds a theme or a place."""
    found: dict[str, float] = {}
    for field, texts in (*made.own, *((shared[0], shared_texts(shared, {}, {})) for shared in made.shared)):
        found = {term: max(weight, found.get(term, 0)) for term, weight in (found | terms(field, texts)).items()}
    return found


def test_an_actor_has_texts_of_its_own_and_shares_its_role_its_themes_and_its_place() -> None:
    innovator = Innovator(
        id="ada",
        name="Ada",
        territory="department:33",
        themes=("housing", "unknown", "housing"),
        needs=("housing",),
        role="Designer",
        description="Dessine.",
    )

    made = document(innovator)

    assert made.own == (("name", ("Ada",)), ("description", ("Dessine.",)))
    assert made.shared == (
        ("role", ("Designer",)),
        ("themes", "housing"),
        ("themes", "unknown"),
        ("needs", "housing"),
        ("territory", "department:33"),
    )


@pytest.mark.parametrize(
    ("shared", "texts"),
    [
        (("role", ("Designer",)), ("Designer",)),
        (("themes", "housing"), ("logement", "housing", "habitat")),
        (("themes", "unknown"), ()),
        (("territory", "department:33"), ("Gironde", "Nouvelle-Aquitaine")),
        (("territory", "unknown:1"), ()),
    ],
)
def test_what_is_shared_has_the_words_of_a_theme_and_the_names_of_the_places_around(
    shared: Shared, texts: tuple[str, ...]
) -> None:
    assert shared_texts(shared, {"housing": HOUSING}, PLACES) == texts


def test_a_country_counts_only_where_it_is_the_actors_own() -> None:
    assert shared_texts(("territory", "country:FR"), {}, PLACES) == ("France",)


def test_places_that_contain_each_other_are_read_once() -> None:
    first = Territory(level=TerritoryLevel.REGION, code="1", name="Un", parent="region:2")
    second = Territory(level=TerritoryLevel.REGION, code="2", name="Deux", parent="region:1")

    found = shared_texts(("territory", "region:1"), {}, {place.id: place for place in (first, second)})

    assert found == ("Un", "Deux")


def test_themes_and_territories_have_fields_of_their_own() -> None:
    theme, place = document(HOUSING), document(GIRONDE)

    assert (theme.entity, theme.called, theme.own) == (
        Entity.THEME,
        "logement",
        (("label", ("logement", "housing")), ("synonyms", ("habitat",))),
    )
    assert (place.entity, place.id, place.own) == (
        Entity.TERRITORY,
        "department:33",
        (("name", ("Gironde",)), ("code", ("33",))),
    )


def test_a_word_counts_most_in_a_short_name_and_least_in_a_description() -> None:
    lab = KINDS["LAB"].record(id="lab", name="Lab Zéro", aliases=("Lab0",), description="Un lab à Marseille")

    found = _terms(document(lab))

    assert found["zero"] == 0.85
    assert found["lab"] == 0.85
    assert found["lab0"] == 0.95
    assert found["marseille"] == 0.35
    assert found["=labzero"] == 1.0
    assert found["=lab0"] == 0.95


def test_a_body_is_searched_with_what_people_call_its_tier_at_a_low_weight() -> None:
    city = LocalAuthority(id="lille", name="Ville de Lille", tier=Tier.COMMUNE)

    made = document(city)

    assert made.shared == (("tier", ("commune", "ville", "mairie", "municipalité")),)
    assert _terms(made)["mairie"] == 0.2
    assert terms("name", ("Ville de Lille",))["ville"] == 0.85


def test_stop_words_of_a_description_and_its_initials_are_no_terms() -> None:
    lab = KINDS["LAB"].record(id="lab", name="Lab", description="une petite équipe mobile")

    found = _terms(document(lab))

    assert found.keys() == {"lab", "=lab", "petite", "equipe", "mobile"}


def test_fields_say_whether_they_hold_names_or_make_initials() -> None:
    assert [holds_names("aliases"), holds_names("description")] == [True, False]
    assert [makes_initials("aliases"), makes_initials("description")] == [True, False]
