"""Options that several commands take, and the settings that follow from them."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Any, TypeAlias

import typer

from labnet.settings import Settings

__all__ = ["Database", "Json", "Quiet", "settings_with"]

Database: TypeAlias = Annotated[
    str | None,
    typer.Option("--database", metavar="URL", help="Where records are kept; overrides LABNET_DATABASE."),
]
Json: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Quiet: TypeAlias = Annotated[bool, typer.Option("--quiet", "-q", help="Leave progress and summaries out.")]


def settings_with(**given: Any) -> Settings:
    """Give the settings of the environment, but for those that were given on the command line (not None)."""
    overriding = {name: value for name, value in given.items() if value is not None}
    return dataclasses.replace(Settings.read(), **overriding)
