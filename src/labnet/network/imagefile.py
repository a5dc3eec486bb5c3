"""Images in files, from which a process starts without reading every record: numbers as they are in memory, and JSON.

A file holds its format, a fingerprint of the model that wrote it, and a checksum. One that another version wrote, or
that was damaged, is refused as a whole. Nothing in it is ever run.
"""

from __future__ import annotations

import dataclasses
import glob
import hashlib
import os
import tempfile
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import orjson

from labnet.model.forms import ACTORS, SOURCES, TERRITORIES, THEMES, TIES
from labnet.model.kinds import KINDS
from labnet.model.rows import Form
from labnet.network.actors import ABOUT, VISIBILITIES, ActorColumns, together
from labnet.network.blocks import Blocks
from labnet.network.columns import Buffer, Distinct
from labnet.network.image import Adjacency, Image, Slice, Vocabulary
from labnet.network.ties import NUMBERS, RELATION_NAMES, TEXTS, TieColumns

__all__ = ["UnfitImage", "read_image", "revision_in", "write_image"]

_Parts: TypeAlias = Mapping[str, bytes | npt.NDArray[Any]]
"""Named parts of a file: JSON or joined texts as bytes, numbers as arrays."""

_MAGIC: Final = b"labnet image 2\n"
_LENGTH: Final = 8
_PART: Final = ".part"
_ALIGNED: Final = 64
_WORDS: Final[Mapping[str, Form[Any]]] = {"themes": THEMES, "territories": TERRITORIES, "sources": SOURCES}


class UnfitImage(ValueError):
    """A file that holds no image that this version of labnet can start from; the message says why."""


def write_image(image: Image, path: Path, mark: str) -> None:
    """Write an image to a file, whole or not at all; only this user can read it, for it holds what is hidden as well.

    Parameters
    ----------
    image : Image
        Other threads may go on to make later images of it meanwhile.
    path : Path
        Replaced once everything is on the disk.
    mark : str
        What the caller knows the state of the store by; `read_image` gives it back.

    Raises
    ------
    OSError
        If the file cannot be written; one that was there before is still there.
    """
    _clear(path)
    # A name that nobody can guess: in a folder that others write to, a link might stand where one is expected.
    descriptor, name = tempfile.mkstemp(_PART, f"{path.name}.{os.getpid()}.", path.parent)
    unfinished = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            parts = {name: _bytes(part) for name, part in _parts(image).items()}
            header = _header(image, mark, parts)
            file.write(_MAGIC + len(header).to_bytes(_LENGTH, "little") + header)
            for part in parts.values():
                file.write(bytes(-file.tell() % _ALIGNED))
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        with suppress(OSError):
            unfinished.unlink()


def _clear(path: Path) -> None:
    """Remove what processes left behind that were ended while they wrote."""
    for left in path.parent.glob(f"{glob.escape(path.name)}.*{_PART}"):
        pid = left.name.removeprefix(f"{path.name}.").partition(".")[0]
        try:
            os.kill(int(pid), 0)
        except (ProcessLookupError, ValueError):
            left.unlink(missing_ok=True)
        except OSError:
            continue


def read_image(path: Path) -> tuple[Image, str]:
    """Read an image and its mark from a file.

    Raises
    ------
    OSError
        If there is no such file, or it cannot be read.
    UnfitImage
        If it is damaged, or was written by another version of labnet.
    """
    data = memoryview(path.read_bytes())
    try:
        header, begin = _read_header(data)
        parts = dict(_read_parts(data, header["parts"], begin))
        return _image(parts, header["revision"]), str(header["mark"])
    except UnfitImage:
        raise
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        msg = f"its parts do not fit together ({error!r})"
        raise UnfitImage(msg) from error


def revision_in(path: Path) -> int | None:
    """Give the revision of the image in a file, without reading more than its beginning; None where there is none."""
    try:
        with path.open("rb") as file:
            start = file.read(len(_MAGIC) + _LENGTH)
            # A length that was damaged may be larger than any memory.
            length = min(int.from_bytes(start[-_LENGTH:], "little"), os.fstat(file.fileno()).st_size)
            header, _ = _read_header(memoryview(start + file.read(length)))
    except (OSError, ValueError, KeyError, OverflowError):
        return None
    return int(header["revision"])


def _fingerprint() -> str:
    """Give a digest of all that the numbers and rows in a file depend on."""
    kinds = {code: [field.name for field in dataclasses.fields(spec.record)] for code, spec in KINDS.items()}
    forms = [ACTORS.names, TIES.names, *(form.names for form in _WORDS.values())]
    words = [visibility.value for visibility in VISIBILITIES]
    told = orjson.dumps([kinds, forms, words, RELATION_NAMES, str(ABOUT)])
    return hashlib.blake2b(told, digest_size=16).hexdigest()


def _header(image: Image, mark: str, parts: Mapping[str, memoryview]) -> bytes:
    told = {name: [len(part), zlib.crc32(part)] for name, part in parts.items()}
    header = {"model": _fingerprint(), "revision": image.revision, "mark": mark, "parts": told}
    text = orjson.dumps(header)
    return zlib.crc32(text).to_bytes(4, "little") + text


