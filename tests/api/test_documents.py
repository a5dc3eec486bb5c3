from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from labnet.api.documents import Documents, document_id
from labnet.errors import BadInput, Forbidden, MissingFile, UnknownDocument

VIEWER = "{ viewer { role } }"


def test_a_document_is_found_by_the_hash_of_its_bytes_however_it_is_written() -> None:
    digest = hashlib.sha256((documents := list(Documents()))[0].text.encode()).hexdigest()

    for id_ in (digest, digest.upper(), f"sha256:{digest}", f"SHA256:{digest}"):
        assert Documents().text(id_) == documents[0].text


@pytest.mark.parametrize("id_", ["", "sha256:", "nope", "md5:0", "sha256:sha256:00", "é" * 1000])
def test_an_id_that_nobody_knows_is_refused_with_what_to_do(id_: str) -> None:
    with pytest.raises(UnknownDocument, match="`labnet documents` lists them; or send the document itself"):
        Documents().text(id_)
    with pytest.raises(UnknownDocument, match=r"`labnet documents` lists them$"):
        Documents(only=True).text(id_)


def test_files_of_a_folder_are_known_besides_what_is_shipped(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "mine.graphql").write_bytes(VIEWER.encode())
    (tmp_path / "notes.txt").write_bytes(b"\xff")

    known = Documents(str(tmp_path))

    assert known.text(document_id(VIEWER)) == VIEWER
    assert len(list(known)) == len(list(Documents())) + 1
    assert list(known)[-1].name == "deep/mine"


def test_only_known_documents_pass_where_nothing_else_is_answered() -> None:
    known = Documents(only=True)

    known.check(next(iter(known)).text)
    Documents().check(VIEWER)
    for text in (VIEWER, "\ud800"):
        with pytest.raises(Forbidden, match="send the `documentId`"):
            known.check(text)


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingFile, match="there is no folder"):
        Documents(str(tmp_path / "nope"))
    (tmp_path / "a.graphql").write_bytes(b"{ \xff }")
    with pytest.raises(BadInput, match=r"a\.graphql is not text in UTF-8 \(byte 3\)"):
        Documents(str(tmp_path))
    (tmp_path / "a.graphql").unlink()
    (tmp_path / "b.graphql").mkdir()
    with pytest.raises(MissingFile, match=r"b\.graphql cannot be read"):
        Documents(str(tmp_path))
