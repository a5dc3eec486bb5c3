from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, TypeAlias

import pytest

from labnet.service.importing import import_datasets
from labnet.store import Store

Expected: TypeAlias = tuple[str, int | None, str | None, str]

ACTORS: Final = (
    "id,kind,name,tier,administration,territory,themes,since,until,siret,siren,url,budget,visibility,source,confidence\n"
    "ada,innovator,Ada,,,,,,,,,,,,,\n"
    "lab,lab,Lab,,,region:93,housing,,,,,,,,press,\n"
    "pref,state_service,Préfecture,state_deconcentrated,pref,region:93,,,,,,,,,press,reported\n"
)
TIES: Final = "from,to,relation,since,until,weight,amount,source\npref,lab,carries,2017,,,,press\n"
THEMES: Final = "id,label_fr,label_en,broader\nhousing,logement,housing,\n"
TERRITORIES: Final = "level,code,name,parent\ncountry,FR,France,\nregion,93,Sud,country:FR\n"
SOURCES: Final = "id,title,url,date\npress,Press,,\n"
EVIDENCE: Final = "about,field,value,source,confidence,note\nactor:lab,since,2017,press,,\n"
PACKAGE: Final = '{"name": "base", "title": "Base"}'
BASE: Final[Mapping[str, str | bytes]] = {
    "datapackage.json": PACKAGE,
    "actors.csv": ACTORS,
    "ties.csv": TIES,
    "themes.csv": THEMES,
    "territories.csv": TERRITORIES,
    "sources.csv": SOURCES,
    "evidence.csv": EVIDENCE,
}


def actor(**cells: str) -> str:
    columns = ACTORS.splitlines()[0].split(",")
    row = {"id": "x", "kind": "lab", "name": "X", **cells}
    return ACTORS + ",".join(row.get(column, "") for column in columns) + "\n"


def tie(**cells: str) -> str:
    columns = TIES.splitlines()[0].split(",")
    row = {"from": "ada", "to": "lab", "relation": "member_of", **cells}
    return TIES + ",".join(row.get(column, "") for column in columns) + "\n"


