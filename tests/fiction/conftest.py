from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from labnet.assets import data_folder
from labnet.fiction.community import Community, draw_community
from labnet.fiction.plan import Plan
from labnet.fiction.setting import Setting
from labnet.readwrite.dataset import DataSet
from labnet.readwrite.faults import FaultList


@pytest.fixture(scope="session")
def drawn() -> Callable[[Plan], Community]:
    """Draw a community in the setting of the shipped themes and territories; each plan once."""
    shipped = DataSet(data_folder(), FaultList(), [])
    themes = [row.record for row in shipped.themes() if row.record]
    territories = [row.record for row in shipped.territories() if row.record]

    @cache
    def draw(plan: Plan) -> Community:
        return draw_community(plan, Setting.of(themes, territories, plan.seed))

    return draw


@pytest.fixture(scope="session")
def town(drawn: Callable[[Plan], Community]) -> Community:
    """A community of two thousand people."""
    return drawn(Plan(2_000, 11))
