"""The command-line application: its commands, and how it ends."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from io import TextIOWrapper
from types import MappingProxyType
from typing import Annotated, Any, Final

import typer

from labnet import __version__
from labnet.cli import console
from labnet.cli.checking import check
from labnet.cli.columns import columns
from labnet.cli.config import config
from labnet.cli.documents import documents
from labnet.cli.exporting import export
from labnet.cli.generating import generate
from labnet.cli.importing import import_
from labnet.cli.query import query
from labnet.cli.reports import build_reports
from labnet.cli.schema import schema
from labnet.cli.serving import serve
from labnet.errors import BadInput, LabnetError
from labnet.settings import Settings

__all__ = ["COMMANDS", "INTERNAL", "INTERRUPTED", "build_app", "main"]

INTERNAL: Final = 70
"""Exit status of a defect of labnet (``EX_SOFTWARE`` of sysexits.h)."""

INTERRUPTED: Final = 130
"""Exit status after Ctrl-C, as shells give it."""

COMMANDS: Final[Mapping[str, Callable[..., None]]] = MappingProxyType(
    {
        "serve": serve,
        "import": import_,
        "export": export,
        "generate": generate,
        "query": query,
        "check": check,
        "config": config,
        "columns": columns,
        "documents": documents,
        "schema": schema,
    }
)
"""Every command by the name people type."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name (the process's own unless given), and give the exit status."""
    _never_fail_to_encode()
    try:
        status = build_app()(args=arguments, prog_name="labnet", standalone_mode=False)
    except LabnetError as error:
        return _failed(error.code, str(error), error.exit_status)
    except typer.TyperException as error:
        return _misused(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - whatever it is, a person gets a line they can act on
        return _broken(error)
    return status or 0


def build_app() -> typer.Typer:
    """Build the application from its commands."""
    app = typer.Typer(
        add_completion=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    app.callback(invoke_without_command=True, help="The living map of public innovation.")(_root)
    for name, command in COMMANDS.items():
        app.command(name)(command)
    app.add_typer(build_reports(), name="report")
    return app


def _root(
    context: typer.Context, *, version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False
) -> None:
    if version:
        console.write(f"labnet {__version__}\n")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(BadInput.exit_status)


def _never_fail_to_encode() -> None:
    # JSON and CSV are UTF-8 whatever the locale; a terminal that cannot show a letter is given its escape.
    if isinstance(sys.stdout, TextIOWrapper):
        encoding = sys.stdout.encoding if sys.stdout.isatty() else "utf-8"
        sys.stdout.reconfigure(encoding=encoding, errors="backslashreplace")


def _failed(code: str, message: str, status: int) -> int:
    console.say(f"labnet: {code}: {message}")
    return status


def _misused(error: typer.TyperException) -> int:
    context: Any = getattr(error, "ctx", None)
    hint = f"; `{context.command_path} --help` tells more" if context else ""
    return _failed(BadInput.code, f"{error.format_message().rstrip('.')}{hint}", error.exit_code)


def _broken(error: Exception) -> int:
    if _debugging():
        traceback.print_exception(error)
    name = type(error).__name__
    return _failed("INTERNAL", f"{name}: {error} (a defect of labnet: LABNET_DEBUG=yes shows where)", INTERNAL)


def _debugging() -> bool:
    try:
        return Settings.read().debug
    except BadInput:
        return False
