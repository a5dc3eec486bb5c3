import threading
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labnet.model.kinds import Actor, Innovator, Lab, LocalAuthority, Organisation, StateService
from labnet.model.records import Entity
from labnet.model.vocabularies import Territory, TerritoryLevel, Theme, Tier
from labnet.network.search import Hit, Match, SearchIndex

HOMELESSNESS = Theme(
    id="homelessness",
    label_fr="sans-abrisme",
    label_en="homelessness",
    synonyms_fr=("sans-abri", "logement d'abord"),
    synonyms_en=("rough sleeping",),
)
GIRONDE = Territory(level=TerritoryLevel.DEPARTMENT, code="33", name="Gironde", parent="region:75")
AQUITAINE = Territory(level=TerritoryLevel.REGION, code="75", name="Nouvelle-Aquitaine")
THEMES = {HOMELESSNESS.id: HOMELESSNESS}
TERRITORIES = {place.id: place for place in (GIRONDE, AQUITAINE)}

ZERO = Lab(id="lab-zero", name="Lab Zéro", aliases=("Lab0", "LabZero"), themes=("homelessness",))
BASE = Lab(
    id="lab-labase",
    name="LaBase",
    aliases=("Le Campus",),
    territory="department:33",
    description="Un lieu d'expérimentation des services publics.",
)
STATE_LAB = Lab(id="lab-etatlin", name="État'LIN")
SPORT = StateService(
    id="drjscs-hdf",
    name="DRJSCS Hauts-de-France",
    aliases=("Direction régionale de la jeunesse, des sports et de la cohésion sociale",),
)
METRO = StateService(id="bxmetro", name="Bordeaux Métropole")
BORDEAUX = Organisation(id="bx-aide", name="Association d'aide de Bordeaux")
HEARTS = Organisation(id="restos", name="Les Restos du Cœur")
MARTHE = Innovator(id="marthe", name="Marthe Pommié", role="Directrice de la modernisation, coordinatrice du Lab Zéro")
ACTORS: tuple[Actor, ...] = (ZERO, BASE, STATE_LAB, SPORT, METRO, BORDEAUX, HEARTS, MARTHE)


def _update(index: SearchIndex, put: Iterable[Actor], dropped: Iterable[tuple[Entity, str]] = ()) -> None:
    index.update(put, dropped, themes=THEMES, territories=TERRITORIES)


@pytest.fixture
def index() -> Iterator[SearchIndex]:
    """Eight actors, one theme and two territories; two bodies of Bordeaux, none of which is a campus."""
    index = SearchIndex()
    index.update((*ACTORS, HOMELESSNESS, GIRONDE, AQUITAINE), (), themes=THEMES, territories=TERRITORIES)
    yield index
    index.close()


def _ids(hits: list[Hit]) -> list[str]:
    return [hit.id for hit in hits]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("coeur", "restos"),
        ("CŒUR", "restos"),
        ("l\u2019expérimentation", "lab-labase"),
        ("lab zero", "lab-zero"),
        ("lab0", "lab-zero"),
        ("labzero", "lab-zero"),
        ("etatlin", "lab-etatlin"),
        ("état'lin", "lab-etatlin"),
        ("etat lin", "lab-etatlin"),
        ("la base", "lab-labase"),
        ("services publiques", "lab-labase"),
        ("directions regionales", "drjscs-hdf"),
        ("D.R.J.S.C.S.", "drjscs-hdf"),
        ("direction régionale jeunesse sports hauts de france", "drjscs-hdf"),
        ("hdf", "drjscs-hdf"),
        ("pommi", "marthe"),
        ("pomié", "marthe"),
        ("modrenisation", "marthe"),
        ("rough sleepers", "homelessness"),
        ("sans-abri", "homelessness"),
        ("33", "department:33"),
        ("nouvelle aquitaine", "region:75"),
    ],
)
def test_what_people_type_finds_what_they_mean(index: SearchIndex, text: str, first: str) -> None:
    hits = index.search(text)

    assert hits[0].id == first


def test_a_name_typed_whole_scores_one_and_an_alias_a_little_less(index: SearchIndex) -> None:
    assert index.search("Marthe Pommié")[0] == Hit(Entity.ACTOR, "marthe", 1.0, (Match("name", ("Marthe", "Pommié")),))
    assert index.search("le campus")[0] == Hit(Entity.ACTOR, "lab-labase", 0.95, (Match("aliases", ("Le", "Campus")),))


