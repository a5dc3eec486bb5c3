from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import labnet
from labnet.assets import data_folder, schema_folder

_ASK = "from labnet.assets import data_folder, schema_folder; print(data_folder()); print(schema_folder())"


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A copy of the package, as an installer would lay it out, away from any checkout."""
    package = tmp_path / "site-packages" / "labnet"
    package.mkdir(parents=True)
    for name in ("__init__.py", "assets.py", "errors.py"):
        shutil.copy(Path(labnet.__file__).with_name(name), package / name)
    return package


def ask(installed: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(installed.parent)!r}); {_ASK}"]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=installed.parent)


def test_a_checkout_has_its_files_at_the_top() -> None:
    assert (data_folder() / "datapackage.json").is_file()
    assert (schema_folder() / "operations" / "bridges.graphql").is_file()


def test_an_installed_package_has_them_inside(installed: Path) -> None:
    shipped = installed / "shipped"
    for name in ("data", "schema"):
        (shipped / name).mkdir(parents=True)

    found = ask(installed)

    assert found.stdout.splitlines() == [str(shipped / "data"), str(shipped / "schema")], found.stderr


def test_a_package_without_them_says_so(installed: Path) -> None:
    # A folder of that name may stand anywhere: only a project's own counts.
    (installed.parents[1] / "data").mkdir()

    found = ask(installed)

    assert found.returncode == 1
    assert found.stderr.splitlines()[-1] == (
        f"labnet.errors.MissingFile: the folder {installed / 'shipped' / 'data'}, which labnet ships, is missing: "
        "install labnet again"
    )
