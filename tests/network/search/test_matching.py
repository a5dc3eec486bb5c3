from labnet.model.kinds import KINDS
from labnet.network.search.matching import Match, matches
from labnet.network.search.searchable import document


def _base() -> tuple[tuple[str, tuple[str, ...]], ...]:
    record = KINDS["LAB"].record(
        id="lab",
        name="LaBase",
        aliases=("Le Campus", "Laboratoire d'innovation d'Aquitaine"),
        description="Le lab de Bordeaux, à Bordeaux.",
    )
    return document(record).own


def test_words_come_by_field_once_and_as_written() -> None:
    assert matches(_base(), {"campus", "bordeaux"}) == (
        Match("aliases", ("Campus",)),
        Match("description", ("Bordeaux",)),
    )


def test_a_whole_name_comes_with_all_its_words() -> None:
    assert matches(_base(), {"=lecampus", "campus"}) == (Match("aliases", ("Le", "Campus")),)


def test_a_chunk_found_whole_stands_for_its_parts() -> None:
    assert matches(_base(), {"labase", "base"}) == (Match("name", ("LaBase",)),)


def test_an_acronym_brings_the_words_it_stands_for() -> None:
    assert matches(_base(), {"^lia"}) == (Match("aliases", ("Laboratoire", "innovation", "Aquitaine")),)


def test_nothing_wanted_nothing_matched() -> None:
    assert matches(_base(), set()) == ()
