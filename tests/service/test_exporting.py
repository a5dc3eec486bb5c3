from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labnet.errors import BadInput
from labnet.model.dates import PartialDate
from labnet.model.kinds import Actor, Innovator, Lab, LocalAuthority, Programme, StateService
from labnet.model.provenance import NEEDS_SOURCE, Evidence, Source
from labnet.model.records import Entity, Licence, Manifest, Record
from labnet.model.ties import Tie
from labnet.model.vocabularies import AwardBasis, Confidence, Theme, Tier, Visibility
from labnet.service.exporting import export_dataset, merge_manifests
from labnet.service.importing import import_datasets
from labnet.store import Store

SHIPPED = Path(__file__).parents[2] / "data"
SOURCED = Confidence.SOURCED


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open("sqlite://") as opened:
        yield opened


def put(store: Store, **records: list[Record]) -> None:
    with store.writing() as writing:
        for entity in (Entity.MANIFEST, Entity.SOURCE, Entity.THEME, Entity.ACTOR, Entity.TIE):
            writing.put(entity, records.get(f"{entity}s", []))


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def records(store: Store) -> list[Record]:
    with store.reading() as reading:
        first: list[Record] = [*reading.manifests(), *reading.sources(), *reading.themes(), *reading.territories()]
        return [*first, *reading.actors(), *reading.ties()]


def test_the_shipped_data_set_is_exported_just_as_it_is_shipped(store: Store, tmp_path: Path) -> None:
    import_datasets(store, [SHIPPED])

    report = export_dataset(store, tmp_path / "out")

    written = content(tmp_path / "out")
    assert written == {name: (SHIPPED / name).read_bytes() for name in written}
    assert len(written) == 7
    with store.reading() as reading:
        assert report.counts[Entity.ACTOR] == len(list(reading.actors()))
    assert (report.hidden, report.seq) == (0, store.seq())


def test_an_export_imported_elsewhere_gives_the_same_records_and_the_same_bytes_again(
    store: Store, tmp_path: Path
) -> None:
    import_datasets(store, [SHIPPED])
    export_dataset(store, tmp_path / "out")

    with Store.open("sqlite://") as other:
        import_datasets(other, [tmp_path / "out"])
        export_dataset(other, tmp_path / "again")

        assert records(other) == records(store)
    assert content(tmp_path / "again") == content(tmp_path / "out")


def test_what_the_public_may_not_see_is_absent_with_its_ties_and_every_mention(store: Store, tmp_path: Path) -> None:
    secret = LocalAuthority(
        id="secret", name="Secret", tier=Tier.REGION, visibility=Visibility.PRIVATE, administration="secret"
    )
    says = (
        Evidence(confidence=SOURCED, source="press", field="administration", value="secret"),
        Evidence(confidence=SOURCED, source="press"),
    )
    put(
        store,
        sources=[Source(id="press"), Source(id="unused")],
        actors=[
            secret,
            Innovator(id="ada", name="Ada"),
            Innovator(id="bob", name="Bob", visibility=Visibility.PUBLIC, administration="secret", evidence=says),
            Lab(id="lab", name="Lab"),
            Lab(id="inner", name="Inner", visibility=Visibility.MEMBERS),
        ],
        ties=[
            Tie(id="1", from_id="ada", to_id="lab", relation="MEMBER_OF", evidence=says),
            Tie(id="2", from_id="bob", to_id="lab", relation="MEMBER_OF"),
            Tie(id="3", from_id="bob", to_id="secret", relation="WORKS_FOR"),
        ],
    )

    report = export_dataset(store, tmp_path / "out")

    written = content(tmp_path / "out")
    assert (report.hidden, report.counts[Entity.ACTOR], report.counts[Entity.TIE]) == (3, 2, 1)
    for word in (b"secret", b"ada", b"inner"):
        assert [name for name, data in written.items() if word in data.lower()] == []
    assert written["sources.csv"].splitlines()[1:] == [b"press,,,,"]
    assert written["evidence.csv"] == b"about,field,value,source,confidence,note\n"
    assert not import_datasets(store, [tmp_path / "out"], dry_run=True).refused


