from __future__ import annotations

import dataclasses

import pytest

from labnet.errors import BadInput
from labnet.settings import PREFIX, Settings


def test_settings_are_the_defaults_unless_the_environment_says_otherwise() -> None:
    variables = {"LABNET_PORT": " 9000 ", "LABNET_POLL_SECONDS": "0.5", "LABNET_HOST": "::1", "PATH": "/bin"}

    settings = Settings.read(variables)

    assert Settings.read({}) == Settings()
    assert settings == Settings(port=9000, poll_seconds=0.5, host="::1")


def test_the_environment_of_the_process_is_read_unless_another_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABNET_LANGUAGE", "en")

    assert Settings.read().language == "en"


@pytest.mark.parametrize(
    ("text", "value"), [("yes", True), ("TRUE", True), ("1", True), ("no", False), ("False", False), ("0", False)]
)
def test_yes_and_no_are_read_as_people_write_them(text: str, *, value: bool) -> None:
    assert Settings.read({"LABNET_DEBUG": text}).debug is value


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("LABNET_PORT", "many", "LABNET_PORT is 'many': give it a whole number"),
        ("LABNET_PORT", "-1", "LABNET_PORT is '-1': it cannot be less than 0"),
        ("LABNET_POLL_SECONDS", "soon", "LABNET_POLL_SECONDS is 'soon': give it a number"),
        ("LABNET_PORT", "65536", "LABNET_PORT is '65536': it cannot be more than 65,535"),
        ("LABNET_POLL_SECONDS", "nan", "LABNET_POLL_SECONDS is 'nan': give it a number"),
        ("LABNET_POLL_SECONDS", "inf", "LABNET_POLL_SECONDS is 'inf': give it a number"),
        ("LABNET_LANGUAGE", "de", "LABNET_LANGUAGE is 'de': give it fr or en"),
        ("LABNET_DEBUG", "perhaps", "LABNET_DEBUG is 'perhaps': give it yes or no"),
        ("LABNET_MAX_CONCURRENT", "0", "LABNET_MAX_CONCURRENT is '0': it cannot be less than 1"),
        ("LABNET_MAX_SECONDS", "-0.5", "LABNET_MAX_SECONDS is '-0.5': it cannot be less than 0"),
        ("LABNET_PROT", "8000", "LABNET_PROT is not a setting"),
    ],
)
def test_what_cannot_be_used_is_named_with_what_can(name: str, text: str, reason: str) -> None:
    with pytest.raises(BadInput) as refused:
        Settings.read({name: text})

    assert str(refused.value).startswith(reason)


def test_the_last_port_and_every_language_can_be_set() -> None:
    assert Settings.read({"LABNET_PORT": "65535"}).port == 65_535
    assert [Settings.read({"LABNET_LANGUAGE": code}).language for code in ("fr", "en")] == ["fr", "en"]


def test_every_limit_can_be_set() -> None:
    names = ("depth", "fields", "aliases", "directives", "operations", "seconds", "concurrent")

    settings = Settings.read({f"LABNET_MAX_{name.upper()}": "7" for name in names})

    assert [getattr(settings, f"max_{name}") for name in names] == [7] * 7


def test_every_setting_says_what_it_is() -> None:
    for setting in dataclasses.fields(Settings):
        assert setting.metadata["description"].endswith(".")
        assert PREFIX + setting.name.upper() == (PREFIX + setting.name).upper()
