from __future__ import annotations

import gc
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.logs import changes_after

from labnet.errors import BadDataset, MissingFile
from labnet.model.kinds import Actor, Lab, Programme, StateService
from labnet.model.provenance import Evidence
from labnet.model.records import Entity
from labnet.model.vocabularies import Confidence, Tier
from labnet.service.importing import ImportReport, import_datasets
from labnet.store import Outcome, Store

ACTORS = "id,kind,name\nlab,lab,Lab\nprg,programme,Programme\n"
TIES = "from,to,relation\nlab,prg,laureate_of\n"
SHIPPED = Path(__file__).parents[2] / "data"


def ids(store: Store) -> tuple[list[str], list[str]]:
    with store.reading() as reading:
        return [actor.id for actor in reading.actors()], [tie.id for tie in reading.ties()]


def reasons(report: ImportReport) -> list[str]:
    return [f"{Path(fault.file).name}:{fault.line}:{fault.field}: {fault.reason}" for fault in report.faults]


def test_a_data_set_is_stored_and_what_was_done_is_told(store: Store, folder: Callable[..., Path]) -> None:
    report = import_datasets(store, [folder(ties=TIES)], who="an operator")

    assert report.outcomes[Entity.ACTOR] == Outcome(created=2)
    assert report.outcomes[Entity.TIE] == report.outcomes[Entity.MANIFEST] == Outcome(created=1)
    assert (report.seq_before, report.seq_after, store.seq()) == (0, 4, 4)
    assert (report.refused, report.dry_run, report.faults, report.notices, report.left_out) == (False, False, (), (), 0)
    assert report.seconds > 0
    with store.reading() as reading:
        assert {entry.who for entry in changes_after(reading, 0)} == {"an operator"}


def test_the_same_folder_again_changes_nothing(store: Store) -> None:
    first = import_datasets(store, [SHIPPED])

    again = import_datasets(store, [SHIPPED])

    assert first.outcomes[Entity.ACTOR].created > 100
    assert again.seq_before == again.seq_after == first.seq_after
    for entity, outcome in again.outcomes.items():
        assert outcome == Outcome(unchanged=first.outcomes[entity].created)


def test_a_changed_row_updates_its_record_alone(store: Store, folder: Callable[..., Path]) -> None:
    import_datasets(store, [folder()])

    report = import_datasets(store, [folder(actors=ACTORS.replace("Programme", "Call"))])

    assert report.outcomes[Entity.ACTOR] == Outcome(updated=1, unchanged=1)
    assert report.seq_after == report.seq_before + 1


def test_every_column_reaches_the_record_and_evidence_is_joined_to_it(
    store: Store, folder: Callable[..., Path]
) -> None:
    actors = (
        "note;Confidence;source;kind;name;id;tier;themes;fictional;aliases\r\n"
        'said so;REPORTED;a|b;State_Service;"Préfecture; of ""X""";pref;State_Deconcentrated;housing;no; P | Q |P\r\n'
    )
    evidence = "about\tfield\tvalue\tsource\nactor:pref\ttier\tREGION\ta\nACTOR:pref\t\t\tb\n"
    sources, themes = "id\na\nb\n", "id,label_fr,label_en\nhousing,logement,housing\n"

    import_datasets(store, [folder(actors=f"\ufeff{actors}", evidence=evidence, sources=sources, themes=themes)])

    with store.reading() as reading:
        (actor,) = reading.actors()
    assert actor == StateService(
        id="pref",
        name='Préfecture; of "X"',
        tier=Tier.STATE_DECONCENTRATED,
        themes=("housing",),
        aliases=("P", "Q"),
        note="said so",
        evidence=(
            Evidence(confidence=Confidence.REPORTED, source="a"),
            Evidence(confidence=Confidence.REPORTED, source="b"),
            Evidence(confidence=Confidence.DECLARED, source="a", field="tier", value="region"),
            Evidence(confidence=Confidence.DECLARED, source="b"),
        ),
    )