def test_a_word_scores_by_its_field_and_the_length_of_the_name(index: SearchIndex) -> None:
    scores = {hit.id: hit.score for hit in index.search("zéro")}

    # 0.95 x 0.85 in a name of two words, 0.95 x 0.55 in a role
    assert scores == {"lab-zero": 0.8075, "marthe": 0.5225}


def test_records_with_all_words_come_alone(index: SearchIndex) -> None:
    assert _ids(index.search("bordeaux aide")) == ["bx-aide"]


def test_records_with_half_of_the_words_come_where_none_has_all(index: SearchIndex) -> None:
    hits = index.search("le campus bordeaux")

    assert _ids(hits) == ["lab-labase", "bxmetro", "bx-aide"]
    assert hits[0].matches == (Match("aliases", ("Campus",)),)
    assert hits[0].score < 0.5


def test_records_with_less_than_half_of_the_words_do_not_come(index: SearchIndex) -> None:
    assert index.search("bordeaux quantique fusée") == []


def test_rare_words_outweigh_frequent_ones_where_no_record_has_all() -> None:
    index = SearchIndex()
    names = [*(f"Comité local {name}" for name in ("Alpha", "Bêta", "Gamma", "Delta", "Epsilon", "Zeta")), "Oméga"]
    _update(index, [Organisation(id=name[-4:].lower().strip(), name=name) for name in names])

    hits = index.search("comité local oméga")

    assert hits[0].matches == (Match("name", ("Oméga",)),)
    assert len(hits) == 7


def test_words_for_a_sort_of_bodies_count_for_less_than_the_rare_one() -> None:
    index = SearchIndex()
    isere = LocalAuthority(id="isere", name="Département de l'Isère")
    nord = LocalAuthority(id="nord", name="Conseil départemental du Nord")
    _update(index, [isere, nord])

    assert _ids(index.search("conseil général isère")) == ["isere"]


def test_a_body_is_found_by_what_people_call_its_tier_after_those_whose_name_says_it() -> None:
    index = SearchIndex()
    lille = LocalAuthority(id="lille", name="Lille", tier=Tier.COMMUNE)
    _update(index, [lille, Organisation(id="a", name="Association des amis de la mairie de Paris et d'ailleurs")])

    assert [(hit.id, hit.score) for hit in index.search("mairie")][1:] == [("lille", 0.19)]
    assert index.search("mairie de lille")[0].matches == (Match("name", ("Lille",)), Match("tier", ("mairie",)))


def test_a_body_that_only_lies_there_does_not_silence_the_others() -> None:
    index = SearchIndex()
    town = LocalAuthority(id="town", name="Saint-Médard", tier=Tier.COMMUNE, territory="department:33")
    index.update([town, GIRONDE], [], themes={}, territories=TERRITORIES)

    assert _ids(index.search("mairie gironde")) == ["department:33", "town"]


def test_words_of_fts_operators_are_plain_words_and_stop_words_come_together_or_not_at_all() -> None:
    index = SearchIndex()
    _update(
        index,
        [
            Organisation(id="and", name="Social Innovation and Investment", description="à l'origine, notamment"),
            Organisation(id="both", name="And Or"),
        ],
    )

    assert _ids(index.search("AND OR")) == ["both"]
    assert index.search("OR NOT") == []
    assert index.search("NOT") == []


def test_beginnings_have_three_letters_in_names_and_four_elsewhere(index: SearchIndex) -> None:
    assert index.search("po") == []
    assert _ids(index.search("pom")) == ["marthe"]
    assert index.search("exp") == []
    assert _ids(index.search("expé")) == ["lab-labase"]


def test_a_slip_scores_below_the_right_word_and_is_looked_for_only_where_the_word_is_unknown(
    index: SearchIndex,
) -> None:
    [right], [slip] = index.search("pommié"), index.search("pommeé")

    assert (right.id, slip.id) == ("marthe", "marthe")
    assert slip.score < right.score
    assert slip.matches == (Match("name", ("Pommié",)),)


def test_the_last_word_may_be_unfinished_the_others_only_if_nothing_else_answers(index: SearchIndex) -> None:
    assert _ids(index.search("marthe pom")) == ["marthe"]
    assert _ids(index.search("pom marthe")) == ["marthe"]
    assert "restos" not in _ids(index.search("les bordeaux"))


def test_a_query_of_stop_words_only_finds_them(index: SearchIndex) -> None:
    assert _ids(index.search("les", entities=[Entity.ACTOR])) == ["restos"]


