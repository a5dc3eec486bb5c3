from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labnet.analysis.reasons import Reason, ReasonKind, shared_out


def test_the_strongest_reason_comes_first_and_what_weighs_nothing_is_left_out() -> None:
    theme = Reason(ReasonKind.SHARED_THEME, 1.0, themes=("care",))
    contact = Reason(ReasonKind.SHARED_CONTACT, 3.0, actors=(4, 7))
    place = Reason(ReasonKind.SAME_TERRITORY, 0.0)
    assert shared_out([theme, place, contact]) == (
        Reason(ReasonKind.SHARED_CONTACT, 0.75, actors=(4, 7)),
        Reason(ReasonKind.SHARED_THEME, 0.25, themes=("care",)),
    )


def test_no_reasons_are_shared_out_among_nobody() -> None:
    assert shared_out([]) == ()
    assert shared_out([Reason(ReasonKind.ACTIVE, 0.0)]) == ()


@given(st.lists(st.tuples(st.sampled_from(ReasonKind), st.floats(1e-6, 1e6)), min_size=1))
def test_weights_add_up_and_order_changes_nothing(given_: list[tuple[ReasonKind, float]]) -> None:
    reasons = [Reason(kind, weight) for kind, weight in given_]
    found = shared_out(reasons)
    assert sum(reason.weight for reason in found) == pytest.approx(1)
    assert [reason.kind for reason in found] == [reason.kind for reason in shared_out(reasons[::-1])]
    assert [reason.weight for reason in found] == sorted((reason.weight for reason in found), reverse=True)
