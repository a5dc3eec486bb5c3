"""The wheel: it carries the shipped data and schema, and works from a folder outside the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

FLOORS = {
    "strawberry-graphql": (0, 341, 2),
    "graphql-core": (3, 3, 2),
    "starlette": (1, 10, 0),
    "uvicorn": (0, 54, 0),
    "jinja2": (3, 1, 6),
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(target), str(wheel)]
    subprocess.run(command, check=True, capture_output=True)
    return target


def _python(installed: Path, folder: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, *arguments]
    result = subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True)
    return result.stdout


def test_the_wheel_carries_data_schema_pages_and_translations(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())

    assert {
        "labnet/shipped/data/actors.csv",
        "labnet/shipped/schema/schema.graphql",
        "labnet/shipped/schema/operations/bridges.graphql",
        "labnet/web/templates/question.html",
        "labnet/web/static/page.css",
        "labnet/wording/locale/fr/labnet.po",
        "labnet/py.typed",
    } <= names
    assert not [name for name in names if name.startswith(("tests/", "data/", "schema/"))]


def test_an_installed_wheel_imports_its_data_and_answers_a_question(installed: Path, tmp_path: Path) -> None:
    where = _python(installed, tmp_path, "-c", "import labnet; print(labnet.__file__)")
    _python(installed, tmp_path, "-m", "labnet", "import", "--quiet")
    answer = json.loads(_python(installed, tmp_path, "-m", "labnet", "query", "bridges", "--json"))

    assert Path(where.strip()).is_relative_to(installed)
    subjects = [node["subject"]["name"] for node in answer["data"]["collaborations"]["nodes"]]
    assert subjects == ["Lab'EST", "LaBase", "Ti Lab"]


@pytest.mark.parametrize("package", FLOORS)
def test_installed_versions_have_the_fixes_that_labnet_relies_on(package: str) -> None:
    parts = tuple(int(part) for part in version(package).split(".")[:3])

    assert parts >= FLOORS[package]


def test_the_multipart_parser_stays_out() -> None:
    with pytest.raises(PackageNotFoundError):
        version("python-multipart")