def test_everything_is_exported_when_asked_for(store: Store, tmp_path: Path) -> None:
    put(store, actors=[Innovator(id="ada", name="Ada"), Lab(id="lab", name="Lab", visibility=Visibility.PRIVATE)])

    report = export_dataset(store, tmp_path / "out", everything=True)

    assert (report.hidden, report.counts[Entity.ACTOR]) == (0, 2)
    with Store.open("sqlite://") as other:
        import_datasets(other, [tmp_path / "out"])
        assert records(other)[1:] == records(store)


def test_cells_that_a_spreadsheet_would_run_are_made_harmless_and_come_back(store: Store, tmp_path: Path) -> None:
    names = ["=1+1", "+1", "-1", "@x", "'=1", "''@", "'\tx", "'s Lab", 'a "b", c', "a\nb"]
    put(store, actors=[Lab(id=f"lab-{n}", name=name) for n, name in enumerate(names)])

    export_dataset(store, tmp_path / "out")

    written = (tmp_path / "out" / "actors.csv").read_text(encoding="utf-8")
    assert all(cell[:1] not in {"=", "+", "@", "\t"} for line in written.splitlines() for cell in line.split(","))
    with Store.open("sqlite://") as other:
        import_datasets(other, [tmp_path / "out"])
        assert records(other)[1:] == records(store)


def test_an_empty_store_gives_a_data_set_without_rows(store: Store, tmp_path: Path) -> None:
    report = export_dataset(store, tmp_path / "out")

    assert report.counts == {entity: int(entity is Entity.MANIFEST) for entity in Entity}
    assert merge_manifests([]) == Manifest(id="labnet", title="labnet")


