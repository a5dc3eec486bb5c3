from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import pytest

from labnet.assets import data_folder
from labnet.store import Store

if TYPE_CHECKING:
    from tests.cli.conftest import Run

_ACTORS = "id,kind,name,colour\nlab-a,lab,La Base,red\npref-33,state_service,Préfecture,\n"
_TIES = "from,to,relation\npref-33,lab-a,carries\n"


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """A sound data set: two actors, a tie, and a column that labnet does not know."""
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / "datapackage.json").write_text('{"name": "set", "title": "A set"}', encoding="utf-8")
    (folder / "actors.csv").write_text(_ACTORS, encoding="utf-8")
    (folder / "ties.csv").write_text(_TIES, encoding="utf-8")
    return folder


def spoil(dataset: Path, rows: int) -> None:
    """Add so many rows of a kind that does not exist."""
    with (dataset / "actors.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"squad-{number},squad,Squad\x1b,\n" for number in range(rows))


def ids(url: str) -> list[str]:
    with Store.open(url) as store, store.reading() as reading:
        return [actor.id for actor in reading.actors()]


def test_what_was_stored_is_counted_and_reading_it_again_changes_nothing(labnet: Run, url: str, dataset: Path) -> None:
    first = labnet("import", str(dataset), "--database", url)
    again = labnet("import", str(dataset), "--database", url)

    assert first.status == again.status == 0
    assert first.out.startswith("record\tcreated\tupdated\tunchanged\nactor\t2\t0\t0\ntie\t1\t0\t0\n")
    assert again.out.startswith("record\tcreated\tupdated\tunchanged\nactor\t0\t0\t2\ntie\t0\t0\t1\n")
    assert f"{dataset / 'actors.csv'}: column 4 ('colour') was not read: labnet does not know it" in first.err
    assert first.err.splitlines()[-1].startswith("labnet: stored (")
    assert ids(url) == ["lab-a", "pref-33"]


def test_the_shipped_data_set_is_imported_unless_another_is_named(labnet: Run, url: str) -> None:
    ended = labnet("import", "--database", url, "--quiet")

    assert ended == (0, "", "")
    assert len(ids(url)) == len((data_folder() / "actors.csv").read_text(encoding="utf-8").splitlines()) - 1


def test_faults_refuse_everything_and_are_told_with_their_places(labnet: Run, url: str, dataset: Path) -> None:
    spoil(dataset, 1)

    ended = labnet("import", str(dataset), "--database", url)

    fault, *_, error = ended.err.splitlines()
    assert ended.status == 3
    assert ended.out == ""
    assert fault.startswith(f"{dataset / 'actors.csv'}:4: ")
    assert "\x1b" not in ended.err
    assert error.startswith("labnet: BAD_DATASET: nothing was stored: ")
    assert ids(url) == []


def test_the_first_thousand_faults_are_told_and_the_others_counted(labnet: Run, url: str, dataset: Path) -> None:
    (dataset / "actors.csv").write_text(
        "id,kind,name\n" + "".join(f"squad-{number},squad,Squad\n" for number in range(1_200)), encoding="utf-8"
    )
    (dataset / "ties.csv").unlink()

    told = labnet("import", str(dataset), "--database", url, "--quiet")
    listed = labnet("import", str(dataset), "--database", url, "--json")

    *faults, count, _ = told.err.splitlines()
    answer = orjson.loads(listed.out)
    assert len(faults) == 1_000
    assert count == "… and 200 more faults, 1,200 in all"
    assert listed.status == 3
    assert (answer["refused"], answer["faultTotal"], len(answer["faults"])) == (True, 1_200, 1_000)
    assert answer["faults"][0]["file"] == str(dataset / "actors.csv")
    assert (answer["faults"][0]["line"], answer["faults"][0]["field"]) == (2, "kind")
    assert len(listed.err.splitlines()) == 1


def test_bad_records_are_left_out_if_asked(labnet: Run, url: str, dataset: Path) -> None:
    spoil(dataset, 2)

    ended = labnet("import", str(dataset), "--database", url, "--skip-bad")

    assert ended.status == 0
    assert f"{dataset / 'actors.csv'}:4: " in ended.err
    assert ended.err.splitlines()[-1].endswith("2 records left out)")
    assert ids(url) == ["lab-a", "pref-33"]


def test_a_trial_finds_everything_and_stores_nothing(labnet: Run, url: str, dataset: Path) -> None:
    sound = labnet("import", str(dataset), "--database", url, "--dry-run")
    spoil(dataset, 1)
    faulty = labnet("import", str(dataset), "--database", url, "--dry-run")

    assert sound.status == 0
    assert "actor\t2\t0\t0" in sound.out
    assert sound.err.splitlines()[-1].startswith("labnet: a trial: nothing was stored (")
    assert faulty.status == 3
    assert ids(url) == []


def test_programs_are_given_json(labnet: Run, url: str, dataset: Path) -> None:
    ended = labnet("import", str(dataset), "--database", url, "--json")

    answer = orjson.loads(ended.out)
    assert ended.status == 0
    assert ended.err == ""
    assert answer["records"]["actor"] == {"created": 2, "updated": 0, "unchanged": 0}
    assert (answer["refused"], answer["dryRun"], answer["faultTotal"], answer["leftOut"]) == (False, False, 0, 0)
    assert answer["seqAfter"] > answer["seqBefore"] == 0
    assert answer["notices"][0]["reason"].startswith("column 4 ('colour')")


def test_a_folder_that_is_no_data_set_is_refused(labnet: Run, url: str, tmp_path: Path) -> None:
    ended = labnet("import", str(tmp_path / "nowhere"), "--database", url)

    assert ended.status == 2
    assert ended.err.startswith("labnet: MISSING_FILE: there is no folder ")


def test_people_see_how_far_it_is_and_a_table(
    on_terminal: Callable[[Sequence[str]], str], url: str, dataset: Path
) -> None:
    seen = on_terminal(["import", str(dataset), "--database", url])

    assert "actors.csv" in seen
    assert "checking and storing" in seen
    assert "━" in seen
    assert "created" in seen


def test_progress_is_left_out_for_quiet_people(
    on_terminal: Callable[[Sequence[str]], str], url: str, dataset: Path
) -> None:
    assert on_terminal(["import", str(dataset), "--database", url, "--quiet"]) == ""


def test_an_import_that_is_killed_leaves_nothing_behind(
    command: Callable[..., list[str]], url: str, dataset: Path
) -> None:
    with Store.open(url):
        pass
    (dataset / "actors.csv").write_text(
        "id,kind,name\n" + "".join(f"lab-{number},lab,Lab\n" for number in range(200_000)), encoding="utf-8"
    )
    (dataset / "ties.csv").unlink()
    log = Path(url.removeprefix("sqlite:///") + "-wal")
    arguments = command("import", str(dataset), "--database", url)
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as writer:
        while writer.poll() is None and not (log.exists() and log.stat().st_size):
            time.sleep(0.005)
        writer.send_signal(signal.SIGKILL)

    with Store.open(url) as store:
        assert writer.returncode == -signal.SIGKILL
        assert store.check() == []
        assert store.seq() == 0
