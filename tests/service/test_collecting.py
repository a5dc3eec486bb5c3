from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from labnet.service.collecting import seldom_collected, settle


class _Circle:
    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def _unfrozen() -> Iterator[None]:
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("_unfrozen")
def test_whoever_settles_frees_circles_a_last_time_and_looks_through_the_rest_no_more() -> None:
    garbage = weakref.ref(_Circle())
    kept = [_Circle()]
    there = len(gc.get_objects())

    settle()

    assert garbage() is None
    assert gc.get_freeze_count() > there / 2
    assert not any(found is kept for found in gc.get_objects())


def test_circles_are_looked_for_as_often_as_before_when_the_records_are_made() -> None:
    before = gc.get_threshold()

    with seldom_collected():
        meanwhile = gc.get_threshold()

    assert meanwhile > before == gc.get_threshold()
