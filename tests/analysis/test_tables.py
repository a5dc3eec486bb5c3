from __future__ import annotations

import numpy as np

from labnet.analysis.tables import table_of


def test_values_of_one_place_are_added_up_and_places_are_small() -> None:
    table = table_of((np.array([1, 0, 1]), np.array([2, 0, 2])), (2, 3), np.array([0.5, 2.0, 0.25]))

    assert table.toarray().tolist() == [[2.0, 0.0, 0.0], [0.0, 0.0, 0.75]]
    assert [each.itemsize for each in (table.indices, table.indptr)] == [4, 4]


def test_a_table_may_be_empty() -> None:
    assert table_of((np.empty(0, np.int64), np.empty(0, np.int64)), (0, 3)).shape == (0, 3)