def test_what_one_folder_lacks_may_stand_in_another_or_in_the_store(store: Store, folder: Callable[..., Path]) -> None:
    first = folder("first", package='{"name": "first", "title": "F"}', ties=TIES, actors="id,kind,name\nlab,lab,Lab\n")
    second = folder("second", actors="id,kind,name\nprg,programme,Programme\n")
    third = folder("third", actors="id,kind,name\nx,lab,X\n", ties="from,to,relation\nx,prg,laureate_of\n")

    report = import_datasets(store, [first, second])
    later = import_datasets(store, [third])

    assert (report.refused, later.refused) == (False, False)
    assert ids(store) == (["lab", "prg", "x"], ["lab.laureate_of.prg", "x.laureate_of.prg"])


def test_two_folders_may_hold_the_same_record_but_not_differ_on_it(store: Store, folder: Callable[..., Path]) -> None:
    one, same = folder("one"), folder("same")
    other = folder("other", package='{"name": "it", "title": "Other"}', actors=ACTORS.replace(",Lab", ",Other"))

    agreed = import_datasets(store, [one, same])
    refused = import_datasets(store, [one, other])

    assert agreed.outcomes[Entity.ACTOR].created == 2
    assert reasons(refused) == [
        "datapackage.json:None:name: another data set of this import holds the manifest 'it' otherwise: keep one",
        "actors.csv:2:id: another data set of this import holds the actor 'lab' otherwise: keep one",
    ]


def test_a_dry_run_does_the_same_work_and_stores_nothing(store: Store, folder: Callable[..., Path]) -> None:
    report = import_datasets(store, [folder(ties=TIES)], dry_run=True)

    assert report.outcomes[Entity.ACTOR] == Outcome(created=2)
    assert (report.dry_run, report.refused, report.seq_after, store.seq()) == (True, False, 0, 0)
    assert ids(store) == ([], [])


def test_all_faults_of_all_files_and_folders_are_named_at_once(store: Store, folder: Callable[..., Path]) -> None:
    one = folder(
        "one",
        package='{"title": "One", "fictional": "perhaps"}',
        actors="id,kind,name,since\nlab,lab,,never\nlab,lab,Lab,\n",
        ties="from,to,relation,weight\nlab,prg,laureate_of,much\nlab,nobody,laureate_of,\n",
        sources="id,url\nA,x\n",
        themes="id,label_fr,label_en\nfood,,\n",
    )
    two = folder("two", actors="id,kind,name\nprg,programme,\n")

    report = import_datasets(store, [one, two])

    assert [reason.rsplit(": ", 1)[0].split(": ")[0] for reason in reasons(report)] == [
        *("datapackage.json:None:name", "datapackage.json:None:fictional", "sources.csv:2:id", "sources.csv:2:url"),
        *("themes.csv:2:label_fr", "themes.csv:2:label_en", "actors.csv:2:name", "actors.csv:2:since"),
        *("actors.csv:3:id", "actors.csv:2:name", "ties.csv:2:weight", "ties.csv:3:to"),
    ]
    assert report.fault_total == len(report.faults) == 12
    assert set(report.outcomes.values()) == {Outcome()}


def test_a_thousand_faults_are_kept_and_all_are_counted(store: Store, folder: Callable[..., Path]) -> None:
    rows = "".join(f"x{n},robot,X\n" for n in range(1_500))

    report = import_datasets(store, [folder(actors=f"id,kind,name\n{rows}")])

    assert (len(report.faults), report.fault_total, report.left_out) == (1_000, 1_500, 1_500)


