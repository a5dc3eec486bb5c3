from __future__ import annotations

import pytest

from labnet.errors import BadInput
from labnet.fiction.plan import Plan


@pytest.mark.parametrize(
    ("people", "others", "within"), [(10_000, 2_500, 0.01), (300_000, 60_000, 0.01), (100, 50, 0.1), (1, 1, 0.0)]
)
def test_the_others_are_as_many_as_the_sizes_say(people: int, others: int, within: float) -> None:
    plan = Plan(people, 1)

    count = plan.bodies + plan.labs + plan.clusters + plan.events + plan.programmes + plan.projects
    assert count == pytest.approx(others, rel=within)


@pytest.mark.parametrize("wrong", [(0, 1, 0), (10_000_001, 1, 0), (1, -1, 0), (1, 2**32, 0), (1, 1, -1), (1, 1, 101)])
def test_what_cannot_be_made_is_refused(wrong: tuple[int, int, int]) -> None:
    with pytest.raises(BadInput, match="cannot be; give a whole number from"):
        Plan(*wrong)