def test_a_folder_of_something_else_is_left_alone(store: Store, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear", encoding="utf-8")

    with pytest.raises(BadInput, match="is a folder of something else than a data set"):
        export_dataset(store, tmp_path)
    assert content(tmp_path) == {"letter.txt": b"Dear"}


def test_one_description_stands_for_itself_and_several_are_merged_once_and_for_all() -> None:
    etalab, odbl = Licence(name="etalab-2.0"), Licence(name="ODbL", path="https://x.test")
    a = Manifest(id="a", title="A", description="First.", licences=(etalab,), method="Read.")
    b = Manifest(id="b", title="B", licences=(odbl, etalab), method="Read.", fictional=True)

    merged = merge_manifests([a, b])

    assert merge_manifests([a]) == a
    assert merged == Manifest(
        id="labnet", title="A + B", description="First.", licences=(etalab, odbl), method="Read.", fictional=True
    )
    assert merge_manifests([a, b, merged]) == merged


def test_merged_descriptions_stay_as_short_as_a_data_set_may_have_them(store: Store, tmp_path: Path) -> None:
    put(store, manifests=[Manifest(id=f"m{n}", title=f"{n} {'long ' * 50}", method="x" * 6_000) for n in range(3)])

    export_dataset(store, tmp_path / "out")

    assert not import_datasets(store, [tmp_path / "out"]).refused
    with store.reading() as reading:
        (merged,) = (manifest for manifest in reading.manifests() if manifest.id == "labnet")
    assert len(merged.title) <= 500
    assert merged.title.endswith(" …")


_TEXT = (
    st.text(
        st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"], include_characters="\n\t'=+-@"), max_size=40
    )
    .map(str.strip)
    .filter(bool)
    .filter(lambda text: all(char.isprintable() or char in "\n\t\u00a0\u202f\u2009" for char in text))
)
_ITEM = _TEXT.map(lambda text: text.replace("|", "/").strip()).filter(bool)
_DATE = st.builds(PartialDate, st.integers(1900, 2020), st.integers(0, 12))
_UNSOURCED = st.sampled_from([word for word in Confidence if word not in NEEDS_SOURCE])
_EVIDENCE = st.lists(
    st.builds(
        Evidence,
        confidence=st.sampled_from(Confidence),
        source=st.sampled_from(["a", "b", "c"]),
        note=st.none() | _TEXT,
    )
    | st.builds(Evidence, confidence=_UNSOURCED, note=st.none() | _TEXT)
    | st.builds(
        Evidence,
        confidence=st.sampled_from(Confidence),
        source=st.sampled_from(["a", "b"]),
        field=st.just("since"),
        value=st.none() | _DATE.map(str),
    )
    | st.builds(Evidence, confidence=_UNSOURCED, field=st.just("since"), value=st.none() | _DATE.map(str)),
    max_size=6,
).map(tuple)
_COMMON = {
    "name": _TEXT,
    "aliases": st.lists(_ITEM, unique=True, max_size=3).map(tuple),
    "themes": st.sampled_from([(), ("t",), ("u", "t")]),
    "since": st.none() | _DATE,
    "description": st.none() | _TEXT,
    "note": st.none() | _TEXT,
    "visibility": st.none() | st.sampled_from(Visibility),
    "confirmed_at": st.none() | st.dates(),
    "fictional": st.booleans(),
    "evidence": _EVIDENCE,
}
_MONEY = st.none() | st.integers(0, 2**31 - 1)
_LAB = st.builds(Lab, id=st.just("lab"), **_COMMON)
_PREF = st.builds(
    StateService,
    id=st.just("pref"),
    tier=st.sampled_from([None, Tier.STATE_CENTRAL]),
    administration=st.just("pref"),
    **_COMMON,
)
_ADA = st.builds(Innovator, id=st.just("ada"), role=st.none() | _TEXT, open_to_contact=st.booleans(), **_COMMON)
_PRG = st.builds(Programme, id=st.just("prg"), budget=_MONEY, candidates=_MONEY, **_COMMON)
_TIE = st.builds(
    Tie,
    id=_TEXT,
    from_id=st.just("lab"),
    to_id=st.just("prg"),
    relation=st.just("LAUREATE_OF"),
    role=st.none() | _TEXT,
    until=st.none() | _DATE,
    weight=st.floats(0, 1_000_000),
    amount=_MONEY,
    amount_basis=st.none() | st.sampled_from(AwardBasis),
    note=st.none() | _TEXT,
    evidence=_EVIDENCE,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actors=st.tuples(_LAB, _PREF, _ADA, _PRG), tie=_TIE)
def test_whatever_is_exported_and_imported_comes_back_and_is_exported_as_the_same_bytes(
    actors: tuple[Actor, ...], tie: Tie, tmp_path: Path
) -> None:
    folders = [tmp_path / name for name in ("one", "two")]
    with Store.open("sqlite://") as first, Store.open("sqlite://") as second, Store.open("sqlite://") as third:
        put(
            first,
            manifests=[Manifest(id="m", title="M")],
            sources=[Source(id=id_) for id_ in "abc"],
            themes=[Theme(id=id_, label_fr=id_, label_en=id_) for id_ in "tu"],
            actors=list(actors),
            ties=[tie],
        )
        export_dataset(first, folders[0], everything=True)
        import_datasets(second, [folders[0]]).raise_for_faults()
        export_dataset(second, folders[1], everything=True)
        import_datasets(third, [folders[1]]).raise_for_faults()

        assert content(folders[0]) == content(folders[1])
        assert records(third) == records(second)
        assert [without_order(record) for record in records(second)] == [without_order(each) for each in records(first)]


def without_order(record: Record) -> object:
    """Give a record with its evidence as a set: the one thing that a first export may put into another order."""
    if not isinstance(record, Actor | Tie):
        return record
    fields = {
        name: getattr(record, name)
        for name in type(record).__dataclass_fields__
        if name not in {"version", "updated_at"}
    }
    return type(record), {**fields, "evidence": set(record.evidence)}
