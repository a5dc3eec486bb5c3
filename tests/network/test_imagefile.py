from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.pictures import ties_of

from labnet.model.kinds import KINDS, Actor, Lab
from labnet.model.provenance import Evidence, Source
from labnet.model.records import Entity, Record
from labnet.model.ties import Tie, tie_id
from labnet.model.vocabularies import Confidence, Territory, TerritoryLevel, Theme
from labnet.network import imagefile
from labnet.network.actors import VISIBILITIES
from labnet.network.audiences import Audience
from labnet.network.changes import Batch, apply, build
from labnet.network.image import Image
from labnet.network.imagefile import UnfitImage, read_image, revision_in, write_image
from labnet.network.projections import packed, seen_by

SAID = (Evidence(confidence=Confidence.SOURCED, source="press", field="administration", value="city"),)
RECORDS: list[Record] = [
    Lab(id="lab", name="Lab Été", themes=("design",), administration="city", evidence=SAID, version=4),
    KINDS["LOCAL_AUTHORITY"].record(id="city", name="City", administration="city"),
    KINDS["INNOVATOR"].record(id="ada", name="Ada", fictional=True),
    Tie(id="mine", from_id="city", to_id="lab", relation="CARRIES", amount=30_000, version=2),
    Tie(
        id=tie_id("ada", "MEMBER_OF", "lab", None),
        from_id="ada",
        to_id="lab",
        relation="MEMBER_OF",
        role="chair",
        weight=0.5,
        version=3,
    ),
    Theme(id="design", label_fr="Design", label_en="Design"),
    Territory(level=TerritoryLevel.REGION, code="93", name="Paca", source="press"),
    Source(id="press", title="Press"),
]


def told(image: Image) -> Any:
    actors = [(actor, actor.version, actor.updated_at) for actor in image.actors()]
    ties = sorted(((tie, tie.version) for tie in ties_of(image)), key=lambda each: each[0].id)
    named = {image.ids[row]: int(image.about["administration"][row]) for row in image.living()}
    return image.revision, actors, ties, named, image.vocabulary, image.fictional


def again(image: Image, path: Path) -> Image:
    write_image(image, path, "mark")
    read, mark = read_image(path)
    assert mark == "mark"
    return read


def test_an_image_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    image = build(RECORDS, revision=7)

    read = again(image, tmp_path / "it.image")

    assert told(read) == told(image)
    assert read.tie_row("mine") is not None
    assert read.records.sources.values == image.records.sources.values
    assert revision_in(tmp_path / "it.image") == 7


def test_an_image_that_was_read_goes_on_like_the_one_that_was_written(tmp_path: Path) -> None:
    image = build(RECORDS)
    batch = Batch(
        put=[
            Lab(id="new", name="New", administration="city"),
            Tie(id="mine", from_id="city", to_id="new", relation="CARRIES", role="leader"),
        ],
        dropped=[(Entity.ACTOR, "ada")],
    )

    read = again(image, tmp_path / "it.image")

    assert told(apply(read, batch, 1)) == told(apply(image, batch, 1))
    assert told(seen_by(read, Audience.PUBLIC)) == told(seen_by(image, Audience.PUBLIC))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_network_is_read_back_after_changes(
    tmp_path: Path, networks: st.SearchStrategy[list[Actor | Tie]], data: st.DataObject
) -> None:
    records = data.draw(networks)
    image = build(records)
    drops = data.draw(
        st.lists(st.sampled_from([record.id for record in records if isinstance(record, Actor)]), max_size=3)
    )
    changed = apply(image, Batch(dropped=[(Entity.ACTOR, key) for key in drops]), 1)

    assert told(again(changed, tmp_path / "it.image")) == told(changed)


def test_later_changes_of_what_images_share_are_not_written(tmp_path: Path) -> None:
    image = build(RECORDS)
    before = told(image)
    apply(image, Batch(put=[Lab(id="new", name="New"), *RECORDS[3:4]]), 1)

    read = again(image, tmp_path / "it.image")

    assert told(read) == before
    assert (len(read), len(read.ids), len(read.ties)) == (3, 3, 2)