def test_a_refused_import_raises_when_asked_and_names_the_first_fault(
    store: Store, folder: Callable[..., Path]
) -> None:
    one = import_datasets(store, [folder(actors="id,kind,name\nx,lab,\n")])
    two = import_datasets(store, [folder(actors="id,kind,name\nx,lab,\ny,lab,\n")])
    none = import_datasets(store, [folder()])

    none.raise_for_faults()
    with pytest.raises(
        BadDataset, match=r"^nothing was stored: 1 fault was found, the first one in .*actors.csv:2: name:"
    ):
        one.raise_for_faults()
    with pytest.raises(BadDataset, match="2 faults were found"):
        two.raise_for_faults()


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        (["datapackage.json"], "it has no datapackage.json"),
        (["actors.csv", "datapackage.json"], "it has no datapackage.json and no actors.csv"),
        (None, "there is no folder"),
    ],
)
def test_a_folder_that_is_no_data_set_is_a_missing_file(
    missing: list[str] | None, message: str, store: Store, folder: Callable[..., Path]
) -> None:
    path = folder() if missing else Path("nowhere")
    for name in missing or []:
        (path / name).unlink()

    with pytest.raises(MissingFile, match=message):
        import_datasets(store, [folder("sound"), path])
    assert store.seq() == 0


def test_unknown_columns_and_keys_are_told_and_do_no_harm(store: Store, folder: Callable[..., Path]) -> None:
    package = '{"name": "it", "title": "It", "profile": "data-package", "mood": "good"}'

    report = import_datasets(store, [folder(package=package, actors="id,kind,name,Colour,\nlab,lab,Lab,red,\n")])

    assert [(Path(notice.file).name, notice.reason) for notice in report.notices] == [
        ("datapackage.json", "'mood' was not read: labnet does not know it"),
        ("actors.csv", "column 4 ('colour') was not read: labnet does not know it"),
        ("actors.csv", "column 5, which has no name, was not read: labnet does not know it"),
    ]
    assert ids(store) == (["lab"], [])


def test_a_fictional_data_set_marks_the_actors_that_say_nothing_themselves(
    store: Store, folder: Callable[..., Path]
) -> None:
    package = '{"name": "it", "title": "It", "fictional": true}'

    import_datasets(
        store, [folder(package=package, actors="id,kind,name,fictional\na,lab,A,\nb,lab,B,no\nc,lab,C,yes\n")]
    )

    with store.reading() as reading:
        assert [actor.fictional for actor in reading.actors()] == [True, False, True]


def test_actors_that_follow_their_administration_or_come_before_it_are_stored_alike(
    store: Store, folder: Callable[..., Path]
) -> None:
    actors = "id,kind,name,tier,administration\na,lab,A,,body\nbody,state_service,B,state_central,body\nc,lab,C,,body\n"

    report = import_datasets(store, [folder(actors=actors)])
    bad = import_datasets(store, [folder(actors=f"{actors}d,lab,D,,e\ne,lab,E,,\n")])

    assert report.outcomes[Entity.ACTOR].created == 3
    (fault,) = reasons(bad)
    assert fault.startswith("actors.csv:5:administration: 'e' is no body but lab: an administration is one of State")


def test_a_bad_actor_is_not_blamed_on_the_ties_that_join_it(store: Store, folder: Callable[..., Path]) -> None:
    report = import_datasets(store, [folder(actors=f"{ACTORS}x,lab,\n", ties=f"{TIES}x,prg,laureate_of\n")])

    assert [fault.split(":")[0] for fault in reasons(report)] == ["actors.csv"]


def test_an_unreadable_file_is_not_blamed_on_those_that_refer_to_it(store: Store, folder: Callable[..., Path]) -> None:
    path = folder(ties=TIES, evidence="about,source\nactor:lab,a\n")
    (path / "actors.csv").unlink()
    (path / "actors.csv").mkdir()
    (path / "sources.csv").write_bytes(b"\xff\xfei\0d\0")

    report = import_datasets(store, [path])

    assert reasons(report) == [
        "sources.csv:1:None: the file is written in UTF-16: save it as UTF-8",
        "actors.csv:None:None: this is not a file: it cannot be read",
    ]


