"""Several processes that serve one store from one address, and the process that keeps them."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Final, NoReturn

from labnet.errors import BadInput, LabnetError
from labnet.service.registry import Registry
from labnet.settings import Settings
from labnet.web.server import graceful_seconds, serve

__all__ = ["serve_in_workers"]

_log: Final = logging.getLogger(__name__)
_LEAST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 5.0
_ASKED_SECONDS: Final = 0.5
"""How often a worker asks whether the process that keeps it is still there."""
_INTERNAL: Final = 70
_STOPPING: Final = (signal.SIGINT, signal.SIGTERM)


def serve_in_workers(settings: Settings, listening: socket.socket) -> None:
    """Serve with so many processes until told to stop (Ctrl-C, or SIGTERM), and replace those that die.

    Each has a registry of its own, which follows the store. They are forked, so no thread and no connection may be
    open; and they take connections from one socket, so that none is lost which a process that dies had not yet taken.

    Raises
    ------
    BadInput
        If the system cannot fork.
    """
    if "fork" not in multiprocessing.get_all_start_methods():
        raise BadInput(f"--workers {settings.workers}: this system cannot fork processes; leave the option out")
    places = [_Place(settings, listening) for _ in range(settings.workers)]
    with _told_to_stop() as told:
        try:
            while not told.signals:
                _keep_alive(places, told.reader)
        finally:
            _stop(places, graceful_seconds(settings) + 1)
    signal.raise_signal(told.signals[0])


@dataclass(slots=True)
class _Place:
    """Where a worker is, or is to be."""

    settings: Settings
    listening: socket.socket
    worker: BaseProcess | None = None
    began: float = 0.0
    due: float = 0.0
    pause: float = 0.0

    def fill(self) -> None:
        """Put a worker there."""
        self.began = time.monotonic()
        # A signal that came before the worker is ready for it would be lost.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
        worker = multiprocessing.get_context("fork").Process(target=_work, args=(self.settings, self.listening))
        try:
            worker.start()
        except OSError as error:
            _log.warning("labnet: no process can be started just now (%s): it is tried again", error.strerror)
            self._put_off()
        else:
            self.worker = worker
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def empty(self, worker: BaseProcess) -> None:
        """Take note that the worker has died: the next one comes at once, or later if this one did not live long."""
        worker.join()
        _log.warning("labnet: process %d %s, another one takes its place", worker.pid, _end(worker.exitcode))
        worker.close()
        self.worker = None
        if time.monotonic() - self.began > _LONGEST_PAUSE:
            self.pause = self.due = 0.0
        else:
            self._put_off()

    def _put_off(self) -> None:
        """Let some time pass before the next try, each time more."""
        self.pause = min(2 * self.pause or _LEAST_PAUSE, _LONGEST_PAUSE)
        self.due = time.monotonic() + self.pause


@dataclass(slots=True)
class _Told:
    reader: socket.socket
    signals: list[signal.Signals] = field(default_factory=list)


def _keep_alive(places: list[_Place], told: socket.socket) -> None:
    """Fill the places whose time has come, and wait until something happens."""
    now = time.monotonic()
    for place in places:
        if place.worker is None and place.due <= now:
            place.fill()
    pauses = [place.due - now for place in places if place.worker is None]
    at_work = {place.worker.sentinel: (place, place.worker) for place in places if place.worker is not None}
    for ready in wait([*at_work, told], min(pauses, default=None)):
        if ready is not told:
            place, worker = at_work[ready]  # type: ignore[index] # what is not the socket is a sentinel
            place.empty(worker)


def _stop(places: list[_Place], seconds: float) -> None:
    """End the workers: those that have not answered what they were asked by then are killed."""
    workers = [place.worker for place in places if place.worker is not None]
    for worker in workers:
        worker.terminate()
    deadline = time.monotonic() + seconds
    for worker in workers:
        worker.join(max(0, deadline - time.monotonic()))
        worker.kill()
        worker.join()


@contextlib.contextmanager
def _told_to_stop() -> Iterator[_Told]:
    """Take note of signals to stop, and make a socket readable by them."""
    reader, writer = socket.socketpair()
    told = _Told(reader)

    def take_note(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - Python calls it so
        told.signals.append(signal.Signals(number))

    with reader, writer:
        writer.setblocking(False)  # noqa: FBT003 - sockets have no better name for it
        before = {number: signal.signal(number, take_note) for number in _STOPPING}
        awake = signal.set_wakeup_fd(writer.fileno())
        try:
            yield told
        finally:
            signal.set_wakeup_fd(awake)
            for number, handler in before.items():
                signal.signal(number, handler)


def _end(status: int | None) -> str:
    if status is not None and status < 0:
        return f"was ended by {signal.Signals(-status).name}"
    return f"ended with status {status}"


def _work(settings: Settings, listening: socket.socket) -> None:
    """Be a worker: serve until told to stop, or until the process that keeps the workers is gone."""
    signal.set_wakeup_fd(-1)
    # Ctrl-C reaches all processes of a terminal; it is for the keeper to say when to stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
    threading.Thread(target=_leave_with_keeper, name="labnet-keeper", daemon=True).start()
    try:
        with Registry.of(settings, create=False) as registry:
            serve(registry, settings, listening)
    except LabnetError as error:
        _log.error("labnet: %s: %s", error.code, error)
        sys.exit(error.exit_status)
    except Exception as error:  # noqa: BLE001 - a person gets a line, as from any command
        _log.error("labnet: INTERNAL: %s: %s", type(error).__name__, error, exc_info=settings.debug)
        sys.exit(_INTERNAL)


def _leave(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001 - Python calls it so
    sys.exit()


def _leave_with_keeper() -> None:
    keeper = multiprocessing.parent_process()
    # Workers that came later hold the other end of the sentinel too: whose child one is tells it in any case.
    while os.getppid() == keeper.pid:  # type: ignore[union-attr] # a worker has one
        if wait([keeper.sentinel], _ASKED_SECONDS):  # type: ignore[union-attr] # the same
            break
    os.kill(os.getpid(), signal.SIGTERM)