CASES: Final[tuple[tuple[str, str | bytes, list[Expected]], ...]] = (
    # Values
    ("actors.csv", actor(kind="robot"), [("actors.csv", 5, "kind", "not a kind: use one of innovator, lab")]),
    ("actors.csv", actor(kind=""), [("actors.csv", 5, "kind", "empty")]),
    ("actors.csv", actor(name=""), [("actors.csv", 5, "name", "empty")]),
    ("actors.csv", actor(id=""), [("actors.csv", 5, "id", "empty")]),
    ("actors.csv", actor(id="Lab X"), [("actors.csv", 5, "id", "'Lab X' is not an id: lower-case letters")]),
    ("actors.csv", actor(id="lab"), [("actors.csv", 5, "id", "'lab' stands on line 3 already")]),
    ("actors.csv", actor(since="2017-13"), [("actors.csv", 5, "since", "not a day of the calendar")]),
    ("actors.csv", actor(since="autumn"), [("actors.csv", 5, "since", "write 2016, 2016-11 or 2016-11-18")]),
    ("actors.csv", actor(siret="12345678901234"), [("actors.csv", 5, "siret", "not a SIRET")]),
    ("actors.csv", actor(siren="123"), [("actors.csv", 5, "siren", "not a SIREN")]),
    ("actors.csv", actor(url="www.x.fr"), [("actors.csv", 5, "url", "starts with https://")]),
    ("actors.csv", actor(kind="programme", budget="1.5 M"), [("actors.csv", 5, "budget", "whole euros")]),
    ("actors.csv", actor(budget="9"), [("actors.csv", 5, "budget", "a lab has no budget (programme only)")]),
    ("actors.csv", actor(visibility="secret"), [("actors.csv", 5, "visibility", "not one of PUBLIC")]),
    ("actors.csv", actor(confidence="sure"), [("actors.csv", 5, "confidence", "not one of SOURCED")]),
    ("actors.csv", actor(confidence="sourced"), [("actors.csv", 5, "source", "what is sourced has a source: name it")]),
    ("actors.csv", actor(tier="region"), [("actors.csv", 5, "tier", "not for a lab, which has none")]),
    ("actors.csv", actor(kind="state_service", tier="region"), [("actors.csv", 5, "tier", "state_central")]),
    ("actors.csv", actor(kind="innovator", tier="other"), [("actors.csv", 5, "tier", "not for an innovator")]),
    ("actors.csv", actor(since="2018", until="2017-12"), [("actors.csv", 5, "until", "ends (2017-12) before")]),
    ("actors.csv", actor(territory="somewhere"), [("actors.csv", 5, "territory", "not a territory")]),
    ("actors.csv", actor(territory="canton:12"), [("actors.csv", 5, "territory", "no level of territory")]),
    ("actors.csv", actor(name="a\x01b"), [("actors.csv", 5, "name", "the control character U+0001")]),
    ("actors.csv", actor(name="a\0b"), [("actors.csv", 5, "name", "character 8 of line 5 is NUL")]),
    ("actors.csv", actor(name="a\rb"), [("actors.csv", 5, "name", "carriage return alone")]),
    ("actors.csv", actor(name="x" * 501), [("actors.csv", 5, "name", "501 characters are too many")]),
    ("actors.csv", actor(since="1" * 20_000), [("actors.csv", 5, "since", "20,000 characters are too many")]),
    ("actors.csv", actor(name="x" * 1_000_000), [("actors.csv", 5, "name", "the line is longer than 262,144 bytes")]),
    ("ties.csv", tie(relation="likes"), [("ties.csv", 3, "relation", "'likes' is not a relation")]),
    ("ties.csv", tie(relation=""), [("ties.csv", 3, "relation", "empty")]),
    ("ties.csv", tie(weight="heavy"), [("ties.csv", 3, "weight", "not a number")]),
    ("ties.csv", tie(amount="-5"), [("ties.csv", 3, "amount", "whole euros")]),
    ("ties.csv", tie(since="2019-05", until="2019-04-30"), [("ties.csv", 3, "until", "before it begins")]),
    ("ties.csv", tie(**{"from": "lab"}), [("ties.csv", 3, "to", "joins 'lab' to itself")]),
    ("ties.csv", TIES + TIES.splitlines()[1], [("ties.csv", 3, "id", "'pref.carries.lab.2017' stands on line 2")]),
    ("sources.csv", SOURCES + "a,,ftp://x,2016-02-30\n", [
        ("sources.csv", 3, "url", "not a web address"), ("sources.csv", 3, "date", "calendar"),
    ]),
    ("themes.csv", THEMES + "food,,food,\n", [("themes.csv", 3, "label_fr", "empty")]),
    ("territories.csv", TERRITORIES + "canton,1,X,\n", [("territories.csv", 4, "level", "not one of COUNTRY")]),
    ("territories.csv", TERRITORIES + "region,9 3,X,\n", [("territories.csv", 4, "code", "letters and digits only")]),
    ("territories.csv", TERRITORIES + "region,93,X,\n", [("territories.csv", 4, "code", "line 3 already")]),
    # Evidence
    ("evidence.csv", EVIDENCE + "actor:nobody,,,press,,\n", [("evidence.csv", 3, "about", "not in actors.csv")]),
    ("evidence.csv", EVIDENCE + "tie:a.b.c,,,press,,\n", [("evidence.csv", 3, "about", "is not in ties.csv")]),
    ("evidence.csv", EVIDENCE + ",,,press,,\n", [("evidence.csv", 3, "about", "the cell is empty")]),
    ("evidence.csv", EVIDENCE + "lab,,,press,,\n", [("evidence.csv", 3, "about", "write actor: or tie:")]),
    ("evidence.csv", EVIDENCE + "actor:lab,budget,9,press,,\n", [("evidence.csv", 3, "field", "no column of actor:")]),
    ("evidence.csv", EVIDENCE + "actor:lab,since,soon,press,,\n", [("evidence.csv", 3, "value", "not a date")]),
    ("evidence.csv", EVIDENCE + "actor:lab,territory,land:9,press,,\n", [("evidence.csv", 3, "value", "no level")]),
    ("evidence.csv", EVIDENCE + "actor:lab,,2017,press,,\n", [("evidence.csv", 3, "field", "name the field")]),
    ("evidence.csv", EVIDENCE + "actor:lab,since,2017,,,\n", [("evidence.csv", 3, "confidence", "neither source")]),
    ("evidence.csv", EVIDENCE + "actor:lab,,,gazette,,\n", [("evidence.csv", 3, "source", "no source 'gazette'")]),
    ("evidence.csv", EVIDENCE + "actor:lab,since,2017,,reported,Said.\n", [
        ("evidence.csv", 3, "source", "what is reported has a source: name it"),
    ]),
    # References
    ("actors.csv", actor(themes="housing|food"), [("actors.csv", 5, "themes", "no theme 'food': add it to")]),
    ("actors.csv", actor(territory="region:84"), [("actors.csv", 5, "territory", "no territory 'region:84'")]),
    ("actors.csv", actor(source="gazette"), [("actors.csv", 5, "source", "no source 'gazette'")]),
    ("actors.csv", actor(administration="nobody"), [("actors.csv", 5, "administration", "no actor 'nobody'")]),
    ("actors.csv", actor(administration="lab"), [("actors.csv", 5, "administration", "'lab' is no body but lab")]),
    ("actors.csv", actor(administration="x"), [("actors.csv", 5, "administration", "'x' is no body")]),
    ("actors.csv", actor(id="ada", kind="lab").replace("ada,innovator,Ada,,,,,,,,,,,,,\n", ""), [
        ("actors.csv", 4, "kind", "in the store as another kind (innovator)"),
    ]),
    ("ties.csv", tie(to="nobody"), [("ties.csv", 3, "to", "no actor 'nobody': add it to actors.csv")]),
    ("ties.csv", tie(source="gazette"), [("ties.csv", 3, "source", "no source 'gazette'")]),
    ("ties.csv", tie(relation="carries", **{"from": "lab", "to": "ada"}), [
        ("ties.csv", 3, "relation", "carries does not go from lab to innovator: it goes from"),
    ]),
    ("themes.csv", THEMES + "food,faim,food,nothing\n", [("themes.csv", 3, "broader", "no theme 'nothing'")]),
    ("themes.csv", THEMES + "a,a,a,b\nb,b,b,a\nc,c,c,a\n", [
        ("themes.csv", 3, "broader", "a > b > a is a circle"), ("themes.csv", 4, "broader", "circle"),
    ]),
    ("territories.csv", TERRITORIES + "region,84,X,region:84\n", [("territories.csv", 4, "parent", "circle")]),
    ("territories.csv", TERRITORIES.replace("FR,France,", "FR,France,region:93"), [
        ("territories.csv", 2, "parent", "country:FR > region:93 > country:FR"),
        ("territories.csv", 3, "parent", "circle"),
    ]),
    # Files
    ("actors.csv", "id,kind\nlab,lab\n", [("actors.csv", 1, "name", "the column name is missing")]),
    ("actors.csv", ACTORS.replace("siren", "name"), [("actors.csv", 1, "name", "2 columns are named name")]),
    ("actors.csv", ACTORS + "x,lab\n", [("actors.csv", 5, None, "2 cells in the row, but 16 columns")]),
    ("actors.csv", actor() + "y,lab" + "," * 20 + "\n", [("actors.csv", 6, None, "22 cells in the row")]),
    ("actors.csv", actor(name='"X') + "y\n", [
        ("actors.csv", 5, None, "not closed"), ("actors.csv", 6, None, "1 cells in"),
    ]),
    ("actors.csv", actor(name='"X"Y'), [("actors.csv", 5, None, "text follows the quote")]),
    ("actors.csv", ACTORS.encode("latin-1"), [("actors.csv", 4, "name", "byte 22 of line 4 (0xE9) is not UTF-8")]),
    ("actors.csv", ACTORS.encode("utf-16"), [("actors.csv", 1, None, "UTF-16: save it as UTF-8")]),
    ("actors.csv", ACTORS.encode("utf-16-le"), [("actors.csv", 1, None, "character 2 of line 1 is NUL")]),
    ("actors.csv", ACTORS.replace("\n", "\r"), [("actors.csv", 1, None, "carriage return alone")]),
    ("actors.csv", b"PK\x03\x04" + bytes(range(256)), [("actors.csv", 1, None, "a zip archive")]),
    ("actors.csv", bytes(range(1, 256)) * 500, [("actors.csv", 1, None, "control character U+0001")]),
    ("actors.csv", "", [("actors.csv", None, None, "the file is empty")]),
    ("actors.csv", "x," * 1_000_000, [("actors.csv", 1, None, "the line is longer than")]),
    ("actors.csv", ACTORS.replace("\n", "," * 1_500 + "\n"), [("actors.csv", 1, None, "1,516 columns are too many")]),
    ("datapackage.json", '{"name": "base",\n "title"}', [("datapackage.json", 2, None, "not JSON")]),
    ("datapackage.json", '{"title": "Base"}', [("datapackage.json", None, "name", "is missing")]),
)  # fmt: skip


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def rows(store: Store) -> list[object]:
    with store.reading() as reading:
        return [
            *(*reading.manifests(), *reading.sources(), *reading.themes(), *reading.territories()),
            *((actor, actor.version) for actor in reading.actors()),
            *((tie, tie.version) for tie in reading.ties()),
        ]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Holds what `BASE` says."""
    with Store.open("sqlite://") as opened:
        import_datasets(opened, [write(tmp_path / "base", BASE)])
        yield opened


def test_the_folder_that_the_faults_are_put_into_has_none(store: Store, tmp_path: Path) -> None:
    report = import_datasets(store, [tmp_path / "base"])

    assert (report.faults, report.notices, report.refused, store.seq()) == ((), (), False, 9)


@pytest.mark.parametrize(("file", "text", "expected"), CASES)
def test_a_fault_is_named_with_its_place_and_reason_and_leaves_the_store_as_it_was(
    file: str, text: str | bytes, expected: list[Expected], store: Store, tmp_path: Path
) -> None:
    before, held = store.seq(), rows(store)

    report = import_datasets(store, [write(tmp_path / "bad", {**BASE, file: text})])

    found = [(Path(fault.file).name, fault.line, fault.field) for fault in report.faults]
    assert found == [(name, line, field) for name, line, field, _ in expected]
    assert [why for fault, (*_, why) in zip(report.faults, expected, strict=True) if why not in fault.reason] == []
    assert (report.refused, report.seq_after, store.seq()) == (True, before, before)
    assert rows(store) == held