def test_stop_words_decide_between_equals() -> None:
    index = SearchIndex()
    _update(index, [Lab(id="a", name="Lab Grand"), Lab(id="b", name="Le Grand Lab")])

    assert _ids(index.search("le grand")) == ["b", "a"]


def test_a_theme_is_found_by_any_of_its_words_and_brings_its_actors(index: SearchIndex) -> None:
    hits = index.search("logement d'abord")

    assert [(hit.entity, hit.id) for hit in hits] == [(Entity.THEME, "homelessness"), (Entity.ACTOR, "lab-zero")]
    assert hits[0].matches == (Match("synonyms", ("logement", "abord")),)
    assert hits[1].matches == (Match("themes", ("logement", "abord")),)


def test_an_acronym_that_a_name_lacks_finds_it_and_tells_the_words(index: SearchIndex) -> None:
    [hit] = index.search("rjscs")

    assert hit.matches == (Match("aliases", ("régionale", "jeunesse", "sports", "cohésion", "sociale")),)


@pytest.mark.parametrize(
    "text", ["xqzwvk", "zzzz", "🙂", "%%%", "x", "", "x" * 10_000, "xqzwvk " * 2_000, '"" NEAR(', "7"]
)
def test_texts_that_mean_nothing_find_nothing(index: SearchIndex, text: str) -> None:
    assert index.search(text) == []


def test_kinds_keep_actors_of_those_kinds_only(index: SearchIndex) -> None:
    assert set(_ids(index.search("gironde"))) == {"department:33", "lab-labase"}
    assert _ids(index.search("gironde", kinds=["LAB"])) == ["lab-labase"]
    assert _ids(index.search("gironde", kinds=["INNOVATOR"])) == []
    assert _ids(index.search("gironde", kinds=[])) == []


def test_entities_keep_records_of_those_sorts_only(index: SearchIndex) -> None:
    assert _ids(index.search("gironde", entities=[Entity.TERRITORY])) == ["department:33"]
    assert _ids(index.search("gironde", entities=[Entity.TERRITORY], kinds=["LAB"])) == []


def test_the_filter_comes_before_the_question_whether_any_record_has_all_words(index: SearchIndex) -> None:
    assert _ids(index.search("bordeaux métropole", kinds=["ORGANISATION"])) == ["bx-aide"]


def test_equals_come_by_name_then_id_and_no_more_than_asked_for() -> None:
    index = SearchIndex()
    _update(index, [Lab(id=f"lab-{number}", name=f"Lab {name}") for number, name in enumerate("EDCBAA")])

    assert _ids(index.search("lab", limit=3)) == ["lab-4", "lab-5", "lab-3"]
    assert index.search("lab", limit=0) == []


def test_better_ones_come_before_equals_at_the_limit() -> None:
    index = SearchIndex()
    _update(index, [*(Lab(id=f"lab-{name}", name=f"Lab {name} {name}") for name in "abc"), Lab(id="z", name="Lab")])

    assert _ids(index.search("lab", limit=2)) == ["z", "lab-a"]


def test_a_changed_record_is_found_by_its_new_words_only(index: SearchIndex) -> None:
    _update(index, [Lab(id="lab-zero", name="Lab Nouveau")])

    assert _ids(index.search("nouveau")) == ["lab-zero"]
    assert "lab-zero" not in _ids(index.search("zéro"))
    assert _ids(index.search("lab0")) == []


def test_a_record_that_changed_kind_is_filtered_by_the_new_one(index: SearchIndex) -> None:
    _update(index, [Organisation(id="lab-etatlin", name="État'LIN")])

    assert _ids(index.search("etatlin", kinds=["ORGANISATION"])) == ["lab-etatlin"]
    assert index.search("etatlin", kinds=["LAB"]) == []


def test_a_dropped_record_is_found_no_more_and_its_words_are_forgotten(index: SearchIndex) -> None:
    _update(index, [], [(Entity.ACTOR, "marthe"), (Entity.ACTOR, "unknown")])

    assert _ids(index.search("pommié")) == []
    assert _ids(index.search("pomié")) == []
    assert "marthe" not in _ids(index.search("zéro"))


def test_a_record_dropped_and_put_at_once_stays(index: SearchIndex) -> None:
    _update(index, [MARTHE, Lab(id="new", name="Nouveau")], [(Entity.ACTOR, "marthe")])

    assert _ids(index.search("pommié")) == ["marthe"]
    assert _ids(index.search("nouveau", kinds=["LAB"])) == ["new"]


