"""An index after any changes answers like one that was made of the same records at once."""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labnet.model.kinds import Actor, Innovator, Lab, LocalAuthority
from labnet.model.records import Entity
from labnet.model.vocabularies import Territory, TerritoryLevel, Theme, Tier
from labnet.network.columns import Ints
from labnet.network.search import SearchIndex, index
from labnet.network.search.rows import Rows
from labnet.network.search.searchable import Searchable

NAMES = ("Ada Zéro", "Zoé Durand", "Lab Zéro", "L'Atelier des données publiques", "Île-de-France", "Durand", "LaBase")
WORDS = ("logement", "données ouvertes", "habitat", "mal-logement")
PLACES = ("country:FR", "region:11", "department:75")
QUERIES = (
    "zero", "zoé", "dur", "durnad", "lab zero", "adp", "donnees", "donnee publique", "logement", "habitat", "atelier",
    "ile de france", "zone", "ville de zero", "mairie", "labase", "la base durand", "le", "75", "paris", "mal logement",
)  # fmt: skip


@dataclass
class World:
    """Records by place, and an index that follows them."""

    index: SearchIndex = field(default_factory=SearchIndex)
    records: dict[tuple[Entity, str], Searchable] = field(default_factory=dict)

    def change(self, put: Iterable[Searchable], dropped: Sequence[tuple[Entity, str]]) -> None:
        new = {_place(record): record for record in put}
        self.records = {place: each for place, each in self.records.items() if place not in dropped} | new
        themes, territories = _words(self.records.values())
        self.index.update(new.values(), dropped, themes=themes, territories=territories)

    def fresh(self) -> SearchIndex:
        made = SearchIndex()
        themes, territories = _words(self.records.values())
        made.update(self.records.values(), (), themes=themes, territories=territories)
        return made


def _place(record: Searchable) -> tuple[Entity, str]:
    if isinstance(record, Theme):
        return Entity.THEME, record.id
    return (Entity.TERRITORY if isinstance(record, Territory) else Entity.ACTOR), record.id


def _words(records: Iterable[Searchable]) -> tuple[Mapping[str, Theme], Mapping[str, Territory]]:
    held = list(records)
    themes = {record.id: record for record in held if isinstance(record, Theme)}
    return themes, {record.id: record for record in held if isinstance(record, Territory)}


def _answers(of: SearchIndex) -> Iterator[object]:
    for text in QUERIES:
        yield text, of.search(text, limit=4), of.search(text, kinds=["LAB"]), of.ids(text, Entity.ACTOR)


ACTORS: st.SearchStrategy[Actor] = st.builds(
    lambda kind, number, name, themes, territory, tier: {
        "lab": Lab(id=f"a{number}", name=name, aliases=(f"Lab{number}",), themes=themes, territory=territory),
        "town": LocalAuthority(id=f"a{number}", name=name, tier=tier, themes=themes, territory=territory),
        "person": Innovator(id=f"a{number}", name=name, role=f"Cheffe de {name}", needs=themes, territory=territory),
    }[kind],
    st.sampled_from(["lab", "town", "person"]),
    st.integers(0, 9),
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(["t0", "t1"]), max_size=2).map(tuple),
    st.sampled_from([None, *PLACES]),
    st.sampled_from([Tier.COMMUNE, Tier.REGION]),
)
THEMES = st.builds(
    lambda number, label, synonym: Theme(id=f"t{number}", label_fr=label, label_en="theme", synonyms_fr=(synonym,)),
    st.integers(0, 1),
    st.sampled_from(WORDS),
    st.sampled_from(WORDS),
)
TERRITORIES = st.builds(
    lambda place, name, inside: Territory(
        level=TerritoryLevel(place.partition(":")[0].upper()),
        code=place.partition(":")[2],
        name=name,
        parent=PLACES[PLACES.index(place) - 1] if inside and place != PLACES[0] else None,
    ),
    st.sampled_from(PLACES),
    st.sampled_from(["Paris", "Île-de-France", "Zone"]),
    st.booleans(),
)
GONE = st.sampled_from(
    [*((Entity.ACTOR, f"a{number}") for number in range(10)), (Entity.THEME, "t0"), (Entity.TERRITORY, "region:11")]
)
CHANGES = st.lists(
    st.tuples(st.lists(st.one_of(ACTORS, ACTORS, THEMES, TERRITORIES), max_size=6), st.lists(GONE, max_size=3)),
    min_size=1,
    max_size=10,
)


@pytest.mark.parametrize("most_gone", [0, 1_024])
@given(changes=CHANGES)
@settings(max_examples=60, deadline=None)
def test_an_index_after_any_changes_answers_like_a_fresh_one(
    most_gone: int, changes: list[tuple[list[Searchable], list[tuple[Entity, str]]]]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "_MOST_GONE", most_gone)
        world = World()
        for put, dropped in changes:
            world.change(put, dropped)

        assert list(_answers(world.index)) == list(_answers(world.fresh()))


def test_many_records_at_once_answer_like_the_same_records_one_by_one_in_another_order() -> None:
    names = [f"{NAMES[number % 7]} {WORDS[number % 4]}" for number in range(700)]
    labs = [Lab(id=f"lab-{number}", name=name) for number, name in enumerate(names)]
    at_once, one_by_one = World(), World()

    at_once.change(labs, [])
    for number in range(700):
        one_by_one.change([labs[number * 3 % 700]], [])

    assert list(_answers(at_once.index)) == list(_answers(one_by_one.index))


def test_room_of_records_that_are_gone_is_taken_back_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths: list[int] = []
    only = Rows.only

    def noted(rows: Rows, passages: Ints) -> Rows:
        lengths.append(len(rows))
        return only(rows, passages)

    monkeypatch.setattr(Rows, "only", noted)
    world = World()
    world.change([Lab(id="still", name="Calme")], [])

    for number in range(2_500):
        world.change([Lab(id="busy", name=f"Nom{number}")], [])

    assert lengths == [1_029, 1_029]
    assert [hit.id for hit in world.index.search("nom2499")] == ["busy"]
    assert world.index.search("nom2498") == []


def test_readers_see_every_record_as_it_is_before_or_after_a_change_and_none_that_is_gone() -> None:
    world = World()
    world.change([Lab(id=f"lab-{number}", name=f"Rouge{number} commun") for number in range(30)], [])
    world.change([], [(Entity.ACTOR, "lab-0")])
    done = threading.Event()
    seen: list[frozenset[str]] = []

    def ask() -> None:
        while not done.is_set():
            seen.append(world.index.ids("commun", Entity.ACTOR))

    readers = [threading.Thread(target=ask) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(290):
        world.change([Lab(id=f"lab-{number % 29 + 1}", name=f"Bleu{number} commun")], [])
    done.set()
    for reader in readers:
        reader.join()

    assert set(seen) == {frozenset(f"lab-{number}" for number in range(1, 30))}
