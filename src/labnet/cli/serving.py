"""``labnet serve``: the network, on the web."""

from __future__ import annotations

import socket
from typing import Annotated, Final

import typer

from labnet.assets import data_folder
from labnet.cli.console import say
from labnet.cli.options import Database, Quiet, settings_with
from labnet.errors import BadInput
from labnet.model.records import Entity
from labnet.service.importing import import_datasets
from labnet.service.registry import Registry
from labnet.web.server import serve as serve_registry

__all__ = ["serve"]

_LAST_PORT: Final = 65_535


def serve(
    *,
    database: Database = None,
    host: Annotated[str | None, typer.Option(metavar="H", help="Address to listen on; overrides LABNET_HOST.")] = None,
    port: Annotated[int | None, typer.Option(metavar="P", help="Port to listen on; overrides LABNET_PORT.")] = None,
    empty: Annotated[
        bool, typer.Option("--empty", help="Leave a new store empty instead of storing the data set labnet ships.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Serve pages and GraphQL until Ctrl-C.

    A new store is given the data set that labnet ships.
    """
    settings = settings_with(database=database, host=host, port=port)
    _see_that_it_can_listen(settings.host, settings.port)
    with Registry(settings.database, poll_seconds=settings.poll_seconds) as registry:
        if not empty and not registry.store.seq():
            _store_shipped(registry, quiet=quiet)
        say(f"labnet: http://{_address(settings.host, settings.port)}/", quiet=quiet)
        serve_registry(registry, settings)


def _see_that_it_can_listen(host: str, port: int) -> None:
    """Find out before anything is stored, and say it as a person would."""
    if not 0 < port <= _LAST_PORT:
        raise BadInput(f"there is no port {port}: use one from 1 to {_LAST_PORT}")
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
    except OSError as error:
        what = f"labnet cannot listen on {_address(host, port)}: {error.strerror}"
        raise BadInput(f"{what}; give another --host or --port") from None


def _store_shipped(registry: Registry, *, quiet: bool) -> None:
    report = import_datasets(registry.store, [data_folder()], who="labnet serve")
    report.raise_for_faults()
    registry.network.wait_for(report.seq_after)
    actors, ties = (report.outcomes[entity].created for entity in (Entity.ACTOR, Entity.TIE))
    say(f"labnet: the store was empty and was given the shipped data set: {actors} actors, {ties} ties", quiet=quiet)


def _address(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
