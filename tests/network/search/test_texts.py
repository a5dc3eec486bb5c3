import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from labnet.network.search.texts import Texts

LISTS = st.lists(st.lists(st.text(), max_size=3).map(tuple), max_size=6)


@given(LISTS, LISTS)
def test_texts_come_back_as_they_were_given(first: list[tuple[str, ...]], second: list[tuple[str, ...]]) -> None:
    texts = Texts()
    texts.extend(first)
    texts.extend(second)

    assert [texts[number] for number in range(len(texts))] == [*first, *second]


def test_what_is_wiped_is_gone_and_its_number_stays_taken() -> None:
    texts = Texts()
    texts.extend([("Ada",), ("Marthe", "Pommié"), ("\ud800",)])

    texts.wipe(1)

    assert [texts[number] for number in range(len(texts))] == [("Ada",), (), ("\ud800",)]


def test_some_texts_are_kept_in_the_order_asked_for() -> None:
    texts = Texts()
    texts.extend([("Ada",), (), ("Marthe", "Pommié"), ("Zoé",)])

    kept = texts.only(np.array([3, 1, 2]))
    kept.extend([("Neuf",)])

    assert [kept[number] for number in range(len(kept))] == [("Zoé",), (), ("Marthe", "Pommié"), ("Neuf",)]