def test_cells_that_look_like_formulas_are_read_as_they_were_written(store: Store, folder: Callable[..., Path]) -> None:
    import_datasets(store, [folder(actors="id,kind,name\na,lab,'=1+1\nb,lab,''=1+1\nc,lab,=1+1\nd,lab,'s Lab\n")])

    with store.reading() as reading:
        assert [actor.name for actor in reading.actors()] == ["=1+1", "'=1+1", "=1+1", "'s Lab"]


def test_progress_reaches_the_end_of_every_file(store: Store, folder: Callable[..., Path]) -> None:
    told: dict[str, list[tuple[int, int]]] = {}
    rows = "".join(f"lab-{n},lab,{'X' * 400}\n" for n in range(2_000))

    def progress(file: str, done: int, total: int) -> None:
        told.setdefault(Path(file).name, []).append((done, total))

    path = folder(actors=f"id,kind,name\n{rows}", sources="id\n")
    import_datasets(store, [path], progress=progress)

    sizes = {name: (path / name).stat().st_size for name in told}
    assert set(told) == {"actors.csv", "sources.csv"}
    assert {name: steps[-1] for name, steps in told.items()} == {name: (size, size) for name, size in sizes.items()}
    assert len(told["actors.csv"]) == 4
    assert told["actors.csv"] == sorted(told["actors.csv"])


_KILLED = """
import os, signal, sys
from pathlib import Path
from labnet.service.importing import import_datasets
from labnet.store import Store

def progress(file, done, total):
    if file.endswith("ties.csv") and done > 0.5 * total:
        os.kill(os.getpid(), signal.SIGKILL)

import_datasets(Store.open(sys.argv[1]), [Path(sys.argv[2])], progress=progress)
"""


def test_an_import_that_is_killed_in_the_middle_leaves_the_store_as_it_was(
    tmp_path: Path, folder: Callable[..., Path]
) -> None:
    url = f"sqlite:///{tmp_path / 'labnet.db'}"
    with Store.open(url) as store:
        before = import_datasets(store, [folder()]).seq_after
    actors = ACTORS + "".join(f"lab-{n},lab,Lab {n}\n" for n in range(3_000))
    ties = "from,to,relation,role\n" + "".join(f"lab-{n},prg,laureate_of,{'x' * 300}\n" for n in range(3_000))

    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, url, str(folder(actors=actors.replace("Programme", "P"), ties=ties))],
        check=False,
    )

    assert killed.returncode == -signal.SIGKILL
    with Store.open(url) as store:
        assert (store.seq(), ids(store), store.check()) == (before, (["lab", "prg"], []), [])
        with store.reading() as reading:
            assert list(reading.actors()) == [Lab(id="lab", name="Lab"), Programme(id="prg", name="Programme")]
        assert import_datasets(store, [folder(actors=actors, ties=ties)]).outcomes[Entity.TIE].created == 3_000


def _actors_in_memory() -> int:
    return sum(isinstance(each, Actor) for each in gc.get_objects())


def test_fifty_thousand_rows_are_read_a_few_at_a_time(tmp_path: Path, folder: Callable[..., Path]) -> None:
    rows = "".join(f"person-{n},innovator,Person {n},{'Words. ' * 100}\n" for n in range(50_000))
    path = folder(actors=f"id,kind,name,description\n{rows}")
    alive: list[int] = []

    def progress(file: str, done: int, total: int) -> None:
        assert file
        assert done <= total
        alive.append(_actors_in_memory())

    before = _actors_in_memory()
    with Store.open(f"sqlite:///{tmp_path / 'labnet.db'}") as store:
        report = import_datasets(store, [path], progress=progress)

    assert report.outcomes[Entity.ACTOR] == Outcome(created=50_000)
    assert len(alive) > 100
    # The batch that is being read, and the one before it.
    assert max(alive) - before <= 2_500
