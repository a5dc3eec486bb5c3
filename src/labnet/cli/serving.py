"""``labnet serve``: the network, on the web."""

from __future__ import annotations

import socket
from typing import Annotated, Final

import typer

from labnet.api.documents import Documents
from labnet.api.http.origins import Origins
from labnet.assets import data_folder
from labnet.cli.console import say
from labnet.cli.options import Database, Quiet, settings_with
from labnet.errors import BadInput
from labnet.model.records import Entity
from labnet.service.importing import import_datasets
from labnet.service.registry import Registry
from labnet.settings import Settings
from labnet.store import Store
from labnet.web.server import serve as serve_registry
from labnet.web.workers import serve_in_workers

__all__ = ["serve"]

_LAST_PORT: Final = 65_535


def serve(
    *,
    database: Database = None,
    host: Annotated[str | None, typer.Option(metavar="H", help="Address to listen on; overrides LABNET_HOST.")] = None,
    port: Annotated[int | None, typer.Option(metavar="P", help="Port to listen on; overrides LABNET_PORT.")] = None,
    workers: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="How many processes serve; overrides LABNET_WORKERS.")
    ] = None,
    empty: Annotated[
        bool, typer.Option("--empty", help="Leave a new store empty instead of storing the data set labnet ships.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Serve pages and GraphQL until Ctrl-C.

    A new store is given the data set that labnet ships.
    """
    settings = settings_with(database=database, host=host, port=port, workers=workers)
    # Whoever set what cannot be used is told here, rather than by each worker.
    Documents(settings.documents), Origins(settings.origins)
    with _listening(settings.host, settings.port) as listening:
        if settings.workers == 1:
            _serve_alone(settings, listening, empty=empty, quiet=quiet)
        else:
            _serve_together(settings, listening, empty=empty, quiet=quiet)


def _serve_alone(settings: Settings, listening: socket.socket, *, empty: bool, quiet: bool) -> None:
    with Registry.of(settings) as registry:
        if not empty:
            registry.network.wait_for(_seq_with_shipped(registry.store, quiet=quiet))
        _say_where(settings, quiet=quiet)
        serve_registry(registry, settings, listening)


def _serve_together(settings: Settings, listening: socket.socket, *, empty: bool, quiet: bool) -> None:
    with Store.open(settings.database) as store:
        if store.in_memory:
            raise BadInput(
                f"--workers {settings.workers}: a store in memory is seen by one process only; "
                "name a file or a server with --database, or leave --workers out"
            )
        if not empty:
            _seq_with_shipped(store, quiet=quiet)
    _say_where(settings, quiet=quiet)
    serve_in_workers(settings, listening)


def _listening(host: str, port: int) -> socket.socket:
    """Take the address before anything is stored; connections are taken once somebody serves."""
    if not 0 < port <= _LAST_PORT:
        raise BadInput(f"there is no port {port}: use one from 1 to {_LAST_PORT}")
    opened = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
    except OSError as error:
        opened.close()
        what = f"labnet cannot listen on {_address(host, port)}: {error.strerror}"
        raise BadInput(f"{what}; give another --host or --port") from None
    return opened


def _seq_with_shipped(store: Store, *, quiet: bool) -> int:
    """Give the number of the last change of a store, which is given the shipped data set if it is empty."""
    seq = store.seq()
    if seq:
        return seq
    report = import_datasets(store, [data_folder()], who="labnet serve")
    report.raise_for_faults()
    actors, ties = (report.outcomes[entity].created for entity in (Entity.ACTOR, Entity.TIE))
    say(f"labnet: the store was empty and was given the shipped data set: {actors} actors, {ties} ties", quiet=quiet)
    return report.seq_after


def _say_where(settings: Settings, *, quiet: bool) -> None:
    say(f"labnet: http://{_address(settings.host, settings.port)}/", quiet=quiet)


def _address(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
