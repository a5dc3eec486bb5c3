from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from tests.databases import raw

from labnet.model.kinds import Innovator, Lab
from labnet.model.provenance import Evidence, Source
from labnet.model.records import Entity, Manifest
from labnet.model.ties import Tie
from labnet.model.vocabularies import Confidence, Territory, TerritoryLevel, Theme
from labnet.store import Store

_SEEN = (Evidence(confidence=Confidence.SOURCED, source="press"),)


@pytest.fixture
def sound(again: Callable[[], Store]) -> Store:
    """A lab and a person who works for it, a source, a theme and a territory: nothing is wrong."""
    store = again()
    with store.writing() as writing:
        writing.put(Entity.SOURCE, [Source(id="press")])
        writing.put(Entity.THEME, [Theme(id="housing", label_fr="logement", label_en="housing")])
        writing.put(Entity.TERRITORY, [Territory(level=TerritoryLevel.REGION, code="93", name="PACA", source="press")])
        writing.put(Entity.MANIFEST, [Manifest(id="m", title="M")])
        lab = Lab(id="lab", name="Lab", territory="region:93", themes=("housing",), evidence=_SEEN)
        writing.put(Entity.ACTOR, [lab, Innovator(id="ana", name="Ana", administration="lab")])
        writing.put(Entity.TIE, [Tie(id="job", from_id="ana", to_id="lab", relation="WORKS_FOR", evidence=_SEEN)])
    return store


def test_a_sound_store_has_no_faults(sound: Store) -> None:
    assert sound.check() == []


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("UPDATE actor SET tier = 'moon' WHERE id = 'lab'", "actor 'lab': tier cannot be read: 'moon' is not one of"),
        ("UPDATE actor SET name = '\a' WHERE id = 'lab'", "actor 'lab': name cannot be read: the character U+0007"),
        (
            "UPDATE tie SET relation = 'succeeds'",
            "tie 'job': SUCCEEDS does not go from 'ana', which is of kind INNOVATOR",
        ),
        ("UPDATE tie SET relation = 'selects'", "tie 'job': SELECTS does not go to 'lab', which is of kind LAB"),
        ("UPDATE tie SET from_id = 'lab'", "tie 'job': WORKS_FOR does not go from 'lab', which is of kind LAB"),
        ("UPDATE tie SET to_id = 'gone'", "tie 'job' refers to actor 'gone', which is not there"),
        ("UPDATE actor SET administration = 'gone'", "actor 'ana' refers to actor 'gone', which is not there"),
        ("UPDATE tie SET version = 4", "tie 'job' has version 4, and the log 1"),
        ("DELETE FROM change WHERE entity = 'tie'", "tie 'job' has version 1, and the log does not know it"),
        ("DELETE FROM tie", "tie 'job' is not there, although the log says nothing of its being dropped"),
        ("UPDATE change SET action = 'drop' WHERE entity = 'tie'", "tie 'job' is there, although the log says"),
        ("DELETE FROM theme", "actor 'lab' refers to theme 'housing', which is not there"),
        ("DELETE FROM territory", "actor 'lab' refers to territory 'region:93', which is not there"),
        ("DELETE FROM source", "tie 'job' refers to source 'press', which is not there"),
        ("UPDATE theme SET broader = 'gone'", "theme 'housing' refers to theme 'gone', which is not there"),
        ("UPDATE territory SET parent = 'country:fr'", "territory 'region:93' refers to territory 'country:fr'"),
    ],
)
def test_each_fault_is_said_in_a_sentence(sound: Store, lasting: str, sql: str, fault: str) -> None:
    raw(lasting, sql)

    faults = sound.check()

    assert any(sentence.startswith(fault) for sentence in faults), faults


@pytest.mark.parametrize("lasting", ["sqlite file"], indirect=True)
def test_an_index_that_lacks_a_row_is_found(sound: Store, file: Path) -> None:
    sound.close()
    with closing(sqlite3.connect(file)) as database, database:
        (page,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_tie_to_id'").fetchone()
    with file.open("r+b") as raw:
        # The root of the index becomes that of an empty one.
        raw.seek(4096 * (page - 1))
        raw.write(b"\x0a\0\0\0\0\x10\0\0")

    with Store.open(f"sqlite:///{file}") as store:
        faults = store.check()

    assert "the database is damaged: row 1 missing from index ix_tie_to_id" in faults
