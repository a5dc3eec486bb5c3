from __future__ import annotations

import numpy as np

from labnet.fiction.calendar import LAST_DAY, Precision, codes, date_of, draw_precision
from labnet.fiction.draws import stream


def test_days_are_told_as_precisely_as_asked() -> None:
    assert [str(date_of(59, precision)) for precision in Precision] == ["2016", "2016-02", "2016-02-29"]
    assert str(date_of(LAST_DAY, Precision.DAY)) == "2025-12-31"


def test_codes_are_ordered_as_the_texts_of_dates_are() -> None:
    days, precision = np.array([0, 0, 0, 31, 366, -1]), np.array([0, 1, 2, 1, 0, 2])

    found = codes(days, precision)

    texts = [
        "" if day < 0 else str(date_of(day, each)) for day, each in zip(days.tolist(), precision.tolist(), strict=True)
    ]
    assert np.argsort(found, kind="stable").tolist() == sorted(range(6), key=texts.__getitem__)


def test_the_month_is_known_as_a_rule() -> None:
    shares = np.bincount(draw_precision(stream(1, "precision"), 20_000)) / 20_000

    assert np.abs(shares - [0.15, 0.65, 0.20]).max() < 0.02
