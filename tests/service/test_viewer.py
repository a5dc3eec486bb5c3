from __future__ import annotations

from labnet.network.audiences import Audience
from labnet.service.viewer import VISITOR, Viewer


def test_a_visitor_sees_what_the_public_sees() -> None:
    assert Viewer() == VISITOR
    assert VISITOR.audience is Audience.PUBLIC


def test_viewers_of_one_audience_are_alike() -> None:
    assert Viewer(Audience.MEMBERS) == Viewer(Audience.MEMBERS) != VISITOR
