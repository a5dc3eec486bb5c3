from labnet.model.kinds import KINDS, Innovator, LocalAuthority
from labnet.model.records import Entity
from labnet.model.vocabularies import Territory, TerritoryLevel, Theme, Tier
from labnet.network.search.searchable import document, holds_names, makes_initials, terms

GIRONDE = Territory(level=TerritoryLevel.DEPARTMENT, code="33", name="Gironde", parent="region:75")
AQUITAINE = Territory(level=TerritoryLevel.REGION, code="75", name="Nouvelle-Aquitaine", parent="country:FR")
FRANCE = Territory(level=TerritoryLevel.COUNTRY, code="FR", name="France")
PLACES = {place.id: place for place in (GIRONDE, AQUITAINE, FRANCE)}
HOUSING = Theme(id="housing", label_fr="logement", label_en="housing", synonyms_fr=("habitat",))


def test_an_actor_is_searched_with_the_words_of_its_themes_and_of_the_places_around_it() -> None:
    innovator = Innovator(
        id="ada",
        name="Ada",
        territory="department:33",
        themes=("housing", "unknown"),
        needs=("housing",),
        role="Designer",
    )

    made = document(innovator, {"housing": HOUSING}, PLACES)

    assert made.fields == (
        ("name", ("Ada",)),
        ("role", ("Designer",)),
        ("themes", ("logement", "housing", "habitat")),
        ("needs", ("logement", "housing", "habitat")),
        ("territory", ("Gironde", "Nouvelle-Aquitaine")),
    )
    assert made.links == {"housing", "unknown", "department:33", "region:75"}


def test_a_country_counts_only_where_it_is_the_actors_own() -> None:
    lab = KINDS["LAB"].record(id="lab", name="Lab", territory="country:FR")

    assert dict(document(lab, {}, PLACES).fields)["territory"] == ("France",)


def test_places_that_contain_each_other_are_read_once() -> None:
    first = Territory(level=TerritoryLevel.REGION, code="1", name="Un", parent="region:2")
    second = Territory(level=TerritoryLevel.REGION, code="2", name="Deux", parent="region:1")
    lab = KINDS["LAB"].record(id="lab", name="Lab", territory="region:1")

    made = document(lab, {}, {place.id: place for place in (first, second)})

    assert dict(made.fields)["territory"] == ("Un", "Deux")


def test_themes_and_territories_have_fields_of_their_own() -> None:
    theme, place = document(HOUSING, {}, {}), document(GIRONDE, {}, {})

    assert (theme.entity, theme.name, theme.fields) == (
        Entity.THEME,
        "logement",
        (("label", ("logement", "housing")), ("synonyms", ("habitat",))),
    )
    assert (place.entity, place.id, place.fields) == (
        Entity.TERRITORY,
        "department:33",
        (("name", ("Gironde",)), ("code", ("33",))),
    )


def test_a_word_counts_most_in_a_short_name_and_least_in_a_description() -> None:
    lab = KINDS["LAB"].record(id="lab", name="Lab Zéro", aliases=("Lab0",), description="Un lab à Marseille")

    found = terms(document(lab, {}, {}))

    assert found["zero"] == 0.85
    assert found["lab"] == 0.85
    assert found["lab0"] == 0.95
    assert found["marseille"] == 0.35
    assert found["=labzero"] == 1.0
    assert found["=lab0"] == 0.95


def test_a_body_is_searched_with_what_people_call_its_tier_at_a_low_weight() -> None:
    city = LocalAuthority(id="lille", name="Ville de Lille", tier=Tier.COMMUNE)

    made = document(city, {}, {})

    assert dict(made.fields)["tier"] == ("commune", "ville", "mairie", "municipalité")
    assert terms(made)["mairie"] == 0.2
    assert terms(made)["ville"] == 0.85


def test_stop_words_of_a_description_and_its_initials_are_no_terms() -> None:
    lab = KINDS["LAB"].record(id="lab", name="Lab", description="une petite équipe mobile")

    found = terms(document(lab, {}, {}))

    assert found.keys() == {"lab", "=lab", "petite", "equipe", "mobile"}


def test_fields_say_whether_they_hold_names_or_make_initials() -> None:
    assert [holds_names("aliases"), holds_names("description")] == [True, False]
    assert [makes_initials("aliases"), makes_initials("description")] == [True, False]
