from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labnet.readwrite import lines as lines_module
from labnet.readwrite.lines import MAX_RECORD, UNREADABLE, Lines, TooLong, no_progress


def lines_of(content: bytes) -> Lines:
    lines = Lines(io.BytesIO(content), "x.csv", len(content), no_progress)
    assert lines.foreign() is None
    return lines


def test_lines_end_alike_and_a_mark_at_the_start_is_passed_over() -> None:
    assert list(lines_of(b"\xef\xbb\xbfa\r\nb\n\nc")) == ["a\n", "b\n", "\n", "c"]


@pytest.mark.parametrize(
    ("content", "what"), [(b"\xff\xfea\0", "UTF-16"), (b"\xfe\xff\0a", "UTF-16"), (b"PK\x03\x04", "zip archive")]
)
def test_files_of_other_sorts_are_known_by_their_first_bytes(content: bytes, what: str) -> None:
    reason = Lines(io.BytesIO(content), "x.csv", 4, no_progress).foreign()

    assert reason is not None
    assert what in reason


def test_lines_that_are_given_back_come_again_in_order_before_the_rest() -> None:
    lines = lines_of(b"a\nb\nc\nd\n")
    lines.start_row()
    taken = [next(lines) for _ in range(3)]

    assert taken == ["a\n", "b\n", "c\n"]
    assert lines.give_back()
    assert (lines.line, lines.taken) == (1, 1)
    lines.start_row()
    assert not lines.give_back()
    assert list(lines) == ["b\n", "c\n", "d\n"]
    assert lines.line == 2


def test_a_line_beyond_bounds_is_refused_without_being_held_and_the_next_one_is_read() -> None:
    lines = lines_of(b"x" * (3 * MAX_RECORD) + b"\nb\n")

    with pytest.raises(TooLong) as caught:
        next(lines)

    assert (caught.value.line, len(caught.value.head)) == (1, MAX_RECORD + 1)
    lines.start_row()
    assert (next(lines), lines.line) == ("b\n", 2)


def test_flaws_name_the_byte_or_character_and_its_line() -> None:
    flaws = []
    for content in (b"ab\xff\n", b"a\0\n", b"a\rb\n", b"a\x7f\n", b"fine\n"):
        lines = lines_of(content)
        next(lines)
        flaws.append(lines.flaw)

    assert flaws == [
        "byte 3 of line 1 (0xFF) is not UTF-8: save the file as UTF-8",
        "character 2 of line 1 is NUL: the file is damaged, in UTF-16 or no text at all; save it as UTF-8",
        "character 2 of line 1 is a carriage return alone: end lines with LF or CRLF",
        "character 2 of line 1 is the control character U+007F: take it out",
        None,
    ]


def test_progress_is_told_in_steps_and_at_the_end() -> None:
    told: list[tuple[str, int, int]] = []
    content = b"0123456789abcde\n" * 40_000
    lines = Lines(io.BytesIO(content), "x.csv", len(content), lambda *step: told.append(step))

    while next(lines, ""):
        lines.start_row()
    lines.finish()

    assert [done for _, done, _ in told] == [262_144, 524_288, 640_000]
    assert {(name, total) for name, _, total in told} == {("x.csv", 640_000)}


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from([b"a", b"", b"x" * 40, b"\xc3\xa9", b"\xff", b"\r", b"\0", b"\xe2\x80\xa8", b'"', b"\r\r"]),
        max_size=60,
    ),
    st.sampled_from([b"\n", b"\r\n"]),
    st.integers(1, 90),
)
def test_lines_read_by_the_block_are_those_read_one_by_one(parts: list[bytes], end: bytes, step: int) -> None:
    content = end.join(parts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines_module, "_STEP", step)
        lines = lines_of(content)
        found = []
        for text in lines:
            found.append((lines.line, text, lines.flaw is not None))
            lines.start_row()

    assert found == [(number, *decoded(raw)) for number, raw in enumerate(io.BytesIO(content), 1)]


def decoded(raw: bytes) -> tuple[str, bool]:
    raw = raw.removesuffix(b"\r\n") + b"\n" if raw.endswith(b"\r\n") else raw
    text = raw.decode(errors="replace").replace("\r", UNREADABLE).replace("\0", UNREADABLE)
    return text, text.encode() != raw


@pytest.mark.parametrize("before", [0, 10, MAX_RECORD - 1, MAX_RECORD])
def test_a_line_may_be_as_long_as_a_row_and_no_longer_wherever_a_block_ends(before: int) -> None:
    start = b"y\n" * (before // 2)
    longest = b"x" * (MAX_RECORD - 1) + b"\n"
    lines = lines_of(start + longest + b"x" + longest + b"b\n")

    told = []
    while True:
        lines.start_row()
        try:
            told.append((next(lines)[:1], lines.line - before // 2))
        except TooLong as error:
            told.append((f"{len(error.head) - MAX_RECORD}", error.line - before // 2))
        except StopIteration:
            break

    assert told[before // 2 :] == [("x", 1), ("1", 2), ("b", 3)]