def _read_header(data: memoryview) -> tuple[dict[str, Any], int]:
    begin = len(_MAGIC) + _LENGTH
    if bytes(data[: len(_MAGIC)]) != _MAGIC:
        msg = "it is not an image of this format"
        raise UnfitImage(msg)
    end = begin + int.from_bytes(data[len(_MAGIC) : begin], "little")
    text = data[begin + 4 : end]
    if zlib.crc32(text).to_bytes(4, "little") != data[begin : begin + 4]:
        msg = "it is damaged"
        raise UnfitImage(msg)
    header: dict[str, Any] = orjson.loads(text)
    if header["model"] != _fingerprint():
        msg = "another version of labnet wrote it"
        raise UnfitImage(msg)
    return header, end


def _read_parts(data: memoryview, told: Mapping[str, list[int]], begin: int) -> Iterable[tuple[str, memoryview]]:
    for name, (length, checksum) in told.items():
        begin += -begin % _ALIGNED
        part = data[begin : begin + length]
        if len(part) != length or zlib.crc32(part) != checksum:
            msg = f"it is damaged (in its {name})"
            raise UnfitImage(msg)
        begin += length
        yield name, part


def _bytes(part: bytes | npt.NDArray[Any]) -> memoryview:
    return memoryview(part if isinstance(part, bytes) else np.ascontiguousarray(part).tobytes())


def _parts(image: Image) -> _Parts:
    """Give the parts of an image: what it holds of the columns that it shares with later ones."""
    _, entries = image.entries_of(np.arange(len(image)))
    ties = image.ties
    count = int(entries.ties.max(initial=-1)) + 1
    # Texts of records that were replaced or dropped stay behind.
    rows = together(image.about)
    texts = [image.records.texts[text] for text in image.about["text"][rows].tolist()]
    about = image.about.copy()
    about["text"][rows] = np.arange(len(texts))
    seldom, versions = (
        [each for each in list(rows.items()) if each[0] < count] for rows in (ties.seldom, ties.versions)
    )
    return {
        "ids": orjson.dumps(image.ids[: len(image)]),
        "texts": b"".join(texts),
        "text lengths": np.fromiter(map(len, texts), np.int32, len(texts)),
        "cited": orjson.dumps(image.records.sources.values),
        "about": about,
        "length": image.length,
        "entry codes": entries.codes,
        "entry neighbours": entries.neighbours,
        "entry ties": entries.ties,
        **{name: getattr(ties, name).data[:count] for name in NUMBERS},
        **{name: getattr(ties, name).numbers.data[:count] for name in TEXTS},
        **{f"{name} texts": orjson.dumps(getattr(ties, name).values) for name in TEXTS},
        "seldom": orjson.dumps(seldom),
        "versions": orjson.dumps(versions),
        "named": orjson.dumps([key for key, _ in list(ties.named.items())]),
        **{name: _words(image, name) for name in _WORDS},
    }


def _words(image: Image, name: str) -> bytes:
    return orjson.dumps([_WORDS[name].row(word) for word in getattr(image.vocabulary, name).values()])


def _image(parts: Mapping[str, memoryview], revision: int) -> Image:
    about, length = np.frombuffer(parts["about"], ABOUT), np.frombuffer(parts["length"], np.int32)
    read = {name: orjson.loads(parts[name]) for name in _WORDS}
    words = {name: map(form.record, read[name]) for name, form in _WORDS.items()}
    entries = Slice(
        np.frombuffer(parts["entry codes"], np.uint8),
        np.frombuffer(parts["entry neighbours"], np.int32),
        np.frombuffer(parts["entry ties"], np.int32),
    )
    return Image(
        revision=revision,
        records=_actors(parts),
        about=about,
        alive=about["text"] >= 0,
        start=np.cumsum(length, dtype=np.int32) - length,
        length=length,
        number_of_entries=len(entries),
        adjacency=Adjacency.of(entries),
        ties=_ties(parts),
        vocabulary=Vocabulary(**{name: {word.id: word for word in found} for name, found in words.items()}),
    )


def _actors(parts: Mapping[str, memoryview]) -> ActorColumns:
    records = ActorColumns()
    records.ids = orjson.loads(parts["ids"])
    records.rows = dict(zip(records.ids, range(len(records.ids)), strict=True))
    # Rows of those who are gone.
    records.rows.pop("", None)
    ends = np.cumsum(np.frombuffer(parts["text lengths"], np.int32), dtype=np.int64).tolist()
    texts = bytes(parts["texts"])
    records.texts = Blocks(texts[begin:end] for begin, end in zip([0, *ends], ends, strict=False))
    records.sources = Distinct(map(tuple, orjson.loads(parts["cited"])))
    return records


def _ties(parts: Mapping[str, memoryview]) -> TieColumns:
    ties = TieColumns()
    for name in NUMBERS:
        setattr(ties, name, Buffer(np.frombuffer(parts[name], getattr(ties, name).data.dtype)))
    for name in TEXTS:
        codes = getattr(ties, name)
        codes.distinct = Distinct(orjson.loads(parts[f"{name} texts"]))
        width = len(parts[name]) // max(ties.source.size, 1) or 1
        codes.numbers = Buffer(np.frombuffer(parts[name], f"u{width}"))
    ties.see_evidence()
    ties.versions = dict(orjson.loads(parts["versions"]))
    named = set(orjson.loads(parts["named"]))
    for row, tie in orjson.loads(parts["seldom"]):
        ties.seldom[row] = tuple(tie)
        if tie[0] in named:
            ties.named[tie[0]] = (*ties.named.get(tie[0], ()), row)
    return ties
