"""Documents that the server knows: operations that labnet ships, and those of a folder, each named by its hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from labnet.assets import schema_folder
from labnet.errors import BadInput, Forbidden, MissingFile, UnknownDocument

__all__ = ["Document", "Documents", "document_id"]

_PREFIX: Final = "sha256:"
_SUFFIX: Final = "*.graphql"


@dataclass(frozen=True, slots=True)
class Document:
    """A document that clients may name by its id; its name is that of its file."""

    id: str
    name: str
    text: str


class Documents:
    """The documents that a server knows.

    Parameters
    ----------
    folder : str
        A folder whose files, and those of the folders in it, are known besides what labnet ships; empty for none.
    only : bool
        Whether nothing else is answered.

    Raises
    ------
    MissingFile
        If there is no such folder, or a file in it cannot be read.
    BadInput
        If a file is not text in UTF-8.
    """

    def __init__(self, folder: str = "", *, only: bool = False) -> None:
        shipped = [schema_folder() / name for name in ("operations", "subscriptions")]
        folders = [*shipped, *([Path(folder)] if folder else [])]
        found = [document for each in folders for document in _documents(each)]
        self._known: Mapping[str, Document] = {document.id: document for document in found}
        self._only = only

    def __iter__(self) -> Iterator[Document]:
        """Give all of them, those that labnet ships first."""
        return iter(self._known.values())

    def text(self, id_: str) -> str:
        """Give the text of a document by its id, ``sha256:`` and the hash of its bytes, or the hash alone.

        Raises
        ------
        UnknownDocument
            If the server does not know it.
        """
        found = self._known.get(_PREFIX + id_.lower().removeprefix(_PREFIX))
        if found is None:
            raise UnknownDocument(
                f"documentId: the server knows no document {id_[:80]!r}; ids are sha256: and the hash of the text, "
                f"to the byte, and `labnet documents` lists them{'' if self._only else '; or send the document itself'}"
            )
        return found.text

    def check(self, text: str) -> None:
        """Refuse a document that is not known where nothing else is answered.

        Raises
        ------
        Forbidden
            If it is so.
        """
        if self._only and document_id(text) not in self._known:
            raise Forbidden("this server answers only documents that it knows: send the `documentId` of one of them")


def document_id(text: str) -> str:
    """Give the id of a document.

    Examples
    --------
    >>> document_id("{ viewer { role } }")
    'sha256:f63c1d1d984628060baf66f876c2c675ee7a472f114e839c75f247e0cc7ba64f'
    """
    return _PREFIX + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _documents(folder: Path) -> Iterable[Document]:
    if not folder.is_dir():
        raise MissingFile(f"there is no folder {folder} to take documents from")
    for path in sorted(folder.rglob(_SUFFIX)):
        try:
            text = path.read_bytes().decode()
        except OSError as error:
            raise MissingFile(f"{path} cannot be read: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise BadInput(f"{path} is not text in UTF-8 (byte {error.start + 1:,})") from error
        yield Document(document_id(text), path.relative_to(folder).with_suffix("").as_posix(), text)