def test_the_new_label_of_a_theme_reaches_the_actors_that_carry_it(index: SearchIndex) -> None:
    theme = Theme(id="homelessness", label_fr="mal-logement", label_en="housing need")

    index.update([theme], [], themes={theme.id: theme}, territories=TERRITORIES)

    assert _ids(index.search("mal-logement")) == ["homelessness", "lab-zero"]
    assert index.search("homelessness") == []


def test_the_new_name_of_a_place_reaches_the_actors_inside_it(index: SearchIndex) -> None:
    region = Territory(level=TerritoryLevel.REGION, code="75", name="Grand Sud-Ouest")

    index.update([region], [], themes=THEMES, territories=TERRITORIES | {region.id: region})

    assert _ids(index.search("sud-ouest")) == ["region:75", "lab-labase"]
    assert index.search("aquitaine") == []


def test_a_dropped_theme_leaves_its_actors_without_its_words(index: SearchIndex) -> None:
    index.update([], [(Entity.THEME, "homelessness")], themes={}, territories=TERRITORIES)

    assert index.search("homelessness") == []
    assert _ids(index.search("lab0")) == ["lab-zero"]


def test_an_actor_dropped_together_with_its_theme_stays_away(index: SearchIndex) -> None:
    gone = [(Entity.THEME, "homelessness"), (Entity.ACTOR, "lab-zero")]

    index.update([], gone, themes={}, territories=TERRITORIES)

    assert index.search("lab0") == []


def test_a_closed_index_is_empty(index: SearchIndex) -> None:
    index.close()

    assert index.search("zéro") == []


def test_updates_leave_the_index_as_if_it_were_made_anew() -> None:
    updated, made = SearchIndex(), SearchIndex()
    _update(updated, [Lab(id=actor.id, name=f"Avant {actor.id}") for actor in ACTORS])
    _update(updated, [], [(Entity.ACTOR, "restos"), (Entity.ACTOR, "bxmetro")])
    _update(updated, ACTORS)
    _update(made, ACTORS)

    for text in ("lab zero", "bordeaux", "le campus bordeaux", "avant", "pomié", "les restos", "hdf"):
        assert updated.search(text) == made.search(text)


def test_threads_search_while_another_updates(index: SearchIndex) -> None:
    faults: list[BaseException] = []

    def search() -> None:
        try:
            for _ in range(100):
                assert index.search("marthe pomié")[0].id == "marthe"
        except BaseException as fault:  # noqa: BLE001 - a thread's fault is told by the test
            faults.append(fault)

    readers = [threading.Thread(target=search) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(100):
        _update(index, [Lab(id=f"lab-{number}", name=f"Mot{number} nouveau")], [(Entity.ACTOR, f"lab-{number - 1}")])
    for reader in readers:
        reader.join()

    assert faults == []
    assert _ids(index.search("nouveau", kinds=["LAB"])) == ["lab-99"]


@given(st.text(max_size=300))
def test_no_text_ever_fails(text: str) -> None:
    index = SearchIndex()
    _update(index, ACTORS)

    hits = index.search(text)

    assert all(0 < hit.score <= 1 and hit.matches for hit in hits)


@given(
    st.lists(
        st.text(st.characters(categories=("Lu", "Ll", "Lo", "Nd", "Pd", "Po", "Zs")), max_size=80).filter(
            lambda name: sum(char.isalnum() and char.isascii() for char in name) > 1
        ),
        min_size=1,
        max_size=8,
        unique=True,
    )
)
def test_any_record_is_found_by_its_own_name(names: list[str]) -> None:
    index = SearchIndex()
    _update(index, [Lab(id=f"lab-{number}", name=name) for number, name in enumerate(names)])

    for number, name in enumerate(names):
        assert f"lab-{number}" in _ids(index.search(name))


@pytest.mark.parametrize("text", ["bordeaux", "campus", "zero", "sans-abri", "lab"])
def test_ids_are_those_of_all_hits_of_the_sort(index: SearchIndex, text: str) -> None:
    hits = index.search(text, entities={Entity.ACTOR}, limit=100)

    assert index.ids(text, Entity.ACTOR) == frozenset(_ids(hits)) != frozenset()


def test_nothing_typed_gives_no_ids(index: SearchIndex) -> None:
    assert index.ids(" ", Entity.ACTOR) == frozenset()
