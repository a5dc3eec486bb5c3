from __future__ import annotations

from pathlib import Path

import pytest

from labnet.model.records import Licence, Manifest
from labnet.readwrite.faults import FaultList, Notice
from labnet.readwrite.manifest import manifest_text, read_manifest

FULL = Manifest(
    id="données-no".replace("é", "e"),
    title="Données",
    description="Ce qu'elles disent.",
    licences=(Licence(name="etalab-2.0", title="Licence Ouverte", path="https://x.test"), Licence(name="ODbL")),
    method="Read.",
    fictional=True,
)


def read(folder: Path, content: str | bytes) -> tuple[Manifest | None, list[tuple[int | None, str | None, str]]]:
    path = folder / "datapackage.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    faults = FaultList()
    manifest = read_manifest(path, faults, list[Notice]())
    return manifest, [(fault.line, fault.field, fault.reason) for fault in faults]


@pytest.mark.parametrize("manifest", [FULL, Manifest(id="a", title="A")])
def test_a_description_is_read_back_as_it_was_written(manifest: Manifest, tmp_path: Path) -> None:
    assert read(tmp_path, manifest_text(manifest)) == (manifest, [])
    assert read(tmp_path, b"\xef\xbb\xbf" + manifest_text(manifest).encode()) == (manifest, [])


def test_what_is_absent_may_be_written_in_four_ways(tmp_path: Path) -> None:
    for absent in ("null", '""', '"  "'):
        text = f'{{"name": "a", "title": "A", "description": {absent}, "licenses": [], "fictional": null}}'
        assert read(tmp_path, text) == (Manifest(id="a", title="A"), [])


@pytest.mark.parametrize(
    ("content", "line", "field", "reason"),
    [
        ('{"name": "a",\n"title": }', 2, None, "this is not JSON: Expecting value at character 10"),
        (b'{\n"name": "\xe9"}', 2, None, "byte 10 of line 2 (0xE9) is not UTF-8"),
        ("[" * 100_000, None, None, "nested too deeply"),
        ('{"name": ' + "1" * 5_000 + "}", None, None, "too long a number"),
        ("[]", None, None, "not a JSON object"),
        ("null", None, None, "not a JSON object"),
        (" " * 1_000_001, None, None, "larger than 1,000,000 bytes"),
        ('{"name": "A b", "title": "A"}', None, "name", "not an id"),
        ('{"name": "a", "title": 7}', None, "title", "is not a text"),
        ('{"name": "a", "title": " "}', None, "title", "title is missing"),
        ('{"name": "a", "title": "\\ud800"}', None, "title", "U+D800"),
        ('{"name": "a", "title": "A", "fictional": 1}', None, "fictional", "neither true nor false"),
        ('{"name": "a", "title": "A", "licenses": {"name": "x"}}', None, "licenses", "not a list of objects"),
        ('{"name": "a", "title": "A", "licenses": ["x"]}', None, "licenses", "not a list of objects"),
        ('{"name": "a", "title": "A", "licenses": [{"title": "x"}]}', None, "name", "name is missing"),
    ],
)
def test_a_faulty_description_is_refused_with_place_and_reason(
    content: str | bytes, line: int | None, field: str | None, reason: str, tmp_path: Path
) -> None:
    manifest, faults = read(tmp_path, content)

    assert manifest is None
    ((found_line, found_field, found_reason),) = faults
    assert (found_line, found_field) == (line, field)
    assert reason in found_reason


def test_a_description_that_cannot_be_opened_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").mkdir()
    faults = FaultList()

    assert read_manifest(tmp_path / "datapackage.json", faults, []) is None
    assert [fault.reason for fault in faults] == ["the file cannot be read: Is a directory"]
