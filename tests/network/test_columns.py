from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labnet.network.columns import Buffer, Codes, Distinct, Finder, Parsed, among, different, longer, some


def test_a_buffer_grows_at_its_end() -> None:
    buffer = Buffer(np.array([1, 2], np.int32))

    buffer.extend(np.arange(3000, dtype=np.int32))

    assert buffer.size == 3002
    assert buffer.used()[:4].tolist() == [1, 2, 0, 1]
    assert buffer.used()[-1] == 2999


def test_readers_of_a_buffer_keep_what_they_read() -> None:
    buffer = Buffer(np.array([1, 2], np.int32))
    before = buffer.used()

    for _ in range(5):
        buffer.extend(np.zeros(1000, np.int32))

    assert before.tolist() == [1, 2]
    assert buffer.data is not before.base


def test_a_buffer_has_room_for_small_changes_without_being_copied() -> None:
    buffer = Buffer(np.array([1, 2], np.int32))
    data = buffer.data

    buffer.extend(np.array([3], np.int32))

    assert buffer.data is data


def test_a_buffer_of_some_values_holds_nothing_else_in_the_room_it_has() -> None:
    buffer = Buffer(np.array([5, 6, 7], np.int32), np.array([2, 0, 2]))

    assert buffer.used().tolist() == [7, 5, 7]
    assert not buffer.data[buffer.size :].any()
    assert buffer.data.dtype == np.int32


def test_values_that_recur_are_kept_once_and_packed_to_those_in_use() -> None:
    words = Distinct(["lab", "city"])

    numbers = [words.number(word) for word in ("city", "region", "lab", "city")]
    some, renumbered = words.packed(np.array([2, 1, 2]))

    assert (numbers, words.values) == ([1, 2, 0, 1], ["lab", "city", "region"])
    assert (some.values, renumbered.tolist()) == (["city", "region"], [1, 0, 1])
    assert some.number("region") == 1
    assert ("lab" in some, "region" in some) == (False, True)


def test_a_column_of_texts_takes_as_many_bytes_a_row_as_tell_them_apart() -> None:
    codes, widths = Codes(), []
    for count in (2, 256, 257, 65_536, 66_000):
        codes.extend(np.array([codes.distinct.number(str(text)) for text in range(count)], np.int32))
        widths.append(codes.numbers.data.itemsize)

    last = codes.numbers.size - 1
    few, many = codes.taken(np.array([last, 0])), codes.taken(np.arange(2 + 256, 2 + 256 + 257))

    assert widths == [1, 1, 2, 2, 4]
    assert [codes.of(row) for row in (0, 1, 2, 257, last)] == ["0", "1", "0", "255", "65999"]
    assert [few.of(row) for row in (0, 1)] == ["65999", "0"]
    assert [many.of(row) for row in (0, 256)] == ["0", "256"]
    assert (few.numbers.data.itemsize, many.numbers.data.itemsize) == (1, 2)


def test_columns_of_records_are_copied_with_room_and_in_part() -> None:
    column = np.array([(1, 2), (3, 4), (5, 6)], np.dtype([("a", np.int32), ("b", np.uint8)], align=True))

    grown, part = longer(column, 2), some(column, np.array([2, 0]))
    grown["a"][0] = 9

    assert grown.tolist() == [(9, 2), (3, 4), (5, 6), (0, 0), (0, 0)]
    assert part.tolist() == [(5, 6), (1, 2)]
    assert column.tolist()[0] == (1, 2)


def test_a_text_is_parsed_once() -> None:
    asked: list[str] = []

    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    lengths = Parsed(length)

    assert [lengths[text] for text in ("lab", "lab", "city")] == [3, 3, 4]
    assert asked == ["lab", "city"]


class Alike(str):
    """A text that has the same hash as all others of its sort."""

    __slots__ = ()

    def __hash__(self) -> int:
        return 7


@pytest.mark.parametrize("sort", [str, Alike])
@given(ids=st.lists(st.text(), unique=True, min_size=2), data=st.data())
def test_a_finder_gives_the_place_of_every_id_that_is_there_and_refuses_others(
    sort: type[str], ids: list[str], data: st.DataObject
) -> None:
    find = Finder(list(map(sort, ids)))
    wanted = data.draw(st.lists(st.sampled_from(ids)))

    assert find(list(map(sort, wanted))).tolist() == [ids.index(id_) for id_ in wanted]
    with pytest.raises(KeyError):
        find([*map(sort, wanted), sort("".join(ids) + "absent")])


def test_a_finder_among_no_ids_finds_none() -> None:
    with pytest.raises(KeyError, match="absent"):
        Finder([])(["absent"])


@given(st.lists(st.integers(-5, 5)))
def test_different_numbers_are_given_once_and_in_order(numbers: list[int]) -> None:
    assert different(np.array(numbers, np.int32)).tolist() == sorted(set(numbers))


@given(st.lists(st.integers(-5, 5)), st.sets(st.integers(-5, 5)))
def test_numbers_are_found_among_others(numbers: list[int], others: set[int]) -> None:
    found = among(np.array(numbers, np.int64), np.array(sorted(others), np.int64))

    assert found.tolist() == [number in others for number in numbers]
