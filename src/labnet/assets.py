"""Files that labnet ships: the data set, the schema and its operations."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from labnet.errors import MissingFile

__all__ = ["data_folder", "schema_folder"]

_PACKAGE: Final = Path(__file__).parent
_PROJECT: Final = _PACKAGE.parents[1]


def data_folder() -> Path:
    """Give the folder of the shipped data set."""
    return _shipped("data")


def schema_folder() -> Path:
    """Give the folder of ``schema.graphql``, ``operations/`` and ``subscriptions/``."""
    return _shipped("schema")


def _shipped(name: str) -> Path:
    installed = _PACKAGE / "shipped" / name
    if installed.is_dir():
        return installed
    checkout = _PROJECT / name
    if (_PROJECT / "pyproject.toml").is_file() and checkout.is_dir():
        return checkout
    raise MissingFile(f"the folder {installed}, which labnet ships, is missing: install labnet again")
