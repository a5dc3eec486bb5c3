from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from labnet.assets import data_folder
from labnet.errors import BadDataset, BadInput
from labnet.fiction.plan import Plan, SiloKind
from labnet.model.kinds import Actor
from labnet.model.records import Entity
from labnet.model.ties import Tie
from labnet.service.exporting import export_dataset
from labnet.service.generating import TRUTH_FILE, generate_dataset
from labnet.service.importing import import_datasets
from labnet.store import Store


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize("people", [1, 5, 12, 100, 600])
def test_a_community_of_any_size_is_imported_without_a_fault_and_leaves_the_store_sound(
    people: int, tmp_path: Path
) -> None:
    written = generate_dataset(tmp_path / "set", Plan(people, 7))

    with Store.open(f"sqlite:///{tmp_path / 'it.db'}") as store:
        report = import_datasets(store, [tmp_path / "set"])

        assert (report.fault_total, report.notices, report.left_out) == (0, (), 0)
        assert {entity: outcome.created for entity, outcome in report.outcomes.items()} == written.counts
        assert store.check() == []


def test_exporting_what_was_imported_gives_the_same_bytes(tmp_path: Path) -> None:
    generate_dataset(tmp_path / "set", Plan(300, 2))
    with Store.open(f"sqlite:///{tmp_path / 'it.db'}") as store:
        import_datasets(store, [tmp_path / "set"])
        export_dataset(store, tmp_path / "out", everything=True)

    generated = contents(tmp_path / "set")
    assert contents(tmp_path / "out") == {name: text for name, text in generated.items() if name != TRUTH_FILE}


def test_it_lives_in_one_store_with_the_data_that_labnet_ships(tmp_path: Path) -> None:
    generate_dataset(tmp_path / "set", Plan(50, 1))

    with Store.open(f"sqlite:///{tmp_path / 'it.db'}") as store:
        import_datasets(store, [data_folder()])
        report = import_datasets(store, [tmp_path / "set"])

        assert all(outcome.updated == 0 for outcome in report.outcomes.values())
        assert report.outcomes[Entity.THEME].created == 0
        with store.reading() as reading:
            assert {manifest.fictional for manifest in reading.manifests()} == {True, False}
        assert store.check() == []


def test_the_same_plan_gives_the_same_bytes_in_any_process_and_another_seed_gives_others(tmp_path: Path) -> None:
    for hashes, language in (("1", "C"), ("2", "fr_FR.UTF-8")):
        command = [sys.executable, "-m", "labnet", "generate", str(tmp_path / hashes), "-n", "400", "--seed", "3"]
        environment = {**os.environ, "PYTHONHASHSEED": hashes, "LC_ALL": language}
        subprocess.run([*command, "--silos", "1", "--quiet"], env=environment, check=True)
    generate_dataset(tmp_path / "other", Plan(400, 4, 1))

    first, second, other = (contents(tmp_path / name) for name in ("1", "2", "other"))
    assert first == second
    assert [name for name in first if first[name] == other[name]] == ["evidence.csv", "territories.csv", "themes.csv"]


def test_every_record_says_that_it_is_fiction(tmp_path: Path) -> None:
    generate_dataset(tmp_path / "set", Plan(80, 5))

    with Store.open(f"sqlite:///{tmp_path / 'it.db'}") as store:
        import_datasets(store, [tmp_path / "set"])
        with store.reading() as reading:
            (manifest,) = reading.manifests()
            records: list[Actor | Tie] = [*reading.actors(), *reading.ties()]
            source = next(source for source in reading.sources() if source.id == "fiction-5")
            assert all(actor.fictional for actor in reading.actors())
    package = json.loads((tmp_path / "set" / "datapackage.json").read_bytes())
    assert manifest.fictional
    assert package["fictional"] is True
    assert manifest.title.startswith("Fictional")
    assert source.title is not None
    assert source.title.startswith("Fictional")
    assert {piece.source for record in records for piece in record.evidence} == {"fiction-5"}
    assert all(record.evidence for record in records)


def test_the_truth_about_silos_stands_beside_the_data_set(tmp_path: Path) -> None:
    report = generate_dataset(tmp_path / "set", Plan(1_500, 1, 2))
    truth = json.loads((tmp_path / "set" / TRUTH_FILE).read_bytes())

    assert truth["silos"] == report.silos
    assert (truth["fictional"], truth["by"], truth["people"], truth["seed"]) == (True, "administration", 1_500, 1)
    actors = (tmp_path / "set" / "actors.csv").read_text(encoding="utf-8")
    assert all(f"\n{group}," in actors for silo in truth["silos"] for group in silo["groups"])

    generate_dataset(tmp_path / "set", Plan(20, 1))
    assert json.loads((tmp_path / "set" / TRUTH_FILE).read_bytes())["silos"] == []


def test_spheres_are_named_by_their_words(tmp_path: Path) -> None:
    report = generate_dataset(tmp_path / "set", Plan(1_000, 1, 1, SiloKind.SPHERE))

    (silo,) = report.silos
    assert set(silo["groups"]) <= {"STATE", "LOCAL", "OTHER_PUBLIC", "RESEARCH", "CIVIL_SOCIETY", "BUSINESS"}


def test_progress_is_told_to_the_last_row_of_each_file(tmp_path: Path) -> None:
    told: dict[str, tuple[int, int]] = {}

    report = generate_dataset(
        tmp_path / "set", Plan(30, 1), lambda file, done, total: told.update({file: (done, total)})
    )

    expected = {"actors.csv": report.counts[Entity.ACTOR], "ties.csv": report.counts[Entity.TIE]}
    assert told == {file: (count, count) for file, count in expected.items()}


def test_a_shipped_data_set_with_faults_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = tmp_path / "shipped"
    shutil.copytree(data_folder(), shipped)
    (shipped / "themes.csv").write_text("id,label_fr,label_en\nno id,Un,One\n", encoding="utf-8")
    monkeypatch.setattr("labnet.service.generating.data_folder", lambda: shipped)

    with pytest.raises(BadDataset, match=r"ships has faults: install labnet again \(.*themes\.csv:2"):
        generate_dataset(tmp_path / "set", Plan(10, 1))

    assert not (tmp_path / "set").exists()


def test_a_folder_of_something_else_is_refused_before_anything_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "letter.txt").write_text("Dear all", encoding="utf-8")
    monkeypatch.delattr("labnet.service.generating.draw_community")

    with pytest.raises(BadInput, match="folder of something else"):
        generate_dataset(tmp_path, Plan(10, 1))