def test_what_was_replaced_is_not_written(tmp_path: Path) -> None:
    image = apply(build(RECORDS), Batch(put=[Lab(id="lab", name="Other")], dropped=[(Entity.ACTOR, "ada")]), 1)

    write_image(image, tmp_path / "it.image", "mark")

    written = (tmp_path / "it.image").read_bytes()
    assert b"Ada" not in written
    assert "Été".encode() not in written


def test_an_id_that_a_packed_image_has_forgotten_is_not_written_and_nobody_takes_its_row(tmp_path: Path) -> None:
    image = packed(apply(build(RECORDS), Batch(dropped=[(Entity.ACTOR, "ada")]), 1))

    read = again(image, tmp_path / "it.image")
    back = apply(read, Batch(put=RECORDS[2:3]), 2)

    assert b"ada" not in (tmp_path / "it.image").read_bytes()
    assert told(read) == told(image)
    assert (read.row(""), back.row("ada")) == (None, 3)


def test_only_this_user_can_read_a_file(tmp_path: Path) -> None:
    write_image(build(RECORDS), tmp_path / "it.image", "mark")

    assert stat.S_IMODE((tmp_path / "it.image").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["it.image"]


def test_what_an_ended_process_left_is_cleared_away(tmp_path: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    for pid in (int(ended.stdout), 1):
        (tmp_path / f"it.image.{pid}.x_1.part").write_bytes(b"half")

    write_image(build(RECORDS), tmp_path / "it.image", "mark")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["it.image", "it.image.1.x_1.part"]


def test_nothing_is_written_through_a_link_that_somebody_has_left(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("as it was")
    (tmp_path / f"it.image.{os.getpid()}.part").symlink_to(precious)

    write_image(build(RECORDS), tmp_path / "it.image", "mark")

    assert precious.read_text() == "as it was"
    assert not (tmp_path / "it.image").is_symlink()


@pytest.mark.parametrize("place", [0, 30, 200, -1, "half", "end", "begin"])
def test_a_file_that_is_damaged_is_refused(tmp_path: Path, place: int | str) -> None:
    path = tmp_path / "it.image"
    write_image(build(RECORDS), path, "mark")
    data = bytearray(path.read_bytes())
    if isinstance(place, int):
        data[place] ^= 1
    path.write_bytes({"half": data[: len(data) // 2], "end": data[:-1], "begin": data[:5]}.get(str(place), data))

    with pytest.raises(UnfitImage):
        read_image(path)


def test_a_file_of_another_model_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "it.image"
    monkeypatch.setattr(imagefile, "VISIBILITIES", VISIBILITIES[:2])
    write_image(build(RECORDS), path, "mark")
    monkeypatch.undo()

    with pytest.raises(UnfitImage, match="another version of labnet wrote it"):
        read_image(path)

    assert revision_in(path) is None


def test_a_file_that_is_not_there_holds_no_revision(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_image(tmp_path / "nothing")

    assert revision_in(tmp_path / "nothing") is None


def test_where_a_file_cannot_be_written_the_old_one_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "it.image"
    write_image(build(RECORDS, revision=1), path, "mark")
    monkeypatch.setattr("os.fsync", _refuse)

    with pytest.raises(OSError, match="full"):
        write_image(build(RECORDS, revision=2), path, "mark")

    assert revision_in(path) == 1
    assert [found.name for found in tmp_path.iterdir()] == ["it.image"]


def _refuse(_descriptor: int) -> None:
    raise OSError(28, "full")


@pytest.mark.parametrize(("roles", "width"), [(2, 1), (300, 2)])
def test_numbers_are_read_back_in_their_width(tmp_path: Path, roles: int, width: int) -> None:
    ties = [
        Tie(id=f"t{number}", from_id="ada", to_id="lab", relation="MEMBER_OF", role=f"role {number}")
        for number in range(roles)
    ]

    image = again(build([*RECORDS, *ties]), tmp_path / "it.image")

    assert [image.ties.role.numbers.data.itemsize, image.ties.relation.data.itemsize] == [width, 1]
    assert {tie.role for tie in map(image.tie, image.tie_rows().tolist())} == {
        None,
        "chair",
        *(tie.role for tie in ties),
    }
