"""``labnet query``: a GraphQL operation, run on the store as a visitor."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, Final

import orjson
import typer

from labnet.api.answers import Operation, answer
from labnet.api.context import visitor_context
from labnet.assets import schema_folder
from labnet.cli.console import say_fictional, write_json
from labnet.cli.options import Database, settings_with
from labnet.errors import BadInput, BadQuery, MissingFile, NotReady
from labnet.service.registry import Registry

__all__ = ["query"]

_STDIN: Final = "-"
_SUFFIX: Final = ".graphql"


def query(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A file, - for stdin, or the name of an operation labnet ships.")
    ],
    *,
    variables: Annotated[str | None, typer.Option(metavar="JSON", help="Variables, as a JSON object.")] = None,
    operation: Annotated[
        str | None, typer.Option(metavar="NAME", help="Which operation to run, where FILE has several.")
    ] = None,
    database: Database = None,
    json: Annotated[bool, typer.Option("--json", help="Print the answer on one line, even on a terminal.")] = False,
) -> None:
    """Run a GraphQL operation as a visitor.

    Prints the answer; the exit status is 3 if it has errors.
    """
    settings = settings_with(database=database)
    asked = Operation(_document(file), _variables(variables), operation)
    with Registry.of(settings, create=False) as registry:
        context = visitor_context(registry)
        body = answer(context, asked, settings).body
        while NotReady.code in _codes(body) and context.view.search.prepared():
            # A server would be asked again in a moment; this process ends with its answer, so it waits.
            body = answer(context, asked, settings).body
    write_json(body, compact=json)
    if body.get("extensions", {}).get("fictional"):
        say_fictional()
    if errors := body.get("errors"):
        count = "an error" if len(errors) == 1 else f"{len(errors)} errors"
        raise BadQuery(f"the answer has {count}: {errors[0]['message']}")


def _codes(body: dict[str, Any]) -> set[str]:
    return {error["extensions"]["code"] for error in body.get("errors", ())}


def _document(name: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if name == _STDIN else _file(name).read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise MissingFile(f"{name} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{name} is not text in UTF-8 (byte {error.start + 1:,})") from error


def _file(name: str) -> Path:
    given = Path(name)
    if given.exists():
        return given
    shipped = {path.stem: path for path in sorted((schema_folder() / "operations").glob(f"*{_SUFFIX}"))}
    if name not in shipped:
        raise MissingFile(f"there is no file {name}; operations that labnet ships: {', '.join(shipped)}")
    return shipped[name]


def _variables(text: str | None) -> dict[str, Any] | None:
    if text is None:
        return None
    try:
        values = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadInput(f"--variables is not JSON: {error}") from error
    if not isinstance(values, dict):
        raise BadInput('--variables is not a JSON object: write \'{"name": "value"}\'')
    return values
