from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from labnet.readwrite.csvfile import Cells, CsvFile, CsvWriter, escape, unescape
from labnet.readwrite.faults import FaultList, Notice

Found: TypeAlias = tuple[list[Cells], list[tuple[int | None, str | None, str]], list[str]]
Read: TypeAlias = Callable[[str | bytes], Found]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read a file that may have the columns id, name and note, the first two of which it must have."""

    def read_(content: str | bytes) -> Found:
        path = tmp_path / "x.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        faults, notices = FaultList(), list[Notice]()
        file = CsvFile(path, ("id", "name", "note"), ("id", "name"), faults, notices)
        rows = list(file)
        found = [(fault.line, fault.field, fault.reason) for fault in faults]
        assert file.whole or found
        return rows, found, [notice.reason for notice in notices]

    return read_


def values(rows: list[Cells]) -> list[list[str]]:
    return [list(row.values.values()) for row in rows]


@pytest.mark.parametrize(
    "content",
    [
        "id,name\na,b\n",
        "\ufeffid,name\na,b\n",
        "id;name\r\na;b\r\n",
        "id\tname\na\tb",
        '"id","name"\n"a","b"\n',
        "ID, Name \n a , b \n",
        'id, name\n"a", "b"\n',
        "\n\nid,name\n\n , \na,b\n,,\n\n",
    ],
)
def test_files_of_all_habits_are_read_alike(content: str, read: Read) -> None:
    rows, faults, notices = read(content)

    assert [(row.values, row.sound) for row in rows] == [({"id": "a", "name": "b"}, True)]
    assert (faults, notices) == ([], [])


def test_the_delimiter_is_the_one_that_shows_known_columns(read: Read) -> None:
    rows, _, notices = read("id;name;a,b,c\nx;y,y;z\n")

    assert values(rows) == [["x", "y,y", "z"]]
    assert notices == ["column 3 ('a,b,c') was not read: labnet does not know it"]


def test_a_quoted_cell_may_hold_delimiters_quotes_and_line_ends_and_counts_as_its_first_line(read: Read) -> None:
    rows, faults, _ = read('id,name\r\na,"b, ""c""\r\nd"\r\ne,f\r\n')

    assert values(rows) == [["a", 'b, "c"\nd'], ["e", "f"]]
    assert [row.line for row in rows] == [2, 4]
    assert faults == []


def test_quotes_inside_a_cell_that_is_not_quoted_are_taken_as_they_are(read: Read) -> None:
    rows, faults, _ = read('id,name\na,the "Lab"\nb,5" wide\n')

    assert values(rows) == [["a", 'the "Lab"'], ["b", '5" wide']]
    assert faults == []


def test_a_quote_that_is_never_closed_costs_one_row_and_not_the_rest(read: Read) -> None:
    rows, faults, _ = read('id,name\na,"b\nc,d\ne,f\n')

    assert [row.values["id"] for row in rows] == ["c", "e"]
    assert [(line, reason[:33]) for line, _, reason in faults] == [(2, "the quote that opens a cell here ")]


def test_an_open_quote_that_meets_another_costs_its_row_only(read: Read) -> None:
    rows, faults, _ = read('id,name\na,"b\nc,"d"\ne,f\n')

    assert [row.values["id"] for row in rows] == ["c", "e"]
    assert [line for line, _, _ in faults] == [2]


def test_a_file_full_of_open_quotes_is_given_up(read: Read) -> None:
    rows, faults, _ = read("id,name\n" + 'a","b\n' * 200_000)

    assert rows == []
    assert [line for line, _, _ in faults] == [*range(2, 12), 11]
    assert "reading of the file stopped here" in faults[-1][2]


def test_a_row_that_grows_beyond_bounds_in_quotes_is_refused_and_reading_goes_on(read: Read) -> None:
    rows, faults, _ = read('id,name\na,"' + "x\n" * 140_000 + '"\nb,c\n')

    assert rows[-1].values == {"id": "b", "name": "c"}
    assert (faults[0][0], faults[0][2][:24]) == (2, "the quote that opens a c")


def test_an_endless_line_in_an_open_quote_is_refused_with_the_row_it_is_in(read: Read) -> None:
    rows, faults, _ = read(f'id,name\na,"b\n{"x" * 300_000}\nc,d\n')

    assert [row.values for row in rows] == [{"id": "c", "name": "d"}]
    assert [(line, reason[:20]) for line, _, reason in faults] == [
        (3, "the line is longer t"),
        (2, "the quote that opens"),
    ]


def test_a_long_cell_is_refused_by_name_and_reading_goes_on(read: Read) -> None:
    rows, faults, _ = read(f"id,name,note\na,b,{'x' * 1_000_000}\nb,{'x' * 140_000},c\nc,d,e\n")

    assert [row.line for row in rows] == [4]
    assert [(line, field, reason[:20]) for line, field, reason in faults] == [
        (2, "note", "the line is longer t"),
        (3, None, "a cell is longer tha"),
    ]


def test_bytes_that_are_not_utf8_spoil_their_cell_and_the_rest_of_the_row_is_read(read: Read) -> None:
    rows, faults, _ = read(b"id,name,note\na,caf\xe9,x\nb,c,d\n")

    assert [(row.values, row.sound) for row in rows] == [
        ({"id": "a", "note": "x"}, False),
        ({"id": "b", "name": "c", "note": "d"}, True),
    ]
    assert faults == [(2, "name", "byte 6 of line 2 (0xE9) is not UTF-8: save the file as UTF-8")]


def test_a_flaw_beside_an_open_quote_is_told_as_well(read: Read) -> None:
    _, faults, _ = read(b'id,name\na,"caf\xe9"x\n')

    assert [reason[:20] for _, _, reason in faults] == ["text follows the quo", "byte 7 of line 2 (0x"]


def test_a_flaw_in_the_line_of_names_is_told_and_rows_are_read_if_its_columns_are_there(read: Read) -> None:
    rows, faults, notices = read(b"id,name,\xe9t\xe9\na,b,c\n")

    assert [row.values["id"] for row in rows] == ["a"]
    assert [(line, reason[:6]) for line, _, reason in faults] == [(1, "byte 9")]
    assert len(notices) == 1


def test_a_row_that_is_too_short_or_too_long_keeps_its_id_only(read: Read) -> None:
    rows, faults, _ = read("id,name,note\na,b\nc,d,e,f\n")

    assert [(row.values, row.sound) for row in rows] == [({"id": "a"}, False), ({"id": "c"}, False)]
    assert [(line, reason[:19]) for line, _, reason in faults] == [
        (2, "2 cells in the row,"),
        (3, "4 cells in the row,"),
    ]


def test_a_file_without_any_column_it_must_have_is_not_read_on(read: Read) -> None:
    rows, faults, _ = read("colour,shape\nred,round\n")

    assert rows == []
    assert [field for _, field, _ in faults] == ["id", "name"]


def test_a_name_of_a_column_that_goes_on_for_ever_is_no_column(read: Read) -> None:
    rows, faults, _ = read(f"id,name,{'x' * 140_000}\na,b,c\n")

    assert rows == []
    assert [field for _, field, _ in faults] == ["id", "name"]


def test_a_file_that_cannot_be_opened_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.csv").write_text("id\n", encoding="utf-8")
    faults = FaultList()

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    rows = list(CsvFile(tmp_path / "x.csv", ("id",), ("id",), faults, []))

    assert rows == []
    assert [fault.reason for fault in faults] == ["the file cannot be read: Permission denied"]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+33 1", "'+33 1"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("'=1", "''=1"),
        ("''@", "'''@"),
        ("'s", "'s"),
        ("1-1", "1-1"),
        ("", ""),
    ],
)
def test_a_cell_that_looks_like_a_formula_is_escaped_and_comes_back(cell: str, written: str) -> None:
    assert escape(cell) == written
    assert unescape(written) == cell


@given(st.text())
def test_escaping_any_cell_is_undone_by_unescaping(cell: str) -> None:
    assert unescape(escape(cell)) == cell
    assert escape(cell)[:1] not in {"=", "+", "-", "@", "\t", "\r"}


_CELL = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"], include_characters="\n\t"), max_size=20)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(_CELL.map(str.strip), min_size=3, max_size=3).filter(any), max_size=5))
@example([["'", '"', "'\t="], ["\n".join("ab"), ",", ";"]])
def test_what_is_written_is_read_back(read: Read, rows: list[list[str]]) -> None:
    file = io.StringIO()
    writer = CsvWriter(file, ["id", "name", "note"])
    for row in rows:
        writer.write(row)

    found, faults, notices = read(file.getvalue())

    assert values(found) == rows
    assert (faults, notices) == ([], [])


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200) | st.text('id,name;\t"\r\n\0\u00e9\x01x', max_size=60).map(str.encode))
def test_no_content_whatsoever_makes_reading_fail(read: Read, junk: bytes) -> None:
    for content in (junk, b"id,name\n" + junk):
        rows, faults, _ = read(content)

        assert all(row.sound or faults for row in rows)
