from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import orjson
import pytest

from labnet.settings import Settings

if TYPE_CHECKING:
    from tests.cli.conftest import Run


def test_every_setting_is_listed_with_its_variable_value_and_meaning(labnet: Run) -> None:
    ended = labnet("config")

    header, *lines = ended.out.splitlines()
    rows = [line.split("\t") for line in lines]
    assert ended.status == 0
    assert header == "setting\tvalue\tfrom\tvariable\tdescription"
    assert [row[0] for row in rows] == [setting.name for setting in dataclasses.fields(Settings)]
    assert ["port", "8000", "default", "LABNET_PORT", "Port to listen on."] in rows


def test_what_is_set_is_told_from_what_is_not(labnet: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABNET_PORT", "9000")

    ended = labnet("config", "--json")

    settings = {setting["name"]: setting for setting in orjson.loads(ended.out)}
    assert settings["port"] == {
        "name": "port",
        "variable": "LABNET_PORT",
        "value": 9000,
        "set": True,
        "default": 8000,
        "description": "Port to listen on.",
    }
    assert not settings["host"]["set"]
    assert settings["debug"]["value"] is False


def test_settings_that_are_wrong_are_named_and_all_are_listed_nonetheless(
    labnet: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LABNET_PORT", "many")
    monkeypatch.setenv("LABNET_POTR", "9000")

    ended = labnet("config")

    assert ended.status == 2
    assert "port\tmany\tenvironment\tLABNET_PORT" in ended.out
    assert len(ended.out.splitlines()) == 1 + len(dataclasses.fields(Settings))
    assert ended.err.splitlines() == [
        "labnet: BAD_INPUT: LABNET_PORT is 'many': give it a whole number",
        "labnet: BAD_INPUT: LABNET_POTR is not a setting: `labnet config` lists them",
    ]


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://user:s3cr:et/@host/name", "postgresql://user:***@host/name"),
        ("postgresql://user:s3cr@et@host/name?x=1", "postgresql://user:***@host/name?x=1"),
        ("postgresql://host/name?password=s3cret&x=1", "postgresql://host/name?password=***&x=1"),
        ("postgresql://host/name?x=1&sslpassword=s3cret", "postgresql://host/name?x=1&sslpassword=***"),
    ],
)
def test_the_password_of_a_database_is_not_shown(
    labnet: Run, monkeypatch: pytest.MonkeyPatch, url: str, shown: str
) -> None:
    monkeypatch.setenv("LABNET_DATABASE", url)

    ended = labnet("config")

    assert f"\t{shown}\t" in ended.out
    assert "s3cr" not in ended.out
