from __future__ import annotations

import numpy as np

from labnet.analysis.statistics import WITHHELD, StatisticMethod, finite


def test_numbers_of_numpy_become_plain_ones() -> None:
    assert type(finite(np.float64(0.25))) is float


def test_a_withheld_figure_tells_nothing() -> None:
    told = (WITHHELD.value, WITHHELD.expected, WITHHELD.z, WITHHELD.p_value, WITHHELD.n)
    assert told == (None,) * 5
    assert WITHHELD.method is StatisticMethod.NONE
