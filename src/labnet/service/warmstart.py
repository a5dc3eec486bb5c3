"""Warm start: the image of the whole network in a file, so that a process need not read every record when it starts."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import Final

from labnet.network.image import Image
from labnet.network.imagefile import UnfitImage, read_image, revision_in, write_image
from labnet.store import Reading

__all__ = ["WarmStart"]

_log: Final = logging.getLogger(__name__)

_LEAST_ROWS: Final = 50_000
"""So many actors and ties are worth a file: fewer are read from the store in no time."""
_MOST_CHANGES: Final = 20_000
"""After so many changes a file is written anew; one that is so far behind is no help."""


class WarmStart:
    """The file that an image is kept in between one process and the next.

    It is only ever a help: where there is none, or it does not fit the store, everything is read from the store.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._held: int | None = None
        self._failed: int | None = None
        self._writing = threading.Lock()

    def image(self, reading: Reading) -> Image | None:
        """Give the image that the file holds, if the store's changes go on from it."""
        try:
            image, mark = read_image(self.path)
        except FileNotFoundError:
            return None
        except (OSError, UnfitImage) as error:
            _log.warning("%s is of no use: %s; the records are read from the store", self.path, error)
            return None
        if not reading.holds((image.revision, mark)):
            _log.warning("%s is of no use: it is that of another store; the records are read from the store", self.path)
            return None
        if reading.seq - image.revision > _MOST_CHANGES:
            return None
        self._held = image.revision
        return image

    def keep(self, image: Image, mark: str) -> threading.Thread | None:
        """Write an image to the file in a thread of its own, if that is worth it and not being done."""
        worth = len(image) + image.number_of_ties >= _LEAST_ROWS
        # What could not be written is not tried again at every change, for to pack an image takes a while.
        if not worth or _follows(self._failed, image.revision) or not self._is_behind(image.revision):
            return None
        if not self._writing.acquire(blocking=False):
            return None
        thread = threading.Thread(target=self._write, args=(image, mark), name="labnet-image", daemon=True)
        try:
            thread.start()
        except RuntimeError as error:
            self._give_up(image, str(error))
            self._writing.release()
            return None
        return thread

    def _is_behind(self, revision: int) -> bool:
        if not _follows(self._held, revision):
            # Another process may have written it since.
            self._held = revision_in(self.path)
        return not _follows(self._held, revision)

    def _write(self, image: Image, mark: str) -> None:
        try:
            write_image(image, self.path, mark)
            self._held, self._failed = image.revision, None
        except (OSError, MemoryError) as error:
            self._give_up(image, getattr(error, "strerror", None) or type(error).__name__)
        finally:
            self._writing.release()

    def _give_up(self, image: Image, why: str) -> None:
        self._failed = image.revision
        _log.warning("%s could not be written: %s; the next start takes longer", self.path, why)


def _follows(held: int | None, revision: int) -> bool:
    return held is not None and 0 <= revision - held < _MOST_CHANGES // 2
