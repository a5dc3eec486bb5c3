"""``labnet schema``: the GraphQL schema, printed or written beside the code."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Annotated

import typer

from labnet.api.sdl import breaking_changes, current_sdl
from labnet.cli.console import say, write
from labnet.cli.options import Quiet
from labnet.errors import BadInput, MissingFile

__all__ = ["schema"]


def schema(
    *,
    target: Annotated[
        Path | None, typer.Option("--write", metavar="FILE", help="Write to FILE instead of printing.")
    ] = None,
    accept_breaking: Annotated[
        bool, typer.Option("--accept-breaking", help="Write even if that breaks operations FILE allows.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Print the GraphQL schema, or write it.

    FILE is not overwritten if that breaks operations it allows.
    """
    new = current_sdl()
    if target is None:
        write(new)
        return
    old = _read(target)
    if old == new:
        say(f"{target}: unchanged", quiet=quiet)
        return
    if old is not None and not accept_breaking:
        _refuse_to_break(old, new, target)
    _write(target, new)
    say(f"{target}: written", quiet=quiet)


def _refuse_to_break(old: str, new: str, target: Path) -> None:
    changes = breaking_changes(old, new)
    for change in changes:
        say(f"{target}: {change}")
    if changes:
        what = "the change above breaks" if len(changes) == 1 else f"the {len(changes)} changes above break"
        raise BadInput(f"{target} was not written: {what} operations of clients; --accept-breaking writes it anyway")


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise MissingFile(f"{path} cannot be read: {reason}") from error


def _write(path: Path, text: str) -> None:
    whole = path.with_name(f".{path.name}.{secrets.token_hex(4)}.partial")
    try:
        try:
            whole.write_text(text, encoding="utf-8")
            whole.replace(path)
        finally:
            whole.unlink(missing_ok=True)
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror}") from error
