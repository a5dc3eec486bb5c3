from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.memory import grep

from labnet.network import blocks
from labnet.network.blocks import Blocks


@pytest.fixture(autouse=True, scope="module")
def _in_small_blocks() -> object:
    """Blocks of four texts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "_SIZE", 4)
        yield


def texts(first: int, end: int) -> list[bytes]:
    return [b"text %03d" % number for number in range(first, end)]


@given(st.lists(st.integers(0, 9)))
def test_what_was_appended_bit_by_bit_has_the_numbers_of_its_order(counts: list[int]) -> None:
    held, total = Blocks(), sum(counts)
    for place, count in enumerate(counts):
        held.extend(texts(sum(counts[:place]), sum(counts[:place]) + count))

    assert (len(held), list(held)) == (total, texts(0, total))
    assert [held[number] for number in range(total)] == held.between(0, total) == texts(0, total)


@given(st.integers(0, 30), st.data())
def test_some_texts_are_found_under_their_new_numbers_and_nothing_of_the_others_is_held(
    count: int, data: st.DataObject
) -> None:
    kept = data.draw(st.permutations(range(count)))[: data.draw(st.integers(0, count))]
    whole = Blocks(texts(0, count))

    some, numbers = whole.only(np.array(kept, np.int64))
    some.extend([b"later"])

    assert [some[number] for number in numbers.tolist()] == [whole[number] for number in kept]
    assert len(some) == len(kept) + 1
    assert sorted(grep(some, b"text")) == sorted(whole[number] for number in kept)
    assert list(whole) == texts(0, count)


def test_a_block_of_which_all_is_kept_is_shared_but_one_that_still_grows_is_not() -> None:
    whole = Blocks(texts(0, 10))

    same, _ = whole.only(np.arange(10))
    whole.extend([b"later"])
    same.extend([b"another"])

    pairs = zip(same._blocks, whole._blocks, strict=True)  # noqa: SLF001 - that they are shared shows nowhere else
    assert [one is other for one, other in pairs] == [True, True, False]
    assert (whole[10], same[10]) == (b"later", b"another")
