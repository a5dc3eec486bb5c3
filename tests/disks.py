"""Disks that are full, or that cannot be written to."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

__all__ = ["MAY_MOUNT", "SmallDisk", "read_only"]

MAY_MOUNT: Final = os.geteuid() == 0
"""Whether disks may be mounted here."""


class SmallDisk:
    """A folder on a disk of its own, half of which something else takes up until it is told not to."""

    def __init__(self, folder: Path, size: int) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"
        self._size = size
        self.fill()

    def fill(self) -> None:
        """Take up half of the disk."""
        self._ballast.write_bytes(bytes(self._size // 2))

    def free(self) -> None:
        """Leave all of the disk to others."""
        self._ballast.unlink()

    @classmethod
    @contextmanager
    def mounted(cls, folder: Path, megabytes: int) -> Iterator[SmallDisk]:
        """Put a disk at a folder, which is made, as long as the block runs."""
        folder.mkdir()
        _run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0777", "tmpfs", str(folder))
        try:
            yield cls(folder, megabytes * 1_000_000)
        finally:
            _run("umount", "--lazy", str(folder))


@contextmanager
def read_only(folder: Path) -> Iterator[Path]:
    """Give a path at which a folder and its files can be read only, as long as the block runs.

    Who has them open for writing already goes on writing.
    """
    if not MAY_MOUNT:
        with _protected([folder, *folder.iterdir()]):
            yield folder
        return
    # Who may mount may write to any file, but not to a disk that is read-only.
    place = folder.with_name(f"{folder.name}-read-only")
    place.mkdir()
    _run("mount", "--bind", str(folder), str(place))
    try:
        _run("mount", "-o", "remount,bind,ro", str(place))
        yield place
    finally:
        _run("umount", "--lazy", str(place))


@contextmanager
def _protected(files: Sequence[Path]) -> Iterator[None]:
    modes = [file.stat().st_mode for file in files]
    for file, mode in zip(files, modes, strict=True):
        file.chmod(mode & ~0o222)
    try:
        yield
    finally:
        for file, mode in zip(files, modes, strict=True):
            file.chmod(mode)


def _run(program: str, *arguments: str) -> None:
    found = shutil.which(program)
    assert found, program
    subprocess.run([found, *arguments], check=True)
