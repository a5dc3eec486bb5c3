"""Options that several commands take, and the settings that follow from them."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from labnet.api.enums import GroupBy
from labnet.errors import BadInput
from labnet.settings import Settings
from labnet.wording.languages import LANGUAGES

__all__ = [
    "AsOf",
    "By",
    "Csv",
    "Database",
    "Json",
    "Language",
    "Quiet",
    "Svg",
    "Territory",
    "Theme",
    "settings_with",
    "spoken",
]

Database: TypeAlias = Annotated[
    str | None,
    typer.Option("--database", metavar="URL", help="Where records are kept; overrides LABNET_DATABASE."),
]
Json: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Quiet: TypeAlias = Annotated[bool, typer.Option("--quiet", "-q", help="Leave progress and summaries out.")]
Csv: TypeAlias = Annotated[bool, typer.Option("--csv", help="Print the main table as CSV.")]
Svg: TypeAlias = Annotated[Path | None, typer.Option("--svg", metavar="FILE", help="Write the picture to FILE.")]
By: TypeAlias = Annotated[GroupBy, typer.Option("--by", help="What groups are made of.", case_sensitive=False)]
Territory: TypeAlias = Annotated[
    str | None, typer.Option("--territory", help="People and bodies there, as in region:93.")
]
Theme: TypeAlias = Annotated[str | None, typer.Option("--theme", help="Works on this theme only.")]
AsOf: TypeAlias = Annotated[
    str | None, typer.Option("--as-of", metavar="DAY", help="Day to look at, as in 2016-11-18; today if not given.")
]
Language: TypeAlias = Annotated[
    str | None, typer.Option("--language", metavar="fr|en", help="Language; that of LABNET_LANGUAGE if not given.")
]


def spoken(language: str | None) -> str:
    """Give the language that a report is told in.

    Raises
    ------
    BadInput
        If it is one that labnet does not speak.
    """
    return settings_with().language if language is None else _known(language)


def _known(language: str) -> str:
    if language not in LANGUAGES:
        raise BadInput(f"--language is {language!r}: give it {' or '.join(LANGUAGES)}")
    return language


def settings_with(**given: Any) -> Settings:
    """Give the settings of the environment, but for those that were given on the command line (not None)."""
    overriding = {name: value for name, value in given.items() if value is not None}
    return dataclasses.replace(Settings.read(), **overriding)
