from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import labnet
from labnet import errors
from labnet.errors import LabnetError

PAGE = Path(__file__).parents[1] / "docs" / "errors.md"


def kinds_of(error: type[LabnetError]) -> Iterator[type[LabnetError]]:
    for kind in error.__subclasses__():
        yield kind
        yield from kinds_of(kind)


@pytest.fixture(scope="module")
def found() -> list[type[LabnetError]]:
    """Every error of labnet, wherever it stands."""
    for module in pkgutil.walk_packages(labnet.__path__, "labnet."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return [kind for kind in kinds_of(LabnetError) if kind.__module__.startswith("labnet")]


def test_every_error_stands_in_the_module_of_errors(found: list[type[LabnetError]]) -> None:
    assert {kind.__module__ for kind in found} == {"labnet.errors"}
    assert {kind.__name__ for kind in found} | {"LabnetError", "of_code"} == set(errors.__all__)


def test_codes_are_the_names_of_their_classes_and_stay() -> None:
    kinds = (getattr(errors, name) for name in errors.__all__ if name != "of_code")
    codes = {kind.__name__: kind.code for kind in kinds}

    assert codes == {
        "BadDataset": "BAD_DATASET",
        "BadInput": "BAD_INPUT",
        "BadQuery": "BAD_QUERY",
        "Busy": "BUSY",
        "Forbidden": "FORBIDDEN",
        "LabnetError": "LABNET_ERROR",
        "MissingFile": "MISSING_FILE",
        "NewerStore": "NEWER_STORE",
        "NotReady": "NOT_READY",
        "RateLimited": "RATE_LIMITED",
        "Stale": "STALE",
        "StoreUnavailable": "STORE_UNAVAILABLE",
        "TooMuch": "TOO_MUCH",
        "UnknownDocument": "UNKNOWN_DOCUMENT",
    }


def test_every_error_says_when_it_is_raised(found: list[type[LabnetError]]) -> None:
    assert all((kind.__doc__ or "").endswith(".") for kind in found)


def test_every_error_ends_a_command_with_a_status_of_failure(found: list[type[LabnetError]]) -> None:
    assert {kind.exit_status for kind in found} <= set(range(1, 5))


def test_every_error_is_explained_on_the_page_of_errors(found: list[type[LabnetError]]) -> None:
    sections = re.split(r"^## ", PAGE.read_text("utf-8"), flags=re.MULTILINE)[1:]
    explained = {title.strip(): text.strip() for title, _, text in (section.partition("\n") for section in sections)}

    assert {kind.code for kind in found} | {"INTERNAL"} <= set(explained)
    assert all(explained.values())


def test_a_message_is_what_the_error_says() -> None:
    assert str(errors.BadInput("no lab has the id 'x': search for it")) == "no lab has the id 'x': search for it"
