"""``labnet config``: what is set, by which variable, and what it means."""

from __future__ import annotations

import dataclasses
import os
import re
from dataclasses import dataclass
from typing import Any

import typer

from labnet.cli.console import say, write_json, write_table
from labnet.cli.options import Json
from labnet.errors import BadInput
from labnet.settings import PREFIX, Settings

__all__ = ["config"]


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    variable: str
    value: Any
    set: bool
    default: Any
    description: str


def config(*, json: Json = False) -> None:
    """List all settings and what they mean.

    Each is set by its environment variable.
    """
    variables = {name: value for name, value in os.environ.items() if name.startswith(PREFIX)}
    faults = {name: fault for name, value in sorted(variables.items()) if (fault := _fault(name, value))}
    sound = Settings.read({name: value for name, value in variables.items() if name not in faults})
    rows = [_row(setting, sound, variables, faults) for setting in dataclasses.fields(Settings)]
    if json:
        write_json([dataclasses.asdict(row) for row in rows])
    else:
        columns = ("setting", "value", "from", "variable", "description")
        write_table(columns, [_cells(row) for row in rows])
    for fault in faults.values():
        say(f"labnet: {fault.code}: {fault}")
    if faults:
        raise typer.Exit(BadInput.exit_status)


def _fault(name: str, value: str) -> BadInput | None:
    try:
        Settings.read({name: value})
    except BadInput as error:
        return error
    return None


def _row(setting: Any, sound: Settings, variables: dict[str, str], faults: dict[str, BadInput]) -> _Row:
    variable = PREFIX + setting.name.upper()
    value = variables[variable] if variable in faults else getattr(sound, setting.name)
    return _Row(
        setting.name,
        variable,
        _without_password(value) if isinstance(value, str) else value,
        variable in variables,
        setting.default,
        setting.metadata["description"],
    )


def _without_password(value: str) -> str:
    return re.sub(r"(://[^:/@]*:).*@|([?&]\w*password=)[^&]*", _masked, value)


def _masked(found: re.Match[str]) -> str:
    return f"{found[1]}***@" if found[1] else f"{found[2]}***"


def _cells(row: _Row) -> tuple[str, str, str, str, str]:
    value = ("no", "yes")[row.value] if isinstance(row.value, bool) else str(row.value)
    return row.name, value, "environment" if row.set else "default", row.variable, row.description
